import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {changePatient, findSame, patientById, phoneOf, registerPatient} from '../patients/rows.ts';
import {type Person, sayWho} from '../visits/rows.ts';
import {tokenInPlay} from './change-token.ts';
import {changesLine} from './line.ts';
import {isActive} from './move-rules.ts';
import {type LineToken, tellLastVisit} from './rows.ts';

/** What the desk says of a person; what is left out stays as it is. */
export interface Said {
  name?: string | undefined;
  phone?: string | null | undefined;
  yearOfBirth?: number | null | undefined;
  sex?: string | null | undefined;
  /** The patient's, where the number belongs to one. */
  version?: number | undefined;
}

/**
 * Says or corrects who has a number: the words of this visit, and the patient's of the house with it. Somebody whom only a phone had
 * named, or nobody, becomes a patient as at the desk. Refuses token.missing, token.state, version.stale, input.invalid.
 */
export function namePerson(tx: Tx, tokenId: number, said: Said): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  if (!isActive(token.state)) refuse('token.state', {state: token.state});
  const {version, phone, ...rest} = said;
  const known = Object.entries(rest).filter(([, value]) => value !== undefined);
  const change: Partial<Omit<Person, 'patientId' | 'language'>> = Object.fromEntries(known);
  if (phone !== undefined) change.phone = phone === null ? null : phoneOf(tx.db, phone);
  const person: Person = {...personOf(token), ...change};
  person.patientId = patientIdOf(tx, token, person, change, version);
  sayWho(tx, token.visitId, person);
  if (token.patientId === null && person.patientId !== null) tellLastVisit(tx, person.patientId);
  // Which fields, not what they say: the journal holds no words about people.
  tx.note({
    kind: 'token.named',
    queueId: token.queueId,
    tokenId,
    visitId: token.visitId,
    data: {fields: Object.keys(change)},
  });
  changesLine(tx, line);
  const {name, yearOfBirth, sex, patientId} = person;
  const recordNumber = patientId === null ? null : (patientById(tx.db, patientId)?.recordNumber ?? null);
  const named: LineToken = {...token, name, phone: person.phone, yearOfBirth, sex, patientId, recordNumber};
  line.tokens.set(tokenId, named);
  return named;
}

function patientIdOf(
  tx: Tx,
  token: LineToken,
  person: Person,
  change: Partial<Person>,
  version: number | undefined,
): number | null {
  if (token.patientId !== null) {
    // Whoever read the number before it had a patient has read something old.
    const patient = patientById(tx.db, token.patientId) ?? refuse('patient.missing');
    const {name, ...rest} = change;
    const changed = name === null || name === undefined ? rest : {...rest, name};
    return changePatient(tx, patient.id, changed, version ?? refuse('version.stale', {version: patient.version})).id;
  }
  const {name, phone, yearOfBirth, sex} = person;
  if (name === null) return null;
  return (findSame(tx.db, name, phone) ?? registerPatient(tx, {name, phone, yearOfBirth, sex})).id;
}

const personOf = ({patientId, name, phone, yearOfBirth, sex, language}: LineToken): Person => ({
  patientId,
  name,
  phone,
  yearOfBirth,
  sex,
  language,
});
