import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';
import {newPlacedSecret} from '../base/secret.ts';
import type {Language} from '../words/say.ts';
import {type Standing, standingKeys} from './move-rules.ts';
import type {Lane, QueueState, TokenState} from './schema.ts';

/** A token with the person it belongs to: what staff screens and the line work with. */
export interface LineToken extends Standing {
  id: number;
  key: string;
  queueId: number;
  day: string;
  serial: number;
  visitId: number;
  source: 'phone' | 'staff' | 'kiosk';
  deviceId: number | null;
  state: TokenState;
  lane: Lane;
  arrivedSeq: number;
  slotAt: number | null;
  issuedAt: number;
  fromTokenId: number | null;
  carryPlace: number | null;
  patientId: number | null;
  name: string | null;
  phone: string | null;
  yearOfBirth: number | null;
  sex: string | null;
  language: Language | null;
  recordNumber: string | null;
  reason: string | null;
}

const select = `select tokens.id, tokens.key, tokens.queueId, tokens.day, tokens.serial, tokens.visitId, tokens.source,
    tokens.deviceId, tokens.state, tokens.withdrawn, tokens.lane, tokens.laneSeq, tokens.arrivedSeq,
    tokens.dueAtCall, tokens.asideUntil, tokens.slotAt, tokens.servicePointId, tokens.issuedAt, tokens.calledAt,
    tokens.startedAt, tokens.endedAt, tokens.hereAt, tokens.hereCount, tokens.lateCount, tokens.reasonSeq,
    tokens.fromTokenId, tokens.nextTokenId, tokens.carryPlace,
    visits.patientId, visits.name, visits.phone, visits.yearOfBirth, visits.sex,
    visits.language, patients.recordNumber, remarks.words as reason
  from tokens join visits on visits.id = tokens.visitId left join patients on patients.id = visits.patientId
  left join remarks on remarks.seq = tokens.reasonSeq`;

const active = "tokens.state in ('waiting', 'called', 'serving', 'held', 'no-show')";

export function tokenById(db: Db, id: number): LineToken | undefined {
  return one<LineToken>(db, `${select} where tokens.id = ?`, id);
}

export function tokenByKey(db: Db, key: string): LineToken | undefined {
  return one<LineToken>(db, `${select} where tokens.key = ?`, key);
}

export function activeTokens(db: Db, queueId: number, day: string): LineToken[] {
  return all<LineToken>(
    db,
    `${select} where tokens.queueId = ? and tokens.day = ? and ${active} order by tokens.id`,
    queueId,
    day,
  );
}

/** Today's finished ones, newest first. */
export function finishedTokens(db: Db, queueId: number, day: string, limit: number): LineToken[] {
  return all<LineToken>(
    db,
    `${select} where tokens.queueId = ? and tokens.day = ? and not (${active}) order by tokens.endedAt desc, tokens.id desc limit ?`,
    queueId,
    day,
    limit,
  );
}

export interface NewToken {
  queueId: number;
  day: string;
  serial: number;
  visitId: number;
  source: 'phone' | 'staff' | 'kiosk';
  deviceId: number | null;
  lane: Lane;
  slotAt?: number | null;
  fromTokenId?: number | null;
  seq: number;
  reasonSeq: number | null;
}

/** What nothing else tells of a token: the rest is its history's. Never changes after the issue. */
export const tokensSealed: Sealed = {table: 'tokens', key: ['id'], parts: ['key', 'deviceId', 'arrivedSeq']};

/** Stores a token that waits; `seq` is the journal's number of the fact that issues it, noted right after. */
export function insertToken(tx: Tx, token: NewToken): {id: number; key: string} {
  const key = newPlacedSecret(token.seq);
  const id = insert(
    tx.db,
    `insert into tokens (key, queueId, day, serial, visitId, source, deviceId, state, lane, laneSeq, arrivedSeq, slotAt,
       issuedAt, fromTokenId, reasonSeq, sum) values (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?)`,
    key,
    token.queueId,
    token.day,
    token.serial,
    token.visitId,
    token.source,
    token.deviceId,
    token.lane,
    token.seq,
    token.seq,
    token.slotAt ?? null,
    tx.now,
    token.fromTokenId ?? null,
    token.reasonSeq,
    rowSum([key, token.deviceId, token.seq]),
  );
  return {id, key};
}

/** A visit became this patient's: when the newest of theirs got its first number is their last visit. */
export function tellLastVisit(tx: Tx, patientId: number): void {
  run(
    tx.db,
    `update patients set lastVisitAt = (select issuedAt from tokens where visitId =
       (select max(id) from visits where patientId = ?) order by id limit 1) where id = ?`,
    patientId,
    patientId,
  );
}

const setStanding = standingKeys.map((key) => `${key} = ?`).join(', ');

/** Writes a standing over one that is known; insists that nobody moved the token in between. */
export function updateStanding(tx: Tx, tokenId: number, from: Standing, to: Standing): void {
  const changed = run(
    tx.db,
    `update tokens set ${setStanding} where id = ? and state = ? and laneSeq = ?`,
    ...standingKeys.map((key) => to[key]),
    tokenId,
    from.state,
    from.laneSeq,
  );
  if (changed !== 1) throw new Error(`token ${tokenId} is not where it was read`);
}

export function setCarryPlace(tx: Tx, tokenId: number, place: number): void {
  run(tx.db, 'update tokens set carryPlace = ? where id = ?', place, tokenId);
}

export function carriedTokens(db: Db, day: string): LineToken[] {
  return all<LineToken>(
    db,
    `${select} where tokens.day = ? and carryPlace is not null and nextTokenId is null order by tokens.queueId, carryPlace`,
    day,
  );
}

export function setNextToken(tx: Tx, tokenId: number, nextTokenId: number): void {
  run(tx.db, 'update tokens set nextTokenId = ? where id = ?', nextTokenId, tokenId);
}

export function activeTokensOfDevice(db: Db, deviceId: number, day: string): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from tokens where deviceId = ? and day = ? and ${active}`,
    deviceId,
    day,
  )!.count;
}

export function activeTokensOfPhone(db: Db, phone: string, day: string): number {
  return one<{count: number}>(
    db,
    `select count(*) as count from visits join tokens on tokens.visitId = visits.id
     where visits.phone = ? and tokens.day = ? and ${active}`,
    phone,
    day,
  )!.count;
}

/** Called or serving at a room or counter, whichever queue they came from. */
export function tokensAt(db: Db, servicePointId: number, day: string): {id: number; queueId: number}[] {
  return all<{id: number; queueId: number}>(
    db,
    "select id, queueId from tokens where servicePointId = ? and state in ('called', 'serving') and day = ?",
    servicePointId,
    day,
  );
}

// ---- days ----

export const serviceDaysSealed: Sealed = {
  table: 'service_days',
  key: ['day'],
  parts: ['day', 'openedAt', 'closedAt'],
};

export interface ServiceDay {
  day: string;
  openedAt: number;
  closedAt: number | null;
}

export function lastServiceDay(db: Db): ServiceDay | undefined {
  return one<ServiceDay>(db, 'select day, openedAt, closedAt from service_days order by day desc limit 1');
}

export interface QueueDay {
  queueId: number;
  day: string;
  state: QueueState;
  stateBy: 'hours' | 'staff';
  notice: string | null;
  resumesAt: number | null;
  lateMinutes: number;
  lastSerial: number;
  calls: number;
  /** JSON. */
  wheel: string;
}

export function queueDayOf(db: Db, queueId: number, day: string): QueueDay | undefined {
  return one<QueueDay>(
    db,
    `select queueId, day, state, stateBy, notice, resumesAt, lateMinutes, lastSerial, calls, wheel from queue_days
     where queueId = ? and day = ?`,
    queueId,
    day,
  );
}

/** The next number of a line is taken; the row is made with its first. */
export function saveLastSerial(tx: Tx, row: QueueDay): void {
  const changed = run(
    tx.db,
    'update queue_days set lastSerial = ? where queueId = ? and day = ?',
    row.lastSerial,
    row.queueId,
    row.day,
  );
  if (changed === 0) saveQueueDay(tx, row);
}

/** Without the counters, which the journal and the calls tell: the next number costs no sum. */
export const queueDaysSealed: Sealed = {
  table: 'queue_days',
  key: ['queueId', 'day'],
  parts: ['queueId', 'day', 'state', 'stateBy', 'notice', 'resumesAt', 'lateMinutes'],
};

export function saveQueueDay(tx: Tx, row: QueueDay): void {
  run(
    tx.db,
    `insert into queue_days (queueId, day, state, stateBy, notice, resumesAt, lateMinutes, lastSerial, calls, wheel, sum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (queueId, day) do update set state = excluded.state, stateBy = excluded.stateBy,
       notice = excluded.notice, resumesAt = excluded.resumesAt, lateMinutes = excluded.lateMinutes,
       lastSerial = excluded.lastSerial, calls = excluded.calls, wheel = excluded.wheel, sum = excluded.sum`,
    row.queueId,
    row.day,
    row.state,
    row.stateBy,
    row.notice,
    row.resumesAt,
    row.lateMinutes,
    row.lastSerial,
    row.calls,
    row.wheel,
    rowSum([row.queueId, row.day, row.state, row.stateBy, row.notice, row.resumesAt, row.lateMinutes]),
  );
}

// ---- calls and moves ----

export interface CallRow {
  id: number;
  queueId: number;
  day: string;
  tokenId: number;
  servicePointId: number;
  at: number;
  again: number;
  wheel: string | null;
  undone: number;
}

export function insertCall(tx: Tx, call: Omit<CallRow, 'id' | 'undone' | 'at'>): number {
  return insert(
    tx.db,
    'insert into calls (queueId, day, tokenId, servicePointId, at, again, wheel) values (?, ?, ?, ?, ?, ?, ?)',
    call.queueId,
    call.day,
    call.tokenId,
    call.servicePointId,
    tx.now,
    call.again,
    call.wheel,
  );
}

export function callById(db: Db, id: number): CallRow | undefined {
  return one<CallRow>(db, 'select * from calls where id = ?', id);
}

/** An undone call leaves the boards, and so do its repetitions. */
export function undoCalls(tx: Tx, tokenId: number, fromCallId: number): void {
  run(tx.db, 'update calls set undone = 1 where tokenId = ? and id >= ?', tokenId, fromCallId);
}

export interface BoardCallRow {
  id: number;
  at: number;
  again: number;
  queueId: number;
  servicePointId: number;
  serial: number;
}

/** The newest calls of these queues on one day, newest first. */
export function lastCalls(
  db: Db,
  queueIds: readonly number[],
  /** Only to these rooms; null: to all. */
  points: readonly number[] | null,
  day: string,
  limit: number,
): BoardCallRow[] {
  return all<BoardCallRow>(
    db,
    `select calls.id, calls.at, calls.again, calls.queueId, calls.servicePointId, tokens.serial
     from calls join tokens on tokens.id = calls.tokenId
     where calls.id > (select coalesce(max(id), 0) - 5000 from calls) and calls.day = ? and calls.undone = 0
       and calls.queueId in (select value from json_each(?))
       and (? is null or calls.servicePointId in (select value from json_each(?)))
     order by calls.id desc limit ?`,
    day,
    JSON.stringify(queueIds),
    points === null ? null : 1,
    JSON.stringify(points ?? []),
    limit,
  );
}

/** When each room of a queue last called somebody today. */
export function lastCallAtPoints(db: Db, queueId: number, day: string): {servicePointId: number; at: number}[] {
  return all<{servicePointId: number; at: number}>(
    db,
    // The last, not the latest: the clock may have been set back since.
    `select servicePointId, at, max(id) from
       (select id, servicePointId, at from calls where queueId = ? and day = ? and undone = 0 order by id desc limit 200)
     group by servicePointId`,
    queueId,
    day,
  );
}

export interface MoveRow {
  id: number;
  tokenId: number;
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  actorId: number | null;
  servicePointId: number | null;
  before: string;
  after: string;
  callId: number | null;
}

/** Without `undone`, which the journal tells. */
export const movesSealed: Sealed = {
  table: 'moves',
  key: ['id'],
  parts: ['tokenId', 'seq', 'at', 'kind', 'actorKind', 'actorId', 'servicePointId', 'after', 'callId'],
  long: 'before',
};

export function insertMove(tx: Tx, move: Omit<MoveRow, 'id' | 'at' | 'actorKind' | 'actorId'>): void {
  insert(
    tx.db,
    `insert into moves (tokenId, seq, at, kind, actorKind, actorId, servicePointId, before, after, callId, sum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    move.tokenId,
    move.seq,
    tx.now,
    move.kind,
    tx.actor.kind,
    tx.actor.id,
    move.servicePointId,
    move.before,
    move.after,
    move.callId,
    rowSum(
      [
        move.tokenId,
        move.seq,
        tx.now,
        move.kind,
        tx.actor.kind,
        tx.actor.id,
        move.servicePointId,
        move.after,
        move.callId,
      ],
      move.before,
    ),
  );
}

export function lastMove(db: Db, tokenId: number): MoveRow | undefined {
  return one<MoveRow>(db, 'select * from moves where tokenId = ? and undone = 0 order by id desc limit 1', tokenId);
}

export function markUndone(tx: Tx, moveId: number): void {
  if (run(tx.db, 'update moves set undone = 1 where id = ? and undone = 0', moveId) !== 1)
    throw new Error(`move ${moveId} was undone already`);
}

// ---- floods ----

/**
 * One transaction of a void: the entry that names it, how many entries right before it cancelled a token each, and the step
 * before it.
 */
export interface FloodStep {
  seq: number;
  at: number;
  actorKind: string;
  actorId: number | null;
  cancelled: number;
  before: number | null;
}

/** Undefined where that entry is no void of this queue. */
export function floodStep(db: Db, queueId: number, seq: number): FloodStep | undefined {
  return one<FloodStep>(
    db,
    `select seq, at, actorKind, actorId, data ->> 'cancelled' as cancelled, data ->> 'before' as before
     from journal where seq = ? and kind = 'queue.flood-voided' and queueId = ?`,
    seq,
    queueId,
  );
}

/** Whom a step cancelled, and by which entry. */
export function cancelledInFlood(db: Db, {seq, cancelled}: FloodStep): {tokenId: number; seq: number}[] {
  return all<{tokenId: number; seq: number}>(
    db,
    "select tokenId, seq from journal where seq >= ? and seq < ? and kind = 'token.cancelled' order by seq",
    seq - cancelled,
    seq,
  );
}

// ---- pace ----

export interface Pace {
  meanLogMs: number;
  varLogMs: number;
  count: number;
}

export function paceOf(db: Db, subject: string): Pace | null {
  return one<Pace>(db, 'select meanLogMs, varLogMs, count from paces where subject = ?', subject) ?? null;
}

export const pacesSealed: Sealed = {
  table: 'paces',
  key: ['subject'],
  parts: ['subject', 'meanLogMs', 'varLogMs', 'count'],
};

export function savePace(tx: Tx, subject: string, pace: Pace): void {
  run(
    tx.db,
    `insert into paces (subject, meanLogMs, varLogMs, count, sum) values (?, ?, ?, ?, ?) on conflict (subject)
     do update set meanLogMs = excluded.meanLogMs, varLogMs = excluded.varLogMs, count = excluded.count,
       sum = excluded.sum`,
    subject,
    pace.meanLogMs,
    pace.varLogMs,
    pace.count,
    rowSum([subject, pace.meanLogMs, pace.varLogMs, pace.count]),
  );
}

/** What moved people back in this queue today, oldest first: facts of the journal whose data name who stood where. */
export function overtakes(db: Db, queueId: number, fromSeq: number): {at: number; data: string}[] {
  return all<{at: number; data: string}>(
    db,
    `select at, data from journal where queueId = ? and seq >= ? and kind = 'queue.overtaken' order by seq desc limit 500`,
    queueId,
    fromSeq,
  ).reverse();
}

/** A browser's tokens that are still in play, newest first. */
export function tokensOfDevice(db: Db, deviceId: number, day: string): LineToken[] {
  return all<LineToken>(
    db,
    `${select} where tokens.deviceId = ? and tokens.day = ? and ${active} order by tokens.id desc limit 20`,
    deviceId,
    day,
  );
}

/** The moves of a queue's day that say how long rooms were taken, oldest first; undone ones do not count. */
export function figureMoves(db: Db, queueId: number, day: string): Pick<MoveRow, 'kind' | 'at' | 'before'>[] {
  return all<Pick<MoveRow, 'kind' | 'at' | 'before'>>(
    db,
    `select moves.kind, moves.at, moves.before from tokens join moves on moves.tokenId = tokens.id
     where tokens.queueId = ? and tokens.day = ? and moves.undone = 0
       and moves.kind in ('complete', 'hold', 'transfer', 'no-show') order by moves.id`,
    queueId,
    day,
  );
}

/** When somebody came into a lane that goes before others, the last two hundred. */
export function arrivalsBefore(db: Db, queueId: number, day: string): {lane: Lane; at: number}[] {
  return all<{lane: Lane; at: number}>(
    db,
    `select tokens.lane, journal.at from tokens join journal on journal.seq = tokens.laneSeq
     where tokens.queueId = ? and tokens.day = ? and tokens.lane in ('emergency', 'priority')
     order by tokens.serial desc limit 200`,
    queueId,
    day,
  ).reverse();
}

/** Whether somebody of the register ever had a token in one of these queues. */
export function wasSeenIn(db: Db, patientId: number, queueIds: readonly number[]): boolean {
  return (
    one(
      db,
      `select 1 from visits join tokens on tokens.visitId = visits.id
       where visits.patientId = ? and tokens.queueId in (select value from json_each(?)) limit 1`,
      patientId,
      JSON.stringify(queueIds),
    ) !== undefined
  );
}
