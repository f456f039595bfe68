import {all, type Db} from '../base/database.ts';
import {endOfDay} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {lastServiceDay} from '../queue/day-rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {endBooking} from './end-booking.ts';
import {type Booking, bookingById, claimOf, saveBooking, saveSlot, slotById} from './rows.ts';
import {dayNumberOf, dayOfNumber} from './slot-rules.ts';
import {lastTokenOf, stateByToken} from './token-of-booking.ts';

/** So many in one transaction. */
const mostAtOnce = 200;
/** A completion or cancellation can be undone for `undoSeconds`, at most ten minutes; looked at so long. */
const undoableMs = 15 * 60_000;
/** A visit may last over a night or two. */
const visitMs = 3 * 86_400_000;

/** Bookings whose token or day says something else than they do. Read outside the door: mostly there are none. */
export function unsettled(db: Db, now: number): number[] {
  const open = all<{id: number}>(
    db,
    `select id from bookings where state = 'checked-in' and startAt > ? limit ?`,
    now - visitMs,
    10 * mostAtOnce,
  );
  const ended = all<{id: number}>(
    db,
    'select id from bookings where endedAt is not null and endedAt > ? and tokenId is not null limit ?',
    now - undoableMs,
    10 * mostAtOnce,
  );
  const missed = all<{id: number}>(
    db,
    `select id from bookings where state = 'booked' and startAt < ?
     order by startAt limit ?`,
    pastBefore(db),
    mostAtOnce,
  );
  return [
    ...[...open, ...ended].filter(({id}) => settled(db, bookingById(db, id)!, now) !== null).map(({id}) => id),
    ...missed.map(({id}) => id),
  ].slice(0, mostAtOnce);
}

/** Writes down what became of these. */
export function settleBookings(tx: Tx, ids: readonly number[]): void {
  const before = pastBefore(tx.db);
  for (const id of ids) {
    const booking = bookingById(tx.db, id);
    if (!booking) continue;
    if (booking.state === 'booked') {
      if (booking.startAt < before) endBooking(tx, booking, 'no-show');
      continue;
    }
    const state = settled(tx.db, booking, tx.now);
    if (state === 'checked-in') reopen(tx, booking);
    else if (state === 'fulfilled' || state === 'no-show' || state === 'cancelled' || state === 'late-cancelled')
      endBooking(tx, booking, state);
  }
}

/** What the token says where that is news; null where all is said. */
function settled(db: Db, booking: Booking, now: number) {
  const token = booking.tokenId === null ? undefined : lastTokenOf(db, booking.tokenId);
  if (!token) return null;
  if (booking.state === 'cancelled' || booking.state === 'late-cancelled') {
    // The token was taken back, and nobody has the time yet.
    const back = token.state !== 'cancelled' && token.withdrawn === 0 && !claimOf(db, booking.slotId);
    return back ? 'checked-in' : null;
  }
  const state = stateByToken(db, booking, token, now);
  return state === booking.state ? null : state;
}

/** A completion, or giving the number up, was undone: the visit goes on. */
function reopen(tx: Tx, booking: Booking): void {
  tx.note({kind: 'booking.reopened', subject: `booking:${booking.id}`});
  saveBooking(tx, booking, {state: 'checked-in', endedAt: null});
  if (booking.state !== 'fulfilled') saveSlot(tx, slotById(tx.db, booking.slotId)!);
  tx.touch(`slots:${booking.doctorId}`);
  tx.touch('appointments');
}

/** Who was booked before this moment and has not come will not: the day that they were booked for is closed. */
function pastBefore(db: Db): number {
  const last = lastServiceDay(db);
  if (!last) return 0;
  const {timeZone, rollOverHour} = settingsOf(db);
  const day = last.closedAt === null ? dayOfNumber(dayNumberOf(last.day) - 1) : last.day;
  return endOfDay(day, timeZone, rollOverHour);
}
