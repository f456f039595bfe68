// Rows at SQL speed: many to a statement, indexes away while they come, nothing asked of the disk until the end.
import {hash} from 'node:crypto';
import type {Db} from '../../server/base/database.ts';
import {rowSum} from '../../server/base/row-sum.ts';
import {chained, type Entry, genesisHash} from '../../server/journal/rules.ts';
import {sealedTables} from '../../server/keeping/sealed.ts';

const rowsPerStatement = 50;

export interface Sink {
  add(...row: unknown[]): void;
  flush(): void;
}

/** Rows of tables that carry a sum get theirs. */
export function rowsInto(db: Db, table: string, columns: readonly string[]): Sink {
  const sumOf = sumFor(db, table, columns);
  const all = sumOf ? [...columns, 'sum'] : columns;
  const one = `(${all.map(() => '?').join(', ')})`;
  const text = (rows: number) => `insert into ${table} (${all.join(', ')}) values ${Array(rows).fill(one).join(', ')}`;
  const many = db.prepare(text(rowsPerStatement));
  let kept: unknown[] = [];
  return {
    add(...row) {
      if (row.length !== columns.length) throw new Error(`${table} has ${columns.length} columns, not ${row.length}`);
      for (const value of row) kept.push(value);
      if (sumOf) kept.push(sumOf(row));
      if (kept.length < rowsPerStatement * all.length) return;
      many.run(kept);
      kept = [];
    },
    flush() {
      if (kept.length > 0) db.prepare(text(kept.length / all.length)).run(kept);
      kept = [];
    },
  };
}

/** A row's sum also holds the columns that are left to their default. */
function sumFor(db: Db, table: string, columns: readonly string[]): ((row: readonly unknown[]) => number) | null {
  const sealed = sealedTables.find((one) => one.table === table);
  if (!sealed) return null;
  const infos = db.pragma(`table_info(${table})`) as {name: string; dflt_value: string | null}[];
  const parts = sealed.parts.map((part) => {
    const at = columns.indexOf(part);
    const usual = infos.find(({name}) => name === part)?.dflt_value ?? null;
    return {at, usual: usual === null ? null : JSON.parse(usual.replaceAll("'", '"'))};
  });
  const long = sealed.long === undefined ? -1 : columns.indexOf(sealed.long);
  return (row) =>
    rowSum(
      parts.map(({at, usual}) => (at < 0 ? usual : (row[at] ?? null))),
      long < 0 ? '' : String(row[long]),
    );
}

export interface Chain extends Sink {
  readonly seq: number;
  note(fact: Omit<Entry, 'seq'>): number;
}

/** The journal, goes on where the folder's own stands. */
export function chainInto(db: Db): Chain {
  const columns = [
    'seq',
    'at',
    'kind',
    'actorKind',
    'actorId',
    'device',
    'queueId',
    'tokenId',
    'visitId',
    'subject',
    'data',
  ];
  const sink = rowsInto(db, 'journal', [...columns, 'hash']);
  const last = db.prepare('select seq, hash from journal order by seq desc limit 1').get() as
    | {seq: number; hash: Buffer}
    | undefined;
  let seq = last?.seq ?? 0;
  let previous = last?.hash.toString('hex') ?? genesisHash;
  return {
    ...sink,
    get seq() {
      return seq;
    },
    note(fact) {
      seq++;
      const entry = {seq, ...fact};
      const digest = hash('sha256', chained(previous, entry), 'buffer');
      previous = digest.toString('hex');
      sink.add(
        seq,
        fact.at,
        fact.kind,
        fact.actorKind,
        fact.actorId,
        fact.device,
        fact.queueId,
        fact.tokenId,
        fact.visitId,
        fact.subject,
        fact.data,
        digest,
      );
      return seq;
    },
  };
}

/** Runs `fill` without indexes, transactions or the disk's word, then builds the indexes as they were. */
export function inBulk(db: Db, say: (what: string) => void, fill: () => void): void {
  const indexes = db.prepare("select name, sql from sqlite_master where type = 'index' and sql is not null").all() as {
    name: string;
    sql: string;
  }[];
  db.pragma('wal_checkpoint(truncate)');
  // SQLite lets nobody work without a journal who does not ask for it.
  db.unsafeMode(true);
  const mode = db.pragma('journal_mode = off', {simple: true});
  if (mode !== 'off') throw new Error(`somebody else has this file open (journal_mode ${mode})`);
  db.pragma('synchronous = off');
  db.pragma('locking_mode = exclusive');
  db.pragma('foreign_keys = off');
  db.pragma('cache_size = -400000');
  db.pragma('threads = 2');
  // Sorting an index of millions in memory alone would take gigabytes.
  db.pragma('temp_store = file');
  db.exec('begin');
  for (const {name} of indexes) db.exec(`drop index ${name}`);
  fill();
  db.exec('commit');
  for (const index of indexes) {
    say(`index ${index.name}`);
    db.exec(index.sql);
  }
  db.pragma('locking_mode = normal');
  db.pragma('synchronous = full');
  db.pragma('journal_mode = wal');
  db.unsafeMode(false);
}
