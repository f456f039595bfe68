import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {stateNow} from './day-rules.ts';
import {placeToken} from './issue-token.ts';
import {lineIn} from './line.ts';
import {laneAfterTransfer} from './move-rules.ts';
import type {LineToken} from './rows.ts';

/**
 * Closes the token here and gives one of the other queue, within the same visit. A doctor may send people to any queue.
 * Refuses token.state, queue.missing, queue.closed, transfer.same-queue.
 */
export function transferToken(tx: Tx, tokenId: number, toQueueId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.transfer', token.queueId);
  insistLeaves('transfer', token);
  const queue = directoryOf(tx.db).queues.get(toQueueId) ?? refuse('queue.missing');
  if (toQueueId === token.queueId) refuse('transfer.same-queue');
  const to = lineIn(tx, toQueueId, token.day);
  if (stateNow(to.queueDay, to.hours, tx.now).state === 'closed') refuse('queue.closed', {queue: queue.code});
  const lane = laneAfterTransfer(token.lane);
  const next = placeToken(tx, to, {
    queue,
    visitId: token.visitId,
    person: token,
    source: token.source,
    lane,
    deviceId: token.deviceId,
    reason: words,
    fromTokenId: token.id,
    ...(lane === 'walk-in' ? {} : {code: 'transferred'}),
  });
  moveToken(tx, line, token, {
    kind: 'transfer',
    fact: 'token.transferred',
    data: {to: next.id, queue: toQueueId},
    servicePointId: token.servicePointId,
    change: () => ({
      state: 'transferred',
      endedAt: tx.now,
      servicePointId: null,
      dueAtCall: null,
      asideUntil: null,
      nextTokenId: next.id,
    }),
  });
  return next;
}
