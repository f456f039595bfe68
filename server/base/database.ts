import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {noteSlow, slowQueryMs} from './slow-queries.ts';

export type Db = Database.Database;
export type Statement = Database.Statement;

/** Opens the box's file with the pragmas that make an answer durable. Throws when the disk would not be asked to confirm. */
export function openDatabase(file: string): Db {
  fs.mkdirSync(path.dirname(file), {recursive: true});
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('busy_timeout = 5000');
  db.pragma('foreign_keys = ON');
  db.pragma('wal_autocheckpoint = 1000');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -32768');
  db.pragma('temp_store = MEMORY');
  copyLog(db);
  return db;
}

/**
 * After a crash, what the log holds may be in the system's memory only: pages whose fsync once failed count as clean and are
 * never written again. Copied into the file they are, and confirmed, before anybody hears that they stand.
 */
function copyLog(db: Db): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // On a full disk the log stays where it is, and is read from there.
    if (!(error instanceof Database.SqliteError) || error.code !== 'SQLITE_FULL') throw error;
  }
}

/**
 * better-sqlite3 lowers `synchronous` to NORMAL after the first write in WAL mode on some builds, and a power cut then
 * loses rows that were acknowledged. So: write once, read the pragma back, refuse to serve otherwise.
 */
export function insistOnDurability(db: Db): void {
  db.exec('create table if not exists durability_probe (one integer primary key, at integer)');
  db.prepare('insert or replace into durability_probe (one, at) values (1, ?)').run(Date.now());
  db.pragma('synchronous = FULL');
  db.prepare('insert or replace into durability_probe (one, at) values (1, ?)').run(Date.now());
  const synchronous = db.pragma('synchronous', {simple: true});
  const journal = db.pragma('journal_mode', {simple: true});
  if (synchronous !== 2 || journal !== 'wal')
    throw new Error(`the database would not be durable: synchronous=${synchronous}, journal_mode=${journal}`);
}

const cached = new WeakMap<Db, Map<string, Statement>>();

/** A prepared statement, made once per connection and text. */
export function sql(db: Db, text: string): Statement {
  let all = cached.get(db);
  if (!all) {
    all = new Map();
    cached.set(db, all);
  }
  let statement = all.get(text);
  if (!statement) {
    statement = db.prepare(text);
    all.set(text, statement);
  }
  return statement;
}

/** Every text that this connection has prepared: what the test of query plans explains. */
export function preparedTexts(db: Db): string[] {
  return [...(cached.get(db)?.keys() ?? [])];
}

export function one<Row>(db: Db, text: string, ...values: unknown[]): Row | undefined {
  const startedAt = performance.now();
  const row = sql(db, text).get(...values) as Row | undefined;
  sinceStart(db, text, startedAt);
  return row;
}

export function all<Row>(db: Db, text: string, ...values: unknown[]): Row[] {
  const startedAt = performance.now();
  const rows = sql(db, text).all(...values) as Row[];
  sinceStart(db, text, startedAt);
  return rows;
}

/** Runs a change and returns how many rows it changed. */
export function run(db: Db, text: string, ...values: unknown[]): number {
  const startedAt = performance.now();
  const {changes} = sql(db, text).run(...values);
  sinceStart(db, text, startedAt);
  return changes;
}

/** Inserts a row and returns its number. */
export function insert(db: Db, text: string, ...values: unknown[]): number {
  const startedAt = performance.now();
  const {lastInsertRowid} = sql(db, text).run(...values);
  sinceStart(db, text, startedAt);
  return Number(lastInsertRowid);
}

function sinceStart(db: Db, text: string, startedAt: number): void {
  const ms = performance.now() - startedAt;
  if (ms >= slowQueryMs) noteSlow(db, text, ms);
}
