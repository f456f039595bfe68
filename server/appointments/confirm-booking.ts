import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {phoneOf} from '../patients/rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {shownState} from './booking-rules.ts';
import {type Booking, bookingByKey, lastSerial, saveBooking, upcomingOfDevice, upcomingOfPhone} from './rows.ts';
import {saveWaiter, waiterById} from './waitlist-rows.ts';

export interface Confirming {
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  /** False lifts the cap per phone and device. */
  capped?: boolean;
}

/**
 * Makes a hold a booking, with its number. Refuses booking.missing, booking.expired, booking.state, booking.limit,
 * input.invalid. Confirming twice with the same words is once.
 */
export function confirmBooking(tx: Tx, key: string, {name, phone, email, capped = true}: Confirming): Booking {
  const booking = bookingByKey(tx.db, key) ?? refuse('booking.missing');
  const said = {name, phone: phone === undefined ? null : phoneOf(tx.db, phone), email: email ?? null};
  const state = shownState(booking, tx.now);
  if (state === 'booked' && booking.name === said.name && booking.phone === said.phone) return booking;
  if (state === 'expired') refuse('booking.expired');
  if (state !== 'pending') refuse('booking.state', {state});
  if (capped && tx.actor.kind === 'patient') insistUnderLimit(tx, said.phone, booking.deviceId);
  return bookNow(tx, booking, said);
}

/** Gives a claim its number: it is a booking from now on. */
export function bookNow(tx: Tx, booking: Booking, who: Partial<Booking>): Booking {
  const serial = lastSerial(tx.db) + 1;
  const booked = saveBooking(tx, booking, {...who, state: 'booked', serial, expiresAt: null, bookedAt: tx.now});
  tx.note({
    kind: 'booking.booked',
    subject: `booking:${booking.id}`,
    data: {serial, slot: booking.slotId, ...(booked.pairId ? {pair: booked.pairId} : {})},
  });
  if (booking.waitlistId !== null) takenUp(tx, booking.waitlistId);
  tx.touch(`slots:${booking.doctorId}`);
  tx.touch('appointments');
  return booked;
}

/** The offer was accepted: the entry has what it waited for. */
function takenUp(tx: Tx, waiterId: number): void {
  const waiter = waiterById(tx.db, waiterId);
  if (waiter?.state !== 'offered') return;
  saveWaiter(tx, waiter, {state: 'taken'});
  tx.note({kind: 'waitlist.taken', subject: `waitlist:${waiterId}`});
}

/** One phone cannot take all times of the house. Refuses booking.limit. */
export function insistUnderLimit(tx: Tx, phone: string | null, deviceId: number | null): void {
  const limit = settingsOf(tx.db).bookingsPerPerson;
  const held = Math.max(
    phone === null ? 0 : upcomingOfPhone(tx.db, phone, tx.now),
    deviceId === null ? 0 : upcomingOfDevice(tx.db, deviceId, tx.now),
  );
  if (held >= limit) refuse('booking.limit', {limit});
}
