import type {DeskEvent} from '../../../server/queue/schema.ts';
import {minutesSince, serverNowMs} from '../../parts/staff-time.ts';
import {nameOf} from '../../parts/staff-words.tsx';
import {Key} from './key.tsx';
import {lines, nowMs} from './lines.ts';
import {glanceParts} from './queue-deeds.tsx';
import {chooseQueue, selected} from './state.ts';
import {say} from './words.ts';

/** Every queue at a glance: how many wait, since when the first of them does, how the line stands. */
export function QueueTabs({label}: {label: string}) {
  const all = [...lines.value.values()];
  return (
    <nav class={all.length > 8 ? 'tabs many' : 'tabs'} aria-label={label}>
      {all.map((event, place) => (
        <Tab key={event.queue.id} event={event} place={place} />
      ))}
    </nav>
  );
}

/** From here on somebody waits long enough to be looked after. */
const longMinutes = 60;

function Tab({event, place}: {event: DeskEvent; place: number}) {
  const {queue} = event;
  const on = selected.value?.queue.id === queue.id;
  const longest = longestMinutes(event);
  return (
    <button
      type="button"
      aria-current={on ? 'true' : undefined}
      class={`tab ${on ? 'on' : ''} ${queue.state}`}
      title={queue.doctor?.name}
      onClick={() => chooseQueue(queue.id)}
    >
      <span class="tab-head">
        <span class="muted tab-name">
          {nameOf(queue.name)}
          {queue.doctor && !queue.name.includes(queue.doctor.name) ? ` · ${lastWord(queue.doctor.name)}` : ''}
        </span>
        {place < 9 ? <Key k={String(place + 1)} /> : null}
      </span>
      <strong>
        <span>
          <span class="unseen">{say('waitingOf', {n: ''})}</span>
          {queue.waiting}
        </span>
        {longest >= longMinutes ? <span class="longest">{say('longest', {n: longest})}</span> : null}
      </strong>
      <span class="muted glance">
        {glanceParts(queue).map((part, at, {length}) => (
          <span key={part}>{at === length - 1 ? part : `${part} ·`} </span>
        ))}
      </span>
    </button>
  );
}

const lastWord = (name: string) => name.slice(name.lastIndexOf(' ') + 1);

function longestMinutes({tokens}: DeskEvent): number {
  let most = 0;
  for (const token of tokens)
    if (token.state === 'waiting') most = Math.max(most, minutesSince(token.issuedAt, serverNowMs(nowMs.value)));
  return most;
}
