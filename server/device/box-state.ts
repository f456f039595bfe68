import fs from 'node:fs';
import type {Clock} from '../base/clock.ts';
import type {Config} from '../base/config.ts';
import {type Db, one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import type {BoxView} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';

/** Below this the disk is called low; below the second nothing more should be written than must be. */
const lowBytes = 512 * 1024 * 1024;
const fullBytes = 32 * 1024 * 1024;
/** Wall time may be so far behind the newest thing we wrote before we stop believing it. */
const mostBehindMs = 2 * 60_000;

export interface BoxParts {
  config: Config;
  clock: Clock;
  db: Db;
  version: string;
  demo: boolean;
}

/** How the box itself is: disk, clock, cloud. Read at most every few seconds; every staff screen shows it. */
export function boxView({config, clock, db, version, demo}: BoxParts): () => BoxView {
  let disk: {at: number; view: BoxView['disk']} | null = null;
  const freshDisk = () => {
    const now = clock.steady();
    if (!disk || now - disk.at > 5000) disk = {at: now, view: diskView(config.dataDir)};
    return disk.view;
  };
  return () => {
    const {timeZone} = settingsOf(db);
    return {
      demo,
      clock: clockView(db, clock.now(), timeZone),
      disk: freshDisk(),
      cloud: {state: 'off', lastSyncedAt: null},
      version,
      serviceDay:
        one<{day: string}>(db, 'select day from service_days where closedAt is null order by day desc limit 1')?.day ??
        null,
    };
  };
}

export function diskView(dataDir: string): BoxView['disk'] {
  try {
    const {bavail, bsize} = fs.statfsSync(dataDir);
    const freeBytes = bavail * bsize;
    return {state: freeBytes < fullBytes ? 'full' : freeBytes < lowBytes ? 'low' : 'ok', freeBytes};
  } catch {
    return {state: 'full', freeBytes: 0};
  }
}

/** The newest instant that the record holds is the high-water mark: time before it can't be right. */
export function clockView(db: Db, now: number, timeZone: string): BoxView['clock'] {
  const newest = one<{at: number | null}>(db, 'select max(at) as at from journal')?.at ?? now;
  const highWater = Math.max(newest, now);
  const suspect = now < newest - mostBehindMs;
  return {
    state: suspect ? 'suspect' : 'ok',
    reason: suspect ? 'behind' : null,
    highWaterAt: isoAt(highWater, timeZone),
  };
}
