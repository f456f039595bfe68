// What one would write first: read the clinicians, their times of the next 30 days and who has them, and pair them up in a loop.

import {weekStart} from '../../server/appointments/slot-rules.ts';
import {type Db, openDatabase} from '../../server/base/database.ts';

interface Clinician {
  id: number;
  name: string;
  type: string | null;
  regions: string;
  insurances: string;
  maxPerDay: number | null;
  maxPerWeek: number | null;
}
type Slot = [id: number, doctorId: number, dayNumber: number, startAt: number, version: number, minutes: number];
type Claim = [doctorId: number, dayNumber: number, slotId: number, state: string, expiresAt: number | null];

export interface Loaded {
  clinicians: Clinician[];
  slots: Map<number, Slot[]>;
  counted: Map<number, Map<number, number>>;
  taken: Set<number>;
}

export function openForScan(file: string): Db {
  return openDatabase(file);
}

/** All of it, out of the file into memory. */
export function loadAll(db: Db, now: number, today: number): Loaded {
  const slots = new Map<number, Slot[]>();
  for (const slot of db
    .prepare(
      'select id, doctorId, dayNumber, startAt, version, minutes from slots where startAt > ? and dayNumber <= ? and withdrawn = 0',
    )
    .raw()
    .iterate(now, today + 30) as Iterable<Slot>) {
    const own = slots.get(slot[1]);
    if (own) own.push(slot);
    else slots.set(slot[1], [slot]);
  }
  const counted = new Map<number, Map<number, number>>();
  const taken = new Set<number>();
  for (const [doctorId, dayNumber, slotId, state, expiresAt] of db
    .prepare(
      `select doctorId, dayNumber, slotId, state, expiresAt from bookings
       where dayNumber between ? and ? and state not in ('cancelled', 'expired')`,
    )
    .raw()
    .iterate(today - 7, today + 37) as Iterable<Claim>) {
    if (state === 'pending' && expiresAt !== null && expiresAt <= now) continue;
    if (state !== 'late-cancelled') taken.add(slotId);
    const days = counted.get(doctorId) ?? new Map<number, number>();
    counted.set(doctorId, days);
    days.set(dayNumber, (days.get(dayNumber) ?? 0) + 1);
  }
  const clinicians = db
    .prepare('select id, name, type, regions, insurances, maxPerDay, maxPerWeek from doctors order by id')
    .all() as Clinician[];
  return {clinicians, slots, counted, taken};
}

export interface Wanted {
  region: string;
  insurance: string;
  limit: number;
}

/** The first page out of what was loaded. */
export function pageOf({clinicians, slots, counted, taken}: Loaded, {region, insurance, limit}: Wanted, today: number) {
  const found: {id: number; pairs: [number, number][]}[] = [];
  for (const one of clinicians) {
    if (!(JSON.parse(one.regions) as string[]).includes(region)) continue;
    if (!(JSON.parse(one.insurances) as string[]).includes(insurance)) continue;
    const days = counted.get(one.id) ?? new Map<number, number>();
    const inWeek = (day: number) => {
      let sum = 0;
      for (let at = weekStart(day, 1); at < weekStart(day, 1) + 7; at++) sum += days.get(at) ?? 0;
      return sum;
    };
    const free = (slots.get(one.id) ?? []).filter(
      ([id, , day, , , minutes]) =>
        minutes === 90 && !taken.has(id) && (one.maxPerDay === null || (days.get(day) ?? 0) < one.maxPerDay),
    );
    const pairs: [number, number][] = [];
    for (const a of free)
      for (const b of free) {
        const apart = b[2] - a[2];
        if (apart < 1 || apart > 7 || b[2] > today + 30) continue;
        const together = weekStart(a[2], 1) === weekStart(b[2], 1);
        const max = one.maxPerWeek ?? Number.POSITIVE_INFINITY;
        if (inWeek(a[2]) + (together ? 2 : 1) > max || inWeek(b[2]) + (together ? 2 : 1) > max) continue;
        pairs.push([a[0], b[0]]);
      }
    if (pairs.length > 0) found.push({id: one.id, pairs: pairs.slice(0, 20)});
  }
  return found.slice(0, limit);
}
