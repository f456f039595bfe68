import {crc32} from 'node:zlib';
import {type Db, insert, one, run} from './database.ts';

/**
 * What SQLite's own check can't see: a bit that flips in a column that no index holds. Such rows carry a CRC-32 of their own
 * columns, written with them and read by `npm run verify`. It finds accidents, not forgers: those the journal's chain finds.
 */
export interface Sealed {
  table: string;
  /** The columns by which one row is found, in the order of `seal`'s values. */
  key: readonly string[];
  /** SQL of the parts of the sum, in its order: columns, or a subquery for links that belong to the row. */
  parts: readonly string[];
  /** A column with long text: it is summed as it is, since quoting it as JSON costs more than the sum. */
  long?: string;
}

/** The sum of a row's parts: null, numbers and texts, each distinct from the others. */
export function rowSum(parts: readonly unknown[], long = ''): number {
  let text = JSON.stringify(parts);
  // Half a surrogate pair is stored as U+FFFD, so it is summed as what will be read.
  if (text.includes('\\ud')) text = JSON.stringify(parts.map((part) => stored(part)));
  const sum = crc32(text);
  return long === '' ? sum : crc32(long.isWellFormed() ? long : long.toWellFormed(), sum);
}

function stored(part: unknown): unknown {
  return typeof part === 'string' ? part.toWellFormed() : part;
}

/** Reads a row that was just written and stores its sum: for deeds that are rare. */
export function seal(db: Db, {table, key, parts, long}: Sealed, ...values: (string | number)[]): void {
  const where = key.map((column) => `${column} = ?`).join(' and ');
  const row = one<Record<string, unknown>>(
    db,
    `select ${parts.map((part, index) => `${part} as p${index}`).join(', ')}${long ? `, ${long} as long` : ''}
     from ${table} where ${where}`,
    ...values,
  );
  if (!row) return;
  const sum = rowSum(
    parts.map((_, index) => row[`p${index}`]),
    long ? String(row.long) : '',
  );
  run(db, `update ${table} set sum = ? where ${where}`, sum, ...values);
}

const expected = new WeakMap<Db, Map<string, number>>();

/**
 * Inserts a row with its sum and returns its number, which is the first part. The number is guessed from the last one, since
 * asking would cost more than the sum; a wrong guess (the first row, or after work that was taken back) is put right.
 */
export function insertSealed(db: Db, {table, parts, long}: Sealed, values: readonly unknown[], text = ''): number {
  let guesses = expected.get(db);
  if (!guesses) {
    guesses = new Map();
    expected.set(db, guesses);
  }
  const guess = guesses.get(table) ?? 1;
  const own = long === undefined ? values : [...values, text];
  const id = insert(db, insertText(table, parts, long), ...own, rowSum([guess, ...values], text));
  if (id !== guess) run(db, `update ${table} set sum = ? where id = ?`, rowSum([id, ...values], text), id);
  guesses.set(table, id + 1);
  return id;
}

const insertTexts = new Map<string, string>();

function insertText(table: string, parts: readonly string[], long: string | undefined): string {
  let text = insertTexts.get(table);
  if (text === undefined) {
    const columns = [...parts.slice(1), ...(long === undefined ? [] : [long]), 'sum'];
    text = `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
    insertTexts.set(table, text);
  }
  return text;
}

/** Sums rows that have none (written before there were sums, or by a program at SQL speed), `limit` at a time. */
export function sealRows(db: Db, sealed: Sealed, limit = 10_000): number {
  const {table, parts, long} = sealed;
  const text = `select rowid as at, ${parts.map((part, index) => `${part} as p${index}`).join(', ')}, ${long ?? "''"} as long
    from ${table} where rowid > ? and sum is null order by rowid limit ?`;
  const update = db.prepare(`update ${table} set sum = ? where rowid = ?`);
  const read = db.prepare(text);
  let done = 0;
  let after = -1;
  for (;;) {
    const rows = read.all(after, limit) as Record<string, unknown>[];
    if (rows.length === 0) return done;
    db.transaction(() => {
      for (const row of rows)
        update.run(
          rowSum(
            parts.map((_, index) => row[`p${index}`]),
            String(row.long),
          ),
          row.at,
        );
    })();
    done += rows.length;
    after = Number(rows.at(-1)!.at);
  }
}
