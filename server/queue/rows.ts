import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';
import {newPlacedSecret} from '../base/secret.ts';
import type {Language} from '../words/say.ts';
import {type Standing, standingKeys} from './move-rules.ts';
import type {Lane, TokenState} from './schema.ts';

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
