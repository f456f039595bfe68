import type {StaffBookingView} from '../../../../server/appointments/schema.ts';
import {phoneWords} from '../../../parts/staff-time.ts';
import {nameOf} from '../../../parts/staff-words.tsx';
import {ask} from '../../sign-in/session.ts';
import {trouble, wordsOf} from '../act.ts';
import {leaveQuestion, question} from '../questions.tsx';
import {askCancel, checkIn, numberOf, whenOf, whoOf} from './booking.ts';
import {moving, timesOpen} from './open.ts';
import {w} from './words.ts';

/** One appointment, with what can be done: over whatever the desk shows. */
export function openCard(booking: StaffBookingView, today: string) {
  question.value = {
    kind: 'own',
    title: w('bookingOf', {number: numberOf(booking)}),
    body: () => <Card booking={booking} today={today} />,
    reading: true,
  };
}

function Card({booking, today}: {booking: StaffBookingView; today: string}) {
  const open = booking.status === 'booked';
  const then = (work: () => void) => () => {
    leaveQuestion();
    work();
  };
  return (
    <div class="booking-card">
      <p class="lead">
        <b>{whoOf(booking)}</b>
      </p>
      <p>{whenOf(booking)}</p>
      <p class="muted">
        {booking.doctor.name} · {nameOf(booking.department.name)}
      </p>
      <p class="muted">
        {w(`state.${booking.status}`)}
        {booking.phone ? ` · ${phoneWords(booking.phone)}` : ''}
        {booking.recordNumber ? ` · ${booking.recordNumber}` : ''}
      </p>
      {booking.token ? <p>{w('numberInLine', {number: booking.token.number})}</p> : null}
      {booking.outsideHours ? <p class="note stale">{w('outsideHours')}</p> : null}
      {open ? (
        <div class="booking-deeds">
          <button type="button" class="btn main wide" onClick={then(() => checkIn(booking, today))}>
            {w('checkIn')}
          </button>
          <button
            type="button"
            class="btn"
            onClick={then(() => {
              timesOpen.value = true;
              moving.value = booking;
            })}
          >
            {w('move')}
          </button>
          <button type="button" class="btn quiet" onClick={then(() => askCancel(booking))}>
            {w('cancel')}
          </button>
        </div>
      ) : null}
    </div>
  );
}

/** A scanned ticket, or a number that was typed: its appointment opens, wherever the desk is. */
export async function openBooking(scan: {key: string} | {serial: number}, text: string) {
  try {
    const found = 'key' in scan ? await byKey(scan.key) : await bySerial(scan.serial);
    if (!found) {
      trouble.value = {title: w('unknownBooking', {text}), detail: ''};
      return;
    }
    openCard(found, await todayOfBox());
  } catch (error) {
    trouble.value = wordsOf(error);
  }
}

async function byKey(key: string): Promise<StaffBookingView> {
  const {id} = await ask<{id: string}>(`/api/bookings/${encodeURIComponent(key)}`);
  return (await ask<{booking: StaffBookingView}>(`/api/appointments/${encodeURIComponent(id)}`)).booking;
}

async function bySerial(serial: number): Promise<StaffBookingView | undefined> {
  const {items} = await ask<{items: StaffBookingView[]}>(`/api/appointments/search?q=APT-${serial}`);
  return items[0];
}

/** The hospital's date, not this PC's. */
async function todayOfBox(): Promise<string> {
  return (await ask<{day: string}>('/api/appointments?limit=1')).day;
}
