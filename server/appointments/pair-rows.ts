import {all, type Db, one} from '../base/database.ts';
import {assessmentMinutes, pairDaysApart, pairsPerDoctor} from './booking-rules.ts';

export interface PairQuery {
  region?: string | undefined;
  insurance?: string | undefined;
  type?: string | undefined;
  /** The doctor after whom the page begins. */
  after: number;
  limit: number;
  /** Only slots after this moment … */
  now: number;
  /** … up to this local day. */
  lastDay: number;
  /** 1 = Monday. */
  weekStartsOn: number;
}

export type StoredPair = [
  firstId: number,
  firstAt: number,
  firstVersion: number,
  secondId: number,
  secondAt: number,
  secondVersion: number,
];

export interface DoctorPairs {
  id: number;
  name: string;
  pairs: StoredPair[];
}

/** One page looks at so many doctors at most; those without a pair are passed over, and the next page goes on after them. */
export const mostExamined = 400;

const isFree = (slot: string) => `${slot}.withdrawn = 0 and not exists (select 1 from bookings as claim
    where claim.slotId = ${slot}.id and claim.state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')
      and (claim.state <> 'pending' or claim.expiresAt > @now))`;
const counted = (from: string, to: string) => `(select count(*) from bookings as counted
    where counted.doctorId = doctors.id and counted.dayNumber between ${from} and ${to}
      and counted.state not in ('cancelled', 'expired') and (counted.state <> 'pending' or counted.expiresAt > @now))`;
/** The first day of the week of a slot's day. */
const week = (slot: string) => `(${slot}.dayNumber - (${slot}.dayNumber + 11 - @weekStartsOn) % 7)`;
const dayTakesOne = (slot: string) =>
  `(doctors.maxPerDay is null or ${counted(`${slot}.dayNumber`, `${slot}.dayNumber`)} < doctors.maxPerDay)`;
const weekTakes = (slot: string, more: number) =>
  `(doctors.maxPerWeek is null or ${counted(week(slot), `${week(slot)} + 6`)} + ${more} <= doctors.maxPerWeek)`;

/**
 * The earliest pairs of one doctor, as JSON. Both loops walk the index of a doctor's times forwards, so the order needs no sort
 * and the walk ends with the last pair that is shown. Limits of day and week are asked for the pair together.
 */
const pairsOfDoctor = `(select json_group_array(json_array(firstId, firstAt, firstVersion, secondId, secondAt, secondVersion))
  from (select a.id as firstId, a.startAt as firstAt, a.version as firstVersion,
      b.id as secondId, b.startAt as secondAt, b.version as secondVersion
    from slots as a indexed by slots_time cross join slots as b indexed by slots_time
    where a.doctorId = doctors.id and a.startAt > @now and a.dayNumber <= @lastDay and a.minutes = ${assessmentMinutes}
      and ${isFree('a')} and ${dayTakesOne('a')} and ${weekTakes('a', 1)}
      and b.doctorId = doctors.id and b.startAt > a.startAt and b.startAt < a.startAt + ${(pairDaysApart + 2) * 86_400_000}
      and b.dayNumber between a.dayNumber + 1 and a.dayNumber + ${pairDaysApart} and b.dayNumber <= @lastDay
      and b.minutes = ${assessmentMinutes} and ${isFree('b')} and ${dayTakesOne('b')}
      and (case when ${week('a')} = ${week('b')} then ${weekTakes('b', 2)} else ${weekTakes('b', 1)} end)
    order by a.startAt, b.startAt limit ${pairsPerDoctor}))`;

/** Doctors whom region, insurance and type leave, in the order of their ids, along the index that narrows most. */
function candidates({region, insurance, type}: PairQuery): {from: string; order: string} {
  const servesInsurance = `exists (select 1 from doctor_insurances as covers
    where covers.insurance = @insurance and covers.doctorId = doctors.id)`;
  const ofType = type === undefined ? '' : ' and doctors.type = @type';
  if (region !== undefined)
    return {
      from: `doctor_regions as served cross join doctors on doctors.id = served.doctorId
        where served.region = @region and served.doctorId > @after${insurance === undefined ? '' : ` and ${servesInsurance}`}${ofType}`,
      order: 'served.doctorId',
    };
  if (insurance !== undefined)
    return {
      from: `doctor_insurances as served cross join doctors on doctors.id = served.doctorId
        where served.insurance = @insurance and served.doctorId > @after${ofType}`,
      order: 'served.doctorId',
    };
  return {from: `doctors where doctors.id > @after${ofType}`, order: 'doctors.id'};
}

/**
 * A page of doctors with their earliest pairs: one question to the database, along indexes, ending as soon as the page is full.
 * `more` is the doctor after whom the next page goes on, null at the end. Doctors are keyed by id, so that bookings meanwhile
 * neither repeat nor hide anybody.
 */
export function findPairs(db: Db, query: PairQuery): {found: DoctorPairs[]; more: number | null} {
  const {from, order} = candidates(query);
  const values = {...query, limit: query.limit + 1};
  const rows = all<{id: number; name: string; pairs: string}>(
    db,
    `select id, name, pairs from (select doctors.id, doctors.name, ${pairsOfDoctor} as pairs
       from ${from} order by ${order} limit ${mostExamined}) where pairs <> '[]' limit @limit`,
    values,
  );
  const found = rows.slice(0, query.limit).map(({id, name, pairs}) => ({
    id,
    name,
    pairs: JSON.parse(pairs) as StoredPair[],
  }));
  if (rows.length > query.limit) return {found, more: found.at(-1)!.id};
  const examined = one<{count: number; last: number | null}>(
    db,
    `select count(*) as count, max(id) as last from (select doctors.id from ${from} order by ${order} limit ${mostExamined})`,
    query,
  )!;
  return {found, more: examined.count === mostExamined ? examined.last : null};
}

/** By what a doctor is found. */
export interface DoctorReach {
  type: string | null;
  regions: ReadonlySet<string>;
  insurances: ReadonlySet<string>;
}

export function reachOfDoctor(db: Db, doctorId: number): DoctorReach {
  const row = one<{type: string | null; regions: string; insurances: string}>(
    db,
    'select type, regions, insurances from doctors where id = ?',
    doctorId,
  );
  const list = (text: string | undefined) => new Set(JSON.parse(text ?? '[]') as string[]);
  return {type: row?.type ?? null, regions: list(row?.regions), insurances: list(row?.insurances)};
}
