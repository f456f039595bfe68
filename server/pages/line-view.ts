import {html} from 'hono/html';
import type {Lane, QueueView} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, daysAfter, waitRange, weekday} from '../words/times.ts';
import type {Html} from './frame-view.ts';

/** `Cardiology · Dr. Meera Rao`; a department is named only where the queue's own name does not say it. */
export function queueTitle(queue: QueueView, language: Language): string {
  const parts = [localName(queue.name, language)];
  if (queue.doctor !== null && !queue.name.includes(queue.doctor.name)) parts.push(queue.doctor.name);
  return parts.join(' · ');
}

export function placeName(place: {name: string; directions: string | null}, language: Language): string {
  const name = localName(place.name, language);
  return place.directions === null ? name : `${name}, ${localName(place.directions, language)}`;
}

/** A time of day, with the day where it is not today. */
export function whenText(at: string, now: string, timeZone: string, language: Language): string {
  const say = sayer(phoneWords, language);
  const time = clockTime(at, timeZone);
  const days = daysAfter(at, now, timeZone);
  if (days <= 0) return time;
  return days === 1 ? say('tomorrow', {time}) : say('onDay', {day: weekday(at, timeZone, language), time});
}

/** One queue's state as a word, with when it changes: `Closed · opens 9:00`. Empty when there is nothing to say. */
export function stateText(queue: QueueView, timeZone: string, language: Language): string {
  const say = sayer(phoneWords, language);
  const at = (key: 'opensAt' | 'startsAt', when: string | null) =>
    when === null ? [] : [say(key, {time: whenText(when, queue.asOf, timeZone, language)})];
  if (queue.state === 'closed') return [say('closedNow'), ...at('opensAt', queue.opensAt)].join(' · ');
  if (queue.full) return say('fullNow');
  if (queue.state === 'not-started')
    return [say('notStartedNow'), ...at('startsAt', queue.opensAt ?? queue.resumesAt)].join(' · ');
  if (queue.state === 'paused') {
    const until = queue.resumesAt === null ? [] : [whenText(queue.resumesAt, queue.asOf, timeZone, language)];
    return [say('pausedNow'), ...until.map((time) => say('queueResumes', {time}).replace(/[.।]$/, ''))].join(' · ');
  }
  return queue.lateMinutes > 0 ? say('lateNow', {count: queue.lateMinutes}) : '';
}

/** Why a line stands as it does: an offered reason in the reader's language, own words as they were written. */
export function noticeText(queue: QueueView, language: Language): string {
  const words: Record<string, string> = phoneWords[language];
  return queue.notice === null ? '' : (words[`reason.${queue.notice}`] ?? queue.notice);
}

export function waitingText(count: number, language: Language): string {
  const say = sayer(phoneWords, language);
  if (count === 0) return say('waitingNone');
  return count === 1 ? say('waitingOne') : say('waitingMany', {count});
}

export function waitText(wait: QueueView['wait'], language: Language): string {
  const say = sayer(phoneWords, language);
  if (wait === null) return say('waitUnknown');
  const {range, unit} = waitRange(wait);
  return say('waitLikely', {range, unit: say(unit)});
}

export function laneView(lane: Lane, language: Language): Html {
  return html`<span class="lane ${lane}"><i></i>${sayer(phoneWords, language)(`lane.${lane}`)}</span>`;
}

/** A number's width class, so that it fills the slip whatever its length. */
export const numberSize = (number: string) => `n${Math.min(Math.max(number.length, 4), 9)}`;
