import {Hono} from 'hono';
import * as z from 'zod';
import type {Tx} from '../base/door.ts';
import {type RefusalCode, refuse} from '../base/refusal.ts';
import {staffTokenView} from '../queue/schema.ts';
import {sightIn, sightOf} from '../queue/sight.ts';
import {staffTokenViewOf} from '../queue/views.ts';
import type {Permission} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {bookAtDesk} from './book-at-desk.ts';
import {bookingTimeline} from './booking-timeline.ts';
import {cancelBooking} from './cancel-booking.ts';
import {checkIn} from './check-in.ts';
import {dayViewOf} from './day-view-of.ts';
import {counted} from './figures.ts';
import {figuresOf} from './figures-of.ts';
import {rescheduleBooking} from './reschedule-booking.ts';
import {type Booking, bookingById, slotById} from './rows.ts';
import * as shape from './schema.ts';
import {searchBookings} from './search-bookings.ts';
import {tellingViews} from './tell-people.ts';
import {staffBookingViewOf} from './views.ts';
import {markTold, tellingById} from './waitlist-rows.ts';
import {insistDoctor, ownDoctors} from './who-may.ts';

const bookingAnswer = z.object({booking: shape.staffBookingView});

/** The booking that this person may see or change. Refuses booking.missing, permission.denied. */
function bookingFor(c: Ctx, permission: Permission): Booking {
  const {db} = c.get('box');
  const booking = bookingById(db, rowId(c.req.param('id'), 'booking.missing')) ?? refuse('booking.missing');
  insistDoctor(db, c.get('actor'), permission, booking.doctorId);
  return booking;
}

/** A deed of staff on one booking, read again inside the door. */
function bookingDeed<Body extends z.ZodType>(
  says: string,
  body: Body,
  deed: (tx: Tx, booking: Booking, body: z.output<Body>) => Booking,
  refuses: readonly RefusalCode[] = [],
) {
  return route(
    {
      allow: 'booking.change',
      says,
      body,
      answers: {200: bookingAnswer},
      refuses: ['booking.missing', 'booking.state', ...refuses],
    },
    (c, input) => {
      const {id} = bookingFor(c, 'booking.change');
      return counted(c, 'move', () =>
        throughDoor(c, (tx) => {
          const booking = deed(tx, bookingById(tx.db, id) ?? refuse('booking.missing'), input.body);
          return {status: 200, body: {booking: staffBookingViewOf(sightIn(c, tx), booking)}};
        }),
      );
    },
  );
}

/** What staff see of appointments, and do for somebody. */
export const deskRoutes = new Hono<Env>()
  .get(
    '/api/appointments',
    route(
      {
        allow: 'booking.see',
        says: 'One day of all doctors who have hours: every time, and who has it.',
        query: shape.dayQuery,
        answers: {200: shape.dayView},
      },
      (c, {query}) => {
        const own = ownDoctors(c.get('box').db, c.get('actor'), 'booking.see');
        return c.json(dayViewOf(sightOf(c), {...query, after: rowCursor(query.cursor) ?? 0, own}));
      },
    ),
  )
  .get(
    '/api/appointments/search',
    route(
      {
        allow: 'booking.see',
        says: 'Finds appointments of today and later, by number, phone or name.',
        query: shape.searchQuery,
        answers: {200: z.object({items: z.array(shape.staffBookingView)})},
      },
      (c, {query}) => {
        const sight = sightOf(c);
        const own = ownDoctors(sight.db, c.get('actor'), 'booking.see');
        const found = searchBookings(sight.db, sight.now, query.q).filter(
          ({doctorId}) => own === null || own.has(doctorId),
        );
        return c.json({items: found.map((booking) => staffBookingViewOf(sight, booking))});
      },
    ),
  )
  .get(
    '/api/appointments/to-tell',
    route(
      {
        allow: 'booking.see',
        says: 'People who must be told what the house changed, or that a time is offered to them.',
        answers: {200: z.object({items: z.array(shape.tellingView)})},
      },
      (c) => {
        const sight = sightOf(c);
        return c.json({items: tellingViews(sight, ownDoctors(sight.db, c.get('actor'), 'booking.see'))});
      },
    ),
  )
  .post(
    '/api/appointments/to-tell/:id/told',
    route(
      {
        allow: 'booking.change',
        says: 'Somebody was told.',
        body: shape.nothing,
        answers: {200: z.object({id: z.string()})},
        refuses: ['telling.missing'],
      },
      (c) => {
        const id = rowId(c.req.param('id'), 'telling.missing');
        return throughDoor(c, (tx) => {
          const telling = tellingById(tx.db, id) ?? refuse('telling.missing');
          insistDoctor(tx.db, tx.actor, 'booking.change', bookingById(tx.db, telling.bookingId)!.doctorId);
          if (telling.toldAt === null) {
            markTold(tx, telling);
            tx.note({kind: 'booking.told', subject: `booking:${telling.bookingId}`, data: {code: telling.code}});
            tx.touch('appointments');
          }
          return {status: 200, body: {id: String(id)}};
        });
      },
    ),
  )
  .get(
    '/api/appointments/figures',
    route(
      {
        allow: 'booking.figures',
        says: 'Bookings, success rate, expired holds, conflicts, and how long answers took.',
        query: shape.figuresQuery,
        answers: {200: shape.bookingFigures},
      },
      (c, {query}) => c.json(figuresOf(sightOf(c), query)),
    ),
  )
  .post(
    '/api/appointments',
    route(
      {
        allow: 'booking.change',
        says: 'Books a time for somebody at the desk.',
        body: shape.deskBookingBody,
        answers: {201: shape.staffBookingView},
        refuses: [
          'slot.missing',
          'slot.over',
          'slot.taken',
          'version.stale',
          'doctor.at-capacity',
          'patient.missing',
          'permission.denied',
        ],
      },
      (c, {body}) => {
        const slotId = rowId(body.slotId, 'slot.missing');
        return counted(c, 'book', () =>
          throughDoor(c, (tx) => {
            const slot = slotById(tx.db, slotId) ?? refuse('slot.missing');
            insistDoctor(tx.db, tx.actor, 'booking.change', slot.doctorId);
            return {status: 201, body: staffBookingViewOf(sightIn(c, tx), bookAtDesk(tx, slotId, body))};
          }),
        );
      },
    ),
  )
  .get(
    '/api/appointments/:id',
    route(
      {allow: 'booking.see', says: 'One appointment.', answers: {200: bookingAnswer}, refuses: ['booking.missing']},
      (c) => c.json({booking: staffBookingViewOf(sightOf(c), bookingFor(c, 'booking.see'))}),
    ),
  )
  .get(
    '/api/appointments/:id/timeline',
    route(
      {
        allow: 'booking.see',
        says: 'What happened to an appointment and the visit it led to, by whom, and how long each step took.',
        answers: {200: shape.timelineView},
        refuses: ['booking.missing'],
      },
      (c) => c.json({items: bookingTimeline(c.get('box').db, bookingFor(c, 'booking.see'))}),
    ),
  )
  .post(
    '/api/appointments/:id/cancel',
    bookingDeed('Cancels for somebody.', shape.cancelBody, (tx, booking, {reason}) =>
      cancelBooking(tx, booking, reason),
    ),
  )
  .post(
    '/api/appointments/:id/move',
    bookingDeed(
      'Moves to another time; the number stays.',
      shape.rescheduleBody,
      (tx, booking, body) => {
        const slotId = rowId(body.slotId, 'slot.missing');
        insistDoctor(tx.db, tx.actor, 'booking.change', slotById(tx.db, slotId)?.doctorId ?? booking.doctorId);
        return rescheduleBooking(tx, booking, slotId, body.version);
      },
      ['slot.missing', 'slot.over', 'slot.taken', 'version.stale', 'doctor.at-capacity', 'pair.invalid'],
    ),
  )
  .post(
    '/api/appointments/:id/check-in',
    route(
      {
        allow: 'booking.check-in',
        says: 'Here: the appointment becomes a token in the lane `booked`.',
        body: shape.checkInBody,
        answers: {201: z.object({booking: shape.staffBookingView, token: staffTokenView})},
        refuses: ['booking.missing', 'booking.state', 'booking.no-queue', 'queue.missing', 'queue.closed'],
      },
      (c, {body}) => {
        const {id} = bookingFor(c, 'booking.check-in');
        return throughDoor(c, (tx) => {
          const queueId = body.queueId === undefined ? undefined : rowId(body.queueId, 'queue.missing');
          const {booking, token} = checkIn(tx, bookingById(tx.db, id)!, queueId);
          const sight = sightIn(c, tx);
          return {
            status: 201,
            body: {booking: staffBookingViewOf(sight, booking), token: staffTokenViewOf(sight, token)},
          };
        });
      },
    ),
  );
