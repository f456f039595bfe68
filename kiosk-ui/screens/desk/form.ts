import {computed, signal} from '@preact/signals';
import type {Lane, StaffTokenView} from '../../../server/queue/schema.ts';
import {Refusal} from '../../api.ts';
import {phoneWords, serverNowMs} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {ask, send} from '../sign-in/session.ts';
import {act, trouble, wasKept} from './act.ts';
import {announce} from './announce.tsx';
import {openToken} from './open-token.ts';
import {mayBePhone, yearFrom} from './person-fields.ts';
import {question} from './questions.tsx';
import {meaningOfScan} from './scan.ts';
import {personFrom, startSearch, suggestionsMost} from './search.ts';
import {printing, printSlip} from './slip.ts';
import {chooseToken, selected} from './state.ts';
import {openBooking} from './times/lazy.ts';
import {tell, tellUndoable, undoMostMs} from './toast.ts';
import {tokenOf, tokensLike} from './today.ts';
import {say} from './words.ts';

export interface Patient {
  id: string;
  name: string | null;
  phone: string | null;
  yearOfBirth: number | null;
  sex: string | null;
  recordNumber: string | null;
  version: number;
}

/** Who the new token is for: somebody found, or somebody new whose fields are being filled. */
export type Who =
  | {kind: 'found'; patient: Patient}
  | {kind: 'new'; name: string; phone: string; year: string; sex: string};

export type Suggestion =
  | {kind: 'patient'; patient: Patient; holds: StaffTokenView | null}
  | {kind: 'token'; token: StaffTokenView}
  | {kind: 'new'};

export const text = signal('');
const hits = signal<Patient[]>([]);
/** The suggestion that Enter takes. */
export const active = signal(0);
export const searching = signal(false);
export const who = signal<Who | null>(null);
/** A booking becomes a number by its check-in, never by hand. */
export const issueLanes = ['walk-in', 'priority', 'emergency'] as const satisfies readonly Lane[];
export const lane = signal<(typeof issueLanes)[number]>('walk-in');
export const given = signal<StaffTokenView | null>(null);
/** What is wrong with a field, said at the field. */
export const fault = signal<{field: 'phone' | 'year' | 'queue'; words: string} | null>(null);

export const needsReason = computed(() => lane.value === 'priority' || lane.value === 'emergency');
export const suggesting = computed(() => who.value === null && text.value.trim() !== '');
/** People of the house first; then numbers of today, which come first where a number was typed. The last is "new person". */
export const suggestions = computed<Suggestion[]>(() => {
  const people = hits.value.map((patient): Suggestion => ({kind: 'patient', patient, holds: tokenOf(patient.id)}));
  const known = new Set(hits.value.map((patient) => patient.id));
  const byNumber = meaningOfScan(text.value).kind === 'number';
  const numbers = tokensLike(text.value)
    .filter((token) => byNumber || token.patientId === null || !known.has(token.patientId))
    .map((token): Suggestion => ({kind: 'token', token}));
  return [...(byNumber ? [...numbers, ...people] : [...people, ...numbers]), {kind: 'new'}];
});

/** Enter came before the suggestions did; a second Enter also gives the number. */
let taking: 'no' | 'take' | 'take and give' = 'no';
/** The next of a family is somebody who has no number yet. */
let skipsHolders = false;

const search = startSearch<Patient>(
  async (typed, signal) =>
    (await ask<{items: Patient[]}>(`/api/patients?q=${encodeURIComponent(typed)}&limit=${suggestionsMost}`, signal))
      .items,
  (found) => {
    searching.value = false;
    hits.value = found;
    const list = suggestions.value;
    const free = list.findIndex((one) => one.kind === 'new' || (one.kind === 'patient' && one.holds === null));
    active.value = skipsHolders ? Math.max(0, free) : 0;
    if (suggesting.value) announceFound();
    const wish = taking;
    taking = 'no';
    // With several people on one phone the eye must choose.
    if (wish === 'no' || found.length > 1) return;
    takeActive();
    const now = who.value as Who | null;
    if (wish === 'take and give' && now?.kind === 'found' && tokenOf(now.patient.id) === null) void give();
  },
);

function announceFound() {
  const list = suggestions.value;
  const [first] = list;
  if (list.length === 1 || !first || first.kind === 'new') return announce(say('foundNobody'));
  const words = first.kind === 'patient' ? (first.patient.name ?? t('noName')) : first.token.number;
  announce(say('foundPeople', {n: list.length - 1, first: words}));
}

export function typed(next: string) {
  text.value = next;
  if (next.trim() !== '') given.value = null;
  searching.value = next.trim().length >= 2;
  taking = 'no';
  active.value = 0;
  skipsHolders = false;
  search.type(next);
}

export function moveActive(by: number) {
  const count = suggestions.value.length;
  active.value = (active.value + by + count) % count;
}

/** Takes the marked suggestion; while the answer is on its way, as soon as it is clear. */
export function takeActive() {
  const marked = suggestions.value[active.value];
  // A number of today needs no answer from the box.
  const scan = meaningOfScan(text.value);
  if (scan.kind === 'booking' || scan.kind === 'booking-number') {
    const typed = text.value.trim();
    clearForm();
    return void openBooking(scan, typed);
  }
  const isNumber = marked?.kind === 'token' && meaningOfScan(text.value).kind === 'number';
  if (searching.value && !isNumber) {
    taking = taking === 'no' ? 'take' : 'take and give';
    return search.now();
  }
  take(marked ?? {kind: 'new'});
}

export function take(one: Suggestion) {
  fault.value = null;
  if (one.kind === 'new') return takeNew();
  if (one.kind === 'patient') {
    who.value = {kind: 'found', patient: one.patient};
    return;
  }
  clearForm();
  openToken(one.token);
}

export function takeNew() {
  const {name = '', phone = ''} = personFrom(text.value);
  who.value = {kind: 'new', name, phone, year: '', sex: ''};
  given.value = null;
  fault.value = null;
}

/** The next person of the same phone: those whom the house knows are offered, and somebody new. */
export function anotherOfFamily() {
  const phone = given.value?.phone;
  if (!phone) return tell(say('noFamily'));
  clearForm();
  typed(phoneWords(phone));
  skipsHolders = true;
  search.now();
  focusSearch();
}

export function clearForm() {
  text.value = '';
  hits.value = [];
  search.type('');
  searching.value = false;
  who.value = null;
  lane.value = 'walk-in';
  fault.value = null;
}

export function focusSearch() {
  if (who.value !== null) clearForm();
  // The field may only be drawn after this turn.
  setTimeout(() => document.getElementById('search')?.focus());
}

export function cycleLane() {
  const next = (issueLanes.indexOf(lane.value) + 1) % issueLanes.length;
  chooseLane(issueLanes[next] ?? 'walk-in');
}

export function chooseLane(next: (typeof issueLanes)[number]) {
  lane.value = next;
  announce(say('lanePicked', {lane: t(`lane.${next}`)}));
}

/** Gives the number, after the reason where the lane needs one. The list on the right follows by itself. */
export async function give(reason?: string): Promise<void> {
  const queue = selected.value?.queue;
  if (!queue) {
    fault.value = {field: 'queue', words: t('chooseQueue')};
    return;
  }
  const person = personFields();
  if (person === null) return;
  if (needsReason.value && !reason) {
    const why = lane.value === 'emergency' ? 'emergency' : 'priority';
    const title = say(why === 'emergency' ? 'whyNewEmergency' : 'whyNewPriority');
    question.value = {kind: 'reason', why, title, answer: (answer) => void give(answer)};
    return;
  }
  const body: Record<string, unknown> = person;
  if (lane.value !== 'walk-in') body.lane = lane.value;
  if (reason) body.reason = reason;
  const token = await act(() => issuing(queue.id, body));
  // Whoever pressed again would give a second number.
  if (!token && wasKept) clearForm();
  if (!token) return;
  given.value = token;
  if (printing.value) printSlip(token.id);
  chooseToken(token.id);
  tellGiven(token);
  clearForm();
  focusSearch();
}

async function issuing(queueId: string, body: Record<string, unknown>) {
  try {
    return await send<StaffTokenView>(`/api/queues/${encodeURIComponent(queueId)}/tokens`, body);
  } catch (error) {
    const faults = error instanceof Refusal && Array.isArray(error.fields.errors) ? error.fields.errors : [];
    if (!faults.some((one: {path?: string}) => one.path === 'phone')) throw error;
    markFault('phone');
    return null;
  }
}

/** Said once, with the way back: the number is cancelled and stays used, as on a slip that was torn up. */
function tellGiven(token: StaffTokenView) {
  const {number, ahead} = token;
  const words = ahead ? say('givenAhead', {number, n: ahead}) : say('givenNext', {number});
  const takeBack = async () => {
    const answer = await act(
      () => send<{token: StaffTokenView}>(`/api/tokens/${encodeURIComponent(token.id)}/cancel`),
      token,
    );
    if (!answer) return;
    if (given.value?.id === token.id) given.value = null;
    tell(say('takenBack', {number}), answer.token);
  };
  tellUndoable(words, {takeBack}, new Date(serverNowMs() + undoMostMs).toISOString());
}

/** Null when a field is wrong, which is then said there. */
export function personFields(): Record<string, unknown> | null {
  const now = who.value;
  if (now === null) return personFrom(text.value);
  if (now.kind === 'found') return {patientId: now.patient.id};
  const year = yearFrom(now.year);
  if (year === undefined) return markFault('year');
  if (now.phone.trim() && !mayBePhone(now.phone)) return markFault('phone');
  return {
    ...(now.name.trim() ? {name: now.name.trim()} : {}),
    ...(now.phone.trim() ? {phone: now.phone.trim()} : {}),
    ...(year !== null ? {yearOfBirth: year} : {}),
    ...(now.sex ? {sex: now.sex} : {}),
  };
}

function markFault(field: 'phone' | 'year'): null {
  fault.value = {field, words: say(field === 'phone' ? 'phoneWrong' : 'yearWrong')};
  trouble.value = null;
  setTimeout(() => document.getElementById(`new-${field}`)?.focus());
  return null;
}
