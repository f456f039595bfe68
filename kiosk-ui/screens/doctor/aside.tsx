import type {QueueEvent} from '../../../server/queue/schema.ts';
import {Lane} from '../../parts/staff-lane.tsx';
import {clockTimeOf} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {Later} from '../admin/later.tsx';
import {live} from '../desk/lines.ts';
import {Away} from './away.tsx';
import {figuresOf} from './figures.ts';
import {LineDeeds} from './line-deeds.tsx';
import {openPerson} from './person.tsx';
import {line, nextMost, nextPeople} from './state.ts';
import {say} from './words.ts';

/** Fetched after the line, which is what a doctor opens the screen for. */
const booked = () => import('./booked.tsx').then(({Booked}) => Booked);

export function Aside({queue}: {queue: QueueEvent}) {
  return (
    <aside class="next" aria-labelledby="next-title">
      <div class="next-list">
        <Next queue={queue} />
        <Away />
        <Later load={booked} given={{doctorId: queue.doctor?.id ?? null}} />
      </div>
      <div class="next-end">
        <LineDeeds queue={queue} />
        <FiguresOfToday />
      </div>
    </aside>
  );
}

function Next({queue}: {queue: QueueEvent}) {
  const waiting = nextPeople.value;
  return (
    <section aria-labelledby="next-title">
      <div class="list-head">
        <h2 id="next-title">{t('nextPeople')}</h2>
        {waiting.length > nextMost ? <span class="muted">{t('andMore', {n: waiting.length - nextMost})}</span> : null}
      </div>
      {live.value.fresh ? null : <p class="as-of">{say('asOf', {time: clockTimeOf(queue.asOf)})}</p>}
      {waiting.length === 0 ? <p class="muted">{t('nobodyWaits')}</p> : null}
      <ol>
        {waiting.slice(0, nextMost).map((token) => (
          <li key={token.id}>
            <button type="button" class="person-row" onClick={() => openPerson(token)}>
              <b>{token.number}</b>
              {token.asideUntil ? (
                <span class="muted">{t('aside', {time: clockTimeOf(token.asideUntil)})}</span>
              ) : (
                <Lane token={token} />
              )}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function FiguresOfToday() {
  const {seen, medianServiceMinutes} = figuresOf(line.value?.tokens ?? []);
  return (
    <div class="figures">
      <p>
        <span class="muted">{t('seenToday')}</span> <strong>{seen}</strong>
      </p>
      <p>
        <span class="muted">{t('median')}</span>{' '}
        <strong>{medianServiceMinutes === null ? t('notYet') : t('minutes', {n: medianServiceMinutes})}</strong>
      </p>
    </div>
  );
}
