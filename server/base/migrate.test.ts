import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {is} from 'drizzle-orm';
import {getTableConfig, SQLiteTable} from 'drizzle-orm/sqlite-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {migrateDatabase} from './migrate.ts';

const server = path.join(import.meta.dirname, '..');

test('the migrations make exactly the tables, columns and indexes that the rooms describe', async () => {
  const db = new Database(':memory:');
  migrateDatabase(db);
  let count = 0;
  for (const room of readdirSync(server)) {
    const file = path.join(server, room, 'tables.ts');
    if (!existsSync(file)) continue;
    const tables = (await import(file)) as Record<string, unknown>;
    for (const table of Object.values(tables)) {
      if (!is(table, SQLiteTable)) continue;
      const config = getTableConfig(table);
      const columns = db.prepare('select name from pragma_table_info(?)').pluck().all(config.name) as string[];
      assert.equal(columns.sort(), config.columns.map((column) => column.name).sort(), config.name);
      const indexes = db
        .prepare("select name from pragma_index_list(?) where origin = 'c'")
        .pluck()
        .all(config.name) as string[];
      for (const index of config.indexes) assert.ok(indexes.includes(index.config.name), index.config.name);
      count++;
    }
  }
  assert.ok(count >= 25, `${count} tables`);
  db.close();
});

test.run();
