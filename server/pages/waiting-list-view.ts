import {html} from 'hono/html';
import type {WaitView} from '../appointments/schema.ts';
import {appointmentWords} from '../words/appointments.ts';
import {localName} from '../words/names.ts';
import {sayer} from '../words/say.ts';
import {clockTime, dayName} from '../words/times.ts';
import {frame, type Html, headLine, type PageProps} from './frame-view.ts';
import {momentWords} from './when-view.ts';

export interface WaitingListProps extends PageProps {
  entry: WaitView;
  now: string;
}

/** Somebody's place on a doctor's waiting list, and what is offered to them. */
export function waitingListPage(props: WaitingListProps): Html {
  const {entry, language} = props;
  const say = sayer(appointmentWords, language);
  const path = `/w/${entry.key}`;
  const open = entry.status === 'waiting' || entry.status === 'offered';
  const body = html`<div id="page" class="page">${headLine(props, path)}<main><section class="slip"><p class="muted">${localName(entry.department.name, language)} · ${entry.doctor.name}</p>${standing(props)}</section>${
    open
      ? html`<form method="post" action="${path}/leave"><button class="btn quiet wide">${say('waitLeave')}</button></form>`
      : html`<p><a class="btn wide" href="/book/doctor/${entry.doctor.id}">${say('bookAgain')}</a></p>`
  }</main></div>`;
  const title = `${say('waitingTitle')} · ${entry.doctor.name}`;
  return frame({...props, title, face: `booking ${entry.status}`, path, refreshS: open ? 60 : null}, body);
}

function standing({entry, language, site, now}: WaitingListProps): Html {
  const say = sayer(appointmentWords, language);
  const {offer} = entry;
  if (offer !== null)
    return html`<h1>${say('offeredTitle')}</h1><p class="when"><b>${momentWords(offer.start, now, site.timeZone, language)}</b></p><p class="told">${say('offeredText', {time: clockTime(offer.expiresAt ?? now, site.timeZone)})}</p><a class="btn main wide tall" href="/b/${offer.key}">${say('offeredOpen')}</a>`;
  const title = {
    waiting: say('waitingTitle'),
    offered: say('waitingTitle'),
    taken: say('waitTakenTitle'),
    left: say('waitLeftTitle'),
    over: say('waitOverTitle'),
  }[entry.status];
  const text =
    entry.status === 'waiting' || entry.status === 'offered'
      ? entry.from === entry.to
        ? say('waitingTextDay', {day: dayName(entry.from, language)})
        : say('waitingText', {from: dayName(entry.from, language), to: dayName(entry.to, language)})
      : '';
  return html`<h1>${title}</h1>${text === '' ? '' : html`<p class="told">${text}</p>`}`;
}
