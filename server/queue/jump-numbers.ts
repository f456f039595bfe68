import {one} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {directoryOf} from '../places/directory.ts';
import {savedFact, saveFact} from '../settings/rows.ts';
import {saveLastSerial} from './day-rows.ts';
import {changesLine, lineIn} from './line.ts';

export interface Jump {
  queueId: number;
  day: string;
  /** The last number before it, and the last one that it leaves out. */
  from: number;
  to: number;
}

/** Leaves out the next numbers of every queue on a day: they may be on paper already. Journaled, and nothing else may do it. */
export function jumpNumbers(tx: Tx, day: string, least: (queueId: number) => number): Jump[] {
  return [...directoryOf(tx.db).queues.keys()].flatMap((queueId) => {
    const count = least(queueId);
    if (count <= 0) return [];
    const line = lineIn(tx, queueId, day);
    const from = line.queueDay.lastSerial;
    const to = from + count;
    changesLine(tx, line);
    line.queueDay = {...line.queueDay, lastSerial: to};
    saveLastSerial(tx, line.queueDay);
    tx.note({kind: 'queue.jumped', queueId, data: {day, from, to}});
    return [{queueId, day, from, to}];
  });
}

/** What a restore leaves for the next day that opens; `day`: the date of the restore, null where nobody was sure of it. */
interface Ahead {
  day: string | null;
  jump: number;
  /** Queue → what it usually gives in a day. */
  usual: Record<number, number>;
}

const aheadKey = 'box.jumpAhead';

/** So many days tell how many numbers a queue gives. */
const lookBackDays = 14;
const step = 50;

/**
 * The copy is older than the day of its restore: how many numbers were given on that day before, nobody knows. So the day will
 * begin behind the highest number that each queue gave on one of its last days. Called before anything else jumps.
 */
export function jumpWhenDayOpens(tx: Tx, {day, jump}: {day: string | null; jump: number}): void {
  const usual = Object.fromEntries([...directoryOf(tx.db).queues.keys()].map((id) => [id, usualMost(tx, id)]));
  const ahead: Ahead = {day, jump, usual};
  saveFact(tx, aheadKey, ahead);
}

/** A day opens: leaves out what a restore said. */
export function jumpAfterRestore(tx: Tx, day: string): void {
  const ahead = savedFact<Ahead>(tx.db, aheadKey);
  if (!ahead) return;
  if (ahead.day === null || ahead.day === day) jumpNumbers(tx, day, (id) => Math.max(ahead.jump, ahead.usual[id] ?? 0));
  // The date was known and has passed: nothing of that day is on paper any more.
  if (ahead.day === null || ahead.day <= day) saveFact(tx, aheadKey, null);
}

function usualMost(tx: Tx, queueId: number): number {
  const {most} = one<{most: number | null}>(
    tx.db,
    `select max(lastSerial) as most from
       (select lastSerial from queue_days where queueId = ? order by day desc limit ?)`,
    queueId,
    lookBackDays,
  ) ?? {most: null};
  return Math.ceil((most ?? 0) / step) * step;
}
