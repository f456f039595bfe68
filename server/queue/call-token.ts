import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {announce, insistFree, pointFor, startDay} from './call-next.ts';
import {insertCall} from './call-rows.ts';
import {insistLeaves, noteOvertaken, tokenInPlay} from './change-token.ts';
import {changesLine, type Line, orderOf} from './line.ts';
import type {LineToken} from './rows.ts';

export interface CallToken {
  servicePointId?: number | undefined;
  reason?: string | undefined;
}

/**
 * Calls somebody again, or calls this one out of turn: then a reason is required, and the wheel stays where it is. Refuses
 * token.state, input.invalid, service-point.busy, service-point.required, service-point.missing.
 */
export function callToken(tx: Tx, tokenId: number, {servicePointId, reason}: CallToken): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.call', token.queueId);
  if (token.state === 'called') return callAgain(tx, line, token);
  insistLeaves('call', token);
  if (!reason)
    refuse('input.invalid', {errors: [{path: 'reason', message: 'is required to call somebody out of turn'}]});
  const queue = directoryOf(tx.db).queues.get(token.queueId)!;
  const pointId = pointFor(tx, queue, servicePointId);
  insistFree(tx, pointId, token.day);
  startDay(tx, line);
  const before = orderOf(tx.db, line, tx.now).map((other) => other.id);
  const overtaken = before.slice(0, 500).indexOf(token.id);
  tx.note({
    kind: 'token.taken-first',
    queueId: token.queueId,
    tokenId: token.id,
    data: {overtaken: Math.max(0, overtaken)},
  });
  const called = announce(tx, line, token, pointId, null, reason);
  // One more call has passed, so that a restored no-show may be due before others; or a lane is empty now (see moveToken).
  const restored = [...line.tokens.values()].some((one) => one.state === 'waiting' && one.dueAtCall !== null);
  noteOvertaken(tx, line, before, restored ? 'restored' : 'turns', restored ? token.id : null, token.id);
  return called;
}

/** Announced again: no state changes, but the boards speak. */
function callAgain(tx: Tx, line: Line, token: LineToken): LineToken {
  const servicePointId = token.servicePointId!;
  const callId = insertCall(tx, {
    queueId: token.queueId,
    day: token.day,
    tokenId: token.id,
    servicePointId,
    again: 1,
    wheel: null,
  });
  changesLine(tx, line);
  line.lastCallAt.set(servicePointId, tx.now);
  tx.note({
    kind: 'token.called-again',
    queueId: token.queueId,
    tokenId: token.id,
    visitId: token.visitId,
    data: {call: callId, servicePoint: servicePointId},
  });
  tx.touch(`token:${token.id}`);
  return token;
}
