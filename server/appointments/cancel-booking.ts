import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {shownState, stateAfterCancel} from './booking-rules.ts';
import {endBooking} from './end-booking.ts';
import type {Booking} from './rows.ts';

/**
 * Gives the time back: a hold at once, a booking as cancelled, or as cancelled late by the setting of hours. Refuses
 * booking.state (also for who has checked in: then the number in the line is given up instead).
 */
export function cancelBooking(tx: Tx, booking: Booking, words?: string | undefined): Booking {
  const state = shownState(booking, tx.now);
  if (state === 'pending') return endBooking(tx, booking, 'cancelled', {words});
  if (state !== 'booked') refuse('booking.state', {state});
  return endBooking(tx, booking, stateAfterCancel(booking.startAt, tx.now, settingsOf(tx.db).lateCancelHours), {words});
}
