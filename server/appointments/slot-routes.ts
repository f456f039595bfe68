import {Hono} from 'hono';
import {refuse} from '../base/refusal.ts';
import {sightIn, sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistBookingRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import {bookingDevice} from './booking-device.ts';
import {fullDays} from './capacity.ts';
import {counted} from './figures.ts';
import {holdSlot} from './hold-slot.ts';
import {doctorById, slotsBetween} from './rows.ts';
import * as shape from './schema.ts';
import {dayNumberOf, dayOfNumber, localDayNumber, startOfDay} from './slot-rules.ts';
import {bookingViewOf, slotViewOf} from './views.ts';

/** The most days that one answer shows; without `to` it shows a week. */
const mostDays = 31;
const usualDays = 7;

/** A doctor's times, and keeping one of them for two minutes. */
export const slotRoutes = new Hono<Env>()
  .get(
    '/api/doctors/:id/slots',
    route(
      {
        allow: 'anyone',
        says: "A doctor's times that are still to come, both days included, at most 31.",
        query: shape.slotsQuery,
        answers: {200: shape.slotsAnswer},
        refuses: ['doctor.missing'],
      },
      (c, {query}) => {
        const sight = sightOf(c);
        const {db, now} = sight;
        const doctor = doctorById(db, rowId(c.req.param('id'), 'doctor.missing')) ?? refuse('doctor.missing');
        const {timeZone} = settingsOf(db);
        const {from, to} = daysAsked(query, localDayNumber(now, timeZone));
        const start = Math.max(now + 1, startOfDay(from, timeZone));
        const slots = slotsBetween(db, doctor.id, start, startOfDay(to + 1, timeZone));
        return c.json({
          items: slots.filter((slot) => slot.withdrawn === 0).map((slot) => slotViewOf(sight, slot)),
          fullDays: fullDays(db, doctor, from, to, now).map(dayOfNumber),
        });
      },
    ),
  )
  .post(
    '/api/slots/:id/hold',
    route(
      {
        allow: 'anyone',
        says: 'Keeps a time for two minutes.',
        body: shape.holdBody,
        answers: {201: shape.bookingView},
        refuses: [
          'slot.missing',
          'slot.over',
          'slot.taken',
          'version.stale',
          'doctor.at-capacity',
          'hold.limit',
          'rate.limited',
        ],
      },
      (c, {body}) => {
        const slotId = rowId(c.req.param('id'), 'slot.missing');
        insistBookingRate(c);
        return counted(c, 'hold', () =>
          throughDoor(c, (tx) => {
            const device = bookingDevice(c, tx);
            const booking = holdSlot(tx, slotId, {version: body.version, ...device.how});
            return {status: 201, body: bookingViewOf(sightIn(c, tx), booking), cookie: device.cookie()};
          }),
        );
      },
    ),
  );

/** Refuses input.invalid for more days than an answer shows, or an end before the beginning. */
function daysAsked({from, to}: {from?: string | undefined; to?: string | undefined}, today: number) {
  const first = from === undefined ? today : dayNumberOf(from);
  const last = to === undefined ? first + usualDays - 1 : dayNumberOf(to);
  if (last < first || last - first >= mostDays)
    refuse('input.invalid', {errors: [{path: 'query.to', message: `from the first day on, at most ${mostDays} days`}]});
  return {from: first, to: last};
}
