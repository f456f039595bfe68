import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import type {Db} from '../base/database.ts';
import {
  copiesFolder,
  freeBytesAt,
  hasRoom,
  leastFreeBytes,
  localDay,
  makeRoom,
  nextNumber,
  rotate,
  syncFile,
  syncFolder,
} from './copies.ts';
import {copyName} from './copy-rules.ts';
import {keepFiles, readAbout, readFiles} from './kept-files.ts';
import {lockFile} from './lock-copy.ts';
import {saveRecord} from './records.ts';
import {type Verdict, verifyFile} from './verify.ts';
import {readWal} from './wal.ts';

export interface CopyOrder {
  dataDir: string;
  /** Where the copy goes. */
  folder: string;
  /** The box's time, in ms. */
  at: number;
  version: string;
  /** Locks the copy with this passphrase. */
  passphrase?: string | null;
  /** Keeps the folder to the rotation, by the days of this time zone, and makes room where there is none. */
  rotateIn?: string | null;
}

export interface Made {
  file: string;
  bytes: number;
  ms: number;
  /** The journal's last entry in it. */
  seq: number;
}

/** Why there is no copy. Nothing of it is left on the disk. */
export class CopyFault extends Error {
  readonly why: 'missing' | 'room' | 'damaged' | 'place' | 'stopped' | 'fault';
  /** Where the copy was read to its end and is not sound. */
  readonly verdict: Verdict | null;
  constructor(why: CopyFault['why'], detail: string, verdict: Verdict | null = null) {
    super(detail);
    this.why = why;
    this.verdict = verdict;
  }
}

/**
 * A copy of a whole box in one file: the database as it stands at one moment, with keys and pictures in two tables of its own.
 * Works beside a running server, which goes on writing. The file gets its name only after it was read to its end and found
 * sound, and after the disk has confirmed it. Takes as long as reading the file several times: for a process of its own.
 */
export function makeCopy(order: CopyOrder): Made {
  const startedAt = performance.now();
  const {dataDir, folder, at, passphrase, rotateIn} = order;
  const source = path.join(dataDir, 'baari.db');
  insistSource(source);
  insistFolder(folder);
  forgetParts(folder);
  const name = copyName(at, nextNumber(folder), {locked: Boolean(passphrase)});
  const part = path.join(folder, `.${name}.${process.pid}.part`);
  try {
    const seq = writeCopy(source, part, order);
    insistSound(part, seq);
    const whole = path.join(folder, name);
    if (passphrase) {
      lockFile(part, `${part}.locked.part`, passphrase);
      fs.rmSync(part);
      fs.renameSync(`${part}.locked.part`, part);
    }
    fs.renameSync(part, whole);
    syncFolder(folder);
    const made = {file: whole, bytes: fs.statSync(whole).size, ms: Math.round(performance.now() - startedAt), seq};
    if (folder === copiesFolder(dataDir))
      saveRecord(dataDir, 'copy', {at, file: name, bytes: made.bytes, ms: made.ms, seq});
    if (rotateIn) rotate(folder, localDay(rotateIn));
    return made;
  } catch (error) {
    forgetPartsOf(process.pid, folder);
    throw asFault(error);
  }
}

function insistSource(source: string): void {
  if (!fs.existsSync(source)) throw new CopyFault('missing', `there is no database at ${source}`);
  // Opened by us it would be cut there without a word, and the evidence would be gone.
  const wal = readWal(`${source}-wal`);
  if (wal.broken && readWal(`${source}-wal`).frames === wal.frames)
    throw new CopyFault('damaged', `the newest changes in ${source}-wal can't be read; run npm run verify`);
}

function insistFolder(folder: string): void {
  try {
    fs.mkdirSync(folder, {recursive: true, mode: 0o700});
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw new CopyFault('place', `${folder} can't be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

const partShape = /^\.baari-.*\.(\d+)\.part(\.locked\.part)?(-journal)?$/;
/** Nothing that is still being made goes so long without being written. */
const partAgeMs = 6 * 3600_000;

/** What copies that were cut off have left: a power cut, a stick that was pulled out. */
function forgetParts(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!partShape.test(name)) continue;
    const file = path.join(folder, name);
    const at = fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
    if (!isRunning(Number(partShape.exec(name)![1])) || Math.abs(Date.now() - at) > partAgeMs)
      fs.rmSync(file, {force: true});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What one process has left that was ended in the middle. */
export function forgetPartsOf(pid: number, folder: string): void {
  try {
    for (const name of fs.readdirSync(folder))
      if (partShape.exec(name)?.[1] === String(pid)) fs.rmSync(path.join(folder, name), {force: true});
  } catch {
    // The stick was pulled out: then nothing of it is on our disk.
  }
}

/** Returns the journal's last entry in the copy. */
export function writeCopy(source: string, part: string, {dataDir, folder, at, version, rotateIn}: CopyOrder): number {
  const db = new Database(source, {fileMustExist: true, timeout: 10_000});
  let before: Head;
  try {
    const bytes = Number(db.pragma('page_count', {simple: true})) * Number(db.pragma('page_size', {simple: true}));
    if (!(rotateIn ? makeRoom(folder, bytes, localDay(rotateIn)) : hasRoom(folder, bytes)))
      throw new CopyFault(
        'room',
        `${folder} has ${megabytes(freeBytesAt(folder))} free; ${megabytes(bytes + leastFreeBytes)} are needed`,
      );
    before = headOf(db) ?? {seq: 0, hash: ''};
    db.prepare('vacuum into ?').run(part);
  } finally {
    db.close();
  }
  fs.chmodSync(part, 0o600);
  const copy = new Database(part, {fileMustExist: true});
  let seq: number;
  try {
    copy.pragma('synchronous = FULL');
    const head = headOf(copy);
    // The same record, grown: not another file's.
    const same = before.seq === 0 || hashAt(copy, before.seq) === before.hash;
    if (!same) throw new CopyFault('damaged', 'the copy does not go on from what was copied');
    seq = head?.seq ?? 0;
    const about = {form: 1, madeAt: at, version, seq, head: head?.hash ?? null, rows: rowsOf(copy)};
    copy.transaction(() => keepFiles(copy, dataDir, about))();
  } finally {
    copy.close();
  }
  syncFile(part);
  return seq;
}

interface Head {
  seq: number;
  hash: string;
}

function headOf(db: Db): Head | undefined {
  return db.prepare('select seq, hex(hash) as hash from journal order by seq desc limit 1').get() as Head | undefined;
}

function hashAt(db: Db, seq: number): string | undefined {
  return db.prepare('select hex(hash) from journal where seq = ?').pluck().get(seq) as string | undefined;
}

/** How many rows each table has. */
export function rowsOf(db: Db): Record<string, number> {
  const names = db
    .prepare(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'kept_%'",
    )
    .pluck()
    .all() as string[];
  const count = (name: string) => db.prepare(`select count(*) from "${name}"`).pluck().get() as number;
  return Object.fromEntries(names.map((name) => [name, count(name)]));
}

/** Reads the copy to its end: pages, links, chain, numbers, histories, sums, counts, and the files beside. */
export function insistSound(file: string, seq: number | null): void {
  const verdict = verifyFile(file);
  if (verdict.state !== 'clean')
    throw new CopyFault('damaged', verdict.state === 'fault' ? verdict.fault.message : verdict.why, verdict);
  insistKept(file, seq);
}

/** What the copy says about itself is true of it. Returns that, or null where it says nothing (a plain database). */
export function insistKept(file: string, seq: number | null = null): Record<string, unknown> | null {
  const db = new Database(file, {readonly: true, fileMustExist: true});
  try {
    const about = readAbout(db);
    if (!about) return null;
    const rows = rowsOf(db);
    const should = about.rows as Record<string, number>;
    for (const table of new Set([...Object.keys(rows), ...Object.keys(should)]))
      if (rows[table] !== should[table])
        throw new CopyFault('damaged', `${table} has ${rows[table]} rows and had ${should[table]} when it was copied`);
    const head = headOf(db);
    if ((head?.seq ?? 0) !== about.seq || (head?.hash ?? null) !== about.head || (seq !== null && seq !== about.seq))
      throw new CopyFault('damaged', 'the journal does not end where it did when it was copied');
    for (const _ of readFiles(db));
    return about;
  } finally {
    db.close();
  }
}

function asFault(error: unknown): CopyFault {
  if (error instanceof CopyFault) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : 'unknown';
  if (/FULL|ENOSPC|EDQUOT/.test(code)) return new CopyFault('room', 'the disk is full');
  if (/CORRUPT|NOTADB/.test(code)) return new CopyFault('damaged', detail);
  return new CopyFault('fault', code ? `${code}: ${detail}` : detail);
}

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MB`;
