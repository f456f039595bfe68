import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {insertMove} from './call-rows.ts';
import {foldMove} from './figure-rules.ts';
import {changesLine, type Line, lineIn, openDay, orderOf, rememberMoved} from './line.ts';
import {isActive, type MoveKind, mayLeave, type Standing, standingOf} from './move-rules.ts';
import {movedBack} from './order-rules.ts';
import {type LineToken, tokenById, updateStanding} from './rows.ts';
import type {MoveCode} from './schema.ts';

/** The token and its line for a deed of staff. Refuses token.missing; token.state when its day is over. */
export function tokenInPlay(tx: Tx, tokenId: number): {token: LineToken; line: Line} {
  const token = tokenById(tx.db, tokenId) ?? refuse('token.missing');
  if (openDay(tx.db) !== token.day) refuse('token.state', {state: token.state});
  const line = lineIn(tx, token.queueId, token.day);
  return {token: line.tokens.get(tokenId) ?? token, line};
}

/** Refuses token.state, with the state that it has. */
export function insistLeaves(kind: MoveKind, token: LineToken): void {
  if (!mayLeave(kind, token.state)) refuse('token.state', {state: token.state});
}

export interface Move {
  kind: MoveKind;
  /** The fact: `token.called`. */
  fact: string;
  change(seq: number): Partial<Standing>;
  data?: Readonly<Record<string, unknown>>;
  words?: string | null | undefined;
  /** The words become the reason that staff see on the token. */
  keepReason?: boolean;
  /** The room that the move is about, where the token's own does not say. */
  servicePointId?: number | null;
  callId?: number | null;
}

/**
 * Moves one token: journal, row, line and the record that lets it be undone, together. A move by which others come later
 * names them and why (`overtakes`), so that their pages can say so; null: the caller does that for many moves at once.
 */
export function moveToken(tx: Tx, line: Line, token: LineToken, move: Move, overtakes?: MoveCode | null): LineToken {
  const before = standingOf(token);
  // Whoever leaves the line out of turn may leave a lane empty. Then the wheel goes round without it, and somebody of another
  // lane may come before one of a third.
  const leaves = overtakes === undefined && before.state === 'waiting' && move.kind !== 'call';
  const code = leaves ? 'turns' : overtakes;
  const orderBefore = code ? orderOf(tx.db, line, tx.now).map((other) => other.id) : [];
  const seq = tx.note({
    kind: move.fact,
    queueId: token.queueId,
    tokenId: token.id,
    visitId: token.visitId,
    ...(move.data ? {data: move.data} : {}),
    words: move.words,
  });
  const after: Standing = {...before, ...move.change(seq)};
  if (move.words && move.keepReason) after.reasonSeq = seq;
  updateStanding(tx, token.id, before, after);
  insertMove(tx, {
    tokenId: token.id,
    seq,
    kind: move.kind,
    servicePointId: move.servicePointId ?? after.servicePointId ?? before.servicePointId,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
    callId: move.callId ?? null,
  });
  if (line.figures) line.figures = foldMove(line.figures, {kind: move.kind, at: tx.now, before});
  if (after.lane !== before.lane) line.overtakers = null;
  const moved = putInLine(tx, line, token, after, after.reasonSeq === seq ? (move.words ?? null) : token.reason);
  if (code) noteOvertaken(tx, line, orderBefore, code, leaves ? null : token.id, token.id);
  return moved;
}

/** Puts a token's new standing into the line beside the database, and tells its holder's page. */
export function putInLine(tx: Tx, line: Line, token: LineToken, after: Standing, reason: string | null): LineToken {
  const moved: LineToken = {...token, ...after, reason};
  changesLine(tx, line);
  const counts = Number(countsForCap(after.state)) - Number(countsForCap(token.state));
  line.taken += counts;
  if (token.source === 'phone') line.takenByPhones += counts;
  if (isActive(after.state)) line.tokens.set(token.id, moved);
  else line.tokens.delete(token.id);
  tx.touch(`token:${token.id}`);
  return moved;
}

/** Says in the journal who came later through this, and remembers it for their pages. `mover` is not told about itself. */
export function noteOvertaken(
  tx: Tx,
  line: Line,
  before: readonly number[],
  code: MoveCode,
  by: number | null,
  mover = by,
): void {
  const after = orderOf(tx.db, line, tx.now).map((other) => other.id);
  const moved = movedBack(before, after)
    .filter((one) => one.id !== mover)
    .slice(0, 500)
    .map(({id, from, to}) => [id, from, to] as const);
  if (moved.length === 0) return;
  tx.note({kind: 'queue.overtaken', queueId: line.queueId, data: {code, by, moved}});
  changesLine(tx, line);
  rememberMoved(line.moved, tx.now, code, moved);
  for (const [id] of moved) tx.touch(`token:${id}`);
}

function countsForCap(state: LineToken['state']): boolean {
  return state !== 'cancelled' && state !== 'transferred';
}
