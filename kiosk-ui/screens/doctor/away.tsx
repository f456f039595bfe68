import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {question} from '../desk/questions.tsx';
import {tell} from '../desk/toast.ts';
import {takeBackInLine} from './deeds.ts';
import {openPerson} from './person.tsx';
import {awayPeople} from './state.ts';
import {say} from './words.ts';

const awayMost = 2;

/** At tests, or did not come: they may stand in the door any moment. */
export function Away() {
  const away = awayPeople.value;
  if (away.length === 0) return null;
  return (
    <section aria-labelledby="away-title">
      <div class="list-head">
        <h3 id="away-title" class="small-title">
          {say('away')} <kbd>R</kbd>
        </h3>
        {away.length > awayMost ? (
          <button type="button" class="btn quiet" onClick={whoIsBack}>
            {say('awayMore', {n: away.length - awayMost})}
          </button>
        ) : null}
      </div>
      <ul>
        {away.slice(0, awayMost).map((token) => (
          <li key={token.id}>
            <button type="button" class="person-row" onClick={() => openPerson(token)}>
              <b>{token.number}</b>
              <span class={token.state === 'held' ? 'away-state held' : 'away-state'}>
                <i aria-hidden="true" />
                {stateWords(token)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const stateWords = (token: StaffTokenView) =>
  token.state === 'no-show' && token.hereAt ? t('asksBack') : t(`state.${token.state}`);

/** One key for both kinds; with several the digits choose. */
export function whoIsBack() {
  const away = awayPeople.value;
  const [only] = away;
  if (!only) return tell(say('nobodyAway'));
  if (away.length === 1) return takeBackInLine(only);
  question.value = {
    kind: 'choose',
    title: say('whoIsBack'),
    options: away.map((token) => ({
      id: token.id,
      words: `${token.number} ${token.name ?? ''}`.trim(),
      more: stateWords(token),
    })),
    answer: (id) => {
      const token = awayPeople.value.find((one) => one.id === id);
      if (token) takeBackInLine(token);
    },
  };
}
