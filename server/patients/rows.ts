import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {type CountryCode, phoneNumbers} from '../base/phone-numbers.ts';
import {refuse} from '../base/refusal.ts';
import {type Sealed, seal} from '../base/row-sum.ts';
import {settingsOf} from '../settings/rows.ts';
import {fold} from './rules.ts';

/** Without `lastVisitAt`, which the visits tell. */
export const patientsSealed: Sealed = {
  table: 'patients',
  key: ['id'],
  parts: ['id', 'recordNumber', 'name', 'nameFolded', 'phone', 'yearOfBirth', 'sex', 'createdAt', 'version'],
};

export interface Patient {
  id: number;
  recordNumber: string;
  name: string;
  phone: string | null;
  yearOfBirth: number | null;
  sex: string | null;
  lastVisitAt: number | null;
  version: number;
}

const columns = 'id, recordNumber, name, phone, yearOfBirth, sex, lastVisitAt, version';

/** National or E.164 in, E.164 out, by the site's country. Refuses input.invalid. */
export function phoneOf(db: Db, phone: string): string {
  const parsed = phoneNumbers().parsePhoneNumberFromString(phone, settingsOf(db).countryCode as CountryCode);
  if (!parsed?.isPossible()) refuse('input.invalid', {errors: [{path: 'phone', message: 'is not a phone number'}]});
  return parsed.number;
}

export function patientById(db: Db, id: number): Patient | undefined {
  return one<Patient>(db, `select ${columns} from patients where id = ?`, id);
}

export interface NewPatient {
  name: string;
  phone?: string | null | undefined;
  yearOfBirth?: number | null | undefined;
  sex?: string | null | undefined;
  recordNumber?: string | undefined;
}

/** Registers somebody; the record number is theirs or the next of the house. Refuses name.taken for a used record number. */
export function registerPatient(tx: Tx, person: NewPatient): Patient {
  const id = insert(
    tx.db,
    `insert into patients (recordNumber, name, nameFolded, phone, yearOfBirth, sex, createdAt)
     values (?, ?, ?, ?, ?, ?, ?)`,
    // A number that cannot clash until the row has its own id.
    `new-${tx.now}-${Math.random()}`,
    person.name,
    fold(person.name),
    person.phone ?? null,
    person.yearOfBirth ?? null,
    person.sex ?? null,
    tx.now,
  );
  const recordNumber = person.recordNumber ?? `R-${String(id).padStart(6, '0')}`;
  if (one(tx.db, 'select 1 from patients where recordNumber = ?', recordNumber))
    refuse('name.taken', {errors: [{path: 'recordNumber', message: 'is already used'}]});
  run(tx.db, 'update patients set recordNumber = ? where id = ?', recordNumber, id);
  seal(tx.db, patientsSealed, id);
  tx.note({kind: 'patient.registered', subject: `patient:${id}`});
  return patientById(tx.db, id)!;
}

/** The person with this phone and name, if the house knows them. */
export function findSame(db: Db, name: string, phone: string | null): Patient | undefined {
  if (phone === null) return undefined;
  return one<Patient>(
    db,
    `select ${columns} from patients where phone = ? and nameFolded = ? order by id limit 1`,
    phone,
    fold(name),
  );
}

/** Of each way of searching so many are looked at: "+91" begins every phone in the country. Whoever types on finds the others. */
const mostFound = 5000;

/** Search while typing: the beginning of a phone, a record number or a name (any word's beginning comes with the name's). */
export function searchPatients(
  db: Db,
  text: string,
  page: {after: number; limit: number},
  ownQueueIds: readonly number[] | null,
): Patient[] {
  const {found, values} = matching(db, text, ownQueueIds);
  return all<Patient>(
    db,
    `select ${columns} from patients where id in (${found} and id > ? order by id limit ?) order by id`,
    ...values,
    page.after,
    page.limit,
  );
}

/** How many people the same search has on all its pages. */
export function countPatients(db: Db, text: string, ownQueueIds: readonly number[] | null): number {
  const {found, values} = matching(db, text, ownQueueIds);
  return one<{count: number}>(db, `select count(*) as count from (${found})`, ...values)!.count;
}

function matching(db: Db, text: string, ownQueueIds: readonly number[] | null): {found: string; values: unknown[]} {
  const digits = text.replace(/[^\d+]/g, '');
  const folded = fold(text);
  const country = settingsOf(db).countryCode as CountryCode;
  const calling =
    digits.length >= 3
      ? (phoneNumbers().parsePhoneNumberFromString(digits.padEnd(10, '0'), country)?.countryCallingCode ?? '')
      : '';
  const starts = digits.length >= 3 ? [digits, `+${digits}`, `+${calling}${digits.replace(/^0/, '')}`] : [];
  const ways: string[] = [];
  const values: unknown[] = [];
  for (const start of starts) {
    ways.push(range('phone'));
    values.push(start, `${start}~`);
  }
  if (folded) {
    ways.push(range('nameFolded'));
    values.push(folded, `${folded}\u{10ffff}`);
  }
  ways.push('select id from patients where recordNumber = ?');
  values.push(text.trim().toUpperCase());
  const own =
    ownQueueIds === null
      ? ''
      : `and exists (select 1 from visits join tokens on tokens.visitId = visits.id
         where visits.patientId = found.id and tokens.queueId in (select value from json_each(?)))`;
  if (ownQueueIds !== null) values.push(JSON.stringify(ownQueueIds));
  // Each way reads one index only; people are read once it is known who stands on the page.
  return {found: `select id from (${ways.join(' union ')}) as found where 1 ${own}`, values};
}

function range(column: string): string {
  return `select id from (select id from patients where ${column} >= ? and ${column} < ? limit ${mostFound})`;
}

/** Refuses patient.missing, version.stale. */
export function changePatient(tx: Tx, id: number, change: Partial<NewPatient>, version: number): Patient {
  const before = patientById(tx.db, id) ?? refuse('patient.missing');
  if (before.version !== version) refuse('version.stale', {version: before.version});
  const after = {...before, ...change};
  run(
    tx.db,
    `update patients set name = ?, nameFolded = ?, phone = ?, yearOfBirth = ?, sex = ?, version = version + 1 where id = ?`,
    after.name,
    fold(after.name),
    after.phone ?? null,
    after.yearOfBirth ?? null,
    after.sex ?? null,
    id,
  );
  seal(tx.db, patientsSealed, id);
  // Which fields, not what they say: the journal holds no words about people.
  tx.note({kind: 'patient.changed', subject: `patient:${id}`, data: {fields: Object.keys(change)}});
  return patientById(tx.db, id)!;
}
