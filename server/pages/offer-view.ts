import {html} from 'hono/html';
import type {QueueView} from '../queue/schema.ts';
import {joiningWords} from '../words/joining.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, waitRange} from '../words/times.ts';
import type {Html} from './frame-view.ts';
import {noticeText, whenText} from './line-view.ts';

/** One queue's state as a word, with when it changes and why: `Closed · opens 9:00`. Empty when there is nothing to say. */
export function stateText(queue: QueueView, timeZone: string, language: Language): string {
  const say = sayer(joiningWords, language);
  const phone = sayer(phoneWords, language);
  const at = (key: 'opensAt' | 'startsAt', when: string | null) =>
    when === null ? '' : say(key, {time: whenText(when, queue.asOf, timeZone, language)});
  const why = noticeText(queue, language);
  const joined = (...parts: string[]) => parts.filter(Boolean).join(' · ');
  if (queue.state === 'closed') return joined(say('closedNow'), why, at('opensAt', queue.opensAt) || say('askWhen'));
  if (queue.full) return say('fullNow');
  if (queue.state === 'not-started')
    return joined(say('notStartedNow'), at('startsAt', queue.opensAt ?? queue.resumesAt), why);
  if (queue.state === 'paused') {
    const time = queue.resumesAt === null ? null : whenText(queue.resumesAt, queue.asOf, timeZone, language);
    return joined(say('pausedNow'), time === null ? '' : phone('queueResumes', {time}).replace(/[.।]$/, ''), why);
  }
  return joined(queue.lateMinutes > 0 ? say('lateNow', {count: queue.lateMinutes}) : '', why);
}

export function waitingText(count: number, language: Language): string {
  const say = sayer(joiningWords, language);
  if (count === 0) return say('waitingNone');
  return count === 1 ? say('waitingOne') : say('waitingMany', {count});
}

export function waitText(wait: QueueView['wait'], language: Language): string {
  if (wait === null) return '';
  const {range, unit} = waitRange(wait);
  return `${range} ${sayer(phoneWords, language)(unit)}`;
}

/** Without who stands where: these pages never ask, and a busy line's order is longer than the page. */
export function unordered<Queue extends QueueView>(queue: Queue): QueueView {
  const {order: _, revision: __, ...view} = queue as Queue & {order?: unknown; revision?: unknown};
  return view;
}

/** For somebody who never saw a system like this: take, wait, go, each as a small picture of what they will see. */
export function stepsView(language: Language): Html {
  const say = sayer(joiningWords, language);
  return html`<ol class="steps" aria-label="${say('steps')}"><li><span class="pic paper" aria-hidden="true"><b>14</b><i></i></span>${say('step1')}</li><li><span class="pic wait" aria-hidden="true"><b>14</b><i></i><i></i><i></i></span>${say('step2')}</li><li><span class="pic go" aria-hidden="true"><b>14</b><b>→</b></span>${say('step3')}</li></ol>`;
}

/** What these pages last heard, once they could not ask again. */
export function noLineNote(asOf: string, timeZone: string, language: Language): Html {
  const time = clockTime(asOf, timeZone);
  return html`<p class="note stale" id="stale">${sayer(joiningWords, language)('noLine', {time})}</p>`;
}
