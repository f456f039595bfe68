import {signal} from '@preact/signals';
import type {StaffBookingView, WaitView} from '../../../../server/appointments/schema.ts';
import {clockTimeOf, phoneWords} from '../../../parts/staff-time.ts';
import {ask, send} from '../../sign-in/session.ts';
import {act} from '../act.ts';
import {question} from '../questions.tsx';
import {tell} from '../toast.ts';
import {dayOf, whenOf, whoOf} from './booking.ts';
import {w} from './words.ts';

interface Telling {
  id: string;
  code: 'cancelled-by-house' | 'moved-by-house' | 'offered';
  at: string;
  booking: StaffBookingView;
}
type Waiter = WaitView & {phone: string | null; since: string};

export const tellings = signal<Telling[]>([]);
export const waiters = signal<Waiter[]>([]);

/** What stands beside the day: whom somebody must tell, and who waits for a time. */
export async function loadLists() {
  const [told, waiting] = await Promise.all([
    ask<{items: Telling[]}>('/api/appointments/to-tell').catch(() => null),
    ask<{items: Waiter[]}>('/api/appointments/waitlist?limit=100').catch(() => null),
  ]);
  if (told) tellings.value = told.items;
  if (waiting) waiters.value = waiting.items;
}

export async function addToWaitlist(doctor: {id: string; name: string}, body: {name: string}): Promise<boolean> {
  const added = await act(() => send(`/api/doctors/${encodeURIComponent(doctor.id)}/waitlist`, body));
  if (!added) return false;
  tell(w('waitAdded', {name: body.name, doctor: doctor.name}));
  void loadLists();
  return true;
}

export function showTellings() {
  question.value = {kind: 'own', title: w('toTellTitle'), body: () => <Tellings />, wide: true, reading: true};
}

export function showWaiters() {
  question.value = {kind: 'own', title: w('waitingTitle'), body: () => <Waiters />, wide: true, reading: true};
}

function Tellings() {
  if (tellings.value.length === 0) return <p class="muted">{w('toTellNone')}</p>;
  return (
    <ul class="people-list">
      {tellings.value.map(({id, code, booking}) => (
        <li key={id}>
          <span>
            <b>{whoOf(booking)}</b> · {booking.phone ? phoneWords(booking.phone) : w('noPhone')}
            <br />
            <span class="muted">
              {booking.number ? `${booking.number} · ` : ''}
              {booking.doctor.name} ·{' '}
              {w(`tell.${code}`, {
                when: whenOf(booking),
                until: booking.expiresAt ? clockTimeOf(booking.expiresAt) : '',
              })}
            </span>
          </span>
          <button
            type="button"
            class="btn"
            onClick={() =>
              void act(() => send(`/api/appointments/to-tell/${encodeURIComponent(id)}/told`, {})).then(
                (done) => done && loadLists(),
              )
            }
          >
            {w('told')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Waiters() {
  if (waiters.value.length === 0) return <p class="muted">{w('waitingNone')}</p>;
  return (
    <ul class="people-list">
      {waiters.value.map((one) => (
        <li key={one.id}>
          <span>
            <b>{one.name}</b> · {one.phone ? phoneWords(one.phone) : w('noPhone')}
            <br />
            <span class="muted">
              {one.doctor.name} ·{' '}
              {one.from === one.to ? dayOf(one.from) : w('waitDays', {from: dayOf(one.from), to: dayOf(one.to)})}
              {one.offer ? ` · ${w('waitOffered', {when: whenOf(one.offer)})}` : ''}
            </span>
          </span>
          <button
            type="button"
            class="btn quiet"
            onClick={() =>
              void act(() => send(`/api/waitlist/${encodeURIComponent(one.key)}/leave`, {})).then(
                (done) => done && loadLists(),
              )
            }
          >
            {w('waitLeave')}
          </button>
        </li>
      ))}
    </ul>
  );
}
