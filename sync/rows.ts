import type {Db} from '../server/base/database.ts';
import {all, one} from '../server/base/database.ts';
import {isoAt} from '../server/base/day.ts';
import {
  type CountedToken,
  type DayCounts,
  dayCounts,
  type FoldEntry,
  type HourCounts,
  hourCounts,
  type TouchedDay,
} from './summary.ts';

/** The next entries after a place in the journal, oldest first. */
export function entriesAfter(db: Db, seq: number, limit: number): FoldEntry[] {
  return all<FoldEntry>(
    db,
    `select journal.seq, journal.at, journal.kind, journal.subject, tokens.queueId, tokens.day,
       case when journal.kind = 'move.undone'
         then (select undone.at from journal as undone where undone.seq = json_extract(journal.data, '$.seq')) end as undoneAt
     from journal left join tokens on tokens.id = journal.tokenId
     where journal.seq > ? and journal.seq <= ? order by journal.seq`,
    seq,
    seq + limit,
  );
}

export function hashAt(db: Db, seq: number): string | null {
  return one<{hash: Buffer}>(db, 'select hash from journal where seq = ?', seq)?.hash.toString('hex') ?? null;
}

/** When the oldest entry was written that the cloud does not have yet. */
export function atOf(db: Db, seq: number): number | null {
  return one<{at: number}>(db, 'select at from journal where seq = ?', seq)?.at ?? null;
}

export interface QueueNames {
  queueId: number;
  queueCode: string;
  department: string;
}

export function queueNames(db: Db): Map<number, QueueNames> {
  const rows = all<QueueNames>(
    db,
    `select queues.id as queueId, queues.code as queueCode, departments.name as department
     from queues join departments on departments.id = queues.departmentId`,
  );
  return new Map(rows.map((row) => [row.queueId, row]));
}

/** The queues that gave numbers on the newest day. */
export function newestQueueDays(db: Db): {queueId: number; day: string}[] {
  return all<{queueId: number; day: string}>(
    db,
    `select queue_days.queueId, queue_days.day from queues join queue_days on queue_days.queueId = queues.id
       and queue_days.day = (select max(day) from service_days)
     where queue_days.lastSerial > 0`,
  );
}

export interface CountedDay {
  day: DayCounts;
  hours: HourCounts[];
}

/** Counts one queue's day from the rows as they are now. */
export function countDay(db: Db, {queueId, day, moments}: TouchedDay, hourOf: (at: number) => number): CountedDay {
  const firstCalls = new Map<number, number>();
  const calls = all<{tokenId: number; at: number}>(
    db,
    'select tokenId, at from calls where queueId = ? and day = ? and again = 0 and undone = 0 order by id',
    queueId,
    day,
  );
  for (const {tokenId, at} of calls) if (!firstCalls.has(tokenId)) firstCalls.set(tokenId, at);
  const rows = all<Omit<CountedToken, 'firstCallAt'> & {id: number}>(
    db,
    `select id, state, lane, slotAt, issuedAt, startedAt, endedAt,
       case when state = 'expired' then
         (select json_extract(data, '$.from') from journal where tokenId = tokens.id and kind = 'token.expired') end
         as expiredFrom
     from tokens where queueId = ? and day = ?`,
    queueId,
    day,
  );
  const tokens = rows.map((row): CountedToken => ({...row, firstCallAt: firstCalls.get(row.id) ?? null}));
  return {day: dayCounts(tokens), hours: hourCounts(tokens, hourOf, moments)};
}

/** The hour on the hospital's wall. Zone arithmetic is slow and changes at quarters only, so each quarter is asked once. */
export function hoursIn(timeZone: string): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / 900_000);
    let hour = known.get(quarter);
    if (hour === undefined) {
      hour = Number(isoAt(at, timeZone).slice(11, 13));
      if (known.size > 1000) known.clear();
      known.set(quarter, hour);
    }
    return hour;
  };
}
