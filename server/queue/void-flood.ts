import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {moveToken, noteOvertaken} from './change-token.ts';
import {type Line, lineIn, lineOf, openDay, orderOf} from './line.ts';
import type {LineToken} from './rows.ts';

/** So many go in one transaction: others' calls and joins wait for some hundredths of a second, not for all of a flood. */
export const mostVoidedAtOnce = 250;
/** So many such steps in one request; what is left after them is said, and a second press takes it. */
export const mostVoidSteps = 40;

export interface Between {
  from: number;
  to: number;
}

/** What one step did; `seq` is the entry that names it, null where nothing was left to cancel. */
export interface Voided {
  cancelled: number;
  left: number;
  seq: number | null;
}

/**
 * Cancels what phones took between two times and nobody has called yet, oldest first, at most `mostVoidedAtOnce`; what the
 * desk and kiosks registered stays. Each is a fact of its own right before the one that names the deed, so that undo-flood finds
 * them; each further step of one deed names the one before it (`before`). Says how many are left.
 */
export function voidFlood(
  tx: Tx,
  queueId: number,
  {reason, before, ...between}: Between & {reason: string; before?: number | null},
): Voided {
  if (!directoryOf(tx.db).queues.has(queueId)) refuse('queue.missing');
  insist(tx.actor, 'queue.void', queueId);
  const day = openDay(tx.db) ?? refuse('day.closed');
  const line = lineIn(tx, queueId, day);
  const flood = floodIn(line, between);
  const now = flood.slice(0, mostVoidedAtOnce);
  const order = orderOf(tx.db, line, tx.now).map(({id}) => id);
  for (const token of now)
    moveToken(
      tx,
      line,
      token,
      {
        kind: 'cancel',
        fact: 'token.cancelled',
        data: {flood: true},
        words: reason,
        change: () => ({state: 'cancelled', endedAt: tx.now, dueAtCall: null, asideUntil: null}),
      },
      null,
    );
  if (now.length === 0) return {cancelled: 0, left: 0, seq: null};
  const data = {...between, cancelled: now.length, ...(before ? {before} : {})};
  const seq = tx.note({kind: 'queue.flood-voided', queueId, data, words: reason});
  noteOvertaken(tx, line, order, 'turns', null);
  return {cancelled: now.length, left: flood.length - now.length, seq};
}

/** How many a void would take now. Refuses queue.missing. */
export function countFlood(db: Db, queueId: number, between: Between): number {
  if (!directoryOf(db).queues.has(queueId)) refuse('queue.missing');
  const day = openDay(db);
  return day === null ? 0 : floodIn(lineOf(db, queueId, day), between).length;
}

function floodIn(line: Line, {from, to}: Between): LineToken[] {
  return [...line.tokens.values()].filter(
    ({source, state, issuedAt}) => source === 'phone' && state === 'waiting' && issuedAt >= from && issuedAt <= to,
  );
}
