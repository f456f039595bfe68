import {all, type Db} from '../base/database.ts';
import {Refusal} from '../base/refusal.ts';
import type {Ctx} from '../web/conventions.ts';
import type {BookingFigures} from './schema.ts';

type Timed = 'pairs' | 'hold' | 'book';

/** What no row tells, since the start: who was told that another was faster, and how long answers took. */
interface SinceStart {
  booked: number;
  conflicts: {taken: number; atCapacity: number; stale: number};
  times: Record<Timed, {ms: Float64Array; count: number}>;
}

/** The last so many times of each kind. */
const keptTimes = 1000;
const kept = new WeakMap<Db, SinceStart>();

export function sinceStart(db: Db): SinceStart {
  let mine = kept.get(db);
  if (!mine) {
    const times = () => ({ms: new Float64Array(keptTimes), count: 0});
    mine = {
      booked: 0,
      conflicts: {taken: 0, atCapacity: 0, stale: 0},
      times: {pairs: times(), hold: times(), book: times()},
    };
    kept.set(db, mine);
  }
  return mine;
}

export function noteTime(db: Db, what: Timed, ms: number): void {
  const times = sinceStart(db).times[what];
  times.ms[times.count++ % keptTimes] = ms;
}

/** The 50th, 95th and 99th of the last thousand, in milliseconds; null before the first. */
export function percentiles(db: Db, what: Timed) {
  const {ms, count} = sinceStart(db).times[what];
  const sorted = ms.slice(0, Math.min(count, keptTimes)).sort();
  const at = (share: number) =>
    sorted.length === 0 ? null : Math.round(sorted[Math.ceil(share * sorted.length) - 1]! * 1000) / 1000;
  return {count, p50: at(0.5), p95: at(0.95), p99: at(0.99)};
}

const counters = {'slot.taken': 'taken', 'doctor.at-capacity': 'atCapacity', 'version.stale': 'stale'} as const;

/** Times a deed that claims a slot, and counts it or the conflict by which it was refused, also one that a key keeps. */
export async function counted(
  c: Ctx,
  what: 'hold' | 'book' | 'move',
  deed: () => Promise<Response>,
): Promise<Response> {
  const {db} = c.get('box');
  const mine = sinceStart(db);
  const count = (code: string) => {
    if (code in counters) mine.conflicts[counters[code as keyof typeof counters]]++;
  };
  const startedAt = performance.now();
  try {
    const answer = await deed();
    if (answer.status < 300 && what !== 'move') noteTime(db, what, performance.now() - startedAt);
    if (answer.status < 300 && what === 'book') mine.booked++;
    if (answer.status === 409) count(((await answer.clone().json()) as {code: string}).code);
    return answer;
  } catch (error) {
    if (error instanceof Refusal) count(error.code);
    throw error;
  }
}

/** Booked, of booked and refused by a conflict; null before the first. */
export function successSinceStart(db: Db): number | null {
  const {booked, conflicts} = sinceStart(db);
  const tried = booked + conflicts.taken + conflicts.atCapacity + conflicts.stale;
  return tried === 0 ? null : booked / tried;
}

/** How the claims that began between two moments stand now. */
export function bookingCounts(db: Db, from: number, until: number, now: number): BookingFigures['bookings'] {
  const rows = all<{state: string; booked: number; dead: number; count: number}>(
    db,
    `select state, serial is not null as booked, state = 'pending' and expiresAt <= ? as dead, count(*) as count
     from bookings where createdAt >= ? and createdAt < ? group by 1, 2, 3`,
    now,
    from,
    until,
  );
  const sum = (fits: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(fits).reduce((total, {count}) => total + count, 0);
  return {
    begun: sum(() => true),
    held: sum(({state, dead}) => state === 'pending' && !dead),
    upcoming: sum(({state}) => state === 'booked'),
    checkedIn: sum(({state}) => state === 'checked-in'),
    fulfilled: sum(({state}) => state === 'fulfilled'),
    noShow: sum(({state}) => state === 'no-show'),
    cancelled: sum(({state, booked}) => state === 'cancelled' && booked === 1),
    lateCancelled: sum(({state}) => state === 'late-cancelled'),
    expired: sum(({state, dead}) => state === 'expired' || dead === 1),
    dropped: sum(({state, booked}) => state === 'cancelled' && booked === 0),
  };
}
