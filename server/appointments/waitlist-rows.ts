import type {Db} from '../base/database.ts';
import {all, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {insertSealed, rowSum, type Sealed} from '../base/row-sum.ts';
import {newPlacedSecret} from '../base/secret.ts';

export type WaitState = 'waiting' | 'offered' | 'taken' | 'left' | 'over';

/** Somebody who would take a time that becomes free, on one of these days. */
export interface Waiter {
  id: number;
  key: string;
  doctorId: number;
  fromDay: number;
  toDay: number;
  state: WaitState;
  name: string;
  phone: string | null;
  patientId: number | null;
  deviceId: number | null;
  bookingId: number | null;
  offers: number;
  createdAt: number;
  version: number;
}

const waiterColumns = [
  'id',
  'key',
  'doctorId',
  'fromDay',
  'toDay',
  'state',
  'name',
  'phone',
  'patientId',
  'deviceId',
  'bookingId',
  'offers',
  'createdAt',
  'version',
] as const satisfies readonly (keyof Waiter)[];
const columns = waiterColumns.join(', ');

export const waitlistSealed: Sealed = {table: 'waitlist', key: ['id'], parts: waiterColumns};

export function waiterById(db: Db, id: number): Waiter | undefined {
  return one<Waiter>(db, `select ${columns} from waitlist where id = ?`, id);
}

export function waiterByKey(db: Db, key: string): Waiter | undefined {
  return one<Waiter>(db, `select ${columns} from waitlist where key = ?`, key);
}

export function insertWaiter(
  tx: Tx,
  waiter: Omit<Waiter, 'id' | 'key' | 'state' | 'bookingId' | 'offers' | 'createdAt' | 'version'>,
): Waiter {
  const whole = {
    ...waiter,
    key: newPlacedSecret(tx.nextSeq()),
    state: 'waiting' as const,
    bookingId: null,
    offers: 0,
    createdAt: tx.now,
    version: 1,
  };
  const id = insertSealed(
    tx.db,
    waitlistSealed,
    waiterColumns.slice(1).map((column) => whole[column as keyof typeof whole]),
  );
  return {...whole, id};
}

export function saveWaiter(tx: Tx, waiter: Waiter, change: Partial<Waiter>): Waiter {
  const next = {...waiter, ...change, version: waiter.version + 1};
  const changed = run(
    tx.db,
    'update waitlist set state = ?, bookingId = ?, offers = ?, version = ?, sum = ? where id = ? and version = ?',
    next.state,
    next.bookingId,
    next.offers,
    next.version,
    rowSum(waiterColumns.map((column) => next[column])),
    waiter.id,
    waiter.version,
  );
  if (changed !== 1) throw new Error(`entry ${waiter.id} of the waiting list changed under our hands`);
  tx.touch(`waitlist:${waiter.id}`);
  return next;
}

/** Who waits for this doctor, first come first; those who were offered a time keep their place. */
export function openWaiters(db: Db, doctorId: number, after: number, limit: number): Waiter[] {
  return all<Waiter>(
    db,
    `select ${columns} from waitlist where doctorId = ? and state in ('waiting', 'offered') and id > ? order by id limit ?`,
    doctorId,
    after,
    limit,
  );
}

/** The list of all doctors, first come first. */
export function allOpenWaiters(db: Db, after: number, limit: number): Waiter[] {
  return all<Waiter>(
    db,
    `select ${columns} from waitlist where state in ('waiting', 'offered') and id > ? order by id limit ?`,
    after,
    limit,
  );
}

export function openEntriesOfDevice(db: Db, deviceId: number): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from waitlist
     where deviceId is not null and deviceId = ? and state in ('waiting', 'offered')`,
    deviceId,
  )!.count;
}

/** Doctors for whom somebody waits who has no offer; at most so many. */
export function waitingDoctors(db: Db, limit = 200): number[] {
  return all<{doctorId: number}>(
    db,
    `select distinct doctorId from waitlist where state in ('waiting', 'offered') and state = 'waiting' limit ?`,
    limit,
  ).map(({doctorId}) => doctorId);
}

/** Entries whose last day is over. */
export function overdueWaiters(db: Db, today: number, limit: number): Waiter[] {
  return all<Waiter>(
    db,
    `select ${columns} from waitlist where state in ('waiting', 'offered') and state = 'waiting' and toDay < ? limit ?`,
    today,
    limit,
  );
}

// ---- people to be told ----

export const tellingCodes = ['cancelled-by-house', 'moved-by-house', 'offered'] as const;
export type TellingCode = (typeof tellingCodes)[number];

export interface Telling {
  id: number;
  bookingId: number;
  code: TellingCode;
  at: number;
  toldAt: number | null;
  toldBy: number | null;
}

export const tellingsSealed: Sealed = {
  table: 'tellings',
  key: ['id'],
  parts: ['id', 'bookingId', 'code', 'at', 'toldAt', 'toldBy'],
};

/** Puts a booking on the desk's list of people to be told. */
export function addTelling(tx: Tx, bookingId: number, code: TellingCode): void {
  insertSealed(tx.db, tellingsSealed, [bookingId, code, tx.now, null, null]);
  tx.touch('appointments');
}

export function tellingById(db: Db, id: number): Telling | undefined {
  return one<Telling>(db, 'select id, bookingId, code, at, toldAt, toldBy from tellings where id = ?', id);
}

export function openTellings(db: Db, after: number, limit: number): Telling[] {
  return all<Telling>(
    db,
    'select id, bookingId, code, at, toldAt, toldBy from tellings where toldAt is null and id > ? order by id limit ?',
    after,
    limit,
  );
}

export function markTold(tx: Tx, telling: Telling): void {
  const toldBy = tx.actor.kind === 'staff' ? tx.actor.id : null;
  run(
    tx.db,
    'update tellings set toldAt = ?, toldBy = ?, sum = ? where id = ?',
    tx.now,
    toldBy,
    rowSum([telling.id, telling.bookingId, telling.code, telling.at, tx.now, toldBy]),
    telling.id,
  );
}
