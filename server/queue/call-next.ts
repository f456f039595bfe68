import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {insertCall} from './call-rows.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {completeToken} from './complete-token.ts';
import {saveQueueDay} from './day-rows.ts';
import {stateNow} from './day-rules.ts';
import {changesLine, type Line, lineIn, lineNow, openDay, waitingIn} from './line.ts';
import {nextInTurn, restingWheel, turned, type Wheel} from './order-rules.ts';
import {type LineToken, tokensAt} from './rows.ts';

export interface CallNext {
  servicePointId?: number | undefined;
  completeTokenId?: number | undefined;
}

/**
 * Completes whom this room has (when named) and calls the next in turn: one action, one transaction. Refuses queue.missing,
 * queue.paused, queue.empty, service-point.required, service-point.missing, service-point.busy, token.state.
 */
export function callNext(tx: Tx, queueId: number, {servicePointId, completeTokenId}: CallNext): LineToken {
  const queue = directoryOf(tx.db).queues.get(queueId) ?? refuse('queue.missing');
  insist(tx.actor, 'token.call', queueId);
  const day = openDay(tx.db) ?? refuse('queue.closed', {opensAt: null});
  const line = lineIn(tx, queueId, day);
  if (stateNow(line.queueDay, line.hours, tx.now).state === 'paused') refuse('queue.paused');
  const pointId = pointFor(tx, queue, servicePointId);
  if (completeTokenId !== undefined) completeAt(tx, completeTokenId, pointId);
  insistFree(tx, pointId, day);
  const next = nextInTurn(waitingIn(line), lineNow(tx.db, line, tx.now)) ?? refuse('queue.empty');
  startDay(tx, line);
  return announce(tx, line, next.token, pointId, next.turn);
}

/** The token that this room has, and no other: so a double click never completes somebody who was just called. */
function completeAt(tx: Tx, tokenId: number, pointId: number): void {
  const {token} = tokenInPlay(tx, tokenId);
  insistLeaves('complete', token);
  if (token.servicePointId !== pointId) refuse('token.state', {state: token.state});
  completeToken(tx, tokenId, {});
}

/** The room to which people are called: the one named, or the only one there is. */
export function pointFor(tx: Tx, queue: QueueRow, named: number | undefined): number {
  const points = queue.servicePoints.map((point) => point.id);
  if (named !== undefined) {
    if (!points.includes(named)) refuse('service-point.missing');
    // Somebody of the desk who works at certain counters calls to those.
    const {role, servicePointIds} = tx.actor;
    if (role === 'desk' && servicePointIds.size > 0 && !servicePointIds.has(named)) refuse('permission.denied');
    return named;
  }
  const own = points.filter((id) => tx.actor.servicePointIds.has(id));
  const choice = own.length > 0 ? own : points;
  if (choice.length === 0) refuse('service-point.missing');
  if (choice.length > 1) refuse('service-point.required', {errors: [{path: 'servicePointId', message: 'is required'}]});
  return choice[0]!;
}

/** One at a time, unless the room's setting says more. */
export function insistFree(tx: Tx, pointId: number, day: string, except?: number): void {
  const capacity = directoryOf(tx.db).servicePoints.get(pointId)?.capacity ?? 1;
  const there = tokensAt(tx.db, pointId, day).filter((token) => token.id !== except);
  if (there.length >= capacity) refuse('service-point.busy', {tokenId: String(there[0]!.id)});
}

/** The first call of the day starts a line that had not started yet. */
export function startDay(tx: Tx, line: Line): void {
  if (line.queueDay.state !== 'not-started') return;
  changesLine(tx, line);
  line.queueDay = {...line.queueDay, state: 'open'};
  tx.note({kind: 'queue.opened', queueId: line.queueId, data: {by: 'first call'}});
}

/** Calls a waiting token to a room: counts the call, turns the wheel by `turn`, and gives the boards something to say. */
export function announce(
  tx: Tx,
  line: Line,
  token: LineToken,
  pointId: number,
  turn: Wheel | null,
  words?: string,
): LineToken {
  changesLine(tx, line);
  const callId = insertCall(tx, {
    queueId: line.queueId,
    day: line.day,
    tokenId: token.id,
    servicePointId: pointId,
    again: 0,
    wheel: turn ? JSON.stringify(turn) : null,
  });
  const wheel = turned(JSON.parse(line.queueDay.wheel) as Wheel, turn ?? restingWheel, 1);
  line.queueDay = {...line.queueDay, calls: line.queueDay.calls + 1, wheel: JSON.stringify(wheel)};
  saveQueueDay(tx, line.queueDay);
  line.lastCallAt.set(pointId, tx.now);
  return moveToken(tx, line, token, {
    kind: 'call',
    fact: 'token.called',
    data: {call: callId, servicePoint: pointId, inTurn: turn !== null},
    words,
    callId,
    change: () => ({
      state: 'called',
      servicePointId: pointId,
      calledAt: tx.now,
      startedAt: null,
      asideUntil: null,
      dueAtCall: null,
      hereAt: null,
    }),
  });
}
