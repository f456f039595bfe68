import type {Db} from '../base/database.ts';
import {insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {insertSealed, type Sealed, seal} from '../base/row-sum.ts';

export const visitsSealed: Sealed = {
  table: 'visits',
  key: ['id'],
  parts: ['id', 'day', 'patientId', 'name', 'phone', 'yearOfBirth', 'sex', 'language'],
};

export const consultationsSealed: Sealed = {
  table: 'consultations',
  key: ['tokenId'],
  parts: [
    'id',
    'tokenId',
    'visitId',
    'queueId',
    'doctorId',
    'servicePointId',
    'startedAt',
    'endedAt',
    'durationMs',
    'occupiedMs',
    'note',
  ],
};

export interface Person {
  patientId: number | null;
  name: string | null;
  phone: string | null;
  yearOfBirth: number | null;
  sex: string | null;
  language: string | null;
}

export function openVisit(tx: Tx, day: string, person: Person): number {
  if (person.patientId !== null)
    run(tx.db, 'update patients set lastVisitAt = ? where id = ?', tx.now, person.patientId);
  const {patientId, name, phone, yearOfBirth, sex, language} = person;
  return insertSealed(tx.db, visitsSealed, [day, patientId, name, phone, yearOfBirth, sex, language]);
}

/** Corrects who somebody is on this visit. */
export function sayWho(tx: Tx, visitId: number, {patientId, name, phone, yearOfBirth, sex}: Person): void {
  run(
    tx.db,
    'update visits set patientId = ?, name = ?, phone = ?, yearOfBirth = ?, sex = ? where id = ?',
    patientId,
    name,
    phone,
    yearOfBirth,
    sex,
    visitId,
  );
  seal(tx.db, visitsSealed, visitId);
}

export interface Consultation {
  tokenId: number;
  visitId: number;
  queueId: number;
  doctorId: number | null;
  servicePointId: number | null;
  startedAt: number;
  calledAt: number;
}

/** Writes what happened between start and completion, and moves the doctor's average. Returns how long the room was taken. */
export function finishConsultation(
  tx: Tx,
  what: Consultation,
  note: string | null,
): {durationMs: number; occupiedMs: number; leaptMs: number} {
  // A clock that was put right meanwhile gives nobody a consultation of hours, or of less than nothing.
  const leaptMs = tx.leaptSince(what.startedAt);
  const durationMs = Math.max(0, tx.now - what.startedAt - leaptMs);
  const occupiedMs = Math.max(durationMs, tx.now - what.calledAt - tx.leaptSince(what.calledAt));
  const draft = insistConsultation(tx, what);
  run(
    tx.db,
    `update consultations set doctorId = ?, servicePointId = ?, startedAt = ?, endedAt = ?, durationMs = ?, occupiedMs = ?,
       note = coalesce(?, note) where id = ?`,
    what.doctorId,
    what.servicePointId,
    what.startedAt,
    tx.now,
    durationMs,
    occupiedMs,
    note,
    draft,
  );
  seal(tx.db, consultationsSealed, what.tokenId);
  if (what.doctorId !== null) addToAverage(tx, what.doctorId, 1, durationMs);
  return {durationMs, occupiedMs, leaptMs};
}

/** Undo of a completion: the note stays as a draft, the figures go. */
export function reopenConsultation(tx: Tx, tokenId: number): void {
  const row = one<{doctorId: number | null; durationMs: number | null}>(
    tx.db,
    'select doctorId, durationMs from consultations where tokenId = ?',
    tokenId,
  );
  if (!row || row.durationMs === null) return;
  if (row.doctorId !== null) addToAverage(tx, row.doctorId, -1, -row.durationMs);
  run(
    tx.db,
    'update consultations set endedAt = null, durationMs = null, occupiedMs = null where tokenId = ?',
    tokenId,
  );
  seal(tx.db, consultationsSealed, tokenId);
}

function addToAverage(tx: Tx, doctorId: number, count: number, sumMs: number): void {
  run(
    tx.db,
    `update doctors set consultationCount = consultationCount + ?, consultationSumMs = consultationSumMs + ? where id = ?`,
    count,
    sumMs,
    doctorId,
  );
}

/** A draft while serving, kept with the consultation. */
export function saveNote(tx: Tx, what: Omit<Consultation, 'calledAt'>, note: string): void {
  run(tx.db, 'update consultations set note = ? where id = ?', note, insistConsultation(tx, what));
  seal(tx.db, consultationsSealed, what.tokenId);
}

/** One a token. Not an upsert: that would use up a row number each time, and numbers without gaps show a row that is lost. */
function insistConsultation(tx: Tx, what: Omit<Consultation, 'calledAt'>): number {
  const known = one<{id: number}>(tx.db, 'select id from consultations where tokenId = ?', what.tokenId);
  if (known) return known.id;
  return insert(
    tx.db,
    `insert into consultations (tokenId, visitId, queueId, doctorId, servicePointId, startedAt)
     values (?, ?, ?, ?, ?, ?)`,
    what.tokenId,
    what.visitId,
    what.queueId,
    what.doctorId,
    what.servicePointId,
    what.startedAt,
  );
}

export function noteOf(db: Db, tokenId: number): string | null {
  return one<{note: string | null}>(db, 'select note from consultations where tokenId = ?', tokenId)?.note ?? null;
}
