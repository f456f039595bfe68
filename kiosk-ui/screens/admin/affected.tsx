import type {Refusal} from '../../api.ts';
import {Dialog} from '../../parts/staff-dialog.tsx';
import {clockTimeOf, dayWords} from '../../parts/staff-time.ts';
import {language} from '../../parts/staff-words.tsx';
import {b} from './appointments-words.ts';

export interface Affected {
  count: number;
  affected: {id: string; number: string; start: string}[];
}

/** Who is booked outside the new hours, as the refusal says it; null for any other refusal. */
export function affectedBy({code, fields}: Refusal): Affected | null {
  if (code !== 'schedule.affects' || !Array.isArray(fields.affected)) return null;
  return {count: Number(fields.count) || fields.affected.length, affected: fields.affected};
}

const shown = 12;

/** New hours under booked times: the question, with the people. */
export function AffectedQuestion(props: {
  what: Affected;
  answer: (bookings: 'keep' | 'cancel') => void;
  leave: () => void;
}) {
  const {count, affected} = props.what;
  return (
    <Dialog title={b('affectsTitle')} onLeave={props.leave} wide>
      <p>{b('affectsLead', {n: count})}</p>
      <ul class="affected">
        {affected.slice(0, shown).map(({id, number, start}) => (
          <li key={id}>
            <b>{number}</b> {dayWords(language.value, Date.parse(start))}, {clockTimeOf(start)}
          </li>
        ))}
      </ul>
      {count > shown ? <p class="muted">{b('andMore', {n: count - shown})}</p> : null}
      <div class="affected-deeds">
        <button type="button" class="btn main" onClick={() => props.answer('keep')}>
          {b('keep')}
        </button>
        <p class="muted">{b('keepWhy')}</p>
        <button type="button" class="btn danger" onClick={() => props.answer('cancel')}>
          {b('cancelThem')}
        </button>
        <p class="muted">{b('cancelWhy')}</p>
      </div>
    </Dialog>
  );
}
