import {useEffect, useRef} from 'preact/hooks';
import {serverNowMs} from '../../../parts/staff-time.ts';
import {nameOf, t} from '../../../parts/staff-words.tsx';
import {dayOf, numberOf, whoOf} from './booking.ts';
import {
  fault,
  followTimes,
  items,
  listening,
  moreDoctors,
  personName,
  press,
  showDay,
  spot,
  take,
  today,
  turnDay,
  view,
} from './day.ts';
import {type DoctorDay, gridKey, rowsOf, type Slot, timeOf} from './grid-rules.ts';
import {showTellings, showWaiters, tellings, waiters} from './lists.tsx';
import {moving, toggleTimes} from './open.ts';
import {w} from './words.ts';
import './times.css';

/** The day of all doctors: a column each, a row for each time; everything by keys, or by touch. */
export function Day() {
  useEffect(followTimes, []);
  useEffect(() => {
    document.addEventListener('keydown', keys, true);
    return () => document.removeEventListener('keydown', keys, true);
  }, []);
  const now = view.value;
  return (
    <section class="times-page" aria-labelledby="times-title">
      <div class="times-head">
        <h2 id="times-title">{w('timesOfDay', {day: now ? dayOf(now.day) : ''})}</h2>
        <span class="grow" />
        <button type="button" class="btn small" aria-label={w('dayBefore')} onClick={() => turnDay(-1)}>
          ‹
        </button>
        <button type="button" class="btn small" onClick={() => showDay(null)}>
          {w('today')} <kbd>T</kbd>
        </button>
        <button type="button" class="btn small" aria-label={w('dayAfter')} onClick={() => turnDay(1)}>
          ›
        </button>
        <label class="day-field">
          <span class="unseen">{w('chooseDay')}</span>
          <input
            type="date"
            value={now?.day ?? ''}
            onChange={(event) =>
              showDay(event.currentTarget.value === today.value ? null : event.currentTarget.value || null)
            }
          />
        </label>
        <button type="button" class="btn small" onClick={toggleTimes}>
          {w('toLines')} <kbd>B</kbd>
        </button>
      </div>
      <div class="times-head second">
        <p class="grow hand" role="status">
          {handWords()}
        </p>
        <button type="button" class={tellings.value.length > 0 ? 'btn small due' : 'btn small'} onClick={showTellings}>
          {w('toTell', {n: tellings.value.length})}
        </button>
        <button type="button" class="btn small" onClick={showWaiters}>
          {w('waiting', {n: waiters.value.length})}
        </button>
      </div>
      {fault.value ? (
        <p class="note stale" role="alert">
          {fault.value}
        </p>
      ) : null}
      {now === null ? (
        <p class="muted">{fault.value ? '' : t('loading')}</p>
      ) : items.value.length === 0 ? (
        <p class="muted empty">{w('noHours')}</p>
      ) : (
        <Grid />
      )}
    </section>
  );
}

/** A grid as ARIA has it: a table through whose cells one walks by arrows, with the focus on the whole. */
const gridRole = (here: string | undefined) => ({role: 'grid', tabIndex: 0, 'aria-activedescendant': here}) as const;
const cellRole = (here: boolean) => ({role: 'gridcell', 'aria-selected': here}) as const;

/** What Enter would do. */
function handWords(): string {
  const going = moving.value;
  if (going) return w('moving', {number: numberOf(going), name: whoOf(going)});
  return personName.value === null ? w('whoFirst') : w('bookingFor', {name: personName.value});
}

function Grid() {
  const box = useRef<HTMLDivElement>(null);
  const rows = rowsOf(items.value);
  const at = spot.value;
  const id = at === null ? undefined : cellId(at.doctorId, at.time);
  useEffect(() => {
    if (id) document.getElementById(id)?.scrollIntoView({block: 'nearest', inline: 'nearest'});
  }, [id]);
  // The day opens where it is, not at its first hour.
  useEffect(() => {
    box.current?.querySelector('tr.now')?.scrollIntoView({block: 'center'});
  }, [view.value?.day]);
  return (
    <div class="times-box" ref={box}>
      <table
        id="times-grid"
        class="times-grid"
        {...gridRole(id)}
        aria-labelledby="times-title"
        onFocus={() => {
          if (spot.value === null) void press({do: 'go', dx: 0, dy: 0});
        }}
      >
        <thead>
          <tr>
            <th scope="col">{w('time')}</th>
            {items.value.map((one) => (
              <th key={one.doctor.id} scope="col">
                {one.doctor.name}
                <small>
                  {nameOf(one.department.name)} · {countWords(one)}
                </small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((time, row) => (
            <tr key={time} class={isNow(time, rows[row + 1]) ? 'now' : ''}>
              <th scope="row">
                <time>{time}</time>
              </th>
              {items.value.map((one) => (
                <Cell
                  key={one.doctor.id}
                  of={one}
                  time={time}
                  here={at?.doctorId === one.doctor.id && at.time === time}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {view.value?.nextCursor ? (
        <button type="button" class="btn" onClick={() => void moreDoctors()}>
          {w('moreDoctors')}
        </button>
      ) : null}
    </div>
  );
}

function Cell({of, time, here}: {of: DoctorDay; time: string; here: boolean}) {
  const slot = of.slots.find((one) => timeOf(one) === time);
  if (!slot) return <td class="none" />;
  const kind = kindOf(slot);
  const choose = () => {
    const again = here;
    spot.value = {doctorId: of.doctor.id, time};
    if (again || kind === 'free') void take();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the whole grid's, as is the focus
    <td
      id={cellId(of.doctor.id, time)}
      class={`slot ${kind}${here ? ' here' : ''}`}
      {...cellRole(here)}
      onClick={choose}
    >
      {cellWords(slot, kind)}
    </td>
  );
}

type Kind = 'free' | 'past' | 'kept' | 'booked' | 'checked-in' | 'fulfilled' | 'no-show';

function kindOf(slot: Slot): Kind {
  if (slot.status === 'free') return Date.parse(slot.start) <= serverNowMs() || slot.withdrawn ? 'past' : 'free';
  if (slot.status === 'busy-tentative') return 'kept';
  const status = slot.booking?.status;
  return status === 'checked-in' || status === 'fulfilled' || status === 'no-show' ? status : 'booked';
}

function cellWords(slot: Slot, kind: Kind) {
  if (kind === 'free') return <span class="muted">{w('free')}</span>;
  if (kind === 'past') return <span class="unseen">{w('past')}</span>;
  if (kind === 'kept' || !slot.booking) return w('keptShort');
  const {booking} = slot;
  return (
    <>
      <b>{whoOf(booking)}</b>
      <small>{kind === 'booked' ? numberOf(booking) : (booking.token?.number ?? w(`state.${booking.status}`))}</small>
      {kind === 'booked' ? null : <span class="unseen">{w(`state.${booking.status}`)}</span>}
    </>
  );
}

function countWords({countedDay, maxPerDay}: DoctorDay): string {
  return maxPerDay === null ? w('countedFree', {n: countedDay}) : w('counted', {n: countedDay, most: maxPerDay});
}

/** The row in which it is now. */
function isNow(time: string, next: string | undefined): boolean {
  if (view.value?.day !== today.value) return false;
  const first = items.value.flatMap(({slots}) => slots).find((slot) => timeOf(slot) === time);
  const after = next && items.value.flatMap(({slots}) => slots).find((slot) => timeOf(slot) === next);
  if (!first) return false;
  const now = serverNowMs();
  return Date.parse(first.start) <= now && (!after || Date.parse(after.start) > now);
}

const cellId = (doctorId: string, time: string) => `slot-${doctorId}-${time.replace(':', '')}`;

/** Letters and arrows act on the day while no field takes them; what it does not know goes on to the desk's own keys. */
function keys(event: KeyboardEvent) {
  if (!listening() || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = event.target instanceof HTMLElement ? event.target : null;
  // From a field too: the keys of what is shown, not of the lines under it.
  if (event.key === 'F1' && !at?.closest('dialog')) {
    event.preventDefault();
    event.stopPropagation();
    return void press({do: 'help'});
  }
  if (at?.closest('input, select, textarea, dialog')) return;
  const known = gridKey(event.key, event.code, event.repeat);
  // A button has its own Enter.
  if (known?.do === 'take' && at?.closest('button, a')) return;
  if (known) {
    event.preventDefault();
    event.stopPropagation();
    void press(known);
  } else if (/^[a-z1-9]$/i.test(event.key) && !/^[nfl/]$/i.test(event.key)) {
    // The lines are not shown: their letters must not act on what nobody sees.
    event.preventDefault();
    event.stopPropagation();
  }
}
