import {useEffect, useState} from 'preact/hooks';
import type {LeaveView} from '../../../server/appointments/schema.ts';
import {dayName} from '../../../server/words/times.ts';
import {newKey, post, Refusal, remove} from '../../api.ts';
import {language} from '../../parts/staff-words.tsx';
import {wordsOf} from '../desk/act.ts';
import {tell} from '../desk/toast.ts';
import {ask, watched} from '../sign-in/session.ts';
import {type Affected, AffectedQuestion, affectedBy} from './affected.tsx';
import {b} from './appointments-words.ts';
import {type Block, Blocks, blocksFit} from './hour-blocks.tsx';

/** Days on which a doctor is away, or keeps other hours. */
export function Leave({doctorId}: {doctorId: string}) {
  const at = `/api/doctors/${encodeURIComponent(doctorId)}/leave`;
  const [items, setItems] = useState<LeaveView[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [note, setNote] = useState('');
  const [hours, setHours] = useState<Block[] | null>(null);
  const [affects, setAffects] = useState<Affected | null>(null);
  const load = () =>
    ask<{items: LeaveView[]}>(at)
      .then((answer) => setItems(answer.items))
      .catch((error) => setFault(wordsOf(error).title));
  useEffect(() => void load(), []);

  async function tried(work: () => Promise<unknown>, told: string) {
    setFault(null);
    try {
      await watched(work);
      await load();
      tell(told);
      return true;
    } catch (error) {
      const asked = error instanceof Refusal ? affectedBy(error) : null;
      if (asked) setAffects(asked);
      else setFault(wordsOf(error).title);
      return false;
    }
  }

  async function add(bookings?: 'keep' | 'cancel') {
    setAffects(null);
    if (hours !== null && !blocksFit(hours)) return setFault(b('wrongHours'));
    const body = {from, to: to < from ? from : to, hours, note: note.trim() || null, ...(bookings ? {bookings} : {})};
    if (!(await tried(() => post(at, body, {key: newKey()}), b('leaveAdded')))) return;
    setFrom('');
    setTo('');
    setNote('');
    setHours(null);
  }

  const dayWords = (day: string) => dayName(day, language.value);
  const hoursWords = (one: LeaveView) =>
    one.hours === null ? b('away') : one.hours.map((block) => `${block.from}–${block.until}`).join(', ') || b('dayOff');
  return (
    <section class="leave" aria-labelledby="leave-title">
      <h2 id="leave-title">{b('leave')}</h2>
      <div role="alert">{fault ? <p class="note urgent">{fault}</p> : null}</div>
      {items?.length === 0 ? <p class="muted">{b('leaveNone')}</p> : null}
      <ul class="leave-list">
        {(items ?? []).map((one) => (
          <li key={one.id}>
            <span>
              <b>
                {dayWords(one.from)}
                {one.to === one.from ? '' : ` – ${dayWords(one.to)}`}
              </b>{' '}
              · {hoursWords(one)}
              {one.note ? <span class="muted"> · {one.note}</span> : null}
            </span>
            <button
              type="button"
              class="btn quiet small"
              onClick={() => void tried(() => remove(`/api/leave/${encodeURIComponent(one.id)}`), b('leaveRemoved'))}
            >
              {b('removeHours')}
            </button>
          </li>
        ))}
      </ul>
      <form
        class="limits"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label class="field">
          {b('leaveFrom')}
          <input type="date" required value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
        </label>
        <label class="field">
          {b('leaveTo')}
          <input
            type="date"
            required
            min={from}
            value={to === '' ? from : to}
            onInput={(event) => setTo(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          {b('leaveKind')}
          <select
            value={hours === null ? 'away' : 'hours'}
            onChange={(event) => setHours(event.currentTarget.value === 'away' ? null : [])}
          >
            <option value="away">{b('away')}</option>
            <option value="hours">{b('otherHours')}</option>
          </select>
        </label>
        <label class="field">
          {b('note')}
          <input value={note} maxLength={200} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
        <button type="submit" class="btn">
          {b('addLeave')}
        </button>
        {hours === null ? null : <Blocks day={b('otherHours')} blocks={hours} set={setHours} />}
      </form>
      {affects === null ? null : (
        <AffectedQuestion what={affects} answer={(bookings) => void add(bookings)} leave={() => setAffects(null)} />
      )}
    </section>
  );
}
