import {refuse} from '../base/refusal.ts';
import type {Sight} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {bookingCounts, percentiles, sinceStart, successSinceStart} from './figures.ts';
import {pairCacheFigures} from './kept-pairs.ts';
import type {BookingFigures} from './schema.ts';
import {dayNumberOf, dayOfNumber, localDayNumber, startOfDay} from './slot-rules.ts';

/** The longest stretch that is counted in one answer. */
const mostDays = 92;
const usualDays = 7;

/** The figures of appointments that began on these days (the last seven unless said), and since the start. */
export function figuresOf(sight: Sight, asked: {from?: string | undefined; to?: string | undefined}): BookingFigures {
  const {db, now} = sight;
  const {timeZone} = settingsOf(db);
  const to = asked.to === undefined ? localDayNumber(now, timeZone) : dayNumberOf(asked.to);
  const from = asked.from === undefined ? to - usualDays + 1 : dayNumberOf(asked.from);
  if (from > to || to - from >= mostDays)
    refuse('input.invalid', {errors: [{path: 'query.from', message: `at most ${mostDays} days up to the last one`}]});
  const bookings = bookingCounts(db, startOfDay(from, timeZone), startOfDay(to + 1, timeZone), now);
  const ended = bookings.begun - bookings.held;
  const booked = ended - bookings.expired - bookings.dropped;
  const {booked: bookedSince, conflicts} = sinceStart(db);
  return {
    from: dayOfNumber(from),
    to: dayOfNumber(to),
    bookings,
    successRate: ended === 0 ? null : booked / ended,
    sinceStart: {
      booked: bookedSince,
      conflicts: {...conflicts},
      successRate: successSinceStart(db),
      cache: pairCacheFigures(db),
      milliseconds: {pairs: percentiles(db, 'pairs'), hold: percentiles(db, 'hold'), book: percentiles(db, 'book')},
    },
  };
}
