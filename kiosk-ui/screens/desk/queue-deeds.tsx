import type {QueueEvent} from '../../../server/queue/schema.ts';
import {clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {nameOf, t, waitWords} from '../../parts/staff-words.tsx';
import {busy, changeQueue} from './act.ts';
import {question} from './questions.tsx';

/** How a queue stands, piece by piece: its state first, else the wait and who is served. */
export function glanceParts(queue: QueueEvent): string[] {
  const parts: string[] = [];
  if (queue.state === 'not-started' && queue.opensAt) parts.push(t('opensAt', {time: clockTimeOf(queue.opensAt)}));
  else if (queue.state !== 'open') parts.push(t(`queue.${queue.state}`));
  if (queue.state === 'paused' && queue.resumesAt) parts.push(t('resumesAt', {time: clockTimeOf(queue.resumesAt)}));
  // Tomorrow's opening is no news for a desk.
  if (queue.state === 'closed' && queue.opensAt?.slice(0, 10) === queue.asOf.slice(0, 10))
    parts.push(t('opensAt', {time: clockTimeOf(queue.opensAt)}));
  if (queue.full) parts.push(t('full'));
  if (queue.state === 'open' && queue.wait) parts.push(waitWords(queue.wait));
  if (queue.lateMinutes > 0) parts.push(t('lateBy', {n: queue.lateMinutes}));
  const [now, ...others] = queue.nowServing;
  if (now) {
    const number = others.length > 0 ? `${now.number} +${others.length}` : now.number;
    parts.push(t('nowNumber', {number}));
  } else if (parts.length === 0)
    parts.push(queue.servicePoints.length > 1 ? t('sharedLine', {n: queue.servicePoints.length}) : t('queue.open'));
  return parts;
}

export const glanceWords = (queue: QueueEvent) => glanceParts(queue).join(' · ');

/** What is said of the line stands in the row, with the way back from it; what is done now and then has one button together. */
export function QueueDeeds({queue, serves}: {queue: QueueEvent; serves: boolean}) {
  const paused = queue.state === 'paused';
  return (
    <>
      {serves && queue.lateMinutes > 0 ? (
        <button type="button" class="btn quiet small" aria-disabled={busy.value} onClick={() => askLate(queue)}>
          {t('lateBy', {n: queue.lateMinutes})}
        </button>
      ) : null}
      {serves && paused ? (
        <button
          type="button"
          class="btn small"
          aria-disabled={busy.value}
          onClick={() => void changeQueue(queue, 'resume')}
        >
          {t('resumeQueue')}
        </button>
      ) : null}
      <button type="button" class="btn quiet small" aria-disabled={busy.value} onClick={() => askMore(queue, serves)}>
        {t('moreDeeds')}
      </button>
    </>
  );
}

function askMore(queue: QueueEvent, serves: boolean) {
  const deeds: [string, string, () => void][] = [];
  if (serves && queue.state !== 'paused') deeds.push(['pause', t('pauseQueue'), () => askPause(queue)]);
  if (serves) deeds.push(['late', t('lateQueue'), () => askLate(queue)]);
  deeds.push([
    'flood',
    t('flood'),
    () => {
      question.value = {kind: 'flood', queue};
    },
  ]);
  question.value = {
    kind: 'choose',
    title: t('moreOfLine', {queue: nameOf(queue.name)}),
    options: deeds.map(([id, words]) => ({id, words})),
    answer: (id) => deeds.find(([one]) => one === id)?.[2](),
  };
}

export function askLate(queue: QueueEvent) {
  question.value = {
    kind: 'late',
    title: t('howLate', {queue: nameOf(queue.name)}),
    minutes: queue.lateMinutes,
    answer: (minutes) => void changeQueue(queue, 'late', {minutes}),
  };
}

export function askPause(queue: QueueEvent) {
  question.value = {
    kind: 'pause',
    title: t('whyPause', {queue: nameOf(queue.name)}),
    answer: (reason, minutes) =>
      void changeQueue(queue, 'pause', {
        reason,
        resumesAt: new Date(serverNowMs() + minutes * 60_000).toISOString(),
      }),
  };
}
