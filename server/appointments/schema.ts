import * as z from 'zod';
import {clockTime, id, instant, localDay, name, reason} from '../base/schema.ts';
import {person, phone, staffTokenView, tokenView} from '../queue/schema.ts';
import {bookingStates} from './booking-rules.ts';

export const slotStatuses = ['free', 'busy', 'busy-tentative'] as const;
const named = z.object({id, name: z.string()});
const email = z.email().max(200);
const word = z.string().trim().min(1).max(60);

/** A day that a calendar of appointments may be asked about. */
const bookingDay = localDay.refine((day) => day >= '2000-01-01' && day <= '2200-12-31', 'a day from 2000 to 2200');

// ---- what goes out ----

export const slotView = z.object({
  id,
  start: instant,
  minutes: z.number().int(),
  status: z.enum(slotStatuses),
  version: z.number().int(),
});
export type SlotView = z.infer<typeof slotView>;

/** `fullDays`: days on which the doctor takes no more people, though times are free. */
export const slotsAnswer = z.object({items: z.array(slotView), fullDays: z.array(localDay)});

/** One booking as whoever holds its key sees it. */
export const bookingView = z.object({
  id,
  key: z.string(),
  status: z.enum(bookingStates),
  /** Given when it is booked; it stays the same when the time changes. */
  number: z.string().nullable(),
  doctor: named,
  department: named,
  slotId: id,
  start: instant,
  minutes: z.number().int(),
  day: localDay,
  /** Until when a hold stands. */
  expiresAt: instant.nullable(),
  name: z.string().nullable(),
  ticketUrl: z.string().nullable(),
  calendarUrl: z.string().nullable(),
  /** Cancelling from this moment on is late. */
  lateFrom: instant,
  /** Once checked in: the number in the line. */
  token: z.object({number: z.string(), state: z.string(), url: z.string()}).nullable(),
  /** Number of the other session, where two were booked together. */
  pairedWith: z.string().nullable(),
});
export type BookingView = z.infer<typeof bookingView>;

/** The same for staff: with the person. */
export const staffBookingView = bookingView.extend({
  phone: z.string().nullable(),
  email: z.string().nullable(),
  patientId: id.nullable(),
  recordNumber: z.string().nullable(),
  source: z.enum(['phone', 'staff', 'kiosk', 'waitlist']),
  region: z.string().nullable(),
  insurance: z.string().nullable(),
  tokenId: id.nullable(),
  /** The doctor's hours changed under it, and it was kept. */
  outsideHours: z.boolean(),
  bookedAt: instant.nullable(),
  version: z.number().int(),
});
export type StaffBookingView = z.infer<typeof staffBookingView>;

export const checkedInHere = z.object({token: tokenView});
export const checkedIn = z.object({token: z.union([staffTokenView, tokenView])});

export const pairSlot = z.object({slotId: id, start: instant, version: z.number().int()});
export const assessment = z.object({
  doctor: named,
  pairs: z.array(z.object({first: pairSlot, second: pairSlot})),
});
export type Assessment = z.infer<typeof assessment>;

export const dayView = z.object({
  day: localDay,
  items: z.array(
    z.object({
      doctor: named,
      department: named,
      /** null = no limit. */
      maxPerDay: z.number().int().nullable(),
      maxPerWeek: z.number().int().nullable(),
      /** Counted against those limits: booked, held, over, cancelled late. */
      countedDay: z.number().int(),
      countedWeek: z.number().int(),
      slots: z.array(slotView.extend({booking: staffBookingView.nullable(), withdrawn: z.boolean()})),
    }),
  ),
  nextCursor: z.string().nullable(),
});
export type DayView = z.infer<typeof dayView>;

// ---- what comes in ----

export const slotsQuery = z.strictObject({from: bookingDay.optional(), to: bookingDay.optional()});
export const holdBody = z.strictObject({version: z.number().int().optional()});
export const confirmBody = z.strictObject({name, phone: phone.optional(), email: email.optional()});
export const nothing = z.strictObject({});
export const rescheduleBody = z.strictObject({slotId: id, version: z.number().int().optional()});
/** `queueId` is for staff: into which line, where the doctor has several or none. */
export const checkInBody = z.strictObject({queueId: id.optional()});
/** One of the two. */
export const hereBody = z
  .strictObject({number: z.string().trim().min(1).max(20).optional(), phone: phone.optional()})
  .refine(({number, phone}) => (number === undefined) !== (phone === undefined), 'a number or a phone');
export const assessmentsQuery = z.strictObject({
  region: word.optional(),
  insurance: word.optional(),
  type: word.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(200).optional(),
});
export const assessmentBody = z.strictObject({
  firstSlotId: id,
  secondSlotId: id,
  firstVersion: z.number().int().optional(),
  secondVersion: z.number().int().optional(),
  name,
  phone: phone.optional(),
  email: email.optional(),
  region: word,
  insurance: word,
});
export type AssessmentBody = z.infer<typeof assessmentBody>;

/** The desk books for somebody: a known patient, or a name. */
export const deskBookingBody = z.strictObject({
  slotId: id,
  version: z.number().int().optional(),
  ...person,
  name: name.optional(),
  email: email.optional(),
  patientId: id.optional(),
});
export type DeskBookingBody = z.infer<typeof deskBookingBody>;
export const cancelBody = z.strictObject({reason: reason.optional()});

const endTime = z.union([clockTime, z.literal('24:00')]);
export const block = z
  .strictObject({from: clockTime, until: endTime})
  .refine(({from, until}) => from < until, 'ends before it begins');
/** The blocks of one day; a break is the time between two blocks. */
export const blocks = z
  .array(block)
  .max(12)
  .refine((list) => {
    const sorted = [...list].sort((a, b) => (a.from < b.from ? -1 : 1));
    return sorted.every((one, at) => at === 0 || sorted[at - 1]!.until <= one.from);
  }, 'blocks overlap');
/** Monday to Sunday. */
export const weekHours = z.array(blocks).length(7);
export type WeekHours = z.infer<typeof weekHours>;

const version = z.number().int();
const affect = z.enum(['keep', 'cancel']).optional();

/** `version` 0: the doctor has no hours yet. `bookings` says what becomes of appointments outside the new hours. */
export const scheduleBody = z.strictObject({
  slotMinutes: z.number().int().min(5).max(240),
  hours: weekHours,
  version,
  bookings: affect,
});
export type ScheduleBody = z.infer<typeof scheduleBody>;
export const scheduleView = z.object({
  doctor: named,
  slotMinutes: z.number().int(),
  hours: z.array(z.array(z.object({from: z.string(), until: z.string()}))),
  version,
  maxPerDay: z.number().int().nullable(),
  maxPerWeek: z.number().int().nullable(),
});
export type ScheduleView = z.infer<typeof scheduleView>;

/** `hours` null or missing: away. Both days included, at most a year. */
export const leaveBody = z
  .strictObject({
    from: bookingDay,
    to: bookingDay,
    hours: blocks.nullable().optional(),
    note: z.string().trim().max(200).nullable().optional(),
    bookings: affect,
  })
  .refine(({from, to}) => from <= to, 'ends before it begins');
export type LeaveBody = z.infer<typeof leaveBody>;
export const leaveView = z.object({
  id,
  from: localDay,
  to: localDay,
  hours: z.array(z.object({from: z.string(), until: z.string()})).nullable(),
  note: z.string().nullable(),
});
export type LeaveView = z.infer<typeof leaveView>;

export const waitBody = z
  .strictObject({name, phone: phone.optional(), from: bookingDay, to: bookingDay, patientId: id.optional()})
  .refine(({from, to}) => from <= to, 'ends before it begins');
export type WaitBody = z.infer<typeof waitBody>;
/** One entry as its holder sees it. `offer` is the key of the hold that was made for them, while it stands. */
export const waitView = z.object({
  id,
  key: z.string(),
  status: z.enum(['waiting', 'offered', 'taken', 'left', 'over']),
  doctor: named,
  department: named,
  from: localDay,
  to: localDay,
  name: z.string(),
  offer: bookingView.nullable(),
});
export type WaitView = z.infer<typeof waitView>;
export const staffWaitView = waitView.extend({phone: z.string().nullable(), patientId: id.nullable(), since: instant});

export const tellingView = z.object({
  id,
  code: z.enum(['cancelled-by-house', 'moved-by-house', 'offered']),
  at: instant,
  booking: staffBookingView,
});

const times = z.object({
  count: z.number().int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
export const bookingFigures = z.object({
  from: localDay,
  to: localDay,
  /** Of the claims that began on these days: how they stand now. */
  bookings: z.object({
    begun: z.number().int(),
    held: z.number().int(),
    upcoming: z.number().int(),
    checkedIn: z.number().int(),
    fulfilled: z.number().int(),
    noShow: z.number().int(),
    cancelled: z.number().int(),
    lateCancelled: z.number().int(),
    expired: z.number().int(),
    dropped: z.number().int(),
  }),
  /** Of those that are no holds any more, the share that was booked; null when there are none. */
  successRate: z.number().nullable(),
  sinceStart: z.object({
    booked: z.number().int(),
    conflicts: z.object({taken: z.number().int(), atCapacity: z.number().int(), stale: z.number().int()}),
    /** Booked, of booked and refused by a conflict. */
    successRate: z.number().nullable(),
    cache: z.object({hits: z.number().int(), misses: z.number().int(), hitRate: z.number().nullable()}),
    milliseconds: z.object({pairs: times, hold: times, book: times}),
  }),
});
export type BookingFigures = z.infer<typeof bookingFigures>;
export const figuresQuery = z.strictObject({from: bookingDay.optional(), to: bookingDay.optional()});
export const dayQuery = z.strictObject({
  day: bookingDay.optional(),
  doctor: id.optional(),
  department: id.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(50),
  cursor: z.string().min(1).max(200).optional(),
});
/** Fewer than two letters find nobody. */
export const searchQuery = z.strictObject({q: z.string().trim().max(60).default('')});
export const waitQuery = z.strictObject({
  doctor: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(200).optional(),
});
export const timelineView = z.object({
  items: z.array(
    z.object({
      at: instant,
      what: z.string(),
      who: z.string(),
      device: z.string().nullable(),
      sinceMs: z.number().int(),
    }),
  ),
});
