import {html, raw} from 'hono/html';
import type {QueueView} from '../queue/schema.ts';
import {joiningWords} from '../words/joining.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime} from '../words/times.ts';
import {frame, type Html, headLine, type PageProps, pathOf, type Site} from './frame-view.ts';
import {queueTitle} from './line-view.ts';
import {type MineItem, mineList} from './mine-view.ts';
import {noLineNote, stateText, stepsView, unordered, waitingText, waitText} from './offer-view.ts';
import {joinFields} from './queue-view.ts';

export interface LandingState {
  language: Language;
  site: Site;
  queues: QueueView[];
  mine: MineItem[];
  /** This phone's appointments, and the way to a new one: made by the server, so that phones load no words for them. */
  own?: string;
  later?: string;
  /** As on a queue's own page: new for each page that is served. */
  idempotencyKey: string;
  /** When the server was last heard; `stale` once it could not be asked again. */
  asOf: string;
  stale?: boolean;
}
export type LandingProps = LandingState & PageProps;

export function landingPage(props: LandingProps): Html {
  const {assets, ...given} = props;
  const state = {...given, queues: given.queues.map(unordered)};
  const title = `${props.site.name} · ${sayer(phoneWords, props.language)('brand')}`;
  return frame(
    {...props, title, face: 'landing', path: '/', refreshS: 30, state: {kind: 'landing', ...state}},
    landingBody(state),
  );
}

/** What the phone's script renders again when the lines have moved. */
export function landingBody(props: LandingState): Html {
  const {language, site, queues, mine, own, later, asOf} = props;
  const say = sayer(joiningWords, language);
  const phone = sayer(phoneWords, language);
  return html`<div id="page" class="page${props.stale ? ' old' : ''}">${headLine(props, '/')}<main>${props.stale ? noLineNote(asOf, site.timeZone, language) : ''}${
    mine.length === 0 ? '' : html`<section><h2>${phone('mineTitle')}</h2>${mineList(mine, language)}</section>`
  }${own && raw(own)}<h1>${say('landingTitle')}</h1>${mine.length === 0 && queues.length > 0 ? stepsView(language) : ''}${
    queues.length === 0
      ? html`<p class="note">${say('noQueues')}</p>`
      : html`${later && raw(later)}<p class="muted lead">${say('landingLead')}</p><ul class="queues">${queues.map((queue) => queueCard(props, queue))}</ul>`
  }<details class="lost"><summary>${say('lostTitle')}</summary><p>${say('lostText')}</p></details></main><footer class="muted">${phone('asOf', {time: clockTime(asOf, site.timeZone)})}</footer></div>`;
}

/** The name leads to the line's own page, the button straight to a number: one tap. */
function queueCard(props: LandingState, queue: QueueView): Html {
  const {language, site, mine, idempotencyKey} = props;
  const say = sayer(joiningWords, language);
  const stateWord = stateText(queue, site.timeZone, language);
  const shut = queue.state === 'closed' || queue.full;
  const path = `/q/${encodeURIComponent(queue.code)}`;
  const own = mine.find((item) => item.code === queue.code);
  const title = queueTitle(queue, language);
  return html`<li class="card${shut ? ' shut' : ''}"><a href="${path}"><span>${title}</span></a>${
    stateWord === '' ? '' : html`<p class="state">${stateWord}</p>`
  }${
    shut
      ? ''
      : html`<div class="offer"><p>${
          queue.wait === null || queue.waiting === 0
            ? html`<b>${waitingText(queue.waiting, language)}</b>`
            : html`${say('waitLabel')}<b>${waitText(queue.wait, language)}</b>${waitingText(queue.waiting, language)}`
        }</p>${
          own === undefined
            ? html`<form class="join" method="post" action="${path}">${joinFields(language, idempotencyKey)}<button class="btn main" aria-label="${say('landingTitle')}: ${title}">${say('landingTitle')}</button></form>`
            : html`<a class="btn" href="${pathOf(own.url)}">${sayer(phoneWords, language)('openNext', {number: own.number})}</a>`
        }</div>`
  }</li>`;
}
