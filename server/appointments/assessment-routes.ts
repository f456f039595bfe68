import {Hono} from 'hono';
import * as z from 'zod';
import {sightIn} from '../queue/sight.ts';
import {insistBookingRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Env, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {bookPair} from './book-pair.ts';
import {bookingDevice} from './booking-device.ts';
import {counted} from './figures.ts';
import {assessmentsText} from './kept-pairs.ts';
import * as shape from './schema.ts';
import {bookingViewOf} from './views.ts';

/** Two sessions with one clinician: finding them and booking them. */
export const assessmentRoutes = new Hono<Env>()
  .get(
    '/api/assessments',
    route(
      {
        allow: 'anyone',
        says: 'Clinicians for a region and an insurance, each with the earliest pairs of free 90-minute times.',
        query: shape.assessmentsQuery,
        answers: {200: z.object({items: z.array(shape.assessment), nextCursor: z.string().nullable()})},
      },
      (c, {query}) => {
        const {db, clock} = c.get('box');
        const {cursor, ...asked} = query;
        const fresh = c.req.header('cache-control') === 'no-cache';
        const text = assessmentsText(db, clock.now(), {...asked, after: rowCursor(cursor) ?? 0, fresh});
        return c.body(text, 200, {'content-type': 'application/json'});
      },
    ),
  )
  .post(
    '/api/assessments',
    route(
      {
        allow: 'anyone',
        says: 'Books both sessions, or neither.',
        body: shape.assessmentBody,
        answers: {201: z.object({bookings: z.array(shape.bookingView)})},
        refuses: [
          'slot.missing',
          'slot.over',
          'slot.taken',
          'version.stale',
          'doctor.at-capacity',
          'pair.invalid',
          'booking.limit',
          'rate.limited',
        ],
      },
      (c, {body}) => {
        insistBookingRate(c);
        const first = {slotId: rowId(body.firstSlotId, 'slot.missing'), version: body.firstVersion};
        const second = {slotId: rowId(body.secondSlotId, 'slot.missing'), version: body.secondVersion};
        const {name, phone, email, region, insurance} = body;
        return counted(c, 'book', () =>
          throughDoor(c, (tx) => {
            const device = bookingDevice(c, tx);
            const said = {first, second, name, phone, email, region, insurance};
            const bookings = bookPair(tx, {...said, ...device.how});
            const sight = sightIn(c, tx);
            const shown = bookings.map((booking) => bookingViewOf(sight, booking));
            return {status: 201, body: {bookings: shown}, cookie: device.cookie()};
          }),
        );
      },
    ),
  );
