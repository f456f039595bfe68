import type {QueueEvent} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {busy, changeQueue} from '../desk/act.ts';
import {pauseOrResume} from './deeds.ts';
import {lateMinutes, setLate, stepLate} from './late.ts';
import {lateMostMinutes} from './late-rules.ts';
import {say} from './words.ts';

/** What the doctor says about the whole line: running late, a pause, the end of the day. */
export function LineDeeds({queue}: {queue: QueueEvent}) {
  return (
    <section class="line-deeds" aria-labelledby="late-title">
      <div class="late-head">
        <h3 id="late-title" class="small-title">
          {t('lateQueue')}
        </h3>
        {lateMinutes.value > 0 ? (
          <button type="button" class="btn quiet" onClick={() => setLate(0)}>
            {say('lateClear')}
          </button>
        ) : null}
      </div>
      <Late />
      <div class="line-row">
        {queue.state === 'closed' || queue.state === 'not-started' ? (
          <QueueButton
            words={queue.state === 'closed' ? say('openLine') : say('startLine')}
            run={() => void changeQueue(queue, 'open')}
          />
        ) : (
          <>
            <QueueButton
              words={queue.state === 'paused' ? t('resumeQueue') : t('pauseQueue')}
              k="P"
              run={pauseOrResume}
            />
            <QueueButton words={say('closeLine')} run={() => void changeQueue(queue, 'close')} />
          </>
        )}
      </div>
    </section>
  );
}

function Late() {
  const n = lateMinutes.value;
  return (
    <div class="late-row">
      <button type="button" class="btn" aria-disabled={n === 0} onClick={() => n > 0 && stepLate('less')}>
        −5<span class="unseen"> {say('lessLate')}</span>
      </button>
      <output class={n > 0 ? 'late on' : 'late'} aria-live="polite">
        {n > 0 ? say('minutesLate', {n}) : say('onTime')}
      </output>
      <button type="button" class="btn" aria-disabled={n >= lateMostMinutes} onClick={() => stepLate('later')}>
        +5<span class="unseen"> {say('later')}</span>
      </button>
    </div>
  );
}

function QueueButton({words, k, run}: {words: string; k?: string; run: () => void}) {
  return (
    <button type="button" class="btn" aria-disabled={busy.value} onClick={() => !busy.value && run()}>
      {words} {k ? <kbd>{k}</kbd> : null}
    </button>
  );
}
