import {html} from 'hono/html';
import type {MyTokenView, TokenState} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, sayer} from '../words/say.ts';
import {type Html, pathOf} from './frame-view.ts';

/** One of the tokens that this phone holds, for whoever holds the phone. */
export interface MineItem {
  number: string;
  url: string;
  state: TokenState;
  /** The queue's name and code, where they are known. */
  queue?: string;
  code?: string;
  ahead?: number | null;
  /** Where to go, once called. */
  room?: string | null;
  /** When it was called or called again, so that a page rings once for each. */
  announcedAt?: string | null;
  /** What was typed for it on this phone: tells a family's numbers apart. */
  name?: string | null;
}

export function mineItemOf(token: MyTokenView, known: Partial<MineItem> = {}): MineItem {
  return {
    ...known,
    number: token.number,
    url: `/t/${encodeURIComponent(token.key)}`,
    state: token.state,
    queue: token.queue.name,
    code: token.queue.code,
    ahead: token.ahead,
    room: token.servicePoint?.name ?? null,
    announcedAt: token.announcedAt,
  };
}

export function mineList(items: readonly MineItem[], language: Language): Html {
  return html`<ul class="mine">${items.map((item) => mineView(item, language))}</ul>`;
}

function mineView(item: MineItem, language: Language): Html {
  const what = [item.name, item.queue === undefined ? null : localName(item.queue, language)].filter(Boolean);
  return html`<li><a class="card ${item.state}" href="${pathOf(item.url)}"><b class="num">${item.number}</b><span><b>${standing(item, language)}</b><span>${what.join(' · ')}</span></span></a></li>`;
}

function standing({state, ahead, room}: MineItem, language: Language): string {
  const say = sayer(phoneWords, language);
  if (state === 'called') return room ? say('goNowAt', {place: localName(room, language)}) : say('goNow');
  if (state === 'serving') return say('servingTitle');
  if (state === 'no-show') return say('noShowTitle');
  if (state === 'held') return say('heldTitle');
  if (ahead === null || ahead === undefined) return '';
  return ahead === 0 ? say('next') : say('sayAheadOnly', {count: ahead}).replace(/[.।]$/, '');
}
