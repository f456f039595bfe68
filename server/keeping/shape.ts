import Database from 'better-sqlite3';
import {migrateDatabase} from '../base/migrate.ts';
import type {Shape} from './check-file.ts';

let known: Shape | null = null;

/** What this program's migrations make, tried out in memory. */
export function shapeNow(): Shape {
  if (known) return known;
  const db = new Database(':memory:');
  try {
    migrateDatabase(db);
    const made = db
      .prepare("select name, sql from sqlite_master where name not like 'sqlite_%' and name <> '__drizzle_migrations'")
      .all() as {name: string; sql: string | null}[];
    const migrations = db.prepare('select hash, created_at as at from __drizzle_migrations order by rowid').all();
    known = {
      made: new Map(made.map(({name, sql}) => [name, String(sql)])),
      migrations: migrations as {hash: string; at: number}[],
    };
    return known;
  } finally {
    db.close();
  }
}
