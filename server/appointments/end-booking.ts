import type {Tx} from '../base/door.ts';
import type {BookingState} from './booking-rules.ts';
import {type Booking, saveBooking, saveSlot, slotById} from './rows.ts';
import {saveWaiter, waiterById} from './waitlist-rows.ts';

type Ending = Extract<BookingState, 'cancelled' | 'late-cancelled' | 'expired' | 'no-show' | 'fulfilled'>;

const facts: Record<Ending, string> = {
  cancelled: 'booking.cancelled',
  'late-cancelled': 'booking.cancelled',
  expired: 'booking.expired',
  'no-show': 'booking.missed',
  fulfilled: 'booking.fulfilled',
};

export interface EndingHow {
  words?: string | undefined;
  /** The house cancelled, not the patient. */
  byHouse?: boolean;
}

/** Ends a booking in this state, in the journal too. Where it no longer claims its slot, the slot is free with a new version. */
export function endBooking(tx: Tx, booking: Booking, state: Ending, {words, byHouse}: EndingHow = {}): Booking {
  const data = {...(state === 'late-cancelled' ? {late: true} : {}), ...(byHouse ? {house: true} : {})};
  tx.note({kind: facts[state], subject: `booking:${booking.id}`, data: {...data, slot: booking.slotId}, words});
  const ended = saveBooking(tx, booking, {state, endedAt: tx.now});
  if (state !== 'no-show' && state !== 'fulfilled') {
    saveSlot(tx, slotById(tx.db, booking.slotId)!);
    tx.touch(`freed:${booking.doctorId}`);
  }
  if (booking.state === 'pending' && booking.waitlistId !== null) backToList(tx, booking.waitlistId);
  tx.touch(`slots:${booking.doctorId}`);
  tx.touch('appointments');
  return ended;
}

/** An offer that nobody took up: three of them, and the entry is over. */
const mostOffers = 3;

function backToList(tx: Tx, waiterId: number): void {
  const waiter = waiterById(tx.db, waiterId);
  if (waiter?.state !== 'offered') return;
  const offers = waiter.offers + 1;
  const over = offers >= mostOffers;
  saveWaiter(tx, waiter, {state: over ? 'over' : 'waiting', bookingId: null, offers});
  if (over) tx.note({kind: 'waitlist.over', subject: `waitlist:${waiterId}`});
}
