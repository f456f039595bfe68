import {Hono} from 'hono';
import {refuse} from '../base/refusal.ts';
import {phoneOf} from '../patients/rows.ts';
import {sightIn} from '../queue/sight.ts';
import {tokenViewOf} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistPressRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Env, throughDoor} from '../web/conventions.ts';
import {bookedOfPhoneOn} from './bookable-rows.ts';
import {checkIn} from './check-in.ts';
import {bookingBySerial} from './rows.ts';
import * as shape from './schema.ts';
import {localDayNumber} from './slot-rules.ts';

/** Whoever stands at a kiosk without their ticket: the number that they remember, or their phone's. */
export const kioskRoutes = new Hono<Env>().post(
  '/api/kiosk/check-in',
  route(
    {
      allow: 'booking.here',
      says: 'Here, at a kiosk: today’s appointment of a number or of a whole phone number becomes a token. The earliest first.',
      body: shape.hereBody,
      answers: {201: shape.checkedInHere},
      refuses: ['booking.missing', 'booking.no-queue', 'queue.closed', 'rate.limited'],
    },
    (c, {body}) => {
      insistPressRate(c, body.number ?? body.phone ?? '');
      return throughDoor(c, (tx) => {
        const today = localDayNumber(tx.now, settingsOf(tx.db).timeZone);
        const serial = /^(?:apt-?)?0*([1-9]\d{0,8})$/i.exec(body.number ?? '')?.[1];
        const found =
          serial === undefined
            ? bookedOfPhoneOn(tx.db, phoneOf(tx.db, body.phone ?? ''), today)
            : bookingBySerial(tx.db, Number(serial));
        if (found?.state !== 'booked' || found.dayNumber !== today) return refuse('booking.missing');
        const {token} = checkIn(tx, found);
        return {status: 201, body: {token: tokenViewOf(sightIn(c, tx), token)}};
      });
    },
  ),
);
