import type {Db} from '../base/database.ts';
import {one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';
import type {QueueState} from './schema.ts';

export const serviceDaysSealed: Sealed = {
  table: 'service_days',
  key: ['day'],
  parts: ['day', 'openedAt', 'closedAt'],
};

export interface ServiceDay {
  day: string;
  openedAt: number;
  closedAt: number | null;
}

export function lastServiceDay(db: Db): ServiceDay | undefined {
  return one<ServiceDay>(db, 'select day, openedAt, closedAt from service_days order by day desc limit 1');
}

export interface QueueDay {
  queueId: number;
  day: string;
  state: QueueState;
  stateBy: 'hours' | 'staff';
  notice: string | null;
  resumesAt: number | null;
  lateMinutes: number;
  lastSerial: number;
  calls: number;
  /** JSON. */
  wheel: string;
}

export function queueDayOf(db: Db, queueId: number, day: string): QueueDay | undefined {
  return one<QueueDay>(
    db,
    `select queueId, day, state, stateBy, notice, resumesAt, lateMinutes, lastSerial, calls, wheel from queue_days
     where queueId = ? and day = ?`,
    queueId,
    day,
  );
}

/** The next number of a line is taken; the row is made with its first. */
export function saveLastSerial(tx: Tx, row: QueueDay): void {
  const changed = run(
    tx.db,
    'update queue_days set lastSerial = ? where queueId = ? and day = ?',
    row.lastSerial,
    row.queueId,
    row.day,
  );
  if (changed === 0) saveQueueDay(tx, row);
}

/** Without the counters, which the journal and the calls tell: the next number costs no sum. */
export const queueDaysSealed: Sealed = {
  table: 'queue_days',
  key: ['queueId', 'day'],
  parts: ['queueId', 'day', 'state', 'stateBy', 'notice', 'resumesAt', 'lateMinutes'],
};

export function saveQueueDay(tx: Tx, row: QueueDay): void {
  run(
    tx.db,
    `insert into queue_days (queueId, day, state, stateBy, notice, resumesAt, lateMinutes, lastSerial, calls, wheel, sum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (queueId, day) do update set state = excluded.state, stateBy = excluded.stateBy,
       notice = excluded.notice, resumesAt = excluded.resumesAt, lateMinutes = excluded.lateMinutes,
       lastSerial = excluded.lastSerial, calls = excluded.calls, wheel = excluded.wheel, sum = excluded.sum`,
    row.queueId,
    row.day,
    row.state,
    row.stateBy,
    row.notice,
    row.resumesAt,
    row.lateMinutes,
    row.lastSerial,
    row.calls,
    row.wheel,
    rowSum([row.queueId, row.day, row.state, row.stateBy, row.notice, row.resumesAt, row.lateMinutes]),
  );
}
