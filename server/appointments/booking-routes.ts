import {Hono} from 'hono';
import * as z from 'zod';
import type {Tx} from '../base/door.ts';
import {type RefusalCode, refuse} from '../base/refusal.ts';
import {sightIn, sightOf} from '../queue/sight.ts';
import {staffTokenViewOf, tokenViewOf} from '../queue/views.ts';
import {insistBookingRate, insistPressRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, languageOf, rowId, throughDoor} from '../web/conventions.ts';
import {bookingNumber} from './booking-rules.ts';
import {cancelBooking} from './cancel-booking.ts';
import {checkIn} from './check-in.ts';
import {confirmBooking} from './confirm-booking.ts';
import {counted} from './figures.ts';
import {insistInside} from './insist-inside.ts';
import {rescheduleBooking} from './reschedule-booking.ts';
import {type Booking, bookingByKey} from './rows.ts';
import * as shape from './schema.ts';
import {bookingViewOf} from './views.ts';
import {insistDoctor} from './who-may.ts';

/** A deed of whoever holds the key: a phone, or staff to whom it was shown. */
function keyDeed<Body extends z.ZodType>(
  says: string,
  body: Body,
  deed: (c: Ctx, tx: Tx, booking: Booking, body: z.output<Body>) => Booking,
  refuses: readonly RefusalCode[],
) {
  return route(
    {
      allow: 'anyone',
      says,
      body,
      answers: {200: shape.bookingView},
      refuses: ['booking.missing', 'booking.state', 'rate.limited', ...refuses],
    },
    (c, input) => {
      const key = c.req.param('key') ?? '';
      insistPressRate(c, key);
      return counted(c, 'move', () =>
        throughDoor(c, (tx) => {
          const booking = bookingByKey(tx.db, key) ?? refuse('booking.missing');
          return {status: 200, body: bookingViewOf(sightIn(c, tx), deed(c, tx, booking, input.body))};
        }),
      );
    },
  );
}

/** What the holder of a booking's key sees and does. */
export const bookingRoutes = new Hono<Env>()
  .get(
    '/api/bookings/:key',
    route(
      {
        allow: 'anyone',
        says: 'The booking of whoever holds its key.',
        answers: {200: shape.bookingView},
        refuses: ['booking.missing'],
      },
      (c) => c.json(bookingViewOf(sightOf(c), bookingOf(c))),
    ),
  )
  .post(
    '/api/bookings/:key/confirm',
    route(
      {
        allow: 'anyone',
        says: 'Books the time that is being kept; the booking gets its number.',
        body: shape.confirmBody,
        answers: {200: shape.bookingView},
        refuses: ['booking.missing', 'booking.expired', 'booking.state', 'booking.limit', 'rate.limited'],
      },
      (c, {body}) => {
        const key = c.req.param('key') ?? '';
        insistBookingRate(c);
        return counted(c, 'book', () =>
          throughDoor(c, (tx) => {
            const booking = confirmBooking(tx, key, {...body, capped: c.get('box').config.rateLimit});
            return {status: 200, body: bookingViewOf(sightIn(c, tx), booking)};
          }),
        );
      },
    ),
  )
  .get(
    '/api/bookings/:key/calendar',
    route(
      {
        allow: 'anyone',
        says: 'The booking as a calendar file (.ics).',
        answers: {200: z.string()},
        refuses: ['booking.missing'],
      },
      async (c) => {
        const booking = bookingOf(c);
        const {calendarOf} = await import('./calendar-file.ts');
        return c.text(calendarOf(sightOf(c), booking, languageOf(c)), 200, {
          'content-type': 'text/calendar; charset=utf-8',
          'content-disposition': `attachment; filename="${booking.serial === null ? 'hold' : bookingNumber(booking.serial)}.ics"`,
        });
      },
    ),
  )
  .post(
    '/api/bookings/:key/cancel',
    keyDeed('Gives the time back.', shape.nothing, (_, tx, booking) => cancelBooking(tx, booking), []),
  )
  .post(
    '/api/bookings/:key/reschedule',
    keyDeed(
      'Moves the booking to another time; the number stays.',
      shape.rescheduleBody,
      (_, tx, booking, body) => rescheduleBooking(tx, booking, rowId(body.slotId, 'slot.missing'), body.version),
      ['slot.missing', 'slot.over', 'slot.taken', 'version.stale', 'doctor.at-capacity', 'pair.invalid'],
    ),
  )
  .post(
    '/api/bookings/:key/check-in',
    route(
      {
        allow: 'anyone',
        says: 'Here: the booking becomes a token in the lane `booked`. By phones only from the hospital’s network.',
        body: shape.checkInBody,
        answers: {201: shape.checkedIn},
        refuses: [
          'booking.missing',
          'booking.state',
          'booking.no-queue',
          'queue.missing',
          'queue.closed',
          'check-in.outside',
          'permission.denied',
          'rate.limited',
        ],
      },
      (c, {body}) => {
        const key = c.req.param('key') ?? '';
        insistPressRate(c, key);
        insistInside(c);
        const staff = c.get('actor').kind === 'staff';
        if (body.queueId !== undefined && !staff) refuse('permission.denied');
        return throughDoor(c, (tx) => {
          const booking = bookingByKey(tx.db, key) ?? refuse('booking.missing');
          if (staff) insistDoctor(tx.db, tx.actor, 'booking.check-in', booking.doctorId);
          const queueId = body.queueId === undefined ? undefined : rowId(body.queueId, 'queue.missing');
          const {token} = checkIn(tx, booking, queueId);
          const sight = sightIn(c, tx);
          return {status: 201, body: {token: staff ? staffTokenViewOf(sight, token) : tokenViewOf(sight, token)}};
        });
      },
    ),
  );

function bookingOf(c: Ctx): Booking {
  return bookingByKey(c.get('box').db, c.req.param('key') ?? '') ?? refuse('booking.missing');
}
