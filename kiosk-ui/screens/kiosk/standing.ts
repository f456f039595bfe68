import type {QueueView, Wait} from '../../../server/queue/schema.ts';
import {reasonText} from '../../../server/words/reasons.ts';
import type {Language} from '../../../server/words/say.ts';
import {daysAfter, waitRange, weekday} from '../../../server/words/times.ts';
import {hall, timeHere} from './hall.ts';
import {wordsIn} from './words.ts';

export const takesNumbers = (queue: QueueView) => queue.state !== 'closed' && !queue.full;

/** How a line stands, in one line of words: why it gives no number, or how many wait and how long. */
export function standingOf(queue: QueueView, language: Language): string {
  const say = wordsIn[language];
  const why = queue.notice === null ? [] : [reasonText(queue.notice, language)];
  if (queue.state === 'closed')
    return [say('closed'), ...why, ...(queue.opensAt ? [opensWords(queue.opensAt, queue.asOf, language)] : [])].join(
      ' · ',
    );
  if (queue.full) return `${say('full')} · ${say('fullMore')}`;
  const words: string[] = [];
  if (queue.state === 'paused')
    words.push(queue.resumesAt ? say('pausedUntil', {time: timeHere(queue.resumesAt)}) : say('paused'), ...why);
  if (queue.state === 'not-started')
    words.push(queue.opensAt ? say('opens', {time: timeHere(queue.opensAt)}) : say('notStarted'));
  words.push(queue.waiting === 0 ? say('waitingNone') : say('waiting', {n: queue.waiting}));
  if (queue.wait !== null && queue.waiting > 0) words.push(waitWords(queue.wait, language));
  if (queue.lateMinutes > 0) words.push(say('late', {n: queue.lateMinutes}));
  return words.join(' · ');
}

/** Of the instants of one answer, which carry the hospital's date. */
function opensWords(at: string, now: string, language: Language): string {
  const zone = hall.value?.timeZone ?? 'UTC';
  const days = daysAfter(at, now, zone);
  const say = wordsIn[language];
  const time = timeHere(at);
  if (days <= 1) return say(days === 1 ? 'opensTomorrow' : 'opens', {time});
  return say('opensOn', {day: weekday(at, zone, language), time});
}

export function waitWords(wait: Wait, language: Language): string {
  const {range, unit} = waitRange(wait);
  return wordsIn[language]('wait', {range, unit: wordsIn[language](unit)});
}

export function aheadWords(ahead: number, language: Language): string {
  const say = wordsIn[language];
  return ahead === 0 ? say('nobodyAhead') : ahead === 1 ? say('aheadOne') : say('ahead', {n: ahead});
}
