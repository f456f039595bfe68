import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import type {Db} from './database.ts';

export const migrationsFolder = path.join(import.meta.dirname, 'migrations');

/** Whether the file holds a hospital in the shape of an older program. A newer file than this program is refused. */
export function isOlderShape(db: Db): boolean {
  const {applied, newest} = shapesOf(db);
  return applied !== null && applied < newest;
}

/** Brings the file to the newest shape; each migration runs once, and all of them or none. A newer file is refused. */
export function migrateDatabase(db: Db): void {
  const {applied, newest} = shapesOf(db);
  // The migrator and what it needs cost a third of a start; most starts have nothing for it to do.
  if (applied === newest) return;
  const require = createRequire(import.meta.url);
  const {drizzle} = require('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3');
  const {migrate} =
    require('drizzle-orm/better-sqlite3/migrator') as typeof import('drizzle-orm/better-sqlite3/migrator');
  migrate(drizzle(db), {migrationsFolder});
}

/** When the newest migration in the file, and the newest that this program knows, were made. */
function shapesOf(db: Db): {applied: number | null; newest: number} {
  const known = JSON.parse(fs.readFileSync(path.join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as {
    entries: {when: number}[];
  };
  const newest = Math.max(0, ...known.entries.map((entry) => entry.when));
  const has = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'").get();
  const applied = has
    ? (db.prepare('select max(created_at) as at from __drizzle_migrations').get() as {at: number | null}).at
    : null;
  if (applied !== null && applied > newest)
    throw new Error('this database was written by a newer Baari; install that version or restore an older backup');
  return {applied, newest};
}
