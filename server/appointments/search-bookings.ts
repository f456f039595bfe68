import type {Db} from '../base/database.ts';
import {searchPatients} from '../patients/rows.ts';
import {fold} from '../patients/rules.ts';
import {type Booking, bookingBySerial, bookingsOfPatients, bookingsOfPhone, openBookingsFrom} from './rows.ts';

/** The most that one search finds. */
const mostFound = 50;
/** A few hours back: who is late is still looked for. */
const sinceMs = 12 * 3_600_000;
/** People who booked by phone are no patients of the house yet: their names are looked through in the next so many. */
const mostLookedThrough = 2000;

/** Appointments of today and later, by number, phone, or the beginning of a name's word. */
export function searchBookings(db: Db, now: number, text: string): Booking[] {
  if (text.length < 2) return [];
  const since = now - sinceMs;
  const serial = /^(?:apt-?)?0*(\d{1,9})$/i.exec(text)?.[1];
  const byNumber = serial === undefined ? undefined : bookingBySerial(db, Number(serial));
  if (byNumber) return [byNumber];
  const digits = text.replace(/\D/g, '');
  const found = new Map<number, Booking>();
  const add = (bookings: readonly Booking[]) => {
    for (const booking of bookings) if (booking.state !== 'expired') found.set(booking.id, booking);
  };
  if (digits.length >= 6) add(bookingsOfPhone(db, digits, since, mostFound));
  const patients = searchPatients(db, text, {after: 0, limit: mostFound}, null).map(({id}) => id);
  if (patients.length > 0) add(bookingsOfPatients(db, patients, since, mostFound));
  const folded = fold(text);
  if (folded && digits.length === 0)
    add(openBookingsFrom(db, since, mostLookedThrough).filter(({name}) => name !== null && begins(fold(name), folded)));
  return [...found.values()].sort((a, b) => a.startAt - b.startAt).slice(0, mostFound);
}

/** Whether a name, or a word of it, begins so. */
function begins(name: string, text: string): boolean {
  return name.startsWith(text) || name.split(' ').some((word) => word.startsWith(text));
}
