import {damage} from './fault.ts';
import type {Cell, Reader} from './open-file.ts';

/** The database's own check: pages, order, indexes against their tables. Returns how many pages it has. */
export function checkPages(file: Reader): number {
  const [first] = file.first<[Cell]>('pragma integrity_check(1)') ?? [];
  if (first !== 'ok') {
    const detail = String(first).replace(/\s+/g, ' ').slice(0, 300);
    damage('file.pages', {detail, table: ownerOf(file, detail)});
  }
  countPartial(file);
  return Number(file.first('pragma page_count')?.[0] ?? 0);
}

interface Partial {
  name: string;
  condition: string;
}

/**
 * The database's own check does not count the entries of a partial index, and never looks into one of an empty table: each
 * must have as many as its table has rows that it is for.
 */
function countPartial(file: Reader): void {
  const tables = new Map<string, Partial[]>();
  const indexes = file.rows<[string, string, string]>(
    "select name, tbl_name, sql from sqlite_master where type = 'index' and sql is not null",
  );
  for (const [name, table, sql] of [...indexes]) {
    const condition = / where ([\s\S]+)$/i.exec(sql)?.[1];
    if (condition) tables.set(table, [...(tables.get(table) ?? []), {name, condition}]);
  }
  for (const [table, partial] of tables) {
    // Rows and entries of one moment: the box goes on writing.
    file.exec('begin');
    const sums = partial.map(({condition}) => `total(${condition})`).join(', ');
    const rows = file.first<number[]>(`select ${sums} from "${table}" not indexed`) ?? [];
    partial.forEach(({name, condition}, at) => {
      const entries = entriesOf(file, table, name, condition);
      if (entries !== rows[at])
        damage('file.pages', {detail: `${entries} entries in index ${name} for ${rows[at]} rows`, table: name});
    });
    file.exec('commit');
  }
}

function entriesOf(file: Reader, table: string, name: string, condition: string): number {
  try {
    return file.first<[number]>(`select count(*) from "${table}" indexed by "${name}" where ${condition}`)?.[0] ?? 0;
  } catch (error) {
    return damage('file.pages', {detail: error instanceof Error ? error.message : String(error), table: name});
  }
}

/** The table or index whose tree SQLite speaks of: "Tree 14 page 20 …". */
function ownerOf(file: Reader, detail: string): string | undefined {
  const [, root] = /Tree (\d+)/.exec(detail) ?? [];
  if (root === undefined) return undefined;
  try {
    return file.first<[string]>('select name from sqlite_master where rootpage = ?', Number(root))?.[0];
  } catch {
    return undefined;
  }
}

/** Every row that names another finds it. */
export function checkLinks(file: Reader): number {
  const lost = file.first<[string, number | null, string]>('pragma foreign_key_check');
  if (lost) damage('file.links', {table: lost[0], row: lost[1] ?? undefined, detail: lost[2]});
  return Number(
    file.first(
      "select count(*) from sqlite_master join pragma_foreign_key_list(sqlite_master.name) where type = 'table'",
    )?.[0] ?? 0,
  );
}

export interface Shape {
  /** name → SQL of every table and index that the migrations make. */
  made: ReadonlyMap<string, string>;
  /** Applied migrations in order: hash and time. */
  migrations: readonly {hash: string; at: number}[];
}

export type Age = 'now' | 'older' | 'newer';

/** Tables that are not the migrations’ own: the drizzle migrator’s, the probe of the start, and a copy’s own two. */
const besides = /^(sqlite_|durability_probe$|__drizzle_migrations$|kept_about$|kept_files$)/;

/** The tables and indexes are those that this program makes. A file of another version is no fault, but can't be judged. */
export function checkShape(file: Reader, shape: Shape): Age {
  const has = new Map<string, string>();
  for (const [name, sql] of file.rows<[string, string | null]>('select name, sql from sqlite_master'))
    if (typeof name === 'string' && !besides.test(name)) has.set(name, String(sql));
  if (has.size === 0) damage('file.empty');
  const known = [...shape.made].every(([name, sql]) => has.get(name) === sql) && has.size === shape.made.size;
  const applied = [...file.rows<[string, number]>('select hash, created_at from __drizzle_migrations order by rowid')];
  const same = (count: number) =>
    applied.slice(0, count).every(([hash, at], index) => {
      const mine = shape.migrations[index];
      return mine !== undefined && mine.hash === hash && mine.at === at;
    });
  if (known && applied.length === shape.migrations.length && same(applied.length)) return 'now';
  if (!known && applied.length > 0 && applied.length < shape.migrations.length && same(applied.length)) return 'older';
  if (!known && applied.length > shape.migrations.length && same(shape.migrations.length)) return 'newer';
  const odd = [...shape.made].find(([name, sql]) => has.get(name) !== sql)?.[0];
  const extra = [...has.keys()].find((name) => !shape.made.has(name));
  return damage('file.shape', {table: odd ?? extra ?? '__drizzle_migrations'});
}
