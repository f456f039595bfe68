import type {Db} from '../base/database.ts';
import {insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';

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
  return insert(
    tx.db,
    'insert into visits (day, patientId, name, phone, yearOfBirth, sex, language) values (?, ?, ?, ?, ?, ?, ?)',
    day,
    person.patientId,
    person.name,
    person.phone,
    person.yearOfBirth,
    person.sex,
    person.language,
  );
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
): {durationMs: number; occupiedMs: number} {
  // A clock that was set back must not give a negative duration.
  const durationMs = Math.max(0, tx.now - what.startedAt);
  const occupiedMs = Math.max(durationMs, tx.now - what.calledAt);
  run(
    tx.db,
    `insert into consultations
       (tokenId, visitId, queueId, doctorId, servicePointId, startedAt, endedAt, durationMs, occupiedMs, note)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (tokenId) do update set startedAt = excluded.startedAt, endedAt = excluded.endedAt,
       durationMs = excluded.durationMs, occupiedMs = excluded.occupiedMs, note = coalesce(excluded.note, note)`,
    what.tokenId,
    what.visitId,
    what.queueId,
    what.doctorId,
    what.servicePointId,
    what.startedAt,
    tx.now,
    durationMs,
    occupiedMs,
    note,
  );
  if (what.doctorId !== null) addToAverage(tx, what.doctorId, 1, durationMs);
  return {durationMs, occupiedMs};
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
  run(
    tx.db,
    `insert into consultations (tokenId, visitId, queueId, doctorId, servicePointId, startedAt, note)
     values (?, ?, ?, ?, ?, ?, ?) on conflict (tokenId) do update set note = excluded.note`,
    what.tokenId,
    what.visitId,
    what.queueId,
    what.doctorId,
    what.servicePointId,
    what.startedAt,
    note,
  );
}

export function noteOf(db: Db, tokenId: number): string | null {
  return one<{note: string | null}>(db, 'select note from consultations where tokenId = ?', tokenId)?.note ?? null;
}
