import {computed, signal} from '@preact/signals';
import type {DayView} from '../../../../server/appointments/schema.ts';
import {serverNowMs} from '../../../parts/staff-time.ts';
import {ask} from '../../sign-in/session.ts';
import {wordsOf} from '../act.ts';
import {clearForm, focusSearch, personFields, text, who} from '../form.ts';
import {question} from '../questions.tsx';
import {tell} from '../toast.ts';
import {askCancel, book, checkIn, moveTo, whoOf} from './booking.ts';
import {openCard} from './card.tsx';
import {followDay} from './follow-day.ts';
import {dayAfter, type GridKey, moved, type Spot, slotAt, timeOf} from './grid-rules.ts';
import {showTimesKeys} from './key-list.tsx';
import {addToWaitlist, loadLists} from './lists.tsx';
import {focusTimes, moving, timesOpen, toggleTimes} from './open.ts';
import {w} from './words.ts';

/** The day that is shown; null is today, whatever day that is by now. */
const wanted = signal<string | null>(null);
export const view = signal<DayView | null>(null);
export const today = signal<string | null>(null);
export const fault = signal<string | null>(null);
export const spot = signal<Spot | null>(null);
const doctorsShown = 50;

export const items = computed(() => view.value?.items ?? []);
export const chosen = computed(() => slotAt(items.value, spot.value));
let reload: (() => void) | null = null;

const path = () => `/api/appointments?limit=${doctorsShown}${wanted.value === null ? '' : `&day=${wanted.value}`}`;

/** Keeps the day the present until the returned function is called. */
export function followTimes(): () => void {
  const begin = () =>
    followDay(
      path,
      (day) => {
        view.value = day;
        fault.value = null;
        if (wanted.value === null) today.value = day.day;
        void loadLists();
      },
      (error) => {
        fault.value = wordsOf(error).title;
      },
    );
  let stop = begin();
  reload = () => {
    stop();
    stop = begin();
  };
  return () => {
    stop();
    reload = null;
  };
}

/** Goes to a day; null for today. */
export function showDay(day: string | null) {
  wanted.value = day;
  reload?.();
}

export function turnDay(by: number) {
  if (view.value === null) return;
  const next = dayAfter(view.value.day, by);
  showDay(next === today.value ? null : next);
}

/** The next page of doctors joins those that are shown. */
export async function moreDoctors() {
  const now = view.value;
  if (!now?.nextCursor) return;
  const more = await ask<DayView>(`${path()}&cursor=${encodeURIComponent(now.nextCursor)}`).catch(() => null);
  if (more && view.value === now)
    view.value = {...now, items: [...now.items, ...more.items], nextCursor: more.nextCursor};
}

/** Whom a free time would be booked for. */
export const personName = computed<string | null>(() => {
  const now = who.value;
  if (now?.kind === 'found') return whoOf(now.patient);
  if (now?.kind === 'new') return now.name.trim() || null;
  return /\p{L}/u.test(text.value) ? text.value.trim() : null;
});

export async function press(key: GridKey): Promise<void> {
  const slot = chosen.value;
  const booking = slot?.booking ?? null;
  switch (key.do) {
    case 'go':
      spot.value = spot.value === null ? firstFree() : moved(items.value, spot.value, key.dx, key.dy);
      return;
    case 'day':
      return turnDay(key.by);
    case 'today':
      return showDay(null);
    case 'take':
      return take();
    case 'move':
      if (booking?.status === 'booked') moving.value = booking;
      return;
    case 'check-in':
      if (booking && today.value) checkIn(booking, today.value);
      return;
    case 'cancel':
      if (booking) askCancel(booking);
      return;
    case 'wait':
      return waitHere();
    case 'help':
      return showTimesKeys();
    case 'leave':
      if (moving.value) moving.value = null;
      else focusSearch();
      return;
    case 'close':
      return toggleTimes();
  }
}

/** The hand begins where somebody can be booked next. */
function firstFree(): Spot | null {
  const now = serverNowMs();
  const free = items.value.flatMap(({doctor, slots}) =>
    slots
      .filter((slot) => slot.status === 'free' && !slot.withdrawn && Date.parse(slot.start) > now)
      .slice(0, 1)
      .map((slot) => ({doctorId: doctor.id, time: timeOf(slot), start: slot.start})),
  );
  const [first] = free.sort((one, other) => (one.start < other.start ? -1 : 1));
  return first ? {doctorId: first.doctorId, time: first.time} : moved(items.value, null, 0, 0);
}

/** Enter, or a click: books, moves, or opens what is there. */
export async function take() {
  const slot = chosen.value;
  if (!slot) return;
  if (slot.status !== 'free' || slot.withdrawn || Date.parse(slot.start) <= serverNowMs()) {
    if (moving.value) return tell(w('notFree'));
    if (slot.booking && today.value) openCard(slot.booking, today.value);
    else tell(w('notFree'));
    return;
  }
  if (moving.value) return void (await moveTo(moving.value, slot));
  const person = personName.value === null ? null : personFields();
  if (person === null) {
    tell(w('whoFirst'));
    return focusSearch();
  }
  if (await book(slot, person)) {
    clearForm();
    // After the search field, which takes the focus when it is drawn again.
    setTimeout(focusTimes, 50);
  }
}

function waitHere() {
  const doctor = items.value.find((one) => one.doctor.id === spot.value?.doctorId)?.doctor;
  const name = personName.value;
  if (!doctor || !view.value) return;
  const person = name === null ? null : personFields();
  if (name === null || person === null) {
    tell(w('whoFirst'));
    return focusSearch();
  }
  const found = who.value?.kind === 'found' ? who.value.patient : null;
  const {phone} = person as {phone?: string};
  const body = {
    name,
    ...(found ? {patientId: found.id} : {}),
    ...(phone ? {phone} : found?.phone ? {phone: found.phone} : {}),
    from: view.value.day,
    to: view.value.day,
  };
  void addToWaitlist(doctor, body).then((added) => added && clearForm());
}

/** The day shows itself beside a question, and asks nothing while one is open. */
export const listening = () => timesOpen.value && question.value === null;
