import {html} from 'hono/html';
import type {QueueView, TokenState} from '../queue/schema.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {frame, type Html, headLine, type PageProps, type Site} from './frame-view.ts';
import {queueTitle, stateText, waitingText, waitText} from './line-view.ts';

export interface MineItem {
  number: string;
  url: string;
  state: TokenState;
  /** The queue's name, where it is known. */
  queue?: string;
  ahead?: number | null;
}
export interface LandingState {
  language: Language;
  site: Site;
  queues: QueueView[];
  mine: MineItem[];
}
export type LandingProps = LandingState & PageProps;

export function landingPage(props: LandingProps): Html {
  const {assets, ...state} = props;
  const title = `${props.site.name} · ${sayer(phoneWords, props.language)('brand')}`;
  return frame(
    {...props, title, face: 'landing', path: '/', refreshS: 30, state: {kind: 'landing', ...state}},
    landingBody(state),
  );
}

/** What the phone's script renders again when the lines have moved. */
export function landingBody(props: LandingState): Html {
  const {language, site, queues, mine} = props;
  const say = sayer(phoneWords, language);
  return html`<div id="page" class="page">${headLine(props, '/')}<main>${
    mine.length === 0
      ? ''
      : html`<section class="mine"><h2>${say('mineTitle')}</h2><ul>${mine.map((item) => mineView(item, language))}</ul></section>`
  }<h1>${say('landingTitle')}</h1><p class="muted">${queues.length === 0 ? say('noQueues') : say('landingLead')}</p><ul class="queues">${queues.map(
    (queue) => queueCard(queue, site.timeZone, language),
  )}</ul></main></div>`;
}

function mineView(item: MineItem, language: Language): Html {
  const say = sayer(phoneWords, language);
  const path = pathOf(item.url);
  const ahead =
    item.state === 'called'
      ? say('calledTitle')
      : item.ahead === null || item.ahead === undefined
        ? ''
        : say('sayAheadOnly', {count: item.ahead});
  return html`<li><a class="card ${item.state}" href="${path}"><b class="num">${item.number}</b><span>${[item.queue, ahead].filter(Boolean).join(' · ')}</span></a></li>`;
}

function queueCard(queue: QueueView, timeZone: string, language: Language): Html {
  const stateWord = stateText(queue, timeZone, language);
  const shut = queue.state === 'closed' || queue.full;
  return html`<li><a class="card${shut ? ' shut' : ''}" href="/q/${encodeURIComponent(queue.code)}"><b>${queueTitle(queue, language)}</b>${
    stateWord === '' ? '' : html`<span class="state">${stateWord}</span>`
  }${shut ? '' : html`<span class="muted">${[waitingText(queue.waiting, language), queue.wait === null ? '' : waitText(queue.wait, language)].filter(Boolean).join(' · ')}</span>`}</a></li>`;
}

/** The path of a page of this box, whatever name the address carries: the phone may have reached us by another one. */
export function pathOf(url: string): string {
  return /\/t\/[\w-]+$/.exec(url)?.[0] ?? '/';
}
