import {h} from 'preact';
import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {patch} from '../../api.ts';
import {phoneWords} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {ask, send, watched} from '../sign-in/session.ts';
import {trouble, wordsOf} from './act.ts';
import type {Patient} from './form.ts';
import {PersonForm} from './person-form.tsx';
import {leaveQuestion, question} from './questions.tsx';
import {tell} from './toast.ts';
import {say} from './words.ts';

/** A person's particulars as their fields show them. */
export interface Particulars {
  name: string;
  phone: string;
  year: string;
  sex: string;
}

/** What the fields hold, and the version that they were read at; null where the house does not know the person yet. */
export interface Read {
  fields: Particulars;
  version: number | null;
}

export interface Change {
  name?: string;
  phone?: string | null;
  yearOfBirth?: number | null;
  sex?: string | null;
}

type Known = Pick<Patient, 'name' | 'phone' | 'yearOfBirth' | 'sex'>;

export const fieldsOf = (known: Known): Particulars => ({
  name: known.name ?? '',
  phone: known.phone ? phoneWords(known.phone) : '',
  year: known.yearOfBirth === null ? '' : String(known.yearOfBirth),
  sex: known.sex === null || known.sex === 'unknown' ? '' : known.sex,
});

/** Edits somebody whom the house knows. */
export function askPatient(patient: Patient, then: (patient: Patient) => void) {
  let present = patient;
  open(say('personTitle', {name: patient.name ?? t('noName')}), {
    first: {fields: fieldsOf(patient), version: patient.version},
    async read() {
      present = (await patientNumbered(patient)) ?? present;
      return {fields: fieldsOf(present), version: present.version};
    },
    async save(change, version) {
      const path = `/api/patients/${encodeURIComponent(patient.id)}`;
      const after = await watched(() => patch<Patient>(path, {...change, version}));
      tell(say('saved', {name: after.name ?? ''}));
      then(after);
    },
  });
}

/** Edits who has a number of today: also somebody whom only a phone has named, or nobody. */
export async function askPerson(token: StaffTokenView) {
  const read = async (): Promise<Read> => {
    const {token: now} = await ask<{token: StaffTokenView}>(`/api/tokens/${encodeURIComponent(token.id)}`);
    const known =
      now.patientId === null ? null : await patientNumbered({id: now.patientId, recordNumber: now.recordNumber});
    return {fields: fieldsOf(now), version: known?.version ?? null};
  };
  try {
    open(say('numberPersonTitle', {number: token.number}), {
      first: await read(),
      read,
      async save(change, version) {
        const body = version === null ? change : {...change, version};
        const after = await send<{token: StaffTokenView}>(`/api/tokens/${encodeURIComponent(token.id)}/person`, body);
        tell(say('saved', {name: `${after.token.number}, ${after.token.name ?? t('noName')}`}));
      },
    });
  } catch (error) {
    trouble.value = wordsOf(error);
  }
}

export interface PersonParts {
  first: Read;
  read(): Promise<Read>;
  /** Throws a refusal; `version.stale` is a conflict. */
  save(change: Change, version: number | null): Promise<void>;
}

function open(title: string, parts: PersonParts) {
  question.value = {kind: 'own', title, body: () => h(PersonForm, {parts, leave: leaveQuestion})};
}

/** The box finds a person by their record number; there is one at most. */
async function patientNumbered({id, recordNumber}: {id: string; recordNumber: string | null}): Promise<Patient | null> {
  if (recordNumber === null) return null;
  const path = `/api/patients?q=${encodeURIComponent(recordNumber)}&limit=6`;
  const {items} = await ask<{items: Patient[]}>(path);
  return items.find((one) => one.id === id) ?? null;
}
