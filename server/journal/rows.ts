import {hash} from 'node:crypto';
import type {Actor} from '../base/actor.ts';
import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Fact} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';
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
      data: dataText(fact),
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
    if (fact.words)
      run(
        into,
        'insert into remarks (seq, words, sum) values (?, ?, ?)',
        entry.seq,
        fact.words,
        rowSum([entry.seq, fact.words]),
      );
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

/** The chain also says that there were words, so that a lost remark shows; not which. */
function dataText({data, words}: Fact): string | null {
  if (words) return JSON.stringify({...data, said: true});
  return data ? JSON.stringify(data) : null;
}

export const remarksSealed: Sealed = {table: 'remarks', key: ['seq'], parts: ['seq', 'words']};

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

/**
 * What the record can be narrowed to. `kinds` begin the fact's name. What is rare and has a subject is found by that, however
 * long ago it was; anything else is looked for in a stretch of time, because most entries are of other kinds.
 */
export const auditGroups = {
  numbers: {kinds: ['token.', 'move.', 'consultation.'], subjects: []},
  moves: {kinds: ['token.lane-changed', 'token.taken-first', 'queue.overtaken', 'move.undone'], subjects: []},
  lines: {
    kinds: [
      ...['queue.opened', 'queue.paused', 'queue.resumed', 'queue.closed', 'queue.late'],
      ...['queue.overtaken', 'queue.flood-voided', 'queue.flood-undone', 'queue.jumped'],
    ],
    subjects: [],
  },
  patients: {kinds: ['patient.', 'token.named'], subjects: []},
  appointments: {
    kinds: ['booking.', 'waitlist.', 'schedule.', 'leave.', 'slots.'],
    subjects: [],
  },
  settings: {kinds: ['setting.'], subjects: ['setting:']},
  setup: {
    kinds: [
      'site.',
      'clock.',
      'demo.',
      'department.',
      'service-point.',
      'doctor.',
      'board.',
      'printer.',
      'queue.added',
      'queue.changed',
      'queue.removed',
    ],
    subjects: ['site:', 'clock:', 'department:', 'service-point:', 'doctor:', 'queue:', 'board:', 'printer:'],
  },
  people: {kinds: ['user.', 'session.'], subjects: ['user:']},
  displays: {kinds: ['display.'], subjects: ['display:']},
  day: {kinds: ['day.'], subjects: ['day:']},
} as const satisfies Record<string, {kinds: readonly string[]; subjects: readonly string[]}>;
export type AuditGroup = keyof typeof auditGroups;

/** One token as a subject of the record: its own entries, and those in which others came before it. */
export interface AuditToken {
  id: number;
  queueId: number;
  from: number;
  to: number;
}

export interface AuditQuery {
  about?: string | undefined;
  /** Those that bear the asked number. */
  tokens?: readonly AuditToken[] | undefined;
  group?: AuditGroup | undefined;
  actor?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
  before: number | null;
  limit: number;
}

export type AuditRow = Entry & {words: string | null};

/** The most that a count says; more is said as this many. Counting millions would keep everybody waiting. */
const mostCounted = 100_000;

/**
 * Newest first. `about` is `token:3`, `queue:2`, `visit:5` or any other subject such as `user:1`. Each path is walked in the
 * order of an index and stops when the page is full: what has millions of entries (a queue, a person, a time) by `at`, all
 * else by `seq`.
 */
export function readJournal(db: Db, query: AuditQuery): AuditRow[] {
  const byTime = isByTime(query);
  const from = query.before === null ? none : afterCursor(db, query.before, byTime);
  if (from === null) return [];
  const rows = pathsOf(db, query).flatMap((path) => {
    const where = [...path.where, ...from.where].join(' and ') || '1';
    return all<AuditRow>(
      db,
      `select page.*, remarks.words from
         (select * from journal where ${where} order by ${byTime ? 'at desc, seq desc' : 'seq desc'} limit ?) as page
       left join remarks on remarks.seq = page.seq`,
      ...path.values,
      ...from.values,
      query.limit,
    );
  });
  rows.sort((a, b) => (byTime && b.at !== a.at ? b.at - a.at : b.seq - a.seq));
  return rows.slice(0, query.limit);
}

interface Narrowed {
  where: string[];
  values: unknown[];
}
const none: Narrowed = {where: [], values: []};

/** What comes after the last entry of the page before; null when there is no such entry. */
function afterCursor(db: Db, seq: number, byTime: boolean): Narrowed | null {
  if (!byTime) return {where: ['seq < ?'], values: [seq]};
  const at = one<{at: number}>(db, 'select at from journal where seq = ?', seq)?.at;
  return at === undefined ? null : {where: ['at <= ?', '(at < ? or seq < ?)'], values: [at, at, seq]};
}

export function countJournal(db: Db, query: AuditQuery): number {
  let count = 0;
  for (const {where, values} of pathsOf(db, query)) {
    // Entries are numbered without gaps, so all of them are as many as the last one says.
    const text =
      where.length === 0
        ? 'select coalesce(max(seq), 0) as count from journal'
        : `select count(*) as count from (select 1 from journal where ${where.join(' and ')} limit ${mostCounted})`;
    count += one<{count: number}>(db, text, ...values)!.count;
    if (count >= mostCounted && where.length > 0) return mostCounted;
  }
  return count;
}

function isByTime({about, tokens, actor, from, to}: AuditQuery): boolean {
  if (tokens !== undefined) return false;
  const kind = about?.split(':')[0];
  if (about !== undefined && kind !== 'queue') return false;
  return kind === 'queue' || actor !== undefined || from !== undefined || to !== undefined;
}

/**
 * The ways to what is asked for. A queue is named by its column and as a subject, and no entry is on both ways. The `+` keeps
 * a condition from choosing the index where another one leads to far fewer entries.
 */
function pathsOf(db: Db, query: AuditQuery): Narrowed[] {
  const {group} = query;
  if (group === undefined) return waysOf(db, query);
  const {kinds, subjects} = auditGroups[group];
  const alone = query.about === undefined && query.tokens === undefined;
  if (alone && subjects.length > 0) return subjects.flatMap((subject) => waysOf(db, query, subject));
  const ofKind: Narrowed = {
    where: [`(${kinds.map(() => '(kind >= ? and kind < ?)').join(' or ')})`],
    values: kinds.flatMap((kind) => [kind, afterAll(kind)]),
  };
  return waysOf(db, query).map((way) => joined(way, ofKind));
}

/** What no text that begins so comes after. */
const afterAll = (start: string) => `${start}\u{10ffff}`;

function waysOf(db: Db, {about, tokens, actor, from, to}: AuditQuery, subject?: string): Narrowed[] {
  const [kind, number] = (about ?? '').split(':');
  const ways: Narrowed[] = [];
  if (kind === 'token') ways.push({where: ['tokenId = ?'], values: [Number(number)]});
  else if (kind === 'visit')
    ways.push({where: ['tokenId in (select id from tokens where visitId = ?)'], values: [Number(number)]});
  else if (about) ways.push({where: ['subject = ?'], values: [about]});
  if (subject) ways.push({where: ['subject >= ?', 'subject < ?'], values: [subject, afterAll(subject)]});
  for (const token of tokens ?? []) {
    ways.push({where: ['tokenId = ?'], values: [token.id]});
    // The `+` leads to the index by queue and time: that of all who were ever overtaken grows for years.
    ways.push({
      where: ['queueId = ?', "+kind = 'queue.overtaken'", 'at >= ?', 'at <= ?', 'instr(data, ?) > 0'],
      values: [token.queueId, token.from, token.to, `[${token.id},`],
    });
  }
  if (tokens?.length === 0) return [];
  const time = (at: string): Narrowed => ({
    where: [...(from === undefined ? [] : [`${at} >= ?`]), ...(to === undefined ? [] : [`${at} < ?`])],
    values: [from, to].filter((one) => one !== undefined),
  });
  const by = (column: string): Narrowed => (actor ? {where: [`${column} = ?`], values: [Number(actor)]} : none);
  if (ways.length === 0 && actor)
    return queuesOfActor(db, Number(actor)).map((queueId) =>
      joined(by('actorId'), {where: ['queueId is ?'], values: [queueId]}, time('at')),
    );
  if (ways.length === 0) return [time('at')];
  const paths = ways.map((way) => joined(way, by('+actorId'), time('+at')));
  if (kind === 'queue') {
    // With `is` only the index by person, queue and time fits.
    const column = {where: [actor ? 'queueId is ?' : 'queueId = ?'], values: [Number(number)]};
    paths.push(joined(column, by('actorId'), time('at')));
  }
  return paths;
}

/**
 * The queues of which the record names this person, and null for what is of none. The index goes by person, queue and time, so
 * that a person's rare deeds in a queue of a million entries are found as fast as frequent ones; leaps from queue to queue.
 */
function queuesOfActor(db: Db, actorId: number): (number | null)[] {
  const queues = all<{id: number}>(
    db,
    `with recursive its (id) as (
       select min(queueId) from journal where actorId = ?
       union all
       select (select min(queueId) from journal where actorId = ? and queueId > its.id) from its where its.id is not null)
     select id from its where id is not null`,
    actorId,
    actorId,
  );
  return [null, ...queues.map(({id}) => id)];
}

function joined(...parts: Narrowed[]): Narrowed {
  return {where: parts.flatMap(({where}) => where), values: parts.flatMap(({values}) => values)};
}
