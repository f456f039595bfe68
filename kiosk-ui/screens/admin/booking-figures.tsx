import {useEffect, useState} from 'preact/hooks';
import type {BookingFigures} from '../../../server/appointments/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {dayAfter} from '../desk/times/grid-rules.ts';
import {ask} from '../sign-in/session.ts';
import {b} from './appointments-words.ts';
import './appointments.css';

const againMs = 15_000;
const periods = [
  {words: 'todayOnly', days: 1},
  {words: 'last7', days: 7},
  {words: 'last30', days: 30},
] as const;
const states = [
  'begun',
  'upcoming',
  'checkedIn',
  'fulfilled',
  'noShow',
  'cancelled',
  'lateCancelled',
  'expired',
  'dropped',
  'held',
] as const;

const share = (value: number | null): string => (value === null ? b('none') : `${Math.round(value * 1000) / 10} %`);

/** Appointments in figures: how many, how many came to something, where people were in each other's way, how fast. */
export function FiguresOfBookings() {
  const [days, setDays] = useState(7);
  const [figures, setFigures] = useState<BookingFigures | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    const load = async () => {
      try {
        // Without days it is the box's own today; from there so many days back.
        const now = await ask<BookingFigures>('/api/appointments/figures');
        const found =
          days === 1
            ? await ask<BookingFigures>(`/api/appointments/figures?from=${now.to}&to=${now.to}`)
            : await ask<BookingFigures>(`/api/appointments/figures?from=${dayAfter(now.to, 1 - days)}&to=${now.to}`);
        if (gone) return;
        setFigures(found);
        setFault(null);
      } catch (error) {
        if (!gone) setFault(wordsOf(error).title);
      }
    };
    void load();
    const timer = setInterval(load, againMs);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [days]);
  const since = figures?.sinceStart;
  const row = (words: string, value: string | number) => (
    <tr key={words}>
      <th scope="row">{words}</th>
      <td class="figure">{value}</td>
    </tr>
  );
  return (
    <section class="booking-figures" aria-labelledby="figures-title">
      <div class="section-head">
        <h2 id="figures-title">{b('figuresTitle')}</h2>
        <span class="grow" />
        <label class="field">
          <span class="unseen">{b('period')}</span>
          <select value={String(days)} onChange={(event) => setDays(Number(event.currentTarget.value))}>
            {periods.map((one) => (
              <option key={one.days} value={String(one.days)}>
                {b(one.words)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="muted">{b('figuresIntro')}</p>
      {fault ? (
        <p class="note stale" role="alert">
          {fault}
        </p>
      ) : null}
      {figures === null || !since ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : (
        <div class="figure-tables">
          <table class="plain">
            <tbody>
              {states.map((one) => row(b(one), figures.bookings[one]))}
              {row(b('successRate'), share(figures.successRate))}
            </tbody>
          </table>
          <div>
            <h3>{b('sinceTitle')}</h3>
            <table class="plain">
              <tbody>
                {row(b('booked'), since.booked)}
                {row(b('conflictTaken'), since.conflicts.taken)}
                {row(b('conflictFull'), since.conflicts.atCapacity)}
                {row(b('conflictStale'), since.conflicts.stale)}
                {row(b('successNow'), share(since.successRate))}
                {row(b('cache'), share(since.cache.hitRate))}
              </tbody>
            </table>
            <h3>{b('timesTitle')}</h3>
            <table class="plain">
              <thead>
                <tr>
                  <th scope="col">{b('what')}</th>
                  <th scope="col">{b('count')}</th>
                  <th scope="col">p50</th>
                  <th scope="col">p95</th>
                  <th scope="col">p99</th>
                </tr>
              </thead>
              <tbody>
                {(['pairs', 'hold', 'book'] as const).map((one) => {
                  const {count, p50, p95, p99} = since.milliseconds[one];
                  return (
                    <tr key={one}>
                      <th scope="row">{b(one)}</th>
                      <td class="figure">{count}</td>
                      {[p50, p95, p99].map((value, place) => (
                        <td key={`p${place}`} class="figure">
                          {value === null ? '–' : Math.round(value * 10) / 10}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </div>
      )}
    </section>
  );
}
