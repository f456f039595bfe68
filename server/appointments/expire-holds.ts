import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {isDeadHold} from './booking-rules.ts';
import {endBooking} from './end-booking.ts';
import {bookingById, deadHolds} from './rows.ts';

/** So many in one transaction. */
const mostAtOnce = 200;

export function deadHoldIds(db: Db, now: number): number[] {
  return deadHolds(db, now, mostAtOnce).map(({id}) => id);
}

/** Writes down that holds are over. Nobody waits for this: whoever asks for such a slot gets it at once. */
export function expireHolds(tx: Tx, ids: readonly number[]): void {
  for (const id of ids) {
    const booking = bookingById(tx.db, id);
    if (booking && isDeadHold(booking, tx.now)) endBooking(tx, booking, 'expired');
  }
}
