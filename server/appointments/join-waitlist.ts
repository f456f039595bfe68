import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {patientById, phoneOf} from '../patients/rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {cancelBooking} from './cancel-booking.ts';
import {offerSlots} from './offer-slots.ts';
import {bookingById, doctorById} from './rows.ts';
import type {WaitBody} from './schema.ts';
import {dayNumberOf, localDayNumber} from './slot-rules.ts';
import {insertWaiter, openEntriesOfDevice, saveWaiter, type Waiter, waiterById, waiterByKey} from './waitlist-rows.ts';

/** Lists that one browser may stand on at once. */
const listsPerDevice = 4;

export interface Joining extends WaitBody {
  deviceId: number | null;
  newDevice?: (() => number) | null;
  capped?: boolean;
}

/** Puts somebody on a doctor's waiting list; a time that is free is offered at once. Refuses doctor.missing, patient.missing, booking.limit, input.invalid. */
export function joinWaitlist(tx: Tx, doctorId: number, body: Joining): Waiter {
  const doctor = doctorById(tx.db, doctorId) ?? refuse('doctor.missing');
  const {timeZone, slotDays} = settingsOf(tx.db);
  const today = localDayNumber(tx.now, timeZone);
  const [from, to] = [dayNumberOf(body.from), dayNumberOf(body.to)];
  if (to < today || from > today + slotDays)
    refuse('input.invalid', {errors: [{path: 'to', message: `within the next ${slotDays} days`}]});
  if (body.capped !== false && body.deviceId !== null && openEntriesOfDevice(tx.db, body.deviceId) >= listsPerDevice)
    refuse('booking.limit', {limit: listsPerDevice});
  const patientId = body.patientId === undefined ? null : Number(body.patientId);
  if (patientId !== null && !patientById(tx.db, patientId)) refuse('patient.missing');
  const phone = body.phone === undefined ? null : phoneOf(tx.db, body.phone);
  const waiter = insertWaiter(tx, {
    doctorId: doctor.id,
    fromDay: from,
    toDay: to,
    name: body.name,
    phone,
    patientId,
    deviceId: body.deviceId ?? body.newDevice?.() ?? null,
  });
  tx.note({kind: 'waitlist.joined', subject: `waitlist:${waiter.id}`, data: {doctor: doctorId, from, to}});
  tx.touch('appointments');
  offerSlots(tx, doctorId);
  return waiterById(tx.db, waiter.id)!;
}

/** Leaves the list; an offer that stands goes to the next. Refuses waitlist.missing, waitlist.state. */
export function leaveWaitlist(tx: Tx, key: string): Waiter {
  const waiter = waiterByKey(tx.db, key) ?? refuse('waitlist.missing');
  if (waiter.state === 'left') return waiter;
  if (waiter.state !== 'waiting' && waiter.state !== 'offered') refuse('waitlist.state', {state: waiter.state});
  const offered = waiter.bookingId === null ? undefined : bookingById(tx.db, waiter.bookingId);
  const left = saveWaiter(tx, waiter, {state: 'left', bookingId: null});
  tx.note({kind: 'waitlist.left', subject: `waitlist:${waiter.id}`});
  if (offered?.state === 'pending') cancelBooking(tx, offered);
  tx.touch('appointments');
  return left;
}
