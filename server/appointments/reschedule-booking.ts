import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {isPair, shownState} from './booking-rules.ts';
import {insistCapacity} from './capacity.ts';
import {clearedSlot, insistClaimable, slotsChanged} from './claim-slot.ts';
import {type Booking, pairedBooking, saveBooking, saveSlot, slotById} from './rows.ts';
import {localDayNumber} from './slot-rules.ts';

/**
 * Moves a booking to another slot, perhaps of another doctor; its number stays, and the old slot is free in the same moment.
 * One of a pair may only move to where the two are a pair still. Refuses slot.missing, slot.over, slot.taken, version.stale,
 * doctor.at-capacity, pair.invalid, booking.state.
 */
export function rescheduleBooking(tx: Tx, booking: Booking, slotId: number, version?: number | undefined): Booking {
  const state = shownState(booking, tx.now);
  if (state !== 'booked') refuse('booking.state', {state});
  if (slotId === booking.slotId) return booking;
  const {slot, doctor, dead} = insistClaimable(tx, slotId, version);
  insistCapacity(tx, doctor, slot.dayNumber, 1, booking.doctorId === slot.doctorId ? booking : null);
  const other = pairedBooking(tx.db, booking);
  if (other && shownState(other, tx.now) === 'booked') {
    const [first, second] = other.startAt < slot.startAt ? [other, slot] : [slot, other];
    if (!isPair(first, second, localDayNumber(tx.now, settingsOf(tx.db).timeZone))) refuse('pair.invalid');
  }
  const fresh = clearedSlot(tx, slot, dead);
  const {doctorId, dayNumber, startAt, minutes} = slot;
  const moved = saveBooking(tx, booking, {slotId, doctorId, dayNumber, startAt, minutes});
  saveSlot(tx, slotById(tx.db, booking.slotId)!);
  saveSlot(tx, fresh);
  tx.note({
    kind: 'booking.moved',
    subject: `booking:${booking.id}`,
    data: {from: booking.slotId, slot: slotId, doctor: doctorId, start: startAt},
  });
  slotsChanged(tx, booking.doctorId);
  slotsChanged(tx, doctorId);
  tx.touch(`freed:${booking.doctorId}`);
  return moved;
}
