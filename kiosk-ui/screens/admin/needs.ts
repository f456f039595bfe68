import type {ListName, Row} from './tables.ts';

export type NeedKey =
  | 'queues'
  | 'rooms-of-queues'
  | 'callers'
  | 'desk'
  | 'doctor-user'
  | 'doctors'
  | 'rooms'
  | 'hours'
  | 'posters'
  | 'displays'
  | 'backup';

export interface Need {
  key: NeedKey;
  /** `must`: without it patients can't be served or the record can be lost. `better`: worth a look. */
  mark: 'met' | 'must' | 'better';
  /** The address that mends it. */
  where: string;
  count: number | null;
  /** What still lacks it, by name. */
  without: string[];
}

/** What only the box knows of the set-up. */
export interface Known {
  displays: number;
  postersPrintedAt: string | null;
  postersStale: boolean;
  lastBackupAt: string | null;
}

/** The one table in which departments, doctors, rooms and queues are mended together. */
const sheet = '/setup';

/** What a hospital needs before its first patient, and what it should have: what is missing comes first. */
export function needsOf(lists: Partial<Record<ListName, Row[]>>, known: Known): Need[] {
  const list = (name: ListName) => lists[name] ?? [];
  const queues = list('queues');
  const users = list('users').filter((user) => user.disabled !== true);
  const called = new Set(users.flatMap((user) => ids(user, 'queueIds')));
  const signedDoctors = new Set(users.flatMap((user) => (user.doctorId ? [String(user.doctorId)] : [])));
  const usedRooms = new Set(queues.flatMap((queue) => ids(queue, 'servicePointIds')));
  const usedDoctors = new Set(queues.flatMap((queue) => (queue.doctorId ? [String(queue.doctorId)] : [])));
  const needs = [
    some('queues', 'must', sheet, queues.length),
    each(
      'rooms-of-queues',
      'must',
      sheet,
      lacking(queues, (queue) => ids(queue, 'servicePointIds').length > 0),
    ),
    each(
      'callers',
      'must',
      '#users',
      lacking(queues, (queue) => called.has(queue.id) || signedDoctors.has(String(queue.doctorId))),
    ),
    some('desk', 'must', '#users', users.filter((user) => user.role === 'desk').length),
    some('doctor-user', 'must', '#users', users.filter((user) => user.role === 'doctor').length),
    done('backup', 'must', '#status', known.lastBackupAt !== null),
    // Never printed is one thing; on the walls and leading nowhere is another.
    done(
      'posters',
      known.postersStale ? 'must' : 'better',
      '#posters',
      known.postersPrintedAt !== null && !known.postersStale,
    ),
    some('displays', 'better', '#displays', known.displays),
    each(
      'hours',
      'better',
      sheet,
      lacking(queues, (queue) => Boolean(queue.opensAt && queue.closesAt)),
    ),
    // A doctor with a type of appointments of their own needs no line.
    each(
      'doctors',
      'better',
      sheet,
      lacking(list('doctors'), (doctor) => usedDoctors.has(doctor.id) || Boolean(doctor.type)),
    ),
    each(
      'rooms',
      'better',
      sheet,
      lacking(list('service-points'), (room) => usedRooms.has(room.id)),
    ),
  ];
  const order = {must: 0, better: 1, met: 2};
  return needs.sort((one, other) => order[one.mark] - order[other.mark]);
}

const ids = (row: Row, key: string) => (Array.isArray(row[key]) ? (row[key] as unknown[]).map(String) : []);
const lacking = (rows: Row[], has: (row: Row) => boolean) =>
  rows.filter((row) => !has(row)).map((row) => String(row.name));

function some(key: NeedKey, mark: 'must' | 'better', where: string, count: number): Need {
  return {key, mark: count > 0 ? 'met' : mark, where, count, without: []};
}

function each(key: NeedKey, mark: 'must' | 'better', where: string, without: string[]): Need {
  return {key, mark: without.length === 0 ? 'met' : mark, where, count: null, without};
}

function done(key: NeedKey, mark: 'must' | 'better', where: string, is: boolean): Need {
  return {key, mark: is ? 'met' : mark, where, count: null, without: []};
}
