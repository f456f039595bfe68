import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {isDeadHold} from './booking-rules.ts';
import {type BookedDoctor, type Booking, countedBetween, countedByDay} from './rows.ts';
import {weekStart} from './slot-rules.ts';

/** What of a doctor's limits a new claim need not count: the booking that moves here itself. */
type Except = Pick<Booking, 'dayNumber' | 'state' | 'expiresAt'> | null;

/**
 * Refuses doctor.at-capacity where this many more people on that day would pass a limit of the doctor, for the day or the
 * week. Asked in the transaction that claims.
 */
export function insistCapacity(tx: Tx, doctor: BookedDoctor, dayNumber: number, more = 1, except: Except = null): void {
  const {maxPerDay, maxPerWeek} = doctor;
  const first = weekStart(dayNumber, settingsOf(tx.db).weekStartsOn);
  const own = except !== null && !isDeadHold(except, tx.now) ? except.dayNumber : null;
  const counted = (from: number, to: number) =>
    countedBetween(tx.db, doctor.id, from, to, tx.now) - Number(own !== null && own >= from && own <= to);
  if (maxPerDay !== null && counted(dayNumber, dayNumber) + more > maxPerDay)
    refuse('doctor.at-capacity', {per: 'day', limit: maxPerDay});
  if (maxPerWeek !== null && counted(first, first + 6) + more > maxPerWeek)
    refuse('doctor.at-capacity', {per: 'week', limit: maxPerWeek});
}

/** Of these days, those on which a doctor takes nobody more. */
export function fullDays(db: Db, doctor: BookedDoctor, from: number, to: number, now: number): number[] {
  const {maxPerDay, maxPerWeek} = doctor;
  if (maxPerDay === null && maxPerWeek === null) return [];
  const {weekStartsOn} = settingsOf(db);
  const firstWeek = weekStart(from, weekStartsOn);
  const byDay = countedByDay(db, doctor.id, firstWeek, weekStart(to, weekStartsOn) + 6, now);
  const byWeek = new Map<number, number>();
  for (const [day, count] of byDay) {
    const week = weekStart(day, weekStartsOn);
    byWeek.set(week, (byWeek.get(week) ?? 0) + count);
  }
  const full: number[] = [];
  for (let day = from; day <= to; day++) {
    const dayFull = maxPerDay !== null && (byDay.get(day) ?? 0) >= maxPerDay;
    const weekFull = maxPerWeek !== null && (byWeek.get(weekStart(day, weekStartsOn)) ?? 0) >= maxPerWeek;
    if (dayFull || weekFull) full.push(day);
  }
  return full;
}
