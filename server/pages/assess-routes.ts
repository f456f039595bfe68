import {Hono} from 'hono';
import {bookPair} from '../appointments/book-pair.ts';
import {assessmentChoices} from '../appointments/bookable-rows.ts';
import {bookingDevice} from '../appointments/booking-device.ts';
import {counted} from '../appointments/figures.ts';
import {assessmentsText} from '../appointments/kept-pairs.ts';
import {type Assessment, assessmentBody} from '../appointments/schema.ts';
import {insistBookingRate} from '../staff/rates.ts';
import {type Env, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {insistFromHere} from '../web/entrance.ts';
import {assessPage, type Wanted} from './assess-view.ts';
import {asked, type Form, once, read, typed} from './booking-form.ts';
import {bookingBase, nowOf, showPair} from './booking-show.ts';
import {formOf, page} from './page.ts';

/** Clinicians on one page: each brings up to twenty pairs. */
const cliniciansShown = 10;

/** Two sessions with one clinician: asked for, chosen, booked together. */
export const assessRoutes = new Hono<Env>()
  .get(
    '/assess',
    page('anyone', (c) => {
      const {db, clock} = c.get('box');
      if (c.req.query('first') !== undefined) return c.html(showPair(c, c.req.query() as Form));
      const word = (name: string) => (c.req.query(name) ?? '').trim().slice(0, 60);
      const wanted: Wanted = {region: word('region'), insurance: word('insurance'), type: word('type')};
      const searching = wanted.region !== '' && wanted.insurance !== '';
      const asked = {
        region: wanted.region,
        insurance: wanted.insurance,
        type: wanted.type || undefined,
        limit: cliniciansShown,
        after: rowCursor(c.req.query('cursor')) ?? 0,
      };
      const found = searching
        ? (JSON.parse(assessmentsText(db, clock.now(), asked)) as {items: Assessment[]; nextCursor: string | null})
        : null;
      return c.html(
        assessPage({
          ...bookingBase(c),
          choices: assessmentChoices(db),
          wanted,
          found: found?.items ?? null,
          nextCursor: found?.nextCursor ?? null,
          now: nowOf(c),
        }),
      );
    }),
  )
  .post(
    '/assess',
    page('anyone', async (c) => {
      insistFromHere(c);
      const form = await formOf(c);
      return asked(
        c,
        () => {
          const {firstSlotId, secondSlotId, ...who} = read(assessmentBody, {
            firstSlotId: form.first,
            secondSlotId: form.second,
            region: form.region,
            insurance: form.insurance,
            ...typed(form),
          });
          insistBookingRate(c);
          once(c, `pair:${firstSlotId}:${secondSlotId}`, form);
          return counted(c, 'book', () =>
            throughDoor(c, (tx) => {
              const device = bookingDevice(c, tx);
              const [first] = bookPair(tx, {
                ...who,
                first: {slotId: rowId(firstSlotId, 'slot.missing')},
                second: {slotId: rowId(secondSlotId, 'slot.missing')},
                ...device.how,
              });
              return {status: 201, body: {key: first.key}, cookie: device.cookie()};
            }),
          );
        },
        (key) => `/b/${key}`,
        (refused) => showPair(c, form, refused),
      );
    }),
  );
