import {html} from 'hono/html';
import {appointmentWords} from '../words/appointments.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, localDay} from '../words/times.ts';
import type {Html} from './frame-view.ts';
import {dayWords} from './when-view.ts';

/** One of the appointments that this phone has booked or is keeping. */
export interface OwnItem {
  key: string;
  start: string;
  doctor: string;
  /** Not booked yet: its two minutes run. */
  kept: boolean;
}

interface Spoken {
  language: Language;
  timeZone: string;
  /** The server's time, as an instant. */
  now: string;
}

/** The way to a time on another day: to a doctor's times, or to all departments. */
export function laterLink(href: string, language: Language): Html {
  return html`<p class="later"><a class="btn wide" href="${href}">${sayer(appointmentWords, language)('bookLink')}</a></p>`;
}

/** For whoever holds the phone: their appointments, soonest first. */
export function ownSection(own: readonly OwnItem[], spoken: Spoken): Html {
  return html`<section><h2>${sayer(appointmentWords, spoken.language)('ownTitle')}</h2>${ownList(own, spoken)}</section>`;
}

function ownList(own: readonly OwnItem[], {language, timeZone, now}: Spoken): Html {
  const say = sayer(appointmentWords, language);
  return html`<ul class="mine">${own.map(({key, start, doctor, kept}) => {
    const day = dayWords(localDay(start, timeZone), localDay(now, timeZone), language);
    return html`<li><a class="card${kept ? ' held' : ''}" href="/b/${key}"><b class="num">${clockTime(start, timeZone)}</b><span><b>${day}</b><span>${kept ? say('ownKept') : doctor}</span></span></a></li>`;
  })}</ul>`;
}
