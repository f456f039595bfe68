import {
  type BookableDoctor,
  bookableDepartments,
  bookableDoctors,
  bookingsOfDevice,
  freeTimesAfter,
  freeTimesBefore,
} from '../appointments/bookable-rows.ts';
import {fullDays} from '../appointments/capacity.ts';
import {type BookedDoctor, slotById, slotsBetween} from '../appointments/rows.ts';
import {scheduledDoctors, scheduleOf} from '../appointments/schedule-rows.ts';
import {dayNumberOf, dayOfNumber, localDayNumber, startOfDay} from '../appointments/slot-rules.ts';
import {slotViewOf} from '../appointments/views.ts';
import type {Db} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {directoryOf} from '../places/directory.ts';
import {sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import type {Ctx} from '../web/conventions.ts';
import type {DoctorsProps} from './book-choose-view.ts';
import {laterLink, type OwnItem, ownSection} from './own-bookings-view.ts';
import type {TimesProps} from './times-view.ts';

/** Doctors on one page; each costs a look for the next free time. */
const doctorsShown = 25;
/** Days that are shown at once. */
const daysShown = 7;
/** Free times that are offered around one that was refused. */
const nearestShown = 4;
/** Appointments of one phone on the first page. */
const ownShown = 8;

const nowOf = (c: Ctx): number => c.get('box').clock.now();

/** Departments whose doctors have hours, by name. */
export function departmentsFor(db: Db): {id: string; name: string; doctors: number}[] {
  const {departments} = directoryOf(db);
  return [...bookableDepartments(db)]
    .flatMap(([id, doctors]) => {
      const department = departments.get(id);
      return department ? [{id: String(id), name: department.name, doctors}] : [];
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

export function doctorsFor(c: Ctx, departmentId: number, after: number): Pick<DoctorsProps, 'doctors' | 'after'> {
  const {db} = c.get('box');
  const now = nowOf(c);
  const found = bookableDoctors(db, departmentId, after, doctorsShown + 1);
  const shown = found.slice(0, doctorsShown);
  return {
    doctors: shown.map((doctor) => ({
      id: String(doctor.id),
      name: doctor.name,
      specialization: doctor.specialization,
      nextFree: firstFreeAfter(db, doctor, now, now),
    })),
    after: found.length > doctorsShown ? String(shown.at(-1)!.id) : null,
  };
}

/** Days of the whole horizon on which the doctor takes nobody more. */
function fullDaysAhead(db: Db, doctor: BookedDoctor, now: number): number[] {
  const {timeZone, slotDays} = settingsOf(db);
  const today = localDayNumber(now, timeZone);
  return fullDays(db, doctor, today, today + slotDays, now);
}

function firstFreeAfter(db: Db, doctor: BookedDoctor | BookableDoctor, after: number, now: number): string | null {
  const first = freeTimesAfter(db, doctor.id, {after, now, fullDays: fullDaysAhead(db, doctor, now), limit: 1}).at(0);
  return first ? isoAt(first.startAt, settingsOf(db).timeZone) : null;
}

/** A week of a doctor's days around the one that is asked for, and that day's free times. */
export function timesFor(
  c: Ctx,
  doctor: BookedDoctor,
  asked: {day?: string | undefined; near?: number | undefined},
): Omit<TimesProps, 'language' | 'site' | 'assets' | 'moving' | 'idempotencyKey' | 'problem'> {
  const sight = sightOf(c);
  const {db, now} = sight;
  const {timeZone, slotDays} = settingsOf(db);
  const today = localDayNumber(now, timeZone);
  const last = today + slotDays;
  const near = asked.near === undefined ? undefined : slotById(db, asked.near);
  const first = firstFreeAfter(db, doctor, now, now);
  const wanted =
    asked.day !== undefined && /^\d{4}-\d\d-\d\d$/.test(asked.day)
      ? dayNumberOf(asked.day)
      : (near?.dayNumber ?? (first === null ? today : localDayNumber(Date.parse(first), timeZone)));
  const day = Math.min(Math.max(Number.isFinite(wanted) ? wanted : today, today), last);
  const weekFrom = today + Math.floor((day - today) / daysShown) * daysShown;
  const weekTo = Math.min(weekFrom + daysShown - 1, last);
  const full = new Set(fullDays(db, doctor, weekFrom, weekTo, now));
  const slots = slotsBetween(
    db,
    doctor.id,
    Math.max(now + 1, startOfDay(weekFrom, timeZone)),
    startOfDay(weekTo + 1, timeZone),
  ).filter((slot) => slot.withdrawn === 0);
  const views = slots.map((slot) => ({dayNumber: slot.dayNumber, view: slotViewOf(sight, slot)}));
  const free = (dayNumber: number) =>
    views.filter((one) => one.dayNumber === dayNumber && one.view.status === 'free').map((one) => one.view);
  const endOfDay = startOfDay(day + 1, timeZone) - 1;
  const times = free(day);
  return {
    doctor: {id: String(doctor.id), name: doctor.name},
    department: departmentOf(db, doctor.departmentId),
    now: isoAt(now, timeZone),
    day: dayOfNumber(day),
    days: Array.from({length: weekTo - weekFrom + 1}, (_, at) => weekFrom + at).map((one) => ({
      day: dayOfNumber(one),
      free: full.has(one) ? 0 : free(one).length,
      hours: views.some(({dayNumber}) => dayNumber === one),
    })),
    earlier: weekFrom > today ? dayOfNumber(weekFrom - 1) : null,
    later: weekTo < last ? dayOfNumber(weekTo + 1) : null,
    times,
    full: full.has(day) && times.length > 0,
    firstFree: times.length > 0 && !full.has(day) ? null : (firstFreeAfter(db, doctor, endOfDay, now) ?? first),
    nearest: near ? nearestTo(db, doctor, near.startAt, now) : [],
    lastDay: dayOfNumber(last),
  };
}

/** The free times before and after one that somebody else has, in order. */
function nearestTo(db: Db, doctor: BookedDoctor, at: number, now: number): TimesProps['nearest'] {
  const {timeZone} = settingsOf(db);
  const days = fullDaysAhead(db, doctor, now);
  const before = freeTimesBefore(db, doctor.id, {before: at, now, fullDays: days, limit: nearestShown});
  const after = freeTimesAfter(db, doctor.id, {after: Math.max(at, now), now, fullDays: days, limit: nearestShown});
  return [...before, ...after]
    .sort((a, b) => Math.abs(a.startAt - at) - Math.abs(b.startAt - at))
    .slice(0, nearestShown)
    .sort((a, b) => a.startAt - b.startAt)
    .map(({id, startAt}) => ({id: String(id), start: isoAt(startAt, timeZone)}));
}

export function departmentOf(db: Db, id: number): {id: string; name: string} {
  return {id: String(id), name: directoryOf(db).departments.get(id)?.name ?? ''};
}

/** This phone's appointments, soonest first. */
export function ownBookings(c: Ctx): OwnItem[] {
  const {db} = c.get('box');
  const deviceId = c.get('deviceId');
  if (deviceId === null) return [];
  const {timeZone} = settingsOf(db);
  return bookingsOfDevice(db, deviceId, nowOf(c), ownShown).map(({key, doctorId, startAt, state}) => ({
    key,
    start: isoAt(startAt, timeZone),
    doctor: directoryOf(db).doctors.get(doctorId)?.name ?? '',
    kept: state === 'pending',
  }));
}

/** What the first page says of appointments, as HTML; empty where there is nothing to say. */
export function laterOnLanding(c: Ctx): {own: string; later: string} {
  const {db} = c.get('box');
  const language = c.get('language');
  const own = ownBookings(c);
  const spoken = {language, timeZone: settingsOf(db).timeZone, now: isoAt(nowOf(c), settingsOf(db).timeZone)};
  return {
    own: own.length === 0 ? '' : String(ownSection(own, spoken)),
    later: scheduledDoctors(db, 0, 1).length > 0 ? String(laterLink('/book', language)) : '',
  };
}

/** The same on the page of one doctor's line. */
export function laterOnQueue(
  c: Ctx,
  {doctorId, departmentId}: {doctorId: number | null; departmentId: number},
): string {
  const {db} = c.get('box');
  const language = c.get('language');
  if (doctorId !== null && scheduleOf(db, doctorId) !== undefined)
    return String(laterLink(`/book/doctor/${doctorId}`, language));
  if (bookableDoctors(db, departmentId, 0, 1).length === 0) return '';
  return String(laterLink(`/book/${departmentId}`, language));
}
