import {hash} from 'node:crypto';
import type {Actor} from '../base/actor.ts';
import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Fact} from '../base/door.ts';
import {chained, type Entry, genesisHash} from './rules.ts';

export interface Journal {
  append(db: Db, fact: Fact, actor: Actor, now: number): number;
  mark(): unknown;
  back(mark: unknown): void;
  readonly head: {seq: number; hash: string};
}

/** Opens the append-only record at its present head. */
export function openJournal(db: Db): Journal {
  const last = one<{seq: number; hash: Buffer}>(db, 'select seq, hash from journal order by seq desc limit 1');
  let head = {seq: last?.seq ?? 0, hash: last ? last.hash.toString('hex') : genesisHash};

  function append(into: Db, fact: Fact, actor: Actor, now: number): number {
    const entry: Entry = {
      seq: head.seq + 1,
      at: now,
      kind: fact.kind,
      actorKind: actor.kind,
      actorId: actor.id,
      device: actor.device,
      queueId: fact.queueId ?? null,
      tokenId: fact.tokenId ?? null,
      visitId: fact.visitId ?? null,
      subject: fact.subject ?? null,
      data: fact.data ? JSON.stringify(fact.data) : null,
    };
    const digest = hash('sha256', chained(head.hash, entry), 'buffer');
    insert(
      into,
      `insert into journal (seq, at, kind, actorKind, actorId, device, queueId, tokenId, visitId, subject, data, hash)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      entry.seq,
      entry.at,
      entry.kind,
      entry.actorKind,
      entry.actorId,
      entry.device,
      entry.queueId,
      entry.tokenId,
      entry.visitId,
      entry.subject,
      entry.data,
      digest,
    );
    if (fact.words) run(into, 'insert into remarks (seq, words) values (?, ?)', entry.seq, fact.words);
    head = {seq: entry.seq, hash: digest.toString('hex')};
    return entry.seq;
  }

  return {
    append,
    mark: () => head,
    back: (mark) => {
      head = mark as typeof head;
    },
    get head() {
      return head;
    },
  };
}

/** Walks the chain in bounded pages; null when it is whole, else the first entry that does not fit. */
export function firstBrokenEntry(db: Db, pageSize = 2000): {seq: number; fault: string} | null {
  let previous = {seq: 0, hash: genesisHash};
  for (;;) {
    const page = all<Entry & {hash: Buffer}>(
      db,
      'select * from journal where seq > ? order by seq limit ?',
      previous.seq,
      pageSize,
    );
    if (page.length === 0) return null;
    for (const entry of page) {
      if (entry.seq !== previous.seq + 1) return {seq: entry.seq, fault: `entry ${previous.seq + 1} is missing`};
      const expected = hash('sha256', chained(previous.hash, entry), 'hex');
      if (expected !== entry.hash.toString('hex')) return {seq: entry.seq, fault: `entry ${entry.seq} was changed`};
      previous = {seq: entry.seq, hash: expected};
    }
  }
}

export interface AuditQuery {
  about?: string | undefined;
  actor?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  before: number | null;
  limit: number;
}

export type AuditRow = Entry & {words: string | null};

/** Newest first. `about` is `token:3`, `queue:2`, `visit:5` or any other subject such as `user:1`. */
export function readJournal(db: Db, query: AuditQuery): AuditRow[] {
  const {where, values} = narrowed(query);
  return all<AuditRow>(
    db,
    `select journal.*, remarks.words from journal left join remarks on remarks.seq = journal.seq
     where ${where} and journal.seq < ? order by journal.seq desc limit ?`,
    ...values,
    query.before ?? Number.MAX_SAFE_INTEGER,
    query.limit,
  );
}

export function countJournal(db: Db, query: AuditQuery): number {
  const {where, values} = narrowed(query);
  return one<{count: number}>(db, `select count(*) as count from journal where ${where}`, ...values)!.count;
}

const aboutColumns = new Map([
  ['token', 'tokenId'],
  ['queue', 'queueId'],
  ['visit', 'visitId'],
]);

function narrowed({about, actor, from, to}: AuditQuery): {where: string; values: unknown[]} {
  const parts: [string, ...unknown[]][] = [['1']];
  const [kind, number] = (about ?? '').split(':');
  const column = aboutColumns.get(kind ?? '');
  // What was set up about a queue names it as its subject.
  if (about && column) parts.push([`(journal.${column} = ? or journal.subject = ?)`, Number(number), about]);
  else if (about) parts.push(['journal.subject = ?', about]);
  if (actor) parts.push(['journal.actorId = ?', Number(actor)]);
  if (from !== undefined) parts.push(['journal.at >= ?', from]);
  if (to !== undefined) parts.push(['journal.at < ?', to]);
  return {where: parts.map(([sql]) => sql).join(' and '), values: parts.flatMap(([, ...values]) => values)};
}
