import type {DeskEvent} from '../../../server/queue/schema.ts';
import {clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {nameOf, t} from '../../parts/staff-words.tsx';
import {busy, changeQueue, reasonWords} from './act.ts';
import {Key} from './key.tsx';
import {live} from './lines.ts';
import {QueueDeeds} from './queue-deeds.tsx';
import {callNextHere, chooseCounter, counterOf, mayCall} from './state.ts';
import {say} from './words.ts';

/** The line's own name and what can be done to it. */
export function LineHead({event}: {event: DeskEvent}) {
  const {queue} = event;
  const serves = mayCall(queue.id);
  const closed = queue.state === 'closed';
  return (
    <div class="line-head">
      <h2 id="line-name" tabIndex={-1}>
        {nameOf(queue.name)}
      </h2>
      {queue.notice ? <span class="muted">{reasonWords(queue.notice)}</span> : null}
      <Age />
      <span class="grow" />
      {serves && queue.servicePoints.length > 1 ? <Counter event={event} /> : null}
      <QueueDeeds queue={queue} serves={serves} />
      <button
        type="button"
        class={closed ? 'btn small' : 'btn quiet small'}
        aria-disabled={busy.value}
        onClick={() => void changeQueue(queue, closed ? 'open' : 'close')}
      >
        {closed ? t('openQueue') : t('closeQueue')}
      </button>
      {serves ? (
        <button
          type="button"
          class="btn main small"
          disabled={queue.waiting === 0 || queue.state === 'paused'}
          aria-disabled={busy.value}
          onClick={() => callNextHere(event)}
        >
          {t('callNext')} <Key k="G" />
        </button>
      ) : null}
    </div>
  );
}

/** Every number that can be old shows how old. */
function Age() {
  const {fresh, heardAtMs} = live.value;
  if (fresh || heardAtMs === null) return null;
  const time = clockTimeOf(new Date(serverNowMs(heardAtMs)).toISOString());
  return <b class="as-of">{say('asOf', {time})}</b>;
}

function Counter({event}: {event: DeskEvent}) {
  return (
    <label class="inline">
      {t('callTo')}
      <select
        value={counterOf(event) ?? ''}
        onChange={(change) => chooseCounter(event.queue.id, change.currentTarget.value)}
      >
        <option value="" disabled>
          –
        </option>
        {event.queue.servicePoints.map((point) => (
          <option key={point.id} value={point.id}>
            {nameOf(point.name)}
          </option>
        ))}
      </select>
    </label>
  );
}
