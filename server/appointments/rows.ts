import type {Db} from '../base/database.ts';
import {all, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {insertSealed, rowSum, type Sealed} from '../base/row-sum.ts';
import {newPlacedSecret} from '../base/secret.ts';
import type {BookingState} from './booking-rules.ts';
import type {NewSlot} from './slot-rules.ts';

// ---- slots ----

export interface Slot {
  id: number;
  doctorId: number;
  dayNumber: number;
  startAt: number;
  minutes: number;
  withdrawn: number;
  version: number;
}

export const slotsSealed: Sealed = {
  table: 'slots',
  key: ['id'],
  parts: ['id', 'doctorId', 'dayNumber', 'startAt', 'minutes', 'withdrawn', 'version'],
};
const slotColumns = slotsSealed.parts.join(', ');

export function slotById(db: Db, id: number): Slot | undefined {
  return one<Slot>(db, `select ${slotColumns} from slots where id = ?`, id);
}

/** Many at once, because a month of a doctor's times is some hundreds of rows. */
export function addSlots(tx: Tx, doctorId: number, slots: readonly NewSlot[]): void {
  if (slots.length === 0) return;
  const last = one<{seq: number}>(tx.db, "select seq from sqlite_sequence where name = 'slots'")?.seq ?? 0;
  const rows = slots.map(({dayNumber, startAt, minutes}, at) => {
    const id = last + 1 + at;
    return [id, dayNumber, startAt, minutes, rowSum([id, doctorId, dayNumber, startAt, minutes, 0, 1])];
  });
  run(
    tx.db,
    `insert into slots (id, doctorId, dayNumber, startAt, minutes, withdrawn, version, sum)
     select value ->> 0, ?, value ->> 1, value ->> 2, value ->> 3, 0, 1, value ->> 4 from json_each(?)`,
    doctorId,
    JSON.stringify(rows),
  );
}

/** Stores a slot with its next version: every claim, release and change of it is one. */
export function saveSlot(
  tx: Tx,
  slot: Slot,
  change: Partial<Pick<Slot, 'dayNumber' | 'minutes' | 'withdrawn'>> = {},
): Slot {
  const next = {...slot, ...change, version: slot.version + 1};
  const {id, doctorId, dayNumber, startAt, minutes, withdrawn, version} = next;
  const changed = run(
    tx.db,
    'update slots set dayNumber = ?, minutes = ?, withdrawn = ?, version = ?, sum = ? where id = ? and version = ?',
    dayNumber,
    minutes,
    withdrawn,
    version,
    rowSum([id, doctorId, dayNumber, startAt, minutes, withdrawn, version]),
    id,
    slot.version,
  );
  if (changed !== 1) throw new Error(`slot ${id} changed under our hands`);
  return next;
}

export interface ClaimedSlot extends Slot {
  bookingId: number | null;
  state: BookingState | null;
  expiresAt: number | null;
}

/** A live claim: the words of the index `bookings_claim`, which SQLite must find again in the question. */
const isClaim = "state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')";
const slotWithClaim = `select slots.id, slots.doctorId, slots.dayNumber, slots.startAt, slots.minutes, slots.withdrawn,
    slots.version, bookings.id as bookingId, bookings.state, bookings.expiresAt
  from slots left join bookings on bookings.slotId = slots.id and bookings.${isClaim}`;

/** A doctor's slots that start in [from, until), each with whoever claims it (perhaps a hold that is over). */
export function slotsBetween(db: Db, doctorId: number, from: number, until: number): ClaimedSlot[] {
  return all<ClaimedSlot>(
    db,
    `${slotWithClaim} where slots.doctorId = ? and slots.startAt >= ? and slots.startAt < ? order by slots.startAt`,
    doctorId,
    from,
    until,
  );
}

// ---- bookings ----

export interface Booking {
  id: number;
  key: string;
  slotId: number;
  doctorId: number;
  dayNumber: number;
  startAt: number;
  minutes: number;
  state: BookingState;
  serial: number | null;
  expiresAt: number | null;
  source: 'phone' | 'staff' | 'kiosk' | 'waitlist';
  deviceId: number | null;
  patientId: number | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  region: string | null;
  insurance: string | null;
  pairId: number | null;
  waitlistId: number | null;
  tokenId: number | null;
  createdAt: number;
  bookedAt: number | null;
  endedAt: number | null;
  version: number;
}

const bookingColumns = [
  'id',
  'key',
  'slotId',
  'doctorId',
  'dayNumber',
  'startAt',
  'minutes',
  'state',
  'serial',
  'expiresAt',
  'source',
  'deviceId',
  'patientId',
  'name',
  'phone',
  'email',
  'region',
  'insurance',
  'pairId',
  'waitlistId',
  'tokenId',
  'createdAt',
  'bookedAt',
  'endedAt',
  'version',
] as const satisfies readonly (keyof Booking)[];
const columns = bookingColumns.join(', ');

export const bookingsSealed: Sealed = {table: 'bookings', key: ['id'], parts: bookingColumns};

export function bookingById(db: Db, id: number): Booking | undefined {
  return one<Booking>(db, `select ${columns} from bookings where id = ?`, id);
}

export function bookingByKey(db: Db, key: string): Booking | undefined {
  return one<Booking>(db, `select ${columns} from bookings where key = ?`, key);
}

export function bookingBySerial(db: Db, serial: number): Booking | undefined {
  return one<Booking>(db, `select ${columns} from bookings where serial is not null and serial = ?`, serial);
}

/** Whoever claims this slot, also by a hold that is over. */
export function claimOf(db: Db, slotId: number): Booking | undefined {
  return one<Booking>(db, `select ${columns} from bookings where slotId = ? and ${isClaim}`, slotId);
}

export type NewBooking = Omit<Booking, 'id' | 'key' | 'version' | 'endedAt' | 'tokenId'>;

export function insertBooking(tx: Tx, booking: NewBooking): Booking {
  const whole = {...booking, key: newPlacedSecret(tx.nextSeq()), tokenId: null, endedAt: null, version: 1};
  const id = insertSealed(
    tx.db,
    bookingsSealed,
    bookingColumns.slice(1).map((column) => whole[column as keyof typeof whole]),
  );
  return {...whole, id};
}

const changeText = `update bookings set ${bookingColumns
  .slice(2)
  .map((column) => `${column} = ?`)
  .join(', ')}, sum = ? where id = ? and version = ?`;

/** Stores what changed; insists that the row is still the one that was read. */
export function saveBooking(tx: Tx, booking: Booking, change: Partial<Booking>): Booking {
  const next = {...booking, ...change, version: booking.version + 1};
  const parts = bookingColumns.map((column) => next[column]);
  const changed = run(tx.db, changeText, ...parts.slice(2), rowSum(parts), booking.id, booking.version);
  if (changed !== 1) throw new Error(`booking ${booking.id} changed under our hands`);
  tx.touch(`booking:${booking.id}`);
  return next;
}

export function lastSerial(db: Db): number {
  return one<{last: number | null}>(db, 'select max(serial) as last from bookings where serial is not null')!.last ?? 0;
}

/** Holds whose time is over but stand as holds yet, oldest first. */
export function deadHolds(db: Db, now: number, limit: number): Booking[] {
  return all<Booking>(
    db,
    `select ${columns} from bookings where state = 'pending' and expiresAt <= ? order by expiresAt limit ?`,
    now,
    limit,
  );
}

export function liveHoldsOfDevice(db: Db, deviceId: number, now: number): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from bookings
     where deviceId is not null and deviceId = ? and state = 'pending' and expiresAt > ?`,
    deviceId,
    now,
  )!.count;
}

export function upcomingOfDevice(db: Db, deviceId: number, now: number): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from bookings
     where deviceId is not null and deviceId = ? and state = 'booked' and startAt > ?`,
    deviceId,
    now,
  )!.count;
}

export function upcomingOfPhone(db: Db, phone: string, now: number): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from bookings where phone is not null and phone = ? and state = 'booked' and startAt > ?`,
    phone,
    now,
  )!.count;
}

/** How many count against a doctor's limits on these local days, both included: live holds, booked, past, cancelled late. */
export function countedBetween(db: Db, doctorId: number, fromDay: number, toDay: number, now: number): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from bookings where doctorId = ? and dayNumber between ? and ?
       and state not in ('cancelled', 'expired') and (state <> 'pending' or expiresAt > ?)`,
    doctorId,
    fromDay,
    toDay,
    now,
  )!.count;
}

/** The same, day by day. */
export function countedByDay(
  db: Db,
  doctorId: number,
  fromDay: number,
  toDay: number,
  now: number,
): Map<number, number> {
  const rows = all<{dayNumber: number; count: number}>(
    db,
    `select dayNumber, count(*) as count from bookings where doctorId = ? and dayNumber between ? and ?
       and state not in ('cancelled', 'expired') and (state <> 'pending' or expiresAt > ?) group by dayNumber`,
    doctorId,
    fromDay,
    toDay,
    now,
  );
  return new Map(rows.map(({dayNumber, count}) => [dayNumber, count]));
}

// ---- doctors ----

export interface BookedDoctor {
  id: number;
  name: string;
  departmentId: number;
  maxPerDay: number | null;
  maxPerWeek: number | null;
}

export function doctorById(db: Db, id: number): BookedDoctor | undefined {
  return one<BookedDoctor>(db, 'select id, name, departmentId, maxPerDay, maxPerWeek from doctors where id = ?', id);
}

/** Whether a doctor takes people of this region with this insurance. */
export function serves(db: Db, doctorId: number, region: string, insurance: string): boolean {
  return (
    one(
      db,
      `select 1 from doctor_regions join doctor_insurances on doctor_insurances.doctorId = doctor_regions.doctorId
       where region = ? and doctor_regions.doctorId = ? and insurance = ?`,
      region,
      doctorId,
      insurance,
    ) !== undefined
  );
}

/** The other session of two that were booked together. */
export function pairedBooking(db: Db, booking: Booking): Booking | undefined {
  if (booking.pairId === null) return undefined;
  return one<Booking>(
    db,
    `select ${columns} from bookings where pairId is not null and pairId = ? and id <> ?`,
    booking.pairId,
    booking.id,
  );
}

// ---- search ----

/** Whoever is booked or here, by start, from a moment on; each of the two from an index of its own. */
function openFrom(db: Db, since: number, limit: number, more: string, values: readonly unknown[]): Booking[] {
  return ["state = 'booked'", "state = 'checked-in'"]
    .flatMap((state) =>
      all<Booking>(
        db,
        `select ${columns} from bookings where ${state} and startAt > ?${more} order by startAt limit ?`,
        since,
        ...values,
        limit,
      ),
    )
    .sort((a, b) => a.startAt - b.startAt)
    .slice(0, limit);
}

export function openBookingsFrom(db: Db, since: number, limit: number): Booking[] {
  return openFrom(db, since, limit, '', []);
}

/** Appointments of a phone that ends in these digits. */
export function bookingsOfPhone(db: Db, digits: string, since: number, limit: number): Booking[] {
  return openFrom(db, since, limit, ' and phone like ?', [`%${digits}`]);
}

export function bookingsOfPatients(db: Db, patients: readonly number[], since: number, limit: number): Booking[] {
  return all<Booking>(
    db,
    `select ${columns} from bookings where patientId is not null and patientId in (select value from json_each(?))
       and startAt > ? order by startAt limit ?`,
    JSON.stringify(patients),
    since,
    limit,
  );
}
