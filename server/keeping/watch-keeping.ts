import fs from 'node:fs';
import path from 'node:path';
import type {Clock} from '../base/clock.ts';
import type {Config} from '../base/config.ts';
import type {Db} from '../base/database.ts';
import type {Log} from '../base/log.ts';
import {settingsOf} from '../settings/rows.ts';
import {copiesFolder, copiesIn, newestCopy} from './copies.ts';
import {checkIsDue, copyIsDue} from './due-rules.ts';
import {keptPassphrase} from './passphrase.ts';
import {type Records, readRecord} from './records.ts';
import {startWork, type Work, WorkFault} from './run-work.ts';
import {secondPlaceNow} from './second-place.ts';

export interface KeepingParts {
  db: Db;
  clock: Clock;
  config: Pick<Config, 'dataDir'>;
  version: string;
  log: Log;
  journalSeq(): number;
  /** For tests, which have only one disk. */
  sameDiskToo?: boolean;
}

type Job = 'copy' | 'second' | 'check';
interface Failure {
  at: number;
  why: string;
  detail: string;
}

const lookEveryMs = 60_000;
/** The rush after a start is over then; a box that falls again and again does not begin with the same long work each time. */
const restAfterStartMs = 4 * 60_000;
/** A try that came to nothing is made again after so long, then twice as long, up to the usual time between copies. */
const firstRetryMs = 10 * 60_000;

export type Keeping = ReturnType<typeof watchKeeping>;

/**
 * Keeps the hospital safe without being asked: a copy each hour, carried to a second place when that is there, and the whole file
 * checked each night. One work at a time, each in a process of its own.
 */
export function watchKeeping({db, clock, config, version, log, journalSeq, sameDiskToo = false}: KeepingParts) {
  const {dataDir} = config;
  const folder = copiesFolder(dataDir);
  const startedAt = clock.steady();
  const failures = new Map<Job, Failure & {steady: number; tries: number}>();
  let running: {job: Job; work: Work<unknown>} | null = null;
  let closed = false;
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();

  async function look(): Promise<void> {
    if (running || closed || clock.steady() - startedAt < restAfterStartMs) return;
    const job = (['copy', 'second', 'check'] as const).find((one) => isDue(one) && rested(one));
    if (job) await run(job);
  }

  function rested(job: Job): boolean {
    const failure = failures.get(job);
    if (!failure) return true;
    return clock.steady() - failure.steady >= Math.min(firstRetryMs * 2 ** (failure.tries - 1), 3600_000);
  }

  function isDue(job: Job): boolean {
    const settings = settingsOf(db);
    const now = clock.now();
    if (job === 'copy') {
      const last = readRecord(dataDir, 'copy');
      const there = last !== null && fs.existsSync(path.join(folder, last.file));
      return copyIsDue({now, last: there ? last : null, everyMinutes: settings.backupEveryMinutes, seq: journalSeq()});
    }
    if (job === 'check') return checkIsDue({now, lastAt: readRecord(dataDir, 'check')?.at ?? null, ...settings});
    return secondIsDue(settings.backupSecondPlace);
  }

  function secondIsDue(place: string): boolean {
    if (place === '') return false;
    const newest = newestCopy(folder);
    if (!newest || (secondPlaceNow(place, dataDir) !== 'there' && !sameDiskToo)) return false;
    const second = readRecord(dataDir, 'second');
    return second?.folder !== place || second.file.replace(/\.locked$/, '') !== newest.name;
  }

  /** Does one job to its end. What comes of it is kept and shown; it never throws. */
  async function run(job: Job): Promise<boolean> {
    if (running || closed) return false;
    try {
      const work = begin(job);
      running = {job, work};
      await work.done;
      failures.delete(job);
      const check = job === 'check' ? readRecord(dataDir, 'check') : null;
      if (check?.state === 'fault') log.error({state: check.state, ms: check.ms}, 'the nightly check found damage');
      else log.info({job}, 'kept safe');
      return true;
    } catch (error) {
      if (closed) return false;
      const {why, message: detail} =
        error instanceof WorkFault
          ? error
          : {why: 'fault', message: error instanceof Error ? error.message : 'unknown'};
      const tries = (failures.get(job)?.tries ?? 0) + 1;
      failures.set(job, {at: clock.now(), why, detail, steady: clock.steady(), tries});
      log.warn({job, why}, 'keeping safe has to wait');
      return false;
    } finally {
      running = null;
    }
  }

  function begin(job: Job): Work<unknown> {
    const at = clock.now();
    const {timeZone, backupSecondPlace} = settingsOf(db);
    if (job === 'check') return startWork({what: 'check', dataDir, at}, {dataDir});
    if (job === 'copy') return startWork({what: 'copy', dataDir, folder, at, version, rotateIn: timeZone}, {dataDir});
    const newest = newestCopy(folder);
    if (!newest) throw new WorkFault({why: 'missing', detail: 'there is no copy yet'});
    const file = path.join(folder, newest.name);
    const passphrase = keptPassphrase(dataDir);
    return startWork(
      {what: 'second', dataDir, file, folder: backupSecondPlace, passphrase, timeZone, at, sameDiskToo},
      {dataDir},
    );
  }

  return {
    look,
    /** When the newest copy was made, in ms. */
    lastAt: (): number | null => newestCopy(folder)?.at ?? null,
    run,
    /** Begins a job that somebody asked for; false when one is at work already. */
    ask(job: Job): boolean {
      if (running || closed) return false;
      void run(job).then((good) => (good && job === 'copy' && isDue('second') ? run('second') : undefined));
      return true;
    },
    /** How the keeping is, as administrators see it. Times in ms. */
    view() {
      const {backupEveryMinutes, backupSecondPlace} = settingsOf(db);
      const copies = copiesIn(folder);
      return {
        running: running?.job ?? null,
        folder,
        everyMinutes: backupEveryMinutes,
        copies,
        last: readRecord(dataDir, 'copy'),
        failure: shown('copy'),
        second: {
          folder: backupSecondPlace,
          state: backupSecondPlace === '' ? ('none' as const) : secondPlaceNow(backupSecondPlace, dataDir),
          last: lastAt(backupSecondPlace),
          failure: shown('second'),
          locked: keptPassphrase(dataDir) !== null,
        },
        check: readRecord(dataDir, 'check'),
        checkFailure: shown('check'),
        drill: readRecord(dataDir, 'drill'),
      };
    },
    close() {
      closed = true;
      clearInterval(timer);
      running?.work.stop();
    },
  };

  function shown(job: Job): Failure | null {
    const failure = failures.get(job);
    return failure ? {at: failure.at, why: failure.why, detail: failure.detail} : null;
  }

  function lastAt(place: string): Records['second'] | null {
    const second = readRecord(dataDir, 'second');
    return second?.folder === place ? second : null;
  }
}
