import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import type {StaffBookingView} from '../../../server/appointments/schema.ts';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {followDay} from '../desk/times/follow-day.ts';
import {w} from '../desk/times/words.ts';

const booked = signal<StaffBookingView[] | null>(null);
const most = 40;
const shows = new Set(['booked', 'checked-in', 'fulfilled', 'no-show']);

/** Who is booked with this doctor today, beside the line; those who are still to come first. Nothing where nobody is. */
export function Booked({doctorId}: {doctorId: string | null}) {
  useEffect(() => {
    booked.value = null;
    if (doctorId === null) return;
    return followDay(
      () => `/api/appointments?limit=1&doctor=${encodeURIComponent(doctorId)}`,
      ({items}) => {
        const slots = items.flatMap((one) => one.slots);
        const all = slots.flatMap(({booking}) => (booking && shows.has(booking.status) ? [booking] : []));
        booked.value = items.length === 0 ? null : all;
      },
      () => undefined,
    );
  }, [doctorId]);
  const all = booked.value;
  if (doctorId === null || all === null || all.length === 0) return null;
  const shown = [...all.filter(isOpen), ...all.filter((one) => !isOpen(one))].slice(0, most);
  // Folded: whoever has come stands in the line above. Unfolded it comes to the top of the list, which is full without it.
  return (
    <details
      class="booked"
      onToggle={({currentTarget}) => {
        if (currentTarget.open) currentTarget.scrollIntoView({block: 'start'});
      }}
    >
      <summary class="small-title">{w('bookedToday', {n: all.length})}</summary>
      <Rows of={shown} />
      {all.length > most ? <p class="muted">{t('andMore', {n: all.length - most})}</p> : null}
    </details>
  );
}

function Rows({of}: {of: readonly StaffBookingView[]}) {
  return (
    <ol>
      {of.map((one) => (
        <li key={one.id} class={`booked-row ${one.status}`}>
          <b>{clockTimeOf(one.start)}</b>
          <span class="grow">{one.name ?? t('noName')}</span>
          <span class="muted">{one.token?.number ?? ''}</span>
          <span class="booked-state">{w(`state.${one.status}`)}</span>
        </li>
      ))}
    </ol>
  );
}

const isOpen = ({status}: StaffBookingView): boolean => status === 'booked' || status === 'checked-in';
