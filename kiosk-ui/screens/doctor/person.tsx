import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {Lane} from '../../parts/staff-lane.tsx';
import {ageOf, clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {reasonWords} from '../desk/act.ts';
import {findToken} from '../desk/lines.ts';
import {durationWords, leaveQuestion, question} from '../desk/questions.tsx';
import {callNow, moveUp, takeBackInLine} from './deeds.ts';
import {mine} from './state.ts';
import {say} from './words.ts';

/** Somebody of the line, by touch or digit: who they are, and what can be done for them now. Names show only here. */
export function openPerson(token: StaffTokenView) {
  question.value = {
    kind: 'own',
    title: say('more', {number: token.number}),
    body: () => <Person token={findToken(token.id) ?? token} />,
  };
}

function Person({token}: {token: StaffTokenView}) {
  const age = ageOf(token.yearOfBirth);
  const why = reasonWords(token.reason);
  return (
    <>
      <p class="person-lead">
        <b>
          {token.name ?? t('noName')}
          {age === null ? '' : `, ${age}`}
        </b>
        {token.recordNumber ? <span class="muted"> · {token.recordNumber}</span> : null}
      </p>
      <p>
        <Lane token={token} />
        {why ? ` · ${why}` : ''} <span class="muted">· {sinceWords(token)}</span>
      </p>
      <ul class="choices person-deeds">
        {deedsOf(token).map(({words, run}) => (
          <li key={words}>
            <button
              type="button"
              class="btn choice"
              onClick={() => {
                leaveQuestion();
                run();
              }}
            >
              {words}
            </button>
          </li>
        ))}
      </ul>
      {token.state === 'waiting' && mine.value ? (
        <p class="muted">{say('firstFinish', {number: mine.value.number})}</p>
      ) : null}
    </>
  );
}

function sinceWords(token: StaffTokenView): string {
  const from = token.state === 'waiting' ? token.issuedAt : (token.endedAt ?? token.calledAt ?? token.issuedAt);
  const time = durationWords(Math.max(0, serverNowMs() - Date.parse(from)));
  if (token.state === 'waiting')
    return token.asideUntil ? t('aside', {time: clockTimeOf(token.asideUntil)}) : say('waits', {time});
  return t(`state.${token.state}`);
}

function deedsOf(token: StaffTokenView): {words: string; run: () => void}[] {
  const timeline = {words: t('deed.timeline'), run: () => (question.value = {kind: 'timeline', token})};
  if (token.state === 'held') return [{words: t('deed.return'), run: () => takeBackInLine(token)}, timeline];
  if (token.state === 'no-show') return [{words: t('deed.restore'), run: () => takeBackInLine(token)}, timeline];
  if (token.state !== 'waiting') return [timeline];
  const lanes = (['priority', 'emergency'] as const)
    .filter((lane) => lane !== token.activeLane && token.activeLane !== 'emergency')
    .map((lane) => ({words: t(`deed.${lane}`), run: () => moveUp(token, lane)}));
  const call = mine.value ? [] : [{words: say('callNow'), run: () => callNow(token)}];
  return [...call, ...lanes, timeline];
}
