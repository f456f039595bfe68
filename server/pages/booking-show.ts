import {bookingNumber, isDeadHold} from '../appointments/booking-rules.ts';
import {isInside} from '../appointments/insist-inside.ts';
import {type Booking, bookingByKey, claimOf, doctorById, pairedBooking, slotById} from '../appointments/rows.ts';
import {bookingViewOf} from '../appointments/views.ts';
import {isoAt} from '../base/day.ts';
import {type Refusal, refuse} from '../base/refusal.ts';
import {newSecret} from '../base/secret.ts';
import {sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import {type Ctx, problemOf, rowId} from '../web/conventions.ts';
import {pairPage} from './assess-view.ts';
import {openAssets} from './assets.ts';
import {timesFor} from './book-data.ts';
import {type Form, typed} from './booking-form.ts';
import {bookingPage} from './booking-view.ts';
import type {PageProblem} from './frame-view.ts';
import {pageBase} from './page.ts';
import {qrSvg} from './posters.ts';
import {timesPage} from './times-view.ts';

let assets: ReturnType<typeof openAssets> | null = null;

/** What the pages about appointments share: their language, their hospital, their own small script and style. */
export function bookingBase(c: Ctx) {
  assets ??= openAssets();
  return pageBase(c, assets('booking'));
}

export const nowOf = (c: Ctx) => isoAt(c.get('box').clock.now(), settingsOf(c.get('box').db).timeZone);
const problemFor = (c: Ctx, refused: Refusal): PageProblem => {
  const {title, detail} = problemOf(refused, c.get('language'));
  return {code: refused.code, title, detail};
};
export const doctorFor = (c: Ctx, id: string | undefined) =>
  doctorById(c.get('box').db, rowId(id, 'doctor.missing')) ?? refuse('doctor.missing');
export const bookingOf = (c: Ctx) =>
  bookingByKey(c.get('box').db, c.req.param('key') ?? '') ?? refuse('booking.missing');

/** The times of a doctor; after a refusal with the reason and what is free nearby. */
export function showTimes(
  c: Ctx,
  doctorId: number,
  {day, near, moving, refused}: {day?: string | undefined; near?: number; moving?: Booking; refused?: Refusal} = {},
) {
  const {db} = c.get('box');
  const doctor = doctorById(db, doctorId) ?? refuse('doctor.missing');
  return timesPage({
    ...bookingBase(c),
    ...timesFor(c, doctor, {day, near}),
    moving: moving
      ? {
          key: moving.key,
          number: bookingNumber(moving.serial ?? 0),
          start: isoAt(moving.startAt, settingsOf(db).timeZone),
        }
      : null,
    idempotencyKey: newSecret(),
    ...(refused ? {problem: problemFor(c, refused)} : {}),
  });
}

export async function showBooking(c: Ctx, booking: Booking, refused?: Refusal, form: Form = {}) {
  const {db, clock} = c.get('box');
  const now = clock.now();
  const {timeZone, bookedEarlyMinutes, bookedGraceMinutes} = settingsOf(db);
  const view = bookingViewOf(sightOf(c), booking);
  const pair = pairedBooking(db, booking);
  return bookingPage({
    ...bookingBase(c),
    booking: view,
    now: isoAt(now, timeZone),
    stillFree: isStillFree(c, booking),
    inside: isInside(c.get('address')),
    countsFrom: isoAt(booking.startAt - bookedEarlyMinutes * 60_000, timeZone),
    countsUntil: isoAt(booking.startAt + bookedGraceMinutes * 60_000, timeZone),
    qrSvg: view.ticketUrl === null ? null : await qrSvg(view.ticketUrl),
    other: pair?.serial ? {key: pair.key, number: bookingNumber(pair.serial)} : null,
    values: typed(form),
    idempotencyKey: newSecret(),
    ...(refused ? {problem: problemFor(c, refused)} : {}),
  });
}

function isStillFree(c: Ctx, booking: Booking): boolean {
  const {db, clock} = c.get('box');
  const now = clock.now();
  const slot = slotById(db, booking.slotId);
  if (!slot || slot.withdrawn === 1 || slot.startAt <= now) return false;
  const claim = claimOf(db, booking.slotId);
  return claim === undefined || isDeadHold(claim, now);
}

/** The two times of an assessment, before they are booked; after a refusal with the reason. */
export function showPair(c: Ctx, form: Form, refused?: Refusal) {
  const {db} = c.get('box');
  const {timeZone} = settingsOf(db);
  const slotOf = (id: string | undefined) => slotById(db, rowId(id, 'slot.missing')) ?? refuse('slot.missing');
  const [first, second] = [slotOf(form.first), slotOf(form.second)];
  const shown = (slot: typeof first) => ({slotId: String(slot.id), start: isoAt(slot.startAt, timeZone)});
  return pairPage({
    ...bookingBase(c),
    doctor: doctorById(db, first.doctorId)?.name ?? '',
    first: shown(first),
    second: shown(second),
    wanted: {region: (form.region ?? '').slice(0, 60), insurance: (form.insurance ?? '').slice(0, 60)},
    now: nowOf(c),
    idempotencyKey: newSecret(),
    values: typed(form),
    ...(refused ? {problem: problemFor(c, refused)} : {}),
  });
}
