import {Hono} from 'hono';
import {bookingDevice} from '../appointments/booking-device.ts';
import {joinWaitlist, leaveWaitlist} from '../appointments/join-waitlist.ts';
import {waitBody} from '../appointments/schema.ts';
import {waitViewOf} from '../appointments/wait-view-of.ts';
import {waiterByKey} from '../appointments/waitlist-rows.ts';
import {Refusal, refuse} from '../base/refusal.ts';
import {sightOf} from '../queue/sight.ts';
import {insistBookingRate, insistPressRate} from '../staff/rates.ts';
import {type Env, throughDoor} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {asked, once, read, typed} from './booking-form.ts';
import {bookingBase, doctorFor, nowOf, showTimes} from './booking-show.ts';
import {formOf, page} from './page.ts';
import {waitingListPage} from './waiting-list-view.ts';

/** Waiting for a time that becomes free. */
export const waitingListRoutes = new Hono<Env>()
  .post(
    '/book/doctor/:id/wait',
    page('anyone', async (c) => {
      insistFromHere(c);
      const doctor = doctorFor(c, c.req.param('id'));
      const form = await formOf(c);
      return asked(
        c,
        () => {
          const body = read(waitBody, {...typed(form), from: form.from ?? '', to: form.to ?? ''});
          insistBookingRate(c);
          once(c, `wait:${doctor.id}`, form);
          return throughDoor(c, (tx) => {
            const device = bookingDevice(c, tx);
            const {key} = joinWaitlist(tx, doctor.id, {...body, ...device.how});
            return {status: 201, body: {key}, cookie: device.cookie()};
          });
        },
        (key) => `/w/${key}`,
        (refused) => showTimes(c, doctor.id, {day: form.from, refused}),
      );
    }),
  )
  .get(
    '/w/:key',
    page('anyone', (c) => {
      const sight = sightOf(c);
      const waiter = waiterByKey(sight.db, c.req.param('key') ?? '') ?? refuse('waitlist.missing');
      return c.html(waitingListPage({...bookingBase(c), entry: waitViewOf(sight, waiter), now: nowOf(c)}));
    }),
  )
  .post(
    '/w/:key/leave',
    page('anyone', async (c) => {
      insistFromHere(c);
      const key = c.req.param('key') ?? '';
      insistPressRate(c, key);
      await c
        .get('box')
        .door.write(c.get('actor'), (tx) => {
          leaveWaitlist(tx, key);
        })
        .catch((error: unknown) => {
          // It came to an end by itself; the page says how.
          if (!(error instanceof Refusal) || error.code !== 'waitlist.state') throw error;
        });
      return c.redirect(`/w/${key}`, 303);
    }),
  );
