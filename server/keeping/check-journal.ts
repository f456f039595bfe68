import {hash} from 'node:crypto';
import {chained, type Entry, genesisHash} from '../journal/rules.ts';
import {type BookingsSay, hearBooking, nothingSaid} from './check-bookings.ts';
import {damage} from './fault.ts';
import type {Cell, Reader} from './open-file.ts';

/** What the journal alone says, to hold the rows against. */
export interface JournalSays {
  entries: number;
  remarks: number;
  issued: number;
  jumps: number;
  /** `queue|day` → the last serial given. */
  lastSerials: Map<string, number>;
  /** Setting → the value it was last changed to, as JSON. */
  settings: Map<string, string>;
  /** Kind of subject (`doctor`, `user`) → how many were removed. */
  removed: Map<string, number>;
  /** Rooms and counters whose settings an administrator changed. */
  pointsChanged: Set<number>;
  lastSession: number;
  /** Row numbers of tokens that a restore left out, since the time after its copy may have given them. */
  skippedTokens: number;
  bookings: BookingsSay;
}

type Row = [
  seq: number,
  at: number,
  kind: string,
  actorKind: string,
  actorId: number | null,
  device: string | null,
  queueId: number | null,
  tokenId: number | null,
  visitId: number | null,
  subject: string | null,
  data: string | null,
  hash: Uint8Array,
];

const text = `select seq, at, kind, actorKind, actorId, device, queueId, tokenId, visitId, subject, data, hash
  from journal not indexed order by seq`;

/** The chain from its first entry to its last; every entry's words where it has some; numbers in the order they were given. */
export function checkJournal(file: Reader): JournalSays {
  const says: JournalSays = {
    entries: 0,
    remarks: 0,
    issued: 0,
    jumps: 0,
    lastSerials: new Map(),
    settings: new Map(),
    removed: new Map(),
    pointsChanged: new Set(),
    lastSession: 0,
    skippedTokens: 0,
    bookings: nothingSaid(),
  };
  const remarks = file.rows<[Cell]>('select seq from remarks not indexed order by seq')[Symbol.iterator]();
  let remark = remarks.next();
  let previous = genesisHash;
  for (const row of file.rows<Row>(text)) {
    const entry = entryOf(row);
    if (entry.seq !== says.entries + 1) damage('journal.missing', {entry: says.entries + 1});
    const digest = hash('sha256', chained(previous, entry), 'hex');
    if (!(row[11] instanceof Uint8Array) || Buffer.from(row[11]).toString('hex') !== digest)
      damage('journal.changed', {entry: entry.seq});
    previous = digest;
    says.entries++;
    const hasWords = !remark.done && remark.value[0] === entry.seq;
    if (hasWords) {
      says.remarks++;
      remark = remarks.next();
    } else if (entry.data?.includes('"said":true')) damage('row.lost', {table: 'remarks', row: entry.seq});
    listen(says, entry);
  }
  if (!remark.done) damage('row.alien', {table: 'remarks', row: String(remark.value[0])});
  return says;
}

function entryOf(row: Row): Entry {
  return {
    seq: row[0],
    at: row[1],
    kind: row[2],
    actorKind: row[3],
    actorId: row[4],
    device: row[5],
    queueId: row[6],
    tokenId: row[7],
    visitId: row[8],
    subject: row[9],
    data: row[10],
  };
}

function listen(says: JournalSays, entry: Entry): void {
  switch (entry.kind) {
    case 'token.issued':
      takeNumber(says, entry);
      return;
    case 'queue.jumped':
      jump(says, entry);
      return;
    case 'setting.changed':
      says.settings.set(entry.subject!.slice('setting:'.length), JSON.stringify(dataOf(entry).to));
      return;
    case 'service-point.changed':
      says.pointsChanged.add(Number(entry.subject!.split(':')[1]));
      return;
    case 'site.restored':
      leaveOut(says, entry);
      return;
    case 'session.opened':
      says.lastSession = Math.max(says.lastSession, Number(dataOf(entry).session));
      return;
  }
  if (entry.kind.startsWith('booking.')) {
    hearBooking(says.bookings, entry.kind, Number(entry.subject!.split(':')[1]), dataOf(entry));
    return;
  }
  if (!entry.kind.endsWith('.removed')) return;
  const kind = entry.kind.slice(0, -'.removed'.length);
  says.removed.set(kind, (says.removed.get(kind) ?? 0) + 1);
}

/** The next number and no other: without repeat, without gap. */
function takeNumber(says: JournalSays, entry: Entry): void {
  const {day, serial} = dataOf(entry) as {day: string; serial: number};
  const line = `${entry.queueId}|${day}`;
  const last = says.lastSerials.get(line) ?? 0;
  const where = {queueId: entry.queueId ?? undefined, day, serial, entry: entry.seq};
  if (serial <= last) damage('number.twice', where);
  if (serial !== last + 1) damage('number.gap', {...where, serial: last + 1});
  says.lastSerials.set(line, serial);
  says.issued++;
}

/** A restored box goes on after numbers that may be on paper already; it says so: `{day, from, to}`, `to` the last one left out. */
function jump(says: JournalSays, entry: Entry): void {
  const {day, from, to} = dataOf(entry) as {day: string; from: number; to: number};
  const line = `${entry.queueId}|${day}`;
  if ((says.lastSerials.get(line) ?? 0) !== from || !(to > from))
    damage('number.gap', {queueId: entry.queueId ?? undefined, day, serial: from + 1, entry: entry.seq});
  says.lastSerials.set(line, to);
  says.jumps++;
}

/** A restored box gives no row number again that somebody's screen may still hold: `{tokens, sessions}`, what it left out. */
function leaveOut(says: JournalSays, entry: Entry): void {
  const {tokens, sessions} = dataOf(entry) as {tokens: {left: number}; sessions: {last: number}};
  says.skippedTokens += tokens.left;
  says.lastSession = Math.max(says.lastSession, sessions.last);
}

/** The chain has vouched for the text. */
export function dataOf(entry: {data: string | null}): Record<string, unknown> {
  return entry.data === null ? {} : (JSON.parse(entry.data) as Record<string, unknown>);
}
