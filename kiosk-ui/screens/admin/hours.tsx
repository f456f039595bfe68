import {useEffect, useState} from 'preact/hooks';
import type {ScheduleView} from '../../../server/appointments/schema.ts';
import {patch, put, Refusal} from '../../api.ts';
import {t} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {tell} from '../desk/toast.ts';
import {ask, watched} from '../sign-in/session.ts';
import {type Affected, AffectedQuestion, affectedBy} from './affected.tsx';
import {b} from './appointments-words.ts';
import {lists, loadList} from './data.ts';
import {type Block, Blocks, blocksFit} from './hour-blocks.tsx';
import {Leave} from './leave.tsx';
import {a} from './words.ts';
import './appointments.css';

const days = [0, 1, 2, 3, 4, 5, 6] as const;
const lengths = [5, 10, 15, 20, 30, 45, 60, 90, 120];
const numberOrNull = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** When a doctor can be booked: the week, the limits, leave. */
export function Hours() {
  const [doctorId, setDoctorId] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    loadList('doctors').catch(() => setFault(b('unreachable')));
  }, []);
  const doctors = lists.value.doctors;
  const chosen = doctorId ?? doctors?.[0]?.id ?? null;
  return (
    <section class="hours" aria-labelledby="hours-title">
      <div class="section-head">
        <h2 id="hours-title">{a('hours')}</h2>
      </div>
      <p class="muted">{b('intro')}</p>
      {fault ? (
        <p class="note stale" role="alert">
          {fault}
        </p>
      ) : null}
      {doctors === undefined ? (
        <p role="status">{fault ? '' : t('loading')}</p>
      ) : doctors.length === 0 ? (
        <p class="muted">{b('noDoctors')}</p>
      ) : (
        <label class="field doctor-field">
          {b('doctor')}
          <select value={chosen ?? ''} onChange={(event) => setDoctorId(event.currentTarget.value)}>
            {doctors.map((one) => (
              <option key={one.id} value={one.id}>
                {String(one.name)}
              </option>
            ))}
          </select>
        </label>
      )}
      {chosen === null ? null : <Week key={chosen} doctorId={chosen} />}
      {chosen === null ? null : <Leave key={`leave-${chosen}`} doctorId={chosen} />}
    </section>
  );
}

interface Draft {
  hours: Block[][];
  slotMinutes: number;
  perDay: string;
  perWeek: string;
}

const draftOf = ({hours, slotMinutes, maxPerDay, maxPerWeek}: ScheduleView): Draft => ({
  hours: days.map((day) => hours[day] ?? []),
  slotMinutes,
  perDay: maxPerDay === null ? '' : String(maxPerDay),
  perWeek: maxPerWeek === null ? '' : String(maxPerWeek),
});

function Week({doctorId}: {doctorId: string}) {
  const at = `/api/doctors/${encodeURIComponent(doctorId)}`;
  const [stored, setStored] = useState<ScheduleView | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [affects, setAffects] = useState<Affected | null>(null);
  const [busy, setBusy] = useState(false);
  const show = (view: ScheduleView) => {
    setStored(view);
    setDraft(draftOf(view));
  };
  useEffect(() => {
    ask<ScheduleView>(`${at}/schedule`)
      .then(show)
      .catch((error) => setFault(wordsOf(error).title));
  }, []);
  if (stored === null || draft === null) return <p role="status">{fault ?? t('loading')}</p>;
  const set = (part: Partial<Draft>) => setDraft({...draft, ...part});

  async function save(bookings?: 'keep' | 'cancel') {
    if (busy || stored === null || draft === null) return;
    setAffects(null);
    if (!draft.hours.every(blocksFit)) return setFault(b('wrongHours'));
    setBusy(true);
    setFault(null);
    try {
      await saveLimits(stored, draft);
      const body = {slotMinutes: draft.slotMinutes, hours: draft.hours, version: stored.version};
      show(await watched(() => put<ScheduleView>(`${at}/schedule`, bookings ? {...body, bookings} : body)));
      tell(b('saved', {name: stored.doctor.name}));
    } catch (error) {
      const asked = error instanceof Refusal ? affectedBy(error) : null;
      if (asked) setAffects(asked);
      else setFault(wordsOf(error).title);
    } finally {
      setBusy(false);
    }
  }

  async function saveLimits(before: ScheduleView, after: Draft) {
    const [maxPerDay, maxPerWeek] = [numberOrNull(after.perDay), numberOrNull(after.perWeek)];
    if (maxPerDay === before.maxPerDay && maxPerWeek === before.maxPerWeek) return;
    const row = lists.value.doctors?.find((one) => one.id === doctorId);
    await watched(() => patch(at, {version: row?.version ?? 1, maxPerDay, maxPerWeek}));
    await loadList('doctors');
  }

  return (
    <form
      class="week"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      <table class="plain week-table">
        <tbody>
          {days.map((day) => (
            <tr key={day}>
              <th scope="row">{b(`day.${day}`)}</th>
              <td>
                <Blocks
                  day={b(`day.${day}`)}
                  blocks={draft.hours[day]!}
                  set={(blocks) => set({hours: draft.hours.map((one, place) => (place === day ? blocks : one))})}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <button
          type="button"
          class="btn small"
          onClick={() => set({hours: days.map(() => draft.hours[0]!.map((one) => ({...one})))})}
        >
          {b('copyDown')}
        </button>
      </p>
      <div class="limits">
        <label class="field">
          {b('slotMinutes')}
          <select
            value={String(draft.slotMinutes)}
            onChange={(event) => set({slotMinutes: Number(event.currentTarget.value)})}
          >
            {[...new Set([...lengths, draft.slotMinutes])]
              .sort((one, other) => one - other)
              .map((one) => (
                <option key={one} value={String(one)}>
                  {one}
                </option>
              ))}
          </select>
          <span class="hint">{b('slotWhy')}</span>
        </label>
        {(['perDay', 'perWeek'] as const).map((name) => (
          <label key={name} class="field">
            {b(name)}
            <input
              type="number"
              min="1"
              max="1000"
              value={draft[name]}
              onInput={(event) => set({[name]: event.currentTarget.value})}
            />
            <span class="hint">{b('noLimit')}</span>
          </label>
        ))}
      </div>
      <p>
        <button type="submit" class="btn main" disabled={busy}>
          {b('save')}
        </button>
      </p>
      {affects === null ? null : (
        <AffectedQuestion what={affects} answer={(bookings) => void save(bookings)} leave={() => setAffects(null)} />
      )}
    </form>
  );
}
