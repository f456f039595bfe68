import {useEffect, useRef} from 'preact/hooks';
import type {DeskEvent, StaffTokenView} from '../../../server/queue/schema.ts';
import {Lane} from '../../parts/staff-lane.tsx';
import {ageOf, clockTimeOf, minutesSince, serverNowMs} from '../../parts/staff-time.ts';
import {nameOf, t} from '../../parts/staff-words.tsx';
import {reasonWords} from './act.ts';
import {isOver, printedKey} from './deeds.ts';
import {nowMs} from './lines.ts';
import {
  begin,
  chooseToken,
  drawMore,
  drawnTokens,
  offeredDeeds,
  selectedToken,
  showFinished,
  shownTokens,
} from './state.ts';
import {say} from './words.ts';

/** The selected line in call order. A grid: arrows move, letters act on the row that has the focus. */
export function LineTable({event}: {event: DeskEvent}) {
  const tokens = drawnTokens.value;
  const more = shownTokens.value.length - tokens.length;
  const chosen = selectedToken.value;
  const finished = event.tokens.filter((token) => isOver(token.state)).length;
  const firstWaiting = event.tokens.find((token) => token.state === 'waiting');
  return (
    <div class="line">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are chosen by arrows, as ARIA's grid says */}
      <table role="grid" aria-label={t('lineOf', {queue: nameOf(event.queue.name)})}>
        <thead>
          <tr>
            <th scope="col">{t('number')}</th>
            <th scope="col">{t('person')}</th>
            <th scope="col">{t('lane')}</th>
            <th scope="col">{t('stateColumn')}</th>
            <th scope="col" class="waited">
              {t('waited')}
            </th>
            <th scope="col" class="why">
              {t('reason')}
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token, place) => (
            <Row
              key={token.id}
              token={token}
              next={token.id === firstWaiting?.id}
              on={token.id === chosen?.id}
              reachable={chosen ? token.id === chosen.id : place === 0}
              doctor={event.queue.doctor !== null}
            />
          ))}
        </tbody>
      </table>
      {tokens.length === 0 ? <p class="muted empty">{say('nobodyYet')}</p> : null}
      {more > 0 ? (
        <button type="button" class="btn quiet" onClick={drawMore}>
          {say('showMore', {n: more})}
        </button>
      ) : null}
      {event.truncated ? <p class="muted empty">{t('truncated')}</p> : null}
      {finished > 0 ? (
        <button
          type="button"
          class="btn quiet"
          aria-expanded={showFinished.value}
          onClick={() => {
            showFinished.value = !showFinished.value;
          }}
        >
          {t('finished', {n: finished})} · {showFinished.value ? t('hideFinished') : t('showFinished')}
        </button>
      ) : null}
    </div>
  );
}

function Row(props: {token: StaffTokenView; next: boolean; on: boolean; reachable: boolean; doctor: boolean}) {
  const {token, on} = props;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    // Where a deed, here or elsewhere, has moved the row to. The focus is moved by keys (see focus.ts), never from here: an effect runs
    // late, and two rows would take the focus from each other for ever.
    if (on) row.current?.scrollIntoView({block: 'nearest'});
  }, [on, token.state, token.position]);
  const mark = token.state === 'called' || token.state === 'serving' ? token.state : '';
  return (
    <tr
      ref={row}
      data-token={token.id}
      class={`${on ? 'on' : ''} ${mark} ${isOver(token.state) ? 'over' : ''}`}
      tabIndex={props.reachable ? 0 : -1}
      aria-selected={on}
      onFocus={() => chooseToken(token.id)}
      onClick={() => {
        chooseToken(token.id);
        row.current?.focus();
      }}
    >
      <td class="number">{token.number}</td>
      <td class="person">{personWords(token)}</td>
      <td>
        <Lane token={token} />
      </td>
      <td>{stateWords(token, props.next, props.doctor)}</td>
      <td class="waited">{waitedWords(token)}</td>
      <td class="muted why">{token.reason || !on ? reasonWords(token.reason) : <Usual token={token} />}</td>
    </tr>
  );
}

/** The three likeliest deeds, where the eye is; the bar below has them all, so these are for the mouse and the memory only. */
function Usual({token}: {token: StaffTokenView}) {
  return (
    <span class="usual" aria-hidden="true">
      {offeredDeeds(token)
        .slice(0, 3)
        .map((deed) => (
          <button key={deed} type="button" tabIndex={-1} onClick={() => begin(deed, token)}>
            <kbd>{printedKey(deed)}</kbd>
          </button>
        ))}
    </span>
  );
}

export function personWords(token: StaffTokenView): string {
  const age = ageOf(token.yearOfBirth);
  const name = token.name ?? t('noName');
  return age === null ? name : `${name}, ${age}`;
}

export function stateWords(token: StaffTokenView, next: boolean, doctor: boolean): string {
  if (token.withdrawn) return t('withdrawn');
  const serving = token.state === 'serving' && !doctor ? t('state.serving.counter') : t(`state.${token.state}`);
  const parts: string[] = [];
  if (token.state === 'called' || token.state === 'serving') {
    parts.push(token.servicePoint ? t('stateAt', {state: serving, place: nameOf(token.servicePoint.name)}) : serving);
    if (token.state === 'called' && token.hereAt) parts.push(t('saysComing'));
  } else if (token.state === 'waiting') {
    if (token.asideUntil && Date.parse(token.asideUntil) > serverNowMs(nowMs.value))
      parts.push(t('aside', {time: clockTimeOf(token.asideUntil)}));
    else parts.push(next ? t('next') : serving);
    if (token.source !== 'staff') parts.push(t(`source.${token.source}`));
  } else {
    parts.push(serving);
    if (token.state === 'no-show' && token.hereAt) parts.push(t('asksBack'));
    if (token.state === 'transferred' && token.next) parts.push(t('movedTo', {number: token.next.number}));
  }
  return parts.join(' · ');
}

/** Minutes from the number to the call; of those who still wait, until now. */
function waitedWords(token: StaffTokenView): string {
  if (isOver(token.state) && !token.calledAt) return '';
  const until = token.calledAt && token.state !== 'waiting' ? Date.parse(token.calledAt) : serverNowMs(nowMs.value);
  return t('minutes', {n: minutesSince(token.issuedAt, until)});
}
