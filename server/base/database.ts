import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';

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
  return db;
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

export function one<Row>(db: Db, text: string, ...values: unknown[]): Row | undefined {
  const startedAt = performance.now();
  const row = sql(db, text).get(...values) as Row | undefined;
  noteSlow(text, startedAt);
  return row;
}

export function all<Row>(db: Db, text: string, ...values: unknown[]): Row[] {
  const startedAt = performance.now();
  const rows = sql(db, text).all(...values) as Row[];
  noteSlow(text, startedAt);
  return rows;
}

/** A query that took longer is worth knowing: by its text, which holds no values. */
export const slowQueryMs = 50;
const slowKept = 50;
export interface SlowQuery {
  query: string;
  count: number;
  worstMs: number;
}
const slow = new Map<string, SlowQuery>();

function noteSlow(text: string, startedAt: number): void {
  const ms = performance.now() - startedAt;
  if (ms < slowQueryMs) return;
  const query = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const known = slow.get(query);
  if (!known && slow.size >= slowKept) return;
  slow.set(query, {query, count: (known?.count ?? 0) + 1, worstMs: Math.max(known?.worstMs ?? 0, Math.round(ms))});
}

/** The slow queries of this process, worst first. */
export function slowQueries(): SlowQuery[] {
  return [...slow.values()].sort((a, b) => b.worstMs - a.worstMs);
}

/** Runs a change and returns how many rows it changed. */
export function run(db: Db, text: string, ...values: unknown[]): number {
  return sql(db, text).run(...values).changes;
}

/** Inserts a row and returns its number. */
export function insert(db: Db, text: string, ...values: unknown[]): number {
  return Number(sql(db, text).run(...values).lastInsertRowid);
}
