import {sql} from 'drizzle-orm';
import {index, integer, sqliteTable, text, uniqueIndex} from 'drizzle-orm/sqlite-core';
import {patients} from '../patients/tables.ts';
import {doctors} from '../places/tables.ts';
import {tokens} from '../queue/tables.ts';

/** A doctor's bookable week. One row a doctor; `hours` is JSON, see `weekHours` in schema.ts. */
export const schedules = sqliteTable('schedules', {
  id: integer().primaryKey({autoIncrement: true}),
  doctorId: integer()
    .notNull()
    .unique()
    .references(() => doctors.id),
  slotMinutes: integer().notNull(),
  hours: text().notNull(),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

/** Days on which a doctor is away (`hours` null), or keeps other hours than in the week. Both days included. */
export const scheduleChanges = sqliteTable(
  'schedule_changes',
  {
    id: integer().primaryKey({autoIncrement: true}),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
    fromDay: integer().notNull(),
    toDay: integer().notNull(),
    hours: text(),
    note: text(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [index('schedule_changes_doctor').on(t.doctorId, t.toDay)],
);

/**
 * One bookable time. `dayNumber` is its local date as days since 1970-01-01, so that "within seven days" and "the same week"
 * are sums. Whether it is taken stands in `bookings`; `version` counts every claim and release.
 */
export const slots = sqliteTable(
  'slots',
  {
    id: integer().primaryKey({autoIncrement: true}),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
    dayNumber: integer().notNull(),
    startAt: integer().notNull(),
    minutes: integer().notNull(),
    /** The hours changed under a booking that stays: nobody else may take it. */
    withdrawn: integer().notNull().default(0),
    version: integer().notNull().default(1),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [uniqueIndex('slots_time').on(t.doctorId, t.startAt)],
);

/** A claim on a slot, from the hold to its end. Day, time and length are the slot's own, so that counting reads one index. */
export const bookings = sqliteTable(
  'bookings',
  {
    id: integer().primaryKey({autoIncrement: true}),
    key: text().notNull().unique(),
    slotId: integer()
      .notNull()
      .references(() => slots.id),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
    dayNumber: integer().notNull(),
    startAt: integer().notNull(),
    minutes: integer().notNull(),
    state: text({
      enum: ['pending', 'booked', 'checked-in', 'cancelled', 'late-cancelled', 'expired', 'no-show', 'fulfilled'],
    }).notNull(),
    /** Given when it is booked, 1, 2, 3 … over the whole site; shown as `APT-00001`. */
    serial: integer(),
    /** Until when a hold is one. */
    expiresAt: integer(),
    source: text({enum: ['phone', 'staff', 'kiosk', 'waitlist']}).notNull(),
    deviceId: integer(),
    patientId: integer().references(() => patients.id),
    name: text(),
    phone: text(),
    email: text(),
    region: text(),
    insurance: text(),
    /** The first booking of a pair that was booked together. */
    pairId: integer(),
    waitlistId: integer(),
    tokenId: integer().references(() => tokens.id),
    createdAt: integer().notNull(),
    bookedAt: integer(),
    endedAt: integer(),
    version: integer().notNull().default(1),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [
    // Two live claims on one slot cannot be stored.
    uniqueIndex('bookings_claim')
      .on(t.slotId)
      .where(sql`state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')`),
    index('bookings_slot').on(t.slotId),
    index('bookings_counted').on(t.doctorId, t.dayNumber, t.state, t.expiresAt),
    index('bookings_due').on(t.expiresAt).where(sql`state = 'pending'`),
    index('bookings_booked').on(t.startAt).where(sql`state = 'booked'`),
    index('bookings_here').on(t.startAt).where(sql`state = 'checked-in'`),
    uniqueIndex('bookings_serial').on(t.serial).where(sql`serial is not null`),
    index('bookings_device').on(t.deviceId, t.state, t.startAt).where(sql`deviceId is not null`),
    index('bookings_phone').on(t.phone, t.state, t.startAt).where(sql`phone is not null`),
    index('bookings_patient').on(t.patientId, t.startAt).where(sql`patientId is not null`),
    index('bookings_pair').on(t.pairId).where(sql`pairId is not null`),
    index('bookings_token').on(t.tokenId).where(sql`tokenId is not null`),
    index('bookings_ended').on(t.endedAt).where(sql`endedAt is not null`),
    index('bookings_created').on(t.createdAt),
  ],
);

/** Who would take a time that becomes free. Offered one at a time, each for a while; the offer is a hold. */
export const waitlist = sqliteTable(
  'waitlist',
  {
    id: integer().primaryKey({autoIncrement: true}),
    key: text().notNull().unique(),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
    fromDay: integer().notNull(),
    toDay: integer().notNull(),
    state: text({enum: ['waiting', 'offered', 'taken', 'left', 'over']}).notNull(),
    name: text().notNull(),
    phone: text(),
    patientId: integer().references(() => patients.id),
    deviceId: integer(),
    /** The hold that was made for them last. */
    bookingId: integer(),
    offers: integer().notNull().default(0),
    createdAt: integer().notNull(),
    version: integer().notNull().default(1),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [
    index('waitlist_open').on(t.doctorId, t.id).where(sql`state in ('waiting', 'offered')`),
    index('waitlist_doctor').on(t.doctorId),
    index('waitlist_all').on(t.id).where(sql`state in ('waiting', 'offered')`),
    index('waitlist_device').on(t.deviceId).where(sql`deviceId is not null and state in ('waiting', 'offered')`),
    index('waitlist_until').on(t.toDay).where(sql`state in ('waiting', 'offered')`),
  ],
);

/** People who must be told what the house changed for them: the desk's list, until somebody (or a message) has. */
export const tellings = sqliteTable(
  'tellings',
  {
    id: integer().primaryKey({autoIncrement: true}),
    bookingId: integer()
      .notNull()
      .references(() => bookings.id),
    code: text({enum: ['cancelled-by-house', 'moved-by-house', 'offered']}).notNull(),
    at: integer().notNull(),
    toldAt: integer(),
    toldBy: integer(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [index('tellings_open').on(t.id).where(sql`toldAt is null`), index('tellings_booking').on(t.bookingId)],
);
