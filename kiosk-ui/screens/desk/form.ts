import {computed, signal} from '@preact/signals';
import type {Lane, StaffTokenView} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {ask, send} from '../sign-in/session.ts';
import {act} from './act.ts';
import {remember, remembered} from './remember.ts';
import {personFrom, startSearch, suggestionsMost} from './search.ts';
import {printSlip} from './slip.ts';
import {chooseToken, selected} from './state.ts';
import {tell} from './toast.ts';

export interface Patient {
  id: string;
  name: string | null;
  phone: string | null;
  yearOfBirth: number | null;
  sex: string | null;
  recordNumber: string | null;
}

/** Who the new token is for: somebody found, or somebody new whose fields are being filled. */
export type Who =
  | {kind: 'found'; patient: Patient}
  | {kind: 'new'; name: string; phone: string; year: string; sex: string};

export const text = signal('');
export const hits = signal<Patient[]>([]);
/** The suggestion that Enter takes; the one after the last hit is "new person". */
export const active = signal(0);
export const searching = signal(false);
export const who = signal<Who | null>(null);
/** A booking becomes a number by its check-in, never by hand. */
export const issueLanes = ['walk-in', 'priority', 'emergency'] as const satisfies readonly Lane[];
export const lane = signal<(typeof issueLanes)[number]>('walk-in');
export const reason = signal('');
/** The code that asks for own words instead. */
export const otherReason = 'other';
export const ownReason = signal('');
export const printing = signal(remembered('desk.print') !== 'no');
export const given = signal<StaffTokenView | null>(null);
/** What is missing before the number can be given; said at the field. */
export const missing = signal<string | null>(null);

export const needsReason = computed(() => lane.value === 'priority' || lane.value === 'emergency');
export const suggesting = computed(() => who.value === null && text.value.trim() !== '');

/** Enter came before the suggestions did. */
let takeWhenFound = false;

const search = startSearch<Patient>(
  async (typed, signal) =>
    (await ask<{items: Patient[]}>(`/api/patients?q=${encodeURIComponent(typed)}&limit=${suggestionsMost}`, signal))
      .items,
  (found) => {
    searching.value = false;
    hits.value = found;
    active.value = 0;
    // With several people on one phone the eye must choose.
    if (takeWhenFound && found.length <= 1) takeActive();
    takeWhenFound = false;
  },
);

export function typed(next: string) {
  text.value = next;
  if (next.trim() !== '') given.value = null;
  searching.value = next.trim().length >= 2;
  takeWhenFound = false;
  search.type(next);
}

export function moveActive(by: number) {
  const count = hits.value.length + 1;
  active.value = (active.value + by + count) % count;
}

/** Takes the marked suggestion; while the answer is on its way, as soon as it is clear. */
export function takeActive() {
  if (searching.value) {
    takeWhenFound = true;
    return;
  }
  const patient = hits.value[active.value];
  if (patient) take(patient);
  else takeNew();
}

export function take(patient: Patient) {
  who.value = {kind: 'found', patient};
  missing.value = null;
}

export function takeNew() {
  const {name = '', phone = ''} = personFrom(text.value);
  who.value = {kind: 'new', name, phone, year: '', sex: ''};
  given.value = null;
  missing.value = null;
}

export function clearForm() {
  text.value = '';
  hits.value = [];
  search.type('');
  searching.value = false;
  who.value = null;
  lane.value = 'walk-in';
  reason.value = '';
  ownReason.value = '';
  missing.value = null;
}

export function cycleLane() {
  const next = (issueLanes.indexOf(lane.value) + 1) % issueLanes.length;
  lane.value = issueLanes[next] ?? 'walk-in';
  reason.value = '';
}

export function setPrinting(on: boolean) {
  printing.value = on;
  remember('desk.print', on ? 'yes' : 'no');
}

/** Gives the number; true when it is given. The list on the right follows by itself. */
export async function give(): Promise<boolean> {
  const queue = selected.value?.queue;
  if (!queue) {
    missing.value = t('chooseQueue');
    return false;
  }
  const why = reason.value === otherReason ? ownReason.value.trim() : reason.value;
  if (needsReason.value && !why) {
    missing.value = t('reasonMissing');
    return false;
  }
  missing.value = null;
  const body: Record<string, unknown> = {...personFields()};
  if (lane.value !== 'walk-in') body.lane = lane.value;
  if (needsReason.value) body.reason = why;
  const token = await act(() => send<StaffTokenView>(`/api/queues/${encodeURIComponent(queue.id)}/tokens`, body));
  if (!token) return false;
  given.value = token;
  if (printing.value) printSlip(token.id);
  chooseToken(token.id);
  tell(t('did.issue', {number: token.number}), token);
  clearForm();
  return true;
}

function personFields(): Record<string, unknown> {
  const now = who.value;
  if (now === null) return personFrom(text.value);
  if (now.kind === 'found') return {patientId: now.patient.id};
  const year = Number(now.year);
  return {
    ...(now.name.trim() ? {name: now.name.trim()} : {}),
    ...(now.phone.trim() ? {phone: now.phone.trim()} : {}),
    ...(now.year.trim() ? {yearOfBirth: year} : {}),
    ...(now.sex ? {sex: now.sex} : {}),
  };
}
