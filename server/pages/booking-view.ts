import {html, raw} from 'hono/html';
import type {BookingView} from '../appointments/schema.ts';
import {appointmentWords} from '../words/appointments.ts';
import {localName} from '../words/names.ts';
import {type Say, sayer} from '../words/say.ts';
import {clockTime, dayName, localDay, weekday} from '../words/times.ts';
import {frame, type Html, headLine, type PageProblem, type PageProps, pathOf, problemNote} from './frame-view.ts';
import {nameFields} from './times-view.ts';
import {momentWords} from './when-view.ts';

export interface BookingPageProps extends PageProps {
  booking: BookingView;
  /** The server's time, as an instant. */
  now: string;
  /** A hold that is over, and nobody has taken its time meanwhile. */
  stillFree: boolean;
  /** This phone is in the hospital's network. */
  inside: boolean;
  /** From when, and until when, it counts as booked. */
  countsFrom: string;
  countsUntil: string;
  /** The code of the ticket, drawn; null where there is no ticket. */
  qrSvg: string | null;
  /** The other session, where two were booked together. */
  other: {key: string; number: string} | null;
  problem?: PageProblem;
  /** What was typed, shown again after a refusal. */
  values: {name?: string; phone?: string};
  /** New for each page that is served. */
  idempotencyKey: string;
}
type Word = Say<keyof (typeof appointmentWords)['en']>;

/** One appointment for whoever holds its key: kept, booked, and what became of it. */
export function bookingPage(props: BookingPageProps): Html {
  const {language, booking, site} = props;
  const say = sayer(appointmentWords, language);
  const path = pathTo(booking);
  const title = `${booking.number ?? say('chooseDepartment')} · ${booking.doctor.name}`;
  // No reload without a script while somebody types a name; later it shows what the desk has changed.
  const refreshS = booking.status === 'booked' || booking.status === 'checked-in' ? 120 : null;
  const body = html`<div id="page" class="page" data-status="${booking.status}" data-start="${booking.start}" data-key="${booking.key}">${headLine(props, path)}<main>${
    isAsking(props) ? askingFace(props, say) : ticketFace(props, say)
  }</main></div>`;
  return frame({...props, title: `${title} · ${site.name}`, face: `booking ${booking.status}`, path, refreshS}, body);
}

const isAsking = ({booking, stillFree}: BookingPageProps): boolean =>
  booking.status === 'pending' || (booking.status === 'expired' && stillFree);

/** The two minutes: what is kept, how long, and the name. */
function askingFace(props: BookingPageProps, say: Word): Html {
  const {booking, site, now, language, values, problem} = props;
  const over = booking.status === 'expired';
  const until = booking.expiresAt ?? now;
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
  return html`<section class="slip"><p class="muted">${placeOf(props)}</p><h1 class="when">${whenView(props)}</h1><div class="tear"></div><div id="left" class="left${over ? ' over' : ''}" data-seconds="${seconds}" data-say="${say('keptSay')}"><p class="running"><b>${say('keptTitle')}</b> <span>${say('keptUntil', {time: clockTime(until, site.timeZone, true)})}</span></p><p class="clock" aria-hidden="true">${clockOf(seconds)}</p><div class="fuse" aria-hidden="true"><i></i></div><p class="running muted">${say('keptAfter')}</p><p class="ended" role="status"><b>${say('overTitle')}.</b> ${say('overText')}</p></div></section>${
    problem === undefined ? '' : problemNote(problem, language, appointmentWords[language])
  }<form class="ask" method="post" action="${pathTo(booking)}/confirm"><input type="hidden" name="idempotencyKey" value="${props.idempotencyKey}">${nameFields(values, say)}<button class="btn main wide tall">${say('bookNow')}</button></form><form method="post" action="${pathTo(booking)}/cancel"><button class="btn quiet wide">${say('letGo')}</button></form>`;
}

/** Minutes and seconds: `1:07`. */
const clockOf = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** The ticket, and what became of it. */
function ticketFace(props: BookingPageProps, say: Word): Html {
  const {booking, problem, language, other} = props;
  const {number, status, name, minutes} = booking;
  const stands = status === 'booked' || status === 'checked-in';
  return html`<section class="slip"><p class="muted">${placeOf(props)}</p>${
    number === null ? '' : html`<p class="small">${say('yourNumber')}</p><h1 class="num n9">${number}</h1>`
  }<div class="tear"></div><p class="when${stands ? '' : ' gone'}">${whenView(props)}</p><p class="muted">${[say('minutesLong', {count: minutes}), name === null ? '' : say('forName', {name})].filter(Boolean).join(' · ')}</p>${outcome(props, say)}</section>${
    problem === undefined ? '' : problemNote(problem, language, appointmentWords[language])
  }${status === 'booked' ? checkInPart(props, say) : ''}${
    other === null
      ? ''
      : html`<p><a class="btn wide" href="/b/${other.key}">${say('pairedWith', {number: other.number})}</a></p>`
  }${status === 'booked' ? bookedPart(props, say) : ''}${
    stands ? '' : html`<p><a class="btn wide" href="/book/doctor/${booking.doctor.id}">${say('bookAgain')}</a></p>`
  }`;
}

function outcome({booking}: BookingPageProps, say: Word): Html | '' {
  const told = (title: string, text: string) =>
    html`<div class="tear"></div><h2>${title}</h2>${text === '' ? '' : html`<p class="told">${text}</p>`}`;
  switch (booking.status) {
    case 'checked-in':
      return booking.token === null
        ? told(say('checkedInTitle'), '')
        : html`<div class="tear"></div><h2>${say('checkedInTitle')}</h2><p class="told">${say('checkedInText')}</p><p class="num next">${booking.token.number}</p><a class="btn main wide tall" href="${pathOf(booking.token.url)}">${say('openNumber', {number: booking.token.number})}</a>`;
    case 'cancelled':
      return told(say('cancelledTitle'), say('cancelledText'));
    case 'late-cancelled':
      return told(say('cancelledTitle'), say('lateCancelledText'));
    case 'expired':
      return told(say('expiredTitle'), say('expiredText'));
    case 'no-show':
      return told(say('noShowTitle'), say('noShowText'));
    case 'fulfilled':
      return told(say('fulfilledTitle'), '');
    default:
      return '';
  }
}

/** On its day and in the house: one button. */
function checkInPart(props: BookingPageProps, say: Word): Html | '' {
  const {booking, now, site, inside, countsFrom, countsUntil} = props;
  if (!inside || booking.day !== localDay(now, site.timeZone)) return '';
  const early = Date.parse(now) < Date.parse(countsFrom);
  const late = Date.parse(now) > Date.parse(countsUntil);
  const note = early
    ? say('checkInEarly', {time: clockTime(countsFrom, site.timeZone)})
    : late
      ? say('checkInLate')
      : null;
  return html`<form method="post" action="${pathTo(booking)}/check-in">${note === null ? '' : html`<p class="note">${note}</p>`}<button class="btn main wide tall">${say('checkIn')}</button></form>`;
}

function bookedPart(props: BookingPageProps, say: Word): Html {
  const {booking, now, site, language, qrSvg} = props;
  const when = momentWords(booking.start, now, site.timeZone, language);
  const late = Date.parse(now) > Date.parse(booking.lateFrom);
  return html`<section class="on-day"><h2>${say('onTheDay')}</h2>${
    qrSvg === null ? '' : html`<div class="qr" role="img" aria-label="${say('code')}">${raw(qrSvg)}</div>`
  }<ol><li>${say('dayStep1')}</li><li>${say('dayStep2')}</li><li>${say('dayStep3')}</li></ol></section><p><a class="btn wide" href="/api/bookings/${booking.key}/calendar" download="baari.ics">${say('calendar')}</a></p><div class="acts"><a class="btn" href="${pathTo(booking)}/move">${say('move')}</a><details id="leave"><summary class="btn quiet">${say('cancel')}</summary><div class="sure"><p>${say(late ? 'cancelSureLate' : 'cancelSure', {when})}</p><form method="post" action="${pathTo(booking)}/cancel"><button class="btn danger wide">${say('cancelYes')}</button></form></div></details></div><p class="muted promise">${say('keepPage')}</p>`;
}

const placeOf = ({booking, language}: BookingPageProps): string =>
  `${localName(booking.department.name, language)} · ${booking.doctor.name}`;

/** The day and the time, each on a line of its own. */
function whenView({booking, site, language}: BookingPageProps): Html {
  return html`<span>${weekday(booking.start, site.timeZone, language)}, ${dayName(booking.day, language)}</span> <b>${clockTime(booking.start, site.timeZone)}</b>`;
}

const pathTo = (booking: BookingView): string => `/b/${booking.key}`;
