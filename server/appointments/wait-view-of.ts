import type {Sight} from '../queue/views.ts';
import {bookingById} from './rows.ts';
import type {WaitView} from './schema.ts';
import {dayOfNumber} from './slot-rules.ts';
import {bookingViewOf, doctorAndDepartment} from './views.ts';
import type {Waiter} from './waitlist-rows.ts';

/** An entry of the waiting list as its holder sees it. */
export function waitViewOf(sight: Sight, waiter: Waiter): WaitView {
  const booking = waiter.bookingId === null ? undefined : bookingById(sight.db, waiter.bookingId);
  const offer = waiter.state === 'offered' && booking ? bookingViewOf(sight, booking) : null;
  const stands = offer !== null && offer.status === 'pending';
  return {
    id: String(waiter.id),
    key: waiter.key,
    // An offer past its time is none, whether or not that was written down.
    status: waiter.state === 'offered' && !stands ? 'waiting' : waiter.state,
    ...doctorAndDepartment(sight, waiter.doctorId),
    from: dayOfNumber(waiter.fromDay),
    to: dayOfNumber(waiter.toDay),
    name: waiter.name,
    offer: stands ? offer : null,
  };
}
