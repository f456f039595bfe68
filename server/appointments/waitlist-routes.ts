import {Hono} from 'hono';
import {isoAt} from '../base/day.ts';
import {refuse} from '../base/refusal.ts';
import {paged} from '../base/schema.ts';
import {sightIn, sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistBookingRate, insistPressRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Env, pageOf, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {bookingDevice} from './booking-device.ts';
import {joinWaitlist, leaveWaitlist} from './join-waitlist.ts';
import * as shape from './schema.ts';
import {waitViewOf} from './wait-view-of.ts';
import {allOpenWaiters, openWaiters, waiterByKey} from './waitlist-rows.ts';
import {insistDoctor, ownDoctors} from './who-may.ts';

/** Waiting for a time that becomes free. */
export const waitlistRoutes = new Hono<Env>()
  .post(
    '/api/doctors/:id/waitlist',
    route(
      {
        allow: 'anyone',
        says: 'Puts somebody on a doctor’s waiting list; `patientId` is for staff.',
        body: shape.waitBody,
        answers: {201: shape.waitView},
        refuses: ['doctor.missing', 'patient.missing', 'booking.limit', 'permission.denied', 'rate.limited'],
      },
      (c, {body}) => {
        const doctorId = rowId(c.req.param('id'), 'doctor.missing');
        insistBookingRate(c);
        const staff = c.get('actor').kind === 'staff';
        if (body.patientId !== undefined && !staff) refuse('permission.denied');
        return throughDoor(c, (tx) => {
          if (staff) insistDoctor(tx.db, tx.actor, 'booking.change', doctorId);
          const device = bookingDevice(c, tx);
          const waiter = joinWaitlist(tx, doctorId, {...body, ...device.how});
          return {status: 201, body: waitViewOf(sightIn(c, tx), waiter), cookie: device.cookie()};
        });
      },
    ),
  )
  .get(
    '/api/waitlist/:key',
    route(
      {
        allow: 'anyone',
        says: 'An entry of the waiting list, with the time that is offered.',
        answers: {200: shape.waitView},
        refuses: ['waitlist.missing'],
      },
      (c) => {
        const sight = sightOf(c);
        return c.json(waitViewOf(sight, waiterByKey(sight.db, c.req.param('key') ?? '') ?? refuse('waitlist.missing')));
      },
    ),
  )
  .post(
    '/api/waitlist/:key/leave',
    route(
      {
        allow: 'anyone',
        says: 'Leaves the waiting list; an offer goes to the next.',
        body: shape.nothing,
        answers: {200: shape.waitView},
        refuses: ['waitlist.missing', 'waitlist.state', 'rate.limited'],
      },
      (c) => {
        const key = c.req.param('key') ?? '';
        insistPressRate(c, key);
        return throughDoor(c, (tx) => ({
          status: 200,
          body: waitViewOf(sightIn(c, tx), leaveWaitlist(tx, key)),
        }));
      },
    ),
  )
  .get(
    '/api/appointments/waitlist',
    route(
      {
        allow: 'booking.see',
        says: 'Who waits for a time, first come first.',
        query: shape.waitQuery,
        answers: {200: paged(shape.staffWaitView)},
        refuses: ['doctor.missing'],
      },
      (c, {query}) => {
        const sight = sightOf(c);
        const {db} = sight;
        const own = ownDoctors(db, c.get('actor'), 'booking.see');
        const after = rowCursor(query.cursor) ?? 0;
        const doctorId = query.doctor === undefined ? null : rowId(query.doctor, 'doctor.missing');
        const rows =
          doctorId === null
            ? allOpenWaiters(db, after, query.limit + 1)
            : openWaiters(db, doctorId, after, query.limit + 1);
        const {timeZone} = settingsOf(db);
        const page = pageOf(
          rows,
          query.limit,
          (row) => row.id,
          (row) => row,
        );
        const shown = page.items.filter((row) => own === null || own.has(row.doctorId));
        return c.json({
          items: shown.map((row) => ({
            ...waitViewOf(sight, row),
            phone: row.phone,
            patientId: row.patientId === null ? null : String(row.patientId),
            since: isoAt(row.createdAt, timeZone),
          })),
          nextCursor: page.nextCursor,
        });
      },
    ),
  );
