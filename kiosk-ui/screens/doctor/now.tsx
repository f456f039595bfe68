import type {QueueEvent, StaffTokenView} from '../../../server/queue/schema.ts';
import {Lane} from '../../parts/staff-lane.tsx';
import {ageOf, clockTimeOf, minutesSince, phoneWords, serverNowMs} from '../../parts/staff-time.ts';
import {t} from '../../parts/staff-words.tsx';
import {reasonWords} from '../desk/act.ts';
import {box, nowMs} from '../desk/lines.ts';
import {say} from './words.ts';

/** Who is here: number, particulars, why; with nobody, how the line stands. */
export function Now({token, queue}: {token: StaffTokenView | null; queue: QueueEvent}) {
  if (!token) return <Nobody queue={queue} />;
  const age = ageOf(token.yearOfBirth);
  const particulars = [token.sex && token.sex !== 'unknown' ? sexWords(token.sex) : null, token.recordNumber];
  if (token.phone) particulars.push(phoneWords(token.phone));
  const why = reasonWords(token.reason);
  return (
    <section class={token.state === 'called' ? 'slip now called' : 'slip now'}>
      <div>
        <span class="muted" role="status">
          {sinceWords(token)}
        </span>
        <p class={token.number.length > 6 ? 'num long' : 'num'}>{token.number}</p>
      </div>
      <div class="now-who">
        <h2>
          {token.name ?? t('noName')}
          {age === null ? '' : `, ${age}`}
        </h2>
        <p class="muted">{particulars.filter(Boolean).join(' · ')}</p>
        <p>
          <Lane token={token} />
          {why ? <span class="why"> · {why}</span> : null}
        </p>
      </div>
    </section>
  );
}

function sexWords(sex: string): string {
  return sex === 'female' || sex === 'male' || sex === 'other' ? t(`sex.${sex}`) : sex;
}

function sinceWords(token: StaffTokenView): string {
  const called = token.state === 'called';
  const n = minutesSince((called ? token.calledAt : token.startedAt) ?? token.issuedAt, serverNowMs(nowMs.value));
  if (!called) return n > 0 ? t('withYou', {n}) : t('withYouNow');
  return [n > 0 ? t('calledAgo', {n}) : t('calledNow'), token.hereAt ? t('saysComing') : '']
    .filter(Boolean)
    .join(' · ');
}

function Nobody({queue}: {queue: QueueEvent}) {
  const [title, more] = standingWords(queue);
  return (
    <section class="slip now nobody" role="status">
      <div>
        <h2>{title}</h2>
        <p class="muted">{more}</p>
      </div>
    </section>
  );
}

/** Why nobody is here, and what follows from it. */
function standingWords(queue: QueueEvent): [string, string] {
  if (box.value?.serviceDay === null) return [say('dayOver'), say('dayOverMore')];
  const waiting = waitingWords(queue.waiting);
  switch (queue.state) {
    case 'paused':
      return [pausedWords(queue), queue.resumesAt ? t('pausedUntil', {time: clockTimeOf(queue.resumesAt)}) : waiting];
    case 'closed':
      return [say('lineClosed'), queue.waiting > 0 ? say('lineClosedSome', {n: queue.waiting}) : say('lineOver')];
    case 'not-started': {
      const begins = queue.opensAt ? say('beginsAt', {time: clockTimeOf(queue.opensAt)}) : '';
      return [
        say('notStarted'),
        [begins, waiting, queue.waiting > 0 ? say('callToBegin') : ''].filter(Boolean).join(' · '),
      ];
    }
    case 'open':
      return [t('nobodyWithYou'), queue.full ? `${waiting} ${say('fullToday')}` : waiting];
  }
}

export function waitingWords(n: number): string {
  return n === 0 ? t('nobodyWaits') : n === 1 ? t('oneWaits') : t('manyWait', {n});
}

/** A pause is seen also while somebody is still here: without it a doctor wonders why nobody is called. */
export function PausedSign({queue}: {queue: QueueEvent}) {
  return (
    <p class="standing paused paused-sign" role="status">
      <i aria-hidden="true" />
      <b>{pausedWords(queue)}</b>
      {queue.resumesAt ? ` · ${t('pausedUntil', {time: clockTimeOf(queue.resumesAt)})}` : ''}
    </p>
  );
}

function pausedWords(queue: QueueEvent): string {
  return queue.notice ? t('pausedBecause', {reason: reasonWords(queue.notice)}) : t('queue.paused');
}
