import fs from 'node:fs';
import {DatabaseSync} from 'node:sqlite';
import {pathToFileURL} from 'node:url';
import Database from 'better-sqlite3';

export type Cell = string | number | bigint | Uint8Array | null;

/** A file opened for reading only: rows as arrays, streamed, so that five years fit into little memory. */
export interface Reader {
  rows<Row extends unknown[] = Cell[]>(text: string, ...values: (string | number)[]): Iterable<Row>;
  first<Row extends unknown[] = Cell[]>(text: string, ...values: (string | number)[]): Row | undefined;
  exec(text: string): void;
  /** Whether nobody else had it open, so that nobody may have written meanwhile. */
  readonly alone: boolean;
  close(): void;
}

/**
 * Opens without creating anything. Beside a running server (its -wal file is there) this is a reader like any other. A file
 * at rest is opened as immutable: SQLite would else leave -wal and -shm files behind, even when it only reads. The second
 * library can do that and the first can't; it never touches a file that the first has open, since closing it there would
 * drop the first one's locks.
 */
export function openFile(file: string): Reader {
  const alone = !fs.existsSync(`${file}-wal`);
  return alone ? openAtRest(file) : openBeside(file);
}

function openBeside(file: string): Reader {
  const db = new Database(file, {readonly: true, fileMustExist: true});
  db.pragma('busy_timeout = 5000');
  db.pragma('cache_size = -65536');
  return {
    alone: false,
    rows: <Row extends unknown[]>(text: string, ...values: (string | number)[]) =>
      db
        .prepare(text)
        .raw()
        .iterate(...values) as Iterable<Row>,
    first: <Row extends unknown[]>(text: string, ...values: (string | number)[]) =>
      db
        .prepare(text)
        .raw()
        .get(...values) as Row | undefined,
    exec: (text) => void db.exec(text),
    close: () => db.close(),
  };
}

function openAtRest(file: string): Reader {
  const url = pathToFileURL(file);
  url.searchParams.set('immutable', '1');
  const db = new DatabaseSync(url.href, {readOnly: true});
  db.exec('pragma cache_size = -65536');
  const prepare = (text: string) => {
    const statement = db.prepare(text);
    (statement as unknown as {setReturnArrays(on: boolean): void}).setReturnArrays(true);
    return statement;
  };
  return {
    alone: true,
    rows: <Row extends unknown[]>(text: string, ...values: (string | number)[]) =>
      prepare(text).iterate(...values) as unknown as Iterable<Row>,
    first: <Row extends unknown[]>(text: string, ...values: (string | number)[]) =>
      prepare(text).get(...values) as unknown as Row | undefined,
    exec: (text) => db.exec(text),
    close: () => db.close(),
  };
}
