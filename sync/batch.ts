import {setImmediate as turn} from 'node:timers/promises';
import type {Db} from '../server/base/database.ts';
import {countDay, entriesAfter, hashAt, hoursIn, newestQueueDays, queueNames} from './rows.ts';
import {fold, nothingTouched, type Touched, touchDay} from './summary.ts';

/** What one transaction carries at most: so many days of queues, after at most so many entries of the journal. */
export const mostDays = 250;
export const mostEntries = 20_000;
/** So many entries are read in one go: about a millisecond in which nobody else has their turn. */
const pageEntries = 500;

export type CloudRow = Record<string, string | number | null>;

export interface Batch {
  from: number;
  /** The last entry whose effects are in it. */
  to: number;
  toHash: string;
  /** Nothing more had been written when it was made. */
  caughtUp: boolean;
  daily: CloudRow[];
  hourly: CloudRow[];
}

export interface BatchOf {
  db: Db;
  siteId: string;
  timeZone: string;
  head(): number;
  /** Throws when the box is closing: its file may not be read any more. */
  insistOpen(): void;
}

/**
 * What came after `from`, counted from the rows as they are now. A row may already hold what a later entry did; that entry
 * comes with a later batch and a higher version, so in the end the cloud has what the box has.
 */
export async function gatherBatch(box: BatchOf, from: number, versionBase: number): Promise<Batch> {
  const touched = nothingTouched();
  let to = from;
  while (to < box.head() && touched.days.size < mostDays && to - from < mostEntries) {
    const entries = entriesAfter(box.db, to, pageEntries);
    fold(touched, entries);
    to = entries.at(-1)?.seq ?? to;
    await turn();
    box.insistOpen();
  }
  if (touched.names) for (const {queueId, day} of newestQueueDays(box.db)) touchDay(touched, queueId, day);
  const version = versionBase + to;
  const rows = await countAll(box, touched, version);
  return {from, to, toHash: hashAt(box.db, to) ?? '', caughtUp: to === box.head(), ...rows};
}

async function countAll(box: BatchOf, touched: Touched, version: number) {
  const names = queueNames(box.db);
  const hourOf = hoursIn(box.timeZone);
  const daily: CloudRow[] = [];
  const hourly: CloudRow[] = [];
  for (const one of touched.days.values()) {
    const {queueCode, department} = names.get(one.queueId) ?? {queueCode: '', department: ''};
    const key = {site_id: box.siteId, service_day: one.day, queue_id: String(one.queueId)};
    const {day, hours} = countDay(box.db, one, hourOf);
    daily.push({...key, department, queue_code: queueCode, ...day, version});
    for (const hour of hours) hourly.push({...key, ...hour, version});
    await turn();
    box.insistOpen();
  }
  return {daily, hourly};
}
