import fs from 'node:fs';
import {numberOf} from '../queue/move-rules.ts';
import type {KeepingKey} from '../words/keeping.ts';
import {checkBookings} from './check-bookings.ts';
import {checkLinks, checkPages, checkShape} from './check-file.ts';
import {checkJournal} from './check-journal.ts';
import {checkCounters, checkDoctors, checkPresent} from './check-lines.ts';
import {checkCounts, checkSums, checkTold} from './check-sums.ts';
import {checkTokens} from './check-tokens.ts';
import {Damage, type Where} from './fault.ts';
import {openFile, type Reader} from './open-file.ts';
import {shapeNow} from './shape.ts';
import {readWal} from './wal.ts';

export interface Checked {
  key: KeepingKey;
  values: Record<string, number>;
  ms: number;
}

export type Verdict =
  | {state: 'clean'; checked: Checked[]; tornEnd: boolean}
  | {state: 'fault'; checked: Checked[]; fault: Damage; place: Place}
  | {state: 'unjudged'; why: 'missing' | 'older' | 'newer' | 'can-not'; detail: string};

/** The fault's place in the words of the house, as far as the file still tells. */
export interface Place {
  queue: string | null;
  number: string | null;
}

/**
 * Reads a whole file and says what does not fit, first fault first. Changes nothing and creates nothing; works beside a
 * running server on one snapshot. `told` hears of each check that is done.
 */
export function verifyFile(file: string, told: (checked: Checked) => void = () => {}): Verdict {
  if (!fs.existsSync(file)) return {state: 'unjudged', why: 'missing', detail: file};
  const verdict = look(file, told);
  // It was at rest when we began and a server started since: what we read may be of two moments.
  if (verdict.state === 'fault' && verdict.alone && fs.existsSync(`${file}-wal`)) return look(file, told);
  return verdict;
}

function look(file: string, told: (checked: Checked) => void): Verdict & {alone?: boolean} {
  const checked: Checked[] = [];
  let reader: Reader | null = null;
  let startedAt = performance.now();
  const done = (key: KeepingKey, values: Record<string, number>) => {
    const now = performance.now();
    const one = {key, values, ms: Math.round(now - startedAt)};
    startedAt = now;
    checked.push(one);
    told(one);
  };
  try {
    const tornEnd = checkWal(file, done);
    reader = openFile(file);
    // The database's own check has a snapshot to itself: it is the longest, and the server's log of changes grows under it.
    done('check.pages', {count: checkPages(reader)});
    done('check.links', {count: checkLinks(reader)});
    reader.exec('begin');
    const shape = shapeNow();
    const age = checkShape(reader, shape);
    if (age !== 'now') return {state: 'unjudged', why: age, detail: file};
    done('check.shape', {count: shape.made.size});
    checkAll(reader, done);
    return {state: 'clean', checked, tornEnd};
  } catch (error) {
    const fault = faultOf(error);
    if (!fault) return {state: 'unjudged', why: 'can-not', detail: error instanceof Error ? error.message : 'unknown'};
    return {state: 'fault', checked, fault, place: placeOf(reader, fault.where), alone: reader?.alone ?? false};
  } finally {
    try {
      reader?.close();
    } catch {
      // A stream that a fault cut off may still be open; the process is about to forget it.
    }
  }
}

function checkAll(reader: Reader, done: (key: KeepingKey, values: Record<string, number>) => void): void {
  const journal = checkJournal(reader);
  done('check.journal', {count: journal.entries});
  done('check.numbers', {count: journal.issued, jumps: journal.jumps});
  const tokens = checkTokens(reader);
  const {moves, calls, consultations} = tokens;
  done('check.tokens', {count: tokens.tokens, moves, calls, consultations});
  done('check.counters', {count: checkCounters(reader, journal, tokens)});
  checkDoctors(reader, tokens);
  done('check.bookings', {count: checkBookings(reader, journal.bookings)});
  done('check.present', {count: checkPresent(reader, journal)});
  const counts = checkSums(reader);
  checkCounts(reader, journal, tokens, counts);
  checkTold(reader, journal);
  done('check.rows', {count: [...counts.values()].reduce((sum, one) => sum + one, 0)});
}

/** Beside a server a frame may be half written when it is read: only one that stays broken in its place is. */
function checkWal(file: string, done: (key: KeepingKey, values: Record<string, number>) => void): boolean {
  let wal = readWal(`${file}-wal`);
  let stays = false;
  for (let again = 0; wal.broken && !stays && again < 20; again++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    const before = wal.frames;
    wal = readWal(`${file}-wal`);
    stays = wal.broken && wal.frames === before;
  }
  if (stays) throw new Damage('wal.broken', {table: 'baari.db-wal', detail: `frame ${wal.frames + 1}`});
  done('check.wal', {count: wal.frames});
  return wal.tornEnd;
}

/** What stopped the check, as a fault of the file; null where it is the surroundings' fault. */
function faultOf(error: unknown): Damage | null {
  if (error instanceof Damage) return error;
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  const detail = error.message.replace(/\s+/g, ' ').slice(0, 300);
  if (/^SQLITE_(CANTOPEN|BUSY|LOCKED|PERM|NOMEM|FULL|READONLY|AUTH)/.test(code) || /^E[A-Z]+$/.test(code)) return null;
  if (/unable to open database file|database is locked|out of memory/.test(detail)) return null;
  if (/^SQLITE_|^ERR_SQLITE/.test(code)) return new Damage('file.unreadable', {detail});
  // Whatever else stumbles over a value that cannot be: a text that is no JSON, a number that is no number.
  return new Damage('row.unreadable', {detail});
}

function placeOf(reader: Reader | null, {queueId, serial}: Where): Place {
  let queue: string | null = queueId === undefined ? null : String(queueId);
  let prefix: string | null = null;
  try {
    const row =
      queueId === undefined
        ? undefined
        : reader?.first<[string, string, string]>('select name, code, prefix from queues where id = ?', queueId);
    if (row) {
      queue = `${row[0]} (${row[1]})`;
      prefix = row[2];
    }
  } catch {
    // Not even that can be read.
  }
  return {queue, number: serial === undefined ? null : prefix === null ? String(serial) : numberOf(prefix, serial)};
}
