// A new table or column must say by what its damage is found.
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {migrateDatabase} from '../base/migrate.ts';
import {coverage, lostRows} from './coverage.ts';

const db = new Database(':memory:');
migrateDatabase(db);
const all = (text: string, ...values: string[]) =>
  db
    .prepare(text)
    .pluck()
    .all(...values) as string[];
const tables = all("select name from sqlite_master where type = 'table'").filter(
  (name) => !/^(sqlite_|__drizzle)/.test(name),
);

/** Columns that a full index holds: one without a condition, or whose condition is only that the column is there. */
function indexed(table: string): Set<string> {
  const found = new Set<string>();
  const indexes = db.pragma(`index_list(${table})`) as {name: string; partial: number}[];
  for (const {name, partial} of indexes) {
    const columns = all('select name from pragma_index_info(?)', name);
    const condition = partial
      ? /where (.*)$/is.exec(all('select sql from sqlite_master where name = ?', name)[0]!)![1]!.trim()
      : '';
    for (const column of columns)
      if (condition === '' || condition === `${column} is not null` || condition === `"${column}" is not null`)
        found.add(column);
  }
  return found;
}

for (const table of tables) {
  test(`every column of ${table} is covered`, () => {
    const covers = coverage().get(table) ?? new Map();
    const columns = all('select name from pragma_table_info(?)', table);
    for (const column of columns) {
      const cover = covers.get(column) ?? covers.get('*');
      assert.ok(cover, `nothing finds damage in ${table}.${column}: put it into the table's sum, or say what does`);
      if (cover === 'index') assert.ok(indexed(table).has(column), `${table}.${column} stands in no full index`);
      if (String(cover).startsWith('none')) assert.match(cover, /^none: .{10}/);
    }
    for (const column of covers.keys()) assert.ok(column === '*' || columns.includes(column), `${table}.${column}`);
    assert.ok(table in lostRows, `what finds a lost row of ${table}?`);
  });
}

test('no table is named that is not there', () => {
  for (const table of [...coverage().keys(), ...Object.keys(lostRows)]) assert.ok(tables.includes(table), table);
});

test.run();
