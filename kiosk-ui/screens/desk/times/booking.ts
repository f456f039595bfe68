import type {StaffBookingView} from '../../../../server/appointments/schema.ts';
import type {StaffTokenView} from '../../../../server/queue/schema.ts';
import {clockTimeOf, dayWords, serverNowMs} from '../../../parts/staff-time.ts';
import {language, t} from '../../../parts/staff-words.tsx';
import {send} from '../../sign-in/session.ts';
import {act} from '../act.ts';
import {question} from '../questions.tsx';
import {printing, printSlip} from '../slip.ts';
import {tell, tellUndoable, undoMostMs} from '../toast.ts';
import {tellChanged} from './follow-day.ts';
import {moving} from './open.ts';
import {w} from './words.ts';

const at = (booking: {id: string}) => `/api/appointments/${encodeURIComponent(booking.id)}`;
const undoUntil = () => new Date(serverNowMs() + undoMostMs).toISOString();

export const whoOf = (booking: {name: string | null}): string => booking.name ?? t('noName');
export const dayOf = (day: string): string => dayWords(language.value, Date.parse(`${day}T12:00:00Z`));
export const whenOf = ({day, start}: {day: string; start: string}): string => `${dayOf(day)}, ${clockTimeOf(start)}`;
export const numberOf = (booking: StaffBookingView): string => booking.number ?? '–';

/** Books a free time; can be taken back for a minute. Null when it was refused, which is then said. */
export async function book(slot: {id: string; version: number}, person: Record<string, unknown>) {
  const made = await act(() =>
    send<StaffBookingView>('/api/appointments', {slotId: slot.id, version: slot.version, ...person}),
  );
  if (!made) return null;
  tellChanged();
  const takeBack = async () => {
    if (!(await act(() => send(`${at(made)}/cancel`, {})))) return;
    tell(w('cancelled', {number: numberOf(made)}));
    tellChanged();
  };
  const words = {number: numberOf(made), name: whoOf(made), when: whenOf(made), doctor: made.doctor.name};
  tellUndoable(w('booked', words), {takeBack}, undoUntil());
  return made;
}

export async function moveTo(booking: StaffBookingView, slot: {id: string; version: number}): Promise<boolean> {
  const answer = await act(() =>
    send<{booking: StaffBookingView}>(`${at(booking)}/move`, {slotId: slot.id, version: slot.version}),
  );
  if (!answer) return false;
  tellChanged();
  moving.value = null;
  const now = answer.booking;
  const takeBack = async () => {
    if (!(await act(() => send(`${at(booking)}/move`, {slotId: booking.slotId})))) return;
    tell(w('undone', {number: numberOf(booking)}));
    tellChanged();
  };
  const words = {number: numberOf(now), when: whenOf(now), doctor: now.doctor.name};
  tellUndoable(w('moved', words), {takeBack}, undoUntil());
  return true;
}

/** Asks first: a time that was given up may be gone in the next second. */
export function askCancel(booking: StaffBookingView) {
  if (booking.status !== 'booked' && booking.status !== 'pending') return;
  question.value = {
    kind: 'choose',
    title: w('cancelSure', {number: numberOf(booking), name: whoOf(booking), when: whenOf(booking)}),
    options: [{id: 'yes', words: w('cancelYes')}],
    answer: () => void cancelNow(booking),
  };
}

async function cancelNow(booking: StaffBookingView) {
  if (!(await act(() => send(`${at(booking)}/cancel`, {})))) return;
  tell(w('cancelled', {number: numberOf(booking)}));
  tellChanged();
}

/** Whoever comes on another day is asked about: they would count as a walk-in. */
export function checkIn(booking: StaffBookingView, today: string) {
  if (booking.status !== 'booked') return;
  if (booking.day === today) return void checkInNow(booking);
  question.value = {
    kind: 'choose',
    title: w('otherDay', {number: numberOf(booking), day: dayOf(booking.day)}),
    options: [{id: 'yes', words: w('checkInYes')}],
    answer: () => void checkInNow(booking),
  };
}

async function checkInNow(booking: StaffBookingView) {
  const answer = await act(() =>
    send<{booking: StaffBookingView; token: StaffTokenView}>(`${at(booking)}/check-in`, {}),
  );
  if (!answer) return;
  const {token} = answer;
  tellChanged();
  if (printing.value) printSlip(token.id);
  tell(w('checkedIn', {name: whoOf(booking), number: token.number}), token);
}
