import {html} from 'hono/html';
import type {Lane, QueueView} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, daysAfter, weekday} from '../words/times.ts';
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

/** Why a line stands as it does: an offered reason in the reader's language, own words as they were written. */
export function noticeText(queue: QueueView, language: Language): string {
  const words: Record<string, string> = phoneWords[language];
  return queue.notice === null ? '' : (words[`reason.${queue.notice}`] ?? queue.notice);
}

/** Who is being served, and where; the first three. */
export function nowServing(queue: QueueView, language: Language): Html {
  const say = sayer(phoneWords, language);
  if (queue.nowServing.length === 0) return html`<p class="muted now">${say('nobodyServed')}</p>`;
  const more = queue.nowServing.length - 3;
  return html`<div class="now"><p class="muted">${say('nowServing')}</p><ul>${queue.nowServing
    .slice(0, 3)
    .map(
      ({number, servicePoint, state}) =>
        html`<li><b>${number}</b> · ${placeName(servicePoint, language)}${state === 'called' ? ` (${say('called')})` : ''}</li>`,
    )}</ul>${more > 0 ? html`<p class="muted">${say('and', {count: more})}</p>` : ''}</div>`;
}

export function laneView(lane: Lane, language: Language): Html {
  return html`<span class="lane ${lane}"><i></i>${sayer(phoneWords, language)(`lane.${lane}`)}</span>`;
}

/** A number's width class, so that it fills the slip whatever its length. */
export const numberSize = (number: string) => `n${Math.min(Math.max(number.length, 4), 9)}`;
