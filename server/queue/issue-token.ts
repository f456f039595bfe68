import type {Actor} from '../base/actor.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {findSame, patientById, phoneOf, registerPatient} from '../patients/rows.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist, reachOf} from '../staff/permissions.ts';
import {openVisit, type Person} from '../visits/rows.ts';
import {placesLeft} from './cap-rules.ts';
import {noteOvertaken} from './change-token.ts';
import {saveLastSerial} from './day-rows.ts';
import {stateNow} from './day-rules.ts';
import {changesLine, type Line, lineIn, lineOf, openDay, orderOf} from './line.ts';
import {activeTokensOfDevice, activeTokensOfPhone, insertToken, type LineToken, wasSeenIn} from './rows.ts';
import type {IssueBody, Lane, MoveCode} from './schema.ts';

export interface Issue extends IssueBody {
  /** The row of the browser that asks; null for staff, kiosks and those without a cookie. */
  deviceId?: number | null;
  /** False lifts the cap per phone and device (load tests on a throw-away folder). */
  capped?: boolean;
}

/**
 * Gives the next number of a queue and the place that goes with it. Refuses queue.missing, queue.closed, queue.full (with
 * the department's other open queues), token.limit, lane.not-allowed, permission.denied, patient.missing, input.invalid.
 */
export function issueToken(tx: Tx, queueId: number, body: Issue): LineToken {
  const queue = directoryOf(tx.db).queues.get(queueId) ?? refuse('queue.missing');
  const source = sourceOf(tx.actor);
  const lane = laneFor(tx.actor, queueId, body);
  const day = openDay(tx.db) ?? refuse('queue.closed', {opensAt: null});
  const line = lineIn(tx, queueId, day);
  insistOpen(tx, queue, line);
  insistRoom(tx, queue, line, lane, source);
  const person = personOf(tx, body, source === 'staff');
  if (source === 'phone' && body.capped !== false) insistUnderLimit(tx, day, person.phone, body.deviceId ?? null);
  const visitId = openVisit(tx, day, person);
  return placeToken(tx, line, {
    queue,
    visitId,
    person,
    source,
    lane,
    deviceId: source === 'phone' ? (body.deviceId ?? null) : null,
    reason: body.reason,
  });
}

interface Place {
  queue: QueueRow;
  visitId: number;
  person: Person;
  source: LineToken['source'];
  lane: Lane;
  deviceId: number | null;
  reason?: string | undefined;
  fromTokenId?: number | null;
  slotAt?: number | null;
  /** Why others come later through this one, where its lane does not say. */
  code?: MoveCode;
}

/** Takes the serial and stores the token at the end of its lane: one transaction with whatever led here. */
export function placeToken(tx: Tx, line: Line, place: Place): LineToken {
  const code = place.code ?? overtakingCode[place.lane] ?? takesTurns(line);
  const orderBefore = code ? orderOf(tx.db, line, tx.now).map((other) => other.id) : [];
  changesLine(tx, line);
  const serial = line.queueDay.lastSerial + 1;
  line.queueDay = {...line.queueDay, lastSerial: serial};
  saveLastSerial(tx, line.queueDay);
  const {person} = place;
  const seq = tx.nextSeq();
  const reasonSeq = place.reason ? seq : null;
  const {id, key} = insertToken(tx, {
    queueId: line.queueId,
    day: line.day,
    serial,
    visitId: place.visitId,
    source: place.source,
    deviceId: place.deviceId,
    lane: place.lane,
    slotAt: place.slotAt ?? null,
    fromTokenId: place.fromTokenId ?? null,
    seq,
    reasonSeq,
  });
  const noted = tx.note({
    kind: 'token.issued',
    queueId: line.queueId,
    tokenId: id,
    visitId: place.visitId,
    data: {
      day: line.day,
      serial,
      lane: place.lane,
      source: place.source,
      from: place.fromTokenId ?? null,
      ...(place.slotAt ? {slot: place.slotAt} : {}),
    },
    words: place.reason,
  });
  if (noted !== seq) throw new Error(`token ${id} carries ${seq}, the journal ${noted}`);
  const token: LineToken = {
    id,
    key,
    queueId: line.queueId,
    day: line.day,
    serial,
    visitId: place.visitId,
    source: place.source,
    deviceId: place.deviceId,
    state: 'waiting',
    withdrawn: 0,
    lane: place.lane,
    laneSeq: seq,
    arrivedSeq: seq,
    dueAtCall: null,
    asideUntil: null,
    slotAt: place.slotAt ?? null,
    servicePointId: null,
    issuedAt: tx.now,
    calledAt: null,
    startedAt: null,
    endedAt: null,
    hereAt: null,
    hereCount: 0,
    lateCount: 0,
    reasonSeq,
    fromTokenId: place.fromTokenId ?? null,
    nextTokenId: null,
    carryPlace: null,
    // Named one by one: after a transfer or a carried day the person is read off a whole token.
    patientId: person.patientId,
    name: person.name,
    phone: person.phone,
    yearOfBirth: person.yearOfBirth,
    sex: person.sex,
    language: person.language === 'hi' || person.language === 'en' ? person.language : null,
    recordNumber: person.patientId ? (patientById(tx.db, person.patientId)?.recordNumber ?? null) : null,
    reason: place.reason ?? null,
  };
  line.tokens.set(id, token);
  line.taken++;
  if (place.source === 'phone') line.takenByPhones++;
  if (code) line.overtakers = null;
  if (code) noteOvertaken(tx, line, orderBefore, code, id);
  return token;
}

/** Where the line is mixed the wheel gives a walk-in turns too, and somebody of another lane may come one later. */
function takesTurns(line: Line): MoveCode | undefined {
  return line.tokens.apart > 0 ? 'turns' : undefined;
}

const overtakingCode: Partial<Record<Lane, MoveCode>> = {
  emergency: 'emergency',
  priority: 'priority',
  booked: 'booked',
  returning: 'returning',
};

function sourceOf(actor: Actor): LineToken['source'] {
  if (actor.kind === 'staff' || actor.kind === 'system') return 'staff';
  return actor.role === 'kiosk' ? 'kiosk' : 'phone';
}

function laneFor(actor: Actor, queueId: number, body: Issue): Lane {
  const lane = body.lane ?? 'walk-in';
  if (actor.kind === 'staff') insist(actor, 'token.issue', queueId);
  else if (actor.kind !== 'system') {
    if (lane !== 'walk-in') refuse('lane.not-allowed');
    if (body.patientId !== undefined || body.reason !== undefined) refuse('permission.denied');
  }
  return lane;
}

function insistOpen(tx: Tx, queue: QueueRow, line: Line): void {
  const {state, opensAt} = stateNow(line.queueDay, line.hours, tx.now);
  if (state === 'closed') refuse('queue.closed', {queue: queue.code, opensAt});
}

/** A full day is a clear no, with where else to ask in the same department. Emergencies are never turned away by a number. */
function insistRoom(tx: Tx, queue: QueueRow, line: Line, lane: Lane, source: LineToken['source']): void {
  if (lane === 'emergency' || leftIn(tx, queue, line, source) > 0) return;
  const alternatives = [...directoryOf(tx.db).queues.values()].flatMap((other) => {
    if (other.id === queue.id || other.departmentId !== queue.departmentId) return [];
    const its = lineOf(tx.db, other.id, line.day);
    const open = stateNow(its.queueDay, its.hours, tx.now).state !== 'closed';
    return open && leftIn(tx, other, its, source) > 0
      ? [{id: String(other.id), code: other.code, name: other.name}]
      : [];
  });
  refuse('queue.full', {alternatives});
}

function leftIn(tx: Tx, queue: QueueRow, {taken, takenByPhones}: Line, source: LineToken['source']): number {
  const {deskShareOfCapPercent} = settingsOf(tx.db);
  return placesLeft(queue.dailyCap, {all: taken, byPhones: takenByPhones}, source === 'phone', deskShareOfCapPercent);
}

/** Who it is, as far as they said. The desk's people become patients of the house; a phone's word stays with the visit. */
function personOf(tx: Tx, body: Issue, byStaff: boolean): Person {
  const phone = body.phone === undefined ? null : phoneOf(tx.db, body.phone);
  const said = {
    name: body.name ?? null,
    phone,
    yearOfBirth: body.yearOfBirth ?? null,
    sex: body.sex ?? null,
    language: body.language ?? null,
  };
  if (!byStaff) return {patientId: null, ...said};
  const ownOnly = reachOf(tx.actor, 'patients.see') === 'own';
  if (body.patientId !== undefined) {
    const known = patientById(tx.db, Number(body.patientId)) ?? refuse('patient.missing');
    if (ownOnly && !wasSeenIn(tx.db, known.id, [...tx.actor.queueIds])) refuse('patient.missing');
    return {
      patientId: known.id,
      name: known.name,
      phone: phone ?? known.phone,
      yearOfBirth: said.yearOfBirth ?? known.yearOfBirth,
      sex: said.sex ?? known.sex,
      language: said.language,
    };
  }
  // Who may not search the house's register learns nothing from it by guessing names either.
  if (said.name === null || ownOnly) return {patientId: null, ...said};
  const patient =
    findSame(tx.db, said.name, phone) ??
    registerPatient(tx, {name: said.name, phone, yearOfBirth: said.yearOfBirth, sex: said.sex});
  return {
    ...said,
    patientId: patient.id,
    yearOfBirth: said.yearOfBirth ?? patient.yearOfBirth,
    sex: said.sex ?? patient.sex,
  };
}

/** One phone, one family. */
function insistUnderLimit(tx: Tx, day: string, phone: string | null, deviceId: number | null): void {
  const limit = settingsOf(tx.db).tokensPerPerson;
  const held = Math.max(
    phone === null ? 0 : activeTokensOfPhone(tx.db, phone, day),
    deviceId === null ? 0 : activeTokensOfDevice(tx.db, deviceId, day),
  );
  if (held >= limit) refuse('token.limit', {limit});
}
