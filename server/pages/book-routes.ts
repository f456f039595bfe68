import {Hono} from 'hono';
import {assessmentChoices} from '../appointments/bookable-rows.ts';
import {bookingDevice} from '../appointments/booking-device.ts';
import {shownState} from '../appointments/booking-rules.ts';
import {counted} from '../appointments/figures.ts';
import {holdSlot} from '../appointments/hold-slot.ts';
import {type Booking, claimOf, slotById} from '../appointments/rows.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insistBookingRate} from '../staff/rates.ts';
import {type Ctx, type Env, rowId, throughDoor} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {departmentsPage, doctorsPage} from './book-choose-view.ts';
import {departmentOf, departmentsFor, doctorsFor} from './book-data.ts';
import {asked, once} from './booking-form.ts';
import {bookingBase, doctorFor, nowOf, showTimes} from './booking-show.ts';
import {formOf, page} from './page.ts';

/** Choosing a time: department, doctor, day, and the hold. */
export const bookRoutes = new Hono<Env>()
  .get(
    '/book',
    page('anyone', (c) => {
      const {db} = c.get('box');
      const {regions, insurances} = assessmentChoices(db);
      const assessments = regions.length > 0 && insurances.length > 0;
      return c.html(departmentsPage({...bookingBase(c), departments: departmentsFor(db), assessments}));
    }),
  )
  .get(
    '/book/doctor/:id',
    page('anyone', (c) => c.html(showTimes(c, doctorFor(c, c.req.param('id')).id, {day: c.req.query('day')}))),
  )
  .get(
    '/book/:department',
    page('anyone', (c) => {
      const {db} = c.get('box');
      const id = rowId(c.req.param('department'), 'department.missing');
      if (!directoryOf(db).departments.has(id)) refuse('department.missing');
      const after = c.req.query('after');
      const from = after !== undefined && /^\d{1,15}$/.test(after) ? Number(after) : 0;
      const department = departmentOf(db, id);
      return c.html(doctorsPage({...bookingBase(c), department, ...doctorsFor(c, id, from), now: nowOf(c)}));
    }),
  )
  .post(
    '/book/hold',
    page('anyone', async (c) => {
      insistFromHere(c);
      const form = await formOf(c);
      const slotId = rowId(form.slot, 'slot.missing');
      const slot = slotById(c.get('box').db, slotId) ?? refuse('slot.missing');
      return asked(
        c,
        () => {
          insistBookingRate(c);
          once(c, `hold:${slotId}`, form);
          return counted(c, 'hold', () =>
            throughDoor(c, (tx) => {
              const device = bookingDevice(c, tx);
              const {key} = ownHold(c, tx, slotId) ?? holdSlot(tx, slotId, device.how);
              return {status: 201, body: {key}, cookie: device.cookie()};
            }),
          );
        },
        (key) => `/b/${key}`,
        (refused) => showTimes(c, slot.doctorId, {near: slotId, refused}),
      );
    }),
  );

/** What this very phone is keeping already: its second tap is no second claim. */
function ownHold(c: Ctx, tx: Tx, slotId: number): Booking | null {
  const claim = claimOf(tx.db, slotId);
  const own = claim && claim.deviceId !== null && claim.deviceId === c.get('deviceId');
  return own && shownState(claim, tx.now) === 'pending' ? claim : null;
}
