import type {Db} from '../base/database.ts';
import {all, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {insertSealed, rowSum, type Sealed} from '../base/row-sum.ts';
import type {WeekHours} from './schema.ts';
import type {Block} from './slot-rules.ts';

export interface Schedule {
  id: number;
  doctorId: number;
  slotMinutes: number;
  hours: WeekHours;
  version: number;
}

export const schedulesSealed: Sealed = {
  table: 'schedules',
  key: ['id'],
  parts: ['id', 'doctorId', 'slotMinutes', 'hours', 'version'],
};

type Stored<T> = Omit<T, 'hours'> & {hours: string};

export function scheduleOf(db: Db, doctorId: number): Schedule | undefined {
  const row = one<Stored<Schedule>>(
    db,
    'select id, doctorId, slotMinutes, hours, version from schedules where doctorId = ?',
    doctorId,
  );
  return row && {...row, hours: JSON.parse(row.hours) as WeekHours};
}

/** Doctors with bookable hours, in the order of their ids after this one. */
export function scheduledDoctors(db: Db, after: number, limit: number): number[] {
  return all<{doctorId: number}>(
    db,
    'select doctorId from schedules where doctorId > ? order by doctorId limit ?',
    after,
    limit,
  ).map((row) => row.doctorId);
}

export function saveSchedule(tx: Tx, doctorId: number, slotMinutes: number, hours: WeekHours): void {
  const text = JSON.stringify(hours);
  const known = scheduleOf(tx.db, doctorId);
  if (!known) {
    insertSealed(tx.db, schedulesSealed, [doctorId, slotMinutes, text, 1]);
    return;
  }
  const version = known.version + 1;
  run(
    tx.db,
    'update schedules set slotMinutes = ?, hours = ?, version = ?, sum = ? where id = ?',
    slotMinutes,
    text,
    version,
    rowSum([known.id, doctorId, slotMinutes, text, version]),
    known.id,
  );
}

/** Days of leave (`hours` null) or of other hours; both days included. */
export interface ScheduleChange {
  id: number;
  doctorId: number;
  fromDay: number;
  toDay: number;
  hours: Block[] | null;
  note: string | null;
}

export const scheduleChangesSealed: Sealed = {
  table: 'schedule_changes',
  key: ['id'],
  parts: ['id', 'doctorId', 'fromDay', 'toDay', 'hours', 'note'],
};

type StoredChange = Omit<ScheduleChange, 'hours'> & {hours: string | null};
const read = (row: StoredChange): ScheduleChange => ({
  ...row,
  hours: row.hours === null ? null : (JSON.parse(row.hours) as Block[]),
});
const changeColumns = 'id, doctorId, fromDay, toDay, hours, note';

/** Changes that reach this day or a later one; the newest says what holds on a day that several touch. */
export function changesFrom(db: Db, doctorId: number, day: number): ScheduleChange[] {
  return all<StoredChange>(
    db,
    `select ${changeColumns} from schedule_changes where doctorId = ? and toDay >= ? order by id`,
    doctorId,
    day,
  ).map(read);
}

export function changeById(db: Db, id: number): ScheduleChange | undefined {
  const row = one<StoredChange>(db, `select ${changeColumns} from schedule_changes where id = ?`, id);
  return row && read(row);
}

export function addChange(tx: Tx, {doctorId, fromDay, toDay, hours, note}: Omit<ScheduleChange, 'id'>): number {
  return insertSealed(tx.db, scheduleChangesSealed, [
    doctorId,
    fromDay,
    toDay,
    hours === null ? null : JSON.stringify(hours),
    note,
  ]);
}

export function removeChange(tx: Tx, id: number): void {
  run(tx.db, 'delete from schedule_changes where id = ?', id);
}
