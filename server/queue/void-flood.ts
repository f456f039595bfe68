import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {moveToken} from './change-token.ts';
import {lineIn, openDay} from './line.ts';

/** Cancels what phones took between two times and nobody has called yet; what the desk registered stays. Returns how many. */
export function voidFlood(tx: Tx, queueId: number, between: {from: number; to: number; reason: string}): number {
  if (!directoryOf(tx.db).queues.has(queueId)) refuse('queue.missing');
  insist(tx.actor, 'queue.void', queueId);
  const day = openDay(tx.db) ?? refuse('day.closed');
  const line = lineIn(tx, queueId, day);
  const flood = [...line.tokens.values()].filter(
    (token) =>
      token.source === 'phone' &&
      token.state === 'waiting' &&
      token.issuedAt >= between.from &&
      token.issuedAt <= between.to,
  );
  for (const token of flood)
    moveToken(tx, line, token, {
      kind: 'cancel',
      fact: 'token.cancelled',
      data: {flood: true},
      words: between.reason,
      change: () => ({state: 'cancelled', endedAt: tx.now, dueAtCall: null, asideUntil: null}),
    });
  tx.note({
    kind: 'queue.flood-voided',
    queueId,
    data: {from: between.from, to: between.to, cancelled: flood.length},
    words: between.reason,
  });
  return flood.length;
}
