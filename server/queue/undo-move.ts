import type {Actor} from '../base/actor.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist} from '../staff/permissions.ts';
import {reopenConsultation} from '../visits/rows.ts';
import {insistFree} from './call-next.ts';
import {callById, lastMove, type MoveRow, markUndone, undoCalls} from './call-rows.ts';
import {noteOvertaken, putInLine, tokenInPlay} from './change-token.ts';
import {saveQueueDay} from './day-rows.ts';
import {changesLine, type Line, lastCallAtOf, type Moved, orderOf, readMoved} from './line.ts';
import {type Standing, sameStanding, standingOf} from './move-rules.ts';
import {turned, type Wheel} from './order-rules.ts';
import {type LineToken, tokenById, updateStanding} from './rows.ts';

/**
 * Takes back the last move of a token, exactly: state, lane, place, service point, wheel. Only for a minute, only while the
 * token is as that move left it, and only if no rule breaks. Refuses token.state, undo.late, service-point.busy, permission.denied.
 */
export function undoMove(tx: Tx, tokenId: number): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.undo', token.queueId);
  const move = lastMove(tx.db, tokenId) ?? refuse('token.state', {state: token.state});
  insistOwn(tx.actor, move, token.queueId);
  if (!undoable(token, move)) refuse('token.state', {state: token.state});
  if (tx.now - move.at > settingsOf(tx.db).undoSeconds * 1000) refuse('undo.late', {state: token.state});
  return takeBack(tx, line, token, move);
}

/** The undoing itself, once it is known who may and that it can be. Refuses token.state, service-point.busy. */
export function takeBack(tx: Tx, line: Line, token: LineToken, move: MoveRow): LineToken {
  const tokenId = token.id;
  const before = JSON.parse(move.before) as Standing;
  if ((before.state === 'called' || before.state === 'serving') && before.servicePointId !== null)
    insistFree(tx, before.servicePointId, token.day, token.id);
  const orderBefore = orderOf(tx.db, line, tx.now).map((other) => other.id);
  changesLine(tx, line);
  if (move.kind === 'transfer') withdrawNext(tx, token);
  if (move.kind === 'complete') reopenConsultation(tx, tokenId);
  if (move.callId !== null) undoCall(tx, line, token, move.callId);
  const back = putBack(tx, line, token, move, () => readMoved(tx.db, line.queueId, token.arrivedSeq).get(tokenId));
  noteOvertaken(tx, line, orderBefore, 'undone', tokenId);
  return back;
}

/** Gives a token the standing that this move found. `storyOf` reads why it came later, where the line no longer knows. */
export function putBack(
  tx: Tx,
  line: Line,
  token: LineToken,
  move: MoveRow,
  storyOf: () => Moved[] | undefined,
): LineToken {
  const before = JSON.parse(move.before) as Standing;
  // Not simply the last turn less: another room may have completed somebody since.
  line.figures = null;
  line.overtakers = null;
  markUndone(tx, move.id);
  updateStanding(tx, token.id, standingOf(token), before);
  tx.note({
    kind: 'move.undone',
    queueId: token.queueId,
    tokenId: token.id,
    visitId: token.visitId,
    data: {move: move.kind, seq: move.seq, to: before.state},
  });
  const reason = before.reasonSeq === token.reasonSeq ? token.reason : (tokenById(tx.db, token.id)?.reason ?? null);
  // Whoever had left when this line was read from the journal comes back with their own story.
  const story = line.tokens.has(token.id) ? undefined : storyOf();
  if (story) line.moved.set(token.id, story);
  return putInLine(tx, line, token, before, reason);
}

/** Whether the token still stands exactly as that move left it ("I'm coming" in between does not count). */
export function undoable(token: Standing, move: Pick<MoveRow, 'after'>): boolean {
  const after = JSON.parse(move.after) as Standing;
  return sameStanding({...standingOf(token), hereAt: null}, {...after, hereAt: null});
}

/** Own deeds; at the desk also others' at the same room; an administrator's word goes everywhere. */
export function insistOwn(
  actor: Actor,
  move: Pick<MoveRow, 'actorKind' | 'actorId' | 'servicePointId'>,
  queueId: number,
): void {
  if (actor.role === 'admin' || actor.kind === 'system') return;
  if (move.actorKind === 'staff' && move.actorId === actor.id) return;
  // Somebody without a room of their own works at all rooms of their queues.
  const anywhere = actor.servicePointIds.size === 0 && actor.queueIds.has(queueId);
  const samePlace = move.servicePointId !== null && (anywhere || actor.servicePointIds.has(move.servicePointId));
  if (!(actor.role === 'desk' && samePlace)) refuse('permission.denied');
}

/** A transfer is undone only while the new token still waits; its number stays used and is shown as withdrawn. */
function withdrawNext(tx: Tx, token: LineToken): void {
  const next = tokenInPlay(tx, token.nextTokenId!);
  if (next.token.state !== 'waiting') refuse('token.state', {state: next.token.state});
  const before = standingOf(next.token);
  const after: Standing = {...before, state: 'cancelled', withdrawn: 1, endedAt: tx.now};
  updateStanding(tx, next.token.id, before, after);
  tx.note({
    kind: 'token.withdrawn',
    queueId: next.token.queueId,
    tokenId: next.token.id,
    visitId: next.token.visitId,
    data: {from: token.id},
  });
  putInLine(tx, next.line, next.token, after, next.token.reason);
}

/** The call leaves the boards, the count and the wheel, as if it had not been. */
function undoCall(tx: Tx, line: Line, token: LineToken, callId: number): void {
  const call = callById(tx.db, callId);
  undoCalls(tx, token.id, callId);
  const wheel = JSON.parse(line.queueDay.wheel) as Wheel;
  const turn = call?.wheel ? (JSON.parse(call.wheel) as Wheel) : null;
  line.queueDay = {
    ...line.queueDay,
    calls: Math.max(0, line.queueDay.calls - 1),
    wheel: JSON.stringify(turn ? turned(wheel, turn, -1) : wheel),
  };
  saveQueueDay(tx, line.queueDay);
  line.lastCallAt = lastCallAtOf(tx.db, line);
}
