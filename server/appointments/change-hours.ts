import {isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {bookingNumber} from './booking-rules.ts';
import {endBooking} from './end-booking.ts';
import {makeSlots} from './make-slots.ts';
import {type Booking, bookingById, doctorById} from './rows.ts';
import {addChange, changeById, removeChange, type ScheduleChange, saveSchedule, scheduleOf} from './schedule-rows.ts';
import type {LeaveBody, ScheduleBody} from './schema.ts';
import {dayNumberOf} from './slot-rules.ts';
import {addTelling} from './waitlist-rows.ts';

/** The most appointments that a refusal names; `count` says how many there are. */
const mostNamed = 100;
/** The longest leave in one entry. */
const mostDays = 366;

type Choice = 'keep' | 'cancel' | undefined;

/** A doctor's week. Refuses doctor.missing, version.stale, schedule.affects. */
export function changeSchedule(tx: Tx, doctorId: number, body: ScheduleBody): void {
  if (!doctorById(tx.db, doctorId)) refuse('doctor.missing');
  const present = scheduleOf(tx.db, doctorId)?.version ?? 0;
  if (body.version !== present) refuse('version.stale', {version: present});
  saveSchedule(tx, doctorId, body.slotMinutes, body.hours);
  const affected = applyHours(tx, doctorId, body.bookings);
  tx.note({kind: 'schedule.changed', subject: `doctor:${doctorId}`, data: affected});
}

/** Days of leave or of other hours. Refuses doctor.missing, schedule.affects, input.invalid. */
export function addLeave(tx: Tx, doctorId: number, {from, to, hours, note, bookings}: LeaveBody): ScheduleChange {
  if (!doctorById(tx.db, doctorId)) refuse('doctor.missing');
  const [fromDay, toDay] = [dayNumberOf(from), dayNumberOf(to)];
  if (toDay - fromDay >= mostDays)
    refuse('input.invalid', {errors: [{path: 'to', message: `at most ${mostDays} days at once`}]});
  const id = addChange(tx, {doctorId, fromDay, toDay, hours: hours ?? null, note: note ?? null});
  const affected = applyHours(tx, doctorId, bookings);
  tx.note({kind: 'leave.added', subject: `doctor:${doctorId}`, data: {leave: id, from, to, away: !hours, ...affected}});
  return changeById(tx.db, id)!;
}

/** Takes leave back; the times are there again. Refuses leave.missing. */
export function removeLeave(tx: Tx, id: number): void {
  const change = changeById(tx.db, id) ?? refuse('leave.missing');
  removeChange(tx, id);
  // Other hours that go may leave somebody outside the usual ones: they stay, and the desk sees it.
  const affected = applyHours(tx, change.doctorId, 'keep');
  tx.note({kind: 'leave.taken-back', subject: `doctor:${change.doctorId}`, data: {leave: id, ...affected}});
}

/** Makes the slots fit. Whoever is booked outside needs somebody's word: they stay, or are cancelled and told. */
function applyHours(tx: Tx, doctorId: number, choice: Choice): {affected: number; bookings?: Choice} {
  const outside = makeSlots(tx, doctorId).outside.filter(({withdrawn, state}) => withdrawn === 0 && state === 'booked');
  tx.touch(`slots:${doctorId}`);
  tx.touch('appointments');
  tx.touch(`freed:${doctorId}`);
  if (outside.length === 0) return {affected: 0};
  const bookings = outside.map((slot) => bookingById(tx.db, slot.bookingId!)!);
  if (choice === undefined) refuseAffecting(tx, bookings);
  if (choice === 'cancel')
    for (const booking of bookings) {
      endBooking(tx, booking, 'cancelled', {byHouse: true});
      addTelling(tx, booking.id, 'cancelled-by-house');
    }
  return {affected: bookings.length, bookings: choice};
}

function refuseAffecting(tx: Tx, bookings: readonly Booking[]): never {
  const {timeZone} = settingsOf(tx.db);
  refuse('schedule.affects', {
    count: bookings.length,
    affected: bookings.slice(0, mostNamed).map(({id, serial, startAt}) => ({
      id: String(id),
      number: serial === null ? null : bookingNumber(serial),
      start: isoAt(startAt, timeZone),
    })),
  });
}
