import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {systemActor} from '../base/actor.ts';
import {type Db, openDatabase} from '../base/database.ts';
import {dayOf} from '../base/day.ts';
import {openDoor, type Tx} from '../base/door.ts';
import {migrateDatabase} from '../base/migrate.ts';
import {openJournal} from '../journal/rows.ts';
import {lastServiceDay} from '../queue/day-rows.ts';
import {type Jump, jumpNumbers, jumpWhenDayOpens} from '../queue/jump-numbers.ts';
import {foundIdentity, renewEpoch} from '../settings/identity.ts';
import {settingsOf} from '../settings/rows.ts';
import {hasRoom, syncFile, syncFolder} from './copies.ts';
import {dropKept, readFiles} from './kept-files.ts';
import {isLocked, unlockFile} from './lock-copy.ts';
import {insistKept} from './make-copy.ts';
import {sealOldRows} from './sealed.ts';
import {type Verdict, verifyFile} from './verify.ts';

export interface RestoreOrder {
  file: string;
  dataDir: string;
  /** The present time, in ms, as far as this machine knows it. */
  at: number;
  /** How many numbers each queue leaves out; null: as the hospital's setting says. */
  jump: number | null;
  passphrase: string | null;
}

export interface PreparedRestore {
  /** When and by which version the copy was made; null where the file does not say. */
  madeAt: number | null;
  version: string | null;
  siteName: string;
  seq: number;
  epoch: string;
  jumps: Jump[];
}

export class RestoreFault extends Error {
  readonly why: 'missing' | 'room' | 'passphrase' | 'damaged' | 'newer' | 'not-empty' | 'fault';
  readonly verdict: Verdict | null;
  constructor(why: RestoreFault['why'], detail: string, verdict: Verdict | null = null) {
    super(detail);
    this.why = why;
    this.verdict = verdict;
  }
}

const prepared = (dataDir: string) => path.join(dataDir, '.restoring');

/**
 * Checks a copy and makes of it, in a folder of its own, what is to stand in the data folder: the database in a new epoch whose
 * numbers go on behind a journaled jump, keys and pictures. What stands in the data folder is not touched. Throws RestoreFault.
 */
export async function prepareRestore(order: RestoreOrder): Promise<PreparedRestore> {
  const folder = prepared(order.dataDir);
  fs.rmSync(folder, {recursive: true, force: true});
  fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  try {
    const file = path.join(folder, 'baari.db');
    bring(order, file);
    const about = insistSoundCopy(file, folder);
    const done = await beginAnew(file, order);
    syncFile(file);
    syncFolder(folder);
    return {madeAt: numberIn(about, 'madeAt'), version: textIn(about, 'version'), ...done};
  } catch (error) {
    fs.rmSync(folder, {recursive: true, force: true});
    throw asFault(error);
  }
}

/** The file, unlocked where it is locked, beside the place where it will stand. */
function bring({file, dataDir, passphrase}: RestoreOrder, to: string): void {
  const found = fs.statSync(file, {throwIfNoEntry: false});
  if (!found?.isFile()) throw new RestoreFault('missing', `there is no file ${file}`);
  if (!hasRoom(dataDir, found.size * 2))
    throw new RestoreFault('room', `${dataDir} has no room for twice the file's size`);
  if (!isLocked(file)) {
    fs.copyFileSync(file, to);
    // A database that was copied by hand may have its newest changes beside it.
    if (fs.existsSync(`${file}-wal`)) fs.copyFileSync(`${file}-wal`, `${to}-wal`);
  } else if (passphrase === null) throw new RestoreFault('passphrase', `${file} is locked with a passphrase`);
  else unlockFile(file, to, passphrase);
  fs.chmodSync(to, 0o600);
}

/** Returns what the copy says about itself. The files that came with it stand in the folder then. */
function insistSoundCopy(file: string, folder: string): Record<string, unknown> | null {
  if (fs.existsSync(`${file}-wal`)) new Database(file).close();
  const first = verifyFile(file);
  if (first.state !== 'clean' && !(first.state === 'unjudged' && first.why === 'older')) insistVerdict(first, file);
  const about = insistKept(file);
  const db = openDatabase(file);
  try {
    if (about) for (const {name, bytes} of readFiles(db)) putFile(path.join(folder, name), bytes);
    dropKept(db);
    if (first.state !== 'clean') {
      migrateDatabase(db);
      sealOldRows(db);
    }
  } finally {
    db.close();
  }
  // An older Baari's file can only be judged in its new shape.
  if (first.state !== 'clean') insistVerdict(verifyFile(file), file);
  return about;
}

function insistVerdict(verdict: Verdict, file: string): void {
  if (verdict.state === 'clean') return;
  if (verdict.state === 'fault') throw new RestoreFault('damaged', verdict.fault.message, verdict);
  if (verdict.why === 'newer') throw new RestoreFault('newer', 'it was made by a newer Baari', verdict);
  throw new RestoreFault('fault', `${file} can't be judged: ${verdict.detail}`, verdict);
}

function putFile(file: string, bytes: Buffer): void {
  fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  fs.writeFileSync(file, bytes, {mode: 0o600});
  syncFile(file);
}

/** Row numbers of tokens and sessions of the time after the copy: some screen may still hold them. */
const leftOut = 100_000;

async function beginAnew(file: string, {at, jump}: RestoreOrder) {
  const db = openDatabase(file);
  const journal = openJournal(db);
  const door = openDoor({
    db,
    clock: {now: () => at, steady: () => performance.now()},
    journal,
    committed: () => {},
    broken: () => {},
  });
  try {
    return await door.write(systemActor, (tx) => {
      const settings = settingsOf(db);
      const {seq} = journal.head;
      foundIdentity(tx);
      const epoch = renewEpoch(tx);
      const sessions = skipNumbers(db, 'sessions');
      skipNumbers(db, 'tokens');
      tx.note({
        kind: 'site.restored',
        subject: 'site:1',
        data: {seq, epoch, tokens: {left: leftOut}, sessions: {last: sessions}},
      });
      return {siteName: settings.siteName, seq, epoch, jumps: jumpAll(tx, jump ?? settings.restoreJump)};
    });
  } finally {
    door.close();
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }
}

/** Returns the last number that is left out. */
function skipNumbers(db: Db, table: string): number {
  const last =
    (db.prepare('select seq from sqlite_sequence where name = ?').pluck().get(table) as number | undefined) ?? 0;
  db.prepare('delete from sqlite_sequence where name = ?').run(table);
  db.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, last + leftOut);
  return last + leftOut;
}

/** On the last day of the copy, and on the day of the restore once it opens. */
function jumpAll(tx: Tx, jump: number): Jump[] {
  const last = lastServiceDay(tx.db);
  if (jump <= 0) return [];
  const {timeZone, rollOverHour} = settingsOf(tx.db);
  const today = dayOf(tx.now, timeZone, rollOverHour);
  // Before the jump on the last day, which is no number that anybody was given.
  if (!last || last.day < today) jumpWhenDayOpens(tx, {day: today, jump});
  // This machine's clock stands before the copy: what day it is nobody knows.
  else if (last.day > today) jumpWhenDayOpens(tx, {day: null, jump});
  return last ? jumpNumbers(tx, last.day, () => jump) : [];
}

/** What of a data folder is the hospital; copies and the lock stay where they are. The log of changes goes before its file. */
const hospital = ['baari.db-wal', 'baari.db-shm', 'baari.db', 'keys', 'pictures'];

export const holdsHospital = (dataDir: string): boolean => fs.existsSync(path.join(dataDir, 'baari.db'));

/**
 * Puts what was prepared in the place of what stands in the folder, which is moved aside and kept. Renames only. Whoever calls
 * holds the folder's lock. Returns where the old one lies now, or null. Throws RestoreFault not-empty.
 */
export function finishRestore(dataDir: string, {replace, at}: {replace: boolean; at: number}): string | null {
  if (holdsHospital(dataDir) && !replace) throw new RestoreFault('not-empty', `${dataDir} holds a hospital already`);
  const ready = prepared(dataDir);
  if (!holdsHospital(ready)) throw new RestoreFault('fault', 'nothing was prepared');
  const aside = putAside(dataDir, at);
  for (const name of fs.readdirSync(ready).sort((a, b) => Number(a === 'baari.db') - Number(b === 'baari.db')))
    if (hospital.includes(name)) fs.renameSync(path.join(ready, name), path.join(dataDir, name));
  syncFolder(dataDir);
  fs.rmSync(ready, {recursive: true, force: true});
  return aside;
}

function putAside(dataDir: string, at: number): string | null {
  const there = hospital.filter((name) => fs.existsSync(path.join(dataDir, name)));
  if (there.length === 0) return null;
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '');
  let folder = path.join(dataDir, `replaced-${time}Z`);
  for (let more = 2; fs.existsSync(folder); more++) folder = path.join(dataDir, `replaced-${time}Z-${more}`);
  fs.mkdirSync(folder, {mode: 0o700});
  for (const name of there) fs.renameSync(path.join(dataDir, name), path.join(folder, name));
  syncFolder(folder);
  return folder;
}

/** Forgets what was prepared and is not wanted any more. */
export const dropPrepared = (dataDir: string): void => fs.rmSync(prepared(dataDir), {recursive: true, force: true});

function numberIn(about: Record<string, unknown> | null, name: string): number | null {
  return typeof about?.[name] === 'number' ? about[name] : null;
}

function textIn(about: Record<string, unknown> | null, name: string): string | null {
  return typeof about?.[name] === 'string' ? about[name] : null;
}

function asFault(error: unknown): RestoreFault {
  if (error instanceof RestoreFault) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = error instanceof Error && 'why' in error ? String(error.why) : '';
  const detail = error instanceof Error ? error.message : 'unknown';
  if (error instanceof Error && error.constructor.name === 'WrongPassphrase')
    return new RestoreFault('passphrase', detail);
  if (why === 'damaged' || /CORRUPT|NOTADB/.test(code) || error?.constructor.name === 'Damage')
    return new RestoreFault('damaged', detail);
  if (/FULL|ENOSPC|EDQUOT/.test(code)) return new RestoreFault('room', 'the disk is full');
  return new RestoreFault('fault', code ? `${code}: ${detail}` : detail);
}
