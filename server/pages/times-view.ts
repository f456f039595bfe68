import {html} from 'hono/html';
import {appointmentWords} from '../words/appointments.ts';
import {localName} from '../words/names.ts';
import {type Say, sayer} from '../words/say.ts';
import {clockTime, localDay, shortDay} from '../words/times.ts';
import {frame, type Html, headLine, type PageProblem, type PageProps, problemNote} from './frame-view.ts';
import {dayWords, momentWords} from './when-view.ts';

export interface TimesProps extends PageProps {
  doctor: {id: string; name: string};
  department: {id: string; name: string};
  /** The server's time, as an instant. */
  now: string;
  /** The day whose times are shown. */
  day: string;
  /** A week of days. `free` 0 with `hours`: all are taken, or the doctor takes nobody more. */
  days: {day: string; free: number; hours: boolean}[];
  /** First days of the weeks before and after, where there are any. */
  earlier: string | null;
  later: string | null;
  /** That day's free times. */
  times: {id: string; start: string; minutes: number}[];
  /** The doctor takes nobody more on that day, though times are free. */
  full: boolean;
  /** Free times near one that was just refused. */
  nearest: {id: string; start: string}[];
  /** The first free time after the day that is shown, where that has none. */
  firstFree: string | null;
  /** An appointment that looks for another time; null where a new one is booked. */
  moving: {key: string; number: string; start: string} | null;
  problem?: PageProblem;
  idempotencyKey: string;
  /** The last day that can be asked for on the waiting list. */
  lastDay: string;
}
type Word = Say<keyof (typeof appointmentWords)['en']>;

/** A doctor's days and times: for a new appointment, or for one that moves. */
export function timesPage(props: TimesProps): Html {
  const {language, site, doctor, department, now, moving, problem, nearest} = props;
  const say = sayer(appointmentWords, language);
  const path = timesPath(props, props.day);
  const place = localName(department.name, language);
  const body = html`<div id="page" class="page">${headLine(props, path.split('?')[0]!)}<main><p class="muted">${place} · ${doctor.name}</p><h1>${say(moving ? 'moveTitle' : 'chooseTime')}</h1>${
    moving
      ? html`<p>${say('moveLead', {when: momentWords(moving.start, now, site.timeZone, language), number: moving.number})}</p>`
      : ''
  }${problem === undefined ? '' : problemNote(problem, language, appointmentWords[language])}${
    nearest.length === 0
      ? ''
      : html`<section class="near-times"><h2>${say('nearestFree')}</h2>${nearestForm(props)}</section>`
  }${daysView(props, say)}<section aria-labelledby="day"><h2 id="day">${dayWords(props.day, localDay(now, site.timeZone), language)}</h2>${dayBody(props, say)}</section>${moving ? '' : waitForm(props, say)}<p class="foot">${
    moving
      ? html`<a class="btn" href="/b/${moving.key}">${say('moveBack')}</a>`
      : html`<a class="btn" href="/book/${department.id}">${say('otherDoctors')}</a>`
  }</p></main></div>`;
  const title = `${doctor.name} · ${say(moving ? 'moveTitle' : 'chooseDepartment')}`;
  return frame({...props, title, face: 'book times', path, refreshS: null}, body);
}

function timesPath({doctor, moving}: TimesProps, day: string): string {
  return moving ? `/b/${moving.key}/move?doctor=${doctor.id}&day=${day}` : `/book/doctor/${doctor.id}?day=${day}`;
}

function daysView(props: TimesProps, say: Word): Html {
  const {language, days, earlier, later, day} = props;
  const turn = (to: string | null, words: string) =>
    to === null ? '' : html`<a class="day turn" href="${timesPath(props, to)}">${words}</a>`;
  return html`<nav class="days" aria-label="${say('chooseTime')}">${turn(earlier, say('earlierDays'))}${days.map(
    (one) => {
      const {weekday, date} = shortDay(one.day, language);
      const free = one.free > 0 ? say('freeCount', {count: one.free}) : say(one.hours ? 'freeNone' : 'noHours');
      const here = one.day === day;
      return html`<a class="day${one.free > 0 ? '' : ' none'}${here ? ' here' : ''}" href="${timesPath(props, one.day)}"${here ? html` aria-current="date"` : ''}><b>${weekday}</b><span>${date}</span><small>${free}</small></a>`;
    },
  )}${turn(later, say('laterDays'))}</nav>`;
}

function dayBody(props: TimesProps, say: Word): Html {
  const {language, site, now, days, day, times, full, firstFree} = props;
  if (times.length > 0 && !full)
    return html`<form method="post" action="${actionOf(props)}">${hidden(props)}${parts(times, site.timeZone).map(
      ({part, times: some}) => html`<h3>${say(part)}</h3>${buttons(some, props)}`,
    )}</form><p class="muted">${say('eachTakes', {count: times[0]!.minutes})} ${props.moving ? '' : say('keptPromise')}</p>`;
  const hours = days.find((one) => one.day === day)?.hours === true;
  const why = full ? say('fullThen') : say(hours ? 'allTakenThen' : 'noTimesThen');
  const next =
    firstFree === null
      ? ''
      : html`<p><a class="btn wide" href="${timesPath(props, localDay(firstFree, site.timeZone))}">${say('firstFree', {when: momentWords(firstFree, now, site.timeZone, language)})}</a></p>`;
  return html`<p class="note">${why}</p>${next}`;
}

const nearestForm = (props: TimesProps): Html =>
  html`<form method="post" action="${actionOf(props)}">${hidden(props)}<ul class="times long">${props.nearest.map(
    ({id, start}) =>
      html`<li><button class="btn" name="slot" value="${id}">${momentWords(start, props.now, props.site.timeZone, props.language)}</button></li>`,
  )}</ul></form>`;

const buttons = (times: TimesProps['times'], {site}: TimesProps): Html =>
  html`<ul class="times">${times.map(
    ({id, start}) =>
      html`<li><button class="btn" name="slot" value="${id}">${clockTime(start, site.timeZone)}</button></li>`,
  )}</ul>`;

const actionOf = ({moving}: TimesProps): string => (moving ? `/b/${moving.key}/move` : '/book/hold');
const hidden = ({idempotencyKey}: TimesProps): Html =>
  html`<input type="hidden" name="idempotencyKey" value="${idempotencyKey}">`;

/** By the hospital's clock: before noon, before five, after. */
function parts(times: TimesProps['times'], timeZone: string) {
  const hour = (start: string) => Number(clockTime(start, timeZone).split(':')[0]);
  const some = (from: number, until: number) => times.filter(({start}) => hour(start) >= from && hour(start) < until);
  return [
    {part: 'morning' as const, times: some(0, 12)},
    {part: 'afternoon' as const, times: some(12, 17)},
    {part: 'evening' as const, times: some(17, 24)},
  ].filter((one) => one.times.length > 0);
}

function waitForm({doctor, day, lastDay, idempotencyKey}: TimesProps, say: Word): Html {
  return html`<details class="wait-list"><summary>${say('waitTitle')}</summary><p class="muted">${say('waitText')}</p><form method="post" action="/book/doctor/${doctor.id}/wait"><input type="hidden" name="idempotencyKey" value="${idempotencyKey}">${nameFields({}, say)}<div class="two"><label class="field">${say('waitFrom')}<input type="date" name="from" required min="${day}" max="${lastDay}" value="${day}"></label><label class="field">${say('waitTo')}<input type="date" name="to" required min="${day}" max="${lastDay}" value="${lastDay}"></label></div><button class="btn wide">${say('waitJoin')}</button></form></details>`;
}

/** Name and, for who wants to give it, phone: on every form that books. */
export function nameFields(values: {name?: string; phone?: string}, say: Word): Html {
  return html`<label class="field">${say('name')}<input name="name" required maxlength="100" autocomplete="name" value="${values.name ?? ''}"></label><label class="field">${say('phone')}<input name="phone" type="tel" inputmode="tel" maxlength="20" autocomplete="tel" aria-describedby="phone-why" value="${values.phone ?? ''}"></label><p class="muted" id="phone-why">${say('phoneWhy')}</p>`;
}
