import {createHash} from 'node:crypto';
import type {DatabaseSync} from 'node:sqlite';

/** One way to damage a file, done to a copy of its bytes. Says what it did, so that a miss can be played again. */
export interface Done {
  kind: 'bit' | 'zeroed' | 'swapped' | 'doubled' | 'cut';
  what: string;
}

export type Roll = (below: number) => number;

export function flipBit(bytes: Buffer, roll: Roll): Done {
  const at = roll(bytes.length);
  const bit = roll(8);
  bytes[at] = bytes[at]! ^ (1 << bit);
  return {kind: 'bit', what: `offset ${at}, bit ${bit}`};
}

export function zeroPage(bytes: Buffer, pageBytes: number, page: number): Done {
  bytes.fill(0, page * pageBytes, (page + 1) * pageBytes);
  return {kind: 'zeroed', what: `page ${page + 1}`};
}

export function swapPages(bytes: Buffer, pageBytes: number, roll: Roll): Done {
  const [a, b] = twoPages(bytes, pageBytes, roll);
  const kept = Buffer.from(pageOf(bytes, pageBytes, a));
  pageOf(bytes, pageBytes, b).copy(bytes, a * pageBytes);
  kept.copy(bytes, b * pageBytes);
  return {kind: 'swapped', what: `pages ${a + 1} and ${b + 1}`};
}

export function doublePage(bytes: Buffer, pageBytes: number, roll: Roll): Done {
  const [a, b] = twoPages(bytes, pageBytes, roll);
  Buffer.from(pageOf(bytes, pageBytes, a)).copy(bytes, b * pageBytes);
  return {kind: 'doubled', what: `page ${a + 1} over page ${b + 1}`};
}

export function cutEnd(bytes: Buffer, roll: Roll): {bytes: Buffer; done: Done} {
  const length = bytes.length - 1 - roll(Math.floor(bytes.length / 2));
  return {bytes: bytes.subarray(0, length), done: {kind: 'cut', what: `at ${length} of ${bytes.length} bytes`}};
}

function pageOf(bytes: Buffer, pageBytes: number, page: number): Buffer {
  return bytes.subarray(page * pageBytes, (page + 1) * pageBytes);
}

function twoPages(bytes: Buffer, pageBytes: number, roll: Roll): [number, number] {
  const pages = bytes.length / pageBytes;
  const a = roll(pages);
  return [a, (a + 1 + roll(pages - 1)) % pages];
}

/**
 * Everything that can be read out of a file, table by table and index by index, as one digest each. Without what no promise
 * is made about: the time of the last start (written anew at each) and the next free number of the displays.
 */
export function dump(db: DatabaseSync): Map<string, string> {
  const parts = new Map<string, string>();
  const master = [...read(db, 'select type, name, tbl_name, sql from main.sqlite_master')] as string[][];
  parts.set('sqlite_master', digest(master));
  for (const [type, name, table, sql] of master) {
    if (name === 'durability_probe') continue;
    if (type === 'table') {
      const but = name === 'sqlite_sequence' ? "where name <> 'displays'" : '';
      parts.set(name!, digest(read(db, `select * from "${name}" not indexed ${but}`)));
    } else if (type === 'index') parts.set(name!, digest(readByIndex(db, name!, table!, sql)));
  }
  return parts;
}

function* readByIndex(db: DatabaseSync, name: string, table: string, sql: string | null | undefined) {
  // A column without a name is an expression: it stands in brackets of its own in what made the index.
  const expressions = [...(sql ?? '').matchAll(/(?<=[(,]\s*)\([^()]*\)/g)].map(([expression]) => expression);
  const columns = [...read(db, `select name from pragma_index_info('${name}')`)].map(([column]) =>
    column === null ? expressions.shift() : `"${column}"`,
  );
  const where = /\bwhere\b/i.test(sql ?? '') ? /\bwhere\b.*$/is.exec(sql!)![0] : '';
  const text = `select ${columns.join(', ')}, rowid from "${table}" indexed by "${name}" ${where} order by ${columns.join(', ')}`;
  yield* read(db, text);
}

function read(db: DatabaseSync, text: string): Iterable<unknown[]> {
  const statement = db.prepare(text);
  statement.setReadBigInts(true);
  (statement as unknown as {setReturnArrays(on: boolean): void}).setReturnArrays(true);
  return statement.iterate() as unknown as Iterable<unknown[]>;
}

function digest(rows: Iterable<unknown[]>): string {
  const hash = createHash('sha256');
  for (const row of rows) for (const value of row) hash.update(plain(value));
  return hash.digest('hex');
}

function plain(value: unknown): string {
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString('hex')};`;
  return `${typeof value}:${String(value)};`;
}
