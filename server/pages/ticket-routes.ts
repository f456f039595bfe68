import {Hono} from 'hono';
import {bookingDevice} from '../appointments/booking-device.ts';
import {isDeadHold, shownState} from '../appointments/booking-rules.ts';
import {cancelBooking} from '../appointments/cancel-booking.ts';
import {checkIn} from '../appointments/check-in.ts';
import {confirmBooking} from '../appointments/confirm-booking.ts';
import {counted} from '../appointments/figures.ts';
import {holdSlot} from '../appointments/hold-slot.ts';
import {insistInside} from '../appointments/insist-inside.ts';
import {rescheduleBooking} from '../appointments/reschedule-booking.ts';
import {type Booking, bookingByKey, slotById} from '../appointments/rows.ts';
import {confirmBody} from '../appointments/schema.ts';
import {isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {Refusal, refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistBookingRate, insistPressRate} from '../staff/rates.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {asked, once, read, typed} from './booking-form.ts';
import {bookingOf, showBooking, showTimes} from './booking-show.ts';
import {formOf, page} from './page.ts';

/** An appointment's own page, for whoever holds its key. */
export const ticketRoutes = new Hono<Env>()
  .get(
    '/b/:key',
    page('anyone', async (c) => c.html(await showBooking(c, bookingOf(c)))),
  )
  .post(
    '/b/:key/confirm',
    page('anyone', async (c) => {
      insistFromHere(c);
      const booking = bookingOf(c);
      const form = await formOf(c);
      return asked(
        c,
        () => {
          const body = read(confirmBody, typed(form));
          insistBookingRate(c);
          once(c, `confirm:${booking.key}`, form);
          return counted(c, 'book', () =>
            throughDoor(c, (tx) => {
              const device = bookingDevice(c, tx);
              const {key} = heldAgain(tx, booking.key, device.how);
              confirmBooking(tx, key, {...body, capped: device.how.capped});
              return {status: 200, body: {key}, cookie: device.cookie()};
            }),
          );
        },
        (key) => `/b/${key}`,
        (refused) =>
          refused.code === 'slot.taken'
            ? showTimes(c, booking.doctorId, {near: booking.slotId, refused: new Refusal('booking.expired')})
            : showBooking(c, bookingOf(c), refused, form),
      );
    }),
  )
  .post(
    '/b/:key/cancel',
    page('anyone', async (c) => {
      insistFromHere(c);
      const booking = bookingOf(c);
      insistPressRate(c, booking.key);
      const kept = booking.serial === null;
      try {
        await c.get('box').door.write(c.get('actor'), (tx) => {
          const fresh = bookingByKey(tx.db, booking.key)!;
          if (!isDeadHold(fresh, tx.now)) cancelBooking(tx, fresh);
        });
      } catch (error) {
        if (!(error instanceof Refusal) || error.status >= 500) throw error;
        if (!kept) return c.html(await showBooking(c, bookingOf(c), error), 409);
      }
      // Who lets a kept time go looks for another one.
      if (!kept) return c.redirect(`/b/${booking.key}`, 303);
      const day = isoAt(booking.startAt, settingsOf(c.get('box').db).timeZone).slice(0, 10);
      return c.redirect(`/book/doctor/${booking.doctorId}?day=${day}`, 303);
    }),
  )
  .post(
    '/b/:key/check-in',
    page('anyone', async (c) => {
      insistFromHere(c);
      const {key} = bookingOf(c);
      insistPressRate(c, key);
      try {
        insistInside(c);
        await c.get('box').door.write(c.get('actor'), (tx) => {
          checkIn(tx, bookingByKey(tx.db, key) ?? refuse('booking.missing'));
        });
      } catch (error) {
        if (!(error instanceof Refusal) || error.status >= 500) throw error;
        return c.html(await showBooking(c, bookingOf(c), error), error.status as 409);
      }
      return c.redirect(`/b/${key}`, 303);
    }),
  )
  .get(
    '/b/:key/move',
    page('anyone', (c) => {
      const booking = bookingOf(c);
      if (shownState(booking, c.get('box').clock.now()) !== 'booked') return c.redirect(`/b/${booking.key}`, 303);
      const other = c.req.query('doctor');
      const doctorId = other !== undefined && /^\d{1,15}$/.test(other) ? Number(other) : booking.doctorId;
      return c.html(showTimes(c, doctorId, {day: c.req.query('day'), moving: booking}));
    }),
  )
  .post(
    '/b/:key/move',
    page('anyone', async (c) => {
      insistFromHere(c);
      const booking = bookingOf(c);
      insistPressRate(c, booking.key);
      const slotId = rowId((await formOf(c)).slot, 'slot.missing');
      const slot = slotById(c.get('box').db, slotId) ?? refuse('slot.missing');
      return asked(
        c,
        () =>
          counted(c, 'move', () =>
            throughDoor(c, (tx) => {
              const fresh = bookingByKey(tx.db, booking.key) ?? refuse('booking.missing');
              rescheduleBooking(tx, fresh, slotId);
              return {status: 200, body: {key: fresh.key}};
            }),
          ),
        (key) => `/b/${key}`,
        (refused) =>
          refused.code === 'booking.state'
            ? showBooking(c, bookingOf(c), refused)
            : showTimes(c, slot.doctorId, {near: slotId, moving: booking, refused}),
      );
    }),
  );

/** A hold whose two minutes are over is taken once more, where nobody else has the time by now. */
function heldAgain(tx: Tx, key: string, how: Parameters<typeof holdSlot>[2]): Booking {
  const booking = bookingByKey(tx.db, key) ?? refuse('booking.missing');
  const over = shownState(booking, tx.now) === 'expired';
  return over ? holdSlot(tx, booking.slotId, how) : booking;
}
