import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {type QueueDay, saveQueueDay} from './day-rows.ts';
import {stateNow} from './day-rules.ts';
import {changesLine, type Line, lineIn, openDay} from './line.ts';

export type QueueDeed = 'open' | 'pause' | 'resume' | 'close' | 'late';

export interface QueueChange {
  reason?: string | undefined;
  resumesAt?: number | undefined;
  minutes?: number | undefined;
}

/** Opens, pauses, resumes, closes a line for today, or says that it runs late. Refuses queue.missing, queue.state. */
export function changeQueueState(tx: Tx, queueId: number, deed: QueueDeed, change: QueueChange): Line {
  if (!directoryOf(tx.db).queues.has(queueId)) refuse('queue.missing');
  insist(tx.actor, deed === 'open' || deed === 'close' ? 'queue.open' : 'queue.pause', queueId);
  const day = openDay(tx.db) ?? refuse('day.closed');
  const line = lineIn(tx, queueId, day);
  const {state} = stateNow(line.queueDay, line.hours, tx.now);
  const after = changed(line.queueDay, deed, change, state, tx.now);
  changesLine(tx, line);
  line.queueDay = after;
  saveQueueDay(tx, after);
  tx.note({
    kind: facts[deed],
    queueId,
    data: {from: state, resumesAt: after.resumesAt, lateMinutes: after.lateMinutes},
    words: change.reason,
  });
  return line;
}

const facts = {
  open: 'queue.opened',
  pause: 'queue.paused',
  resume: 'queue.resumed',
  close: 'queue.closed',
  late: 'queue.late',
} as const;

function changed(row: QueueDay, deed: QueueDeed, change: QueueChange, state: QueueDay['state'], now: number): QueueDay {
  switch (deed) {
    case 'open':
      return {...row, state: 'open', stateBy: 'staff', notice: null, resumesAt: null};
    case 'close':
      return {...row, state: 'closed', stateBy: 'staff', notice: change.reason ?? null, resumesAt: null};
    case 'resume':
      if (state !== 'paused') refuse('queue.state', {state});
      return {...row, state: 'open', stateBy: 'staff', notice: null, resumesAt: null};
    case 'pause': {
      if (state === 'closed') refuse('queue.state', {state});
      const resumesAt = change.resumesAt ?? (change.minutes === undefined ? null : now + change.minutes * 60_000);
      return {...row, state: 'paused', stateBy: 'staff', notice: change.reason ?? null, resumesAt};
    }
    case 'late':
      if (change.minutes === undefined) refuse('input.invalid', {errors: [{path: 'minutes', message: 'is required'}]});
      return {...row, lateMinutes: change.minutes, notice: change.reason ?? row.notice};
  }
}
