import {isoAt} from '../base/day.ts';
import type {Sight} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {bookingById} from './rows.ts';
import {staffBookingViewOf} from './views.ts';
import {openTellings} from './waitlist-rows.ts';

/** The most that the list shows; those who were told leave it. */
const mostShown = 200;

/** The desk's list of people to be told, oldest first. */
export function tellingViews(sight: Sight, own: ReadonlySet<number> | null) {
  const {timeZone} = settingsOf(sight.db);
  return openTellings(sight.db, 0, mostShown).flatMap(({id, code, at, bookingId}) => {
    const booking = bookingById(sight.db, bookingId)!;
    if (own !== null && !own.has(booking.doctorId)) return [];
    return [{id: String(id), code, at: isoAt(at, timeZone), booking: staffBookingViewOf(sight, booking)}];
  });
}
