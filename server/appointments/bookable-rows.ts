import {all, type Db, one} from '../base/database.ts';
import type {BookingState} from './booking-rules.ts';
import {type Booking, bookingById} from './rows.ts';

/** Whoever may be booked by a phone: doctors with hours, of one department, in the order of their ids after this one. */
export interface BookableDoctor {
  id: number;
  name: string;
  departmentId: number;
  specialization: string | null;
  maxPerDay: number | null;
  maxPerWeek: number | null;
}

export function bookableDoctors(db: Db, departmentId: number, after: number, limit: number): BookableDoctor[] {
  return all<BookableDoctor>(
    db,
    `select doctors.id, name, departmentId, specialization, maxPerDay, maxPerWeek
     from schedules cross join doctors on doctors.id = schedules.doctorId
     where schedules.doctorId > ? and departmentId = ? order by schedules.doctorId limit ?`,
    after,
    departmentId,
    limit,
  );
}

/** How many doctors with hours each department has. */
export function bookableDepartments(db: Db): Map<number, number> {
  const rows = all<{departmentId: number; count: number}>(
    db,
    `select departmentId, count(*) as count from schedules cross join doctors on doctors.id = schedules.doctorId
     group by departmentId`,
  );
  return new Map(rows.map(({departmentId, count}) => [departmentId, count]));
}

const isFree = `withdrawn = 0 and not exists (select 1 from bookings where bookings.slotId = slots.id
    and bookings.state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')
    and (bookings.state <> 'pending' or bookings.expiresAt > ?))`;

export interface FreeTime {
  id: number;
  startAt: number;
}

/** A doctor's free times after a moment, soonest first; none on these days, on which the doctor takes nobody more. */
export function freeTimesAfter(
  db: Db,
  doctorId: number,
  {after, now, fullDays, limit}: {after: number; now: number; fullDays: readonly number[]; limit: number},
): FreeTime[] {
  return all<FreeTime>(
    db,
    `select id, startAt from slots where doctorId = ? and startAt > ? and ${isFree}
       and dayNumber not in (select value from json_each(?)) order by startAt limit ?`,
    doctorId,
    after,
    now,
    JSON.stringify(fullDays),
    limit,
  );
}

/** The same backwards: the last ones before a moment, nearest first. */
export function freeTimesBefore(
  db: Db,
  doctorId: number,
  {before, now, fullDays, limit}: {before: number; now: number; fullDays: readonly number[]; limit: number},
): FreeTime[] {
  return all<FreeTime>(
    db,
    `select id, startAt from slots where doctorId = ? and startAt > ? and startAt < ? and ${isFree}
       and dayNumber not in (select value from json_each(?)) order by startAt desc limit ?`,
    doctorId,
    now,
    before,
    now,
    JSON.stringify(fullDays),
    limit,
  );
}

export interface OwnBooking {
  key: string;
  doctorId: number;
  startAt: number;
  state: BookingState;
  serial: number | null;
}

/** What this browser has booked or is keeping, soonest first; a booking of today stays until twelve hours after its time. */
export function bookingsOfDevice(db: Db, deviceId: number, now: number, limit: number): OwnBooking[] {
  const booked = all<OwnBooking>(
    db,
    `select key, doctorId, startAt, state, serial from bookings
     where deviceId is not null and deviceId = ? and state = 'booked' and startAt > ? order by startAt limit ?`,
    deviceId,
    now - 12 * 3_600_000,
    limit,
  );
  const kept = all<OwnBooking>(
    db,
    `select key, doctorId, startAt, state, serial from bookings
     where deviceId is not null and deviceId = ? and state = 'pending' and expiresAt > ? limit ?`,
    deviceId,
    now,
    limit,
  );
  return [...booked, ...kept].sort((a, b) => a.startAt - b.startAt).slice(0, limit);
}

/** What this phone has booked on a day, the earliest. */
export function bookedOfPhoneOn(db: Db, phone: string, dayNumber: number): Booking | undefined {
  const found = one<{id: number}>(
    db,
    `select id from bookings where phone is not null and phone = ? and state = 'booked' and dayNumber = ?
     order by startAt limit 1`,
    phone,
    dayNumber,
  );
  return found && bookingById(db, found.id);
}

/** What assessments can be asked for: every region, insurance and type that some doctor has. */
export function assessmentChoices(db: Db): {regions: string[]; insurances: string[]; types: string[]} {
  const words = (sql: string) => all<{word: string}>(db, sql).map(({word}) => word);
  return {
    regions: words('select distinct region as word from doctor_regions order by region'),
    insurances: words('select distinct insurance as word from doctor_insurances order by insurance'),
    types: words('select distinct type as word from doctors where type is not null order by type'),
  };
}
