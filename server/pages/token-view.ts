import {html} from 'hono/html';
import type {MyTokenView, QueueEvent} from '../queue/schema.ts';
import {localName} from '../words/names.ts';
import {phoneWords} from '../words/phone.ts';
import {type Language, type Say, sayer} from '../words/say.ts';
import {clockTime, dayName, waitRange} from '../words/times.ts';
import {
  frame,
  type Html,
  headLine,
  languageLinks,
  type PageProblem,
  type PageProps,
  pathOf,
  problemNote,
  type Site,
} from './frame-view.ts';
import {laneView, noticeText, nowServing, numberSize, placeName, queueTitle, whenText} from './line-view.ts';
import {type MineItem, mineList} from './mine-view.ts';

/** How the page knows what it shows: rendered once, followed live, or cut off since `heardAt`. */
export interface Freshness {
  mode: 'page' | 'live' | 'stale';
  heardAt: string;
}
export interface TokenPageState {
  language: Language;
  site: Site;
  token: MyTokenView;
  queue: QueueEvent;
  /** The server's time, as an instant. */
  now: string;
  freshness?: Freshness;
  problem?: PageProblem;
  /** What was typed for this token on this phone. */
  forName?: string | null;
  /** The other tokens of this phone. */
  others?: MineItem[];
  /** Whether this phone rings; unknown where there is no script, or no sound. */
  bell?: 'ask' | 'on';
}
export type TokenPageProps = TokenPageState & PageProps;
type Word = Say<keyof (typeof phoneWords)['en']>;

/** From here on the page asks its reader to stay close. */
export const nearAhead = 3;

export function tokenPage(props: TokenPageProps): Html {
  const {assets, problem, ...state} = props;
  const over = isOver(props.token);
  return frame(
    {
      ...props,
      title: tokenTitle(props),
      face: tokenFace(props),
      path: path(props.token),
      refreshS: over ? 120 : 20,
      state: {kind: 'token', ...state},
    },
    tokenBody(props),
  );
}

/** Nothing more will happen to it, but that its holder takes back what they did. */
export const isOver = ({state, undoUntil}: MyTokenView): boolean =>
  ['done', 'cancelled', 'expired', 'transferred'].includes(state) && undoUntil === null;

/** Which face the page shows; also the body's class. */
export function tokenFace({token, now}: TokenPageState): string {
  if (token.withdrawn) return 'withdrawn';
  if (token.state !== 'waiting') return token.state;
  if (isAside(token, now)) return 'waiting aside';
  return token.ahead !== null && token.ahead <= nearAhead ? 'waiting near' : 'waiting';
}

export function tokenTitle({token, language}: TokenPageState): string {
  const say = sayer(phoneWords, language);
  if (token.state === 'called') return say('titleCalled', {number: token.number});
  if (token.state === 'waiting' && token.ahead !== null)
    return say('titleAhead', {number: token.number, count: token.ahead});
  return `${token.number} · ${say('brand')}`;
}

export function tokenBody(props: TokenPageState): Html {
  return props.token.state === 'called' && !props.token.withdrawn ? calledBody(props) : slipBody(props);
}

function calledBody(props: TokenPageState): Html {
  const {language, token, queue} = props;
  const say = sayer(phoneWords, language);
  const place = token.servicePoint;
  const where = [place?.directions ? localName(place.directions, language) : null, queue.doctor?.name ?? null];
  const room = place === null ? queueTitle(queue, language) : localName(place.name, language);
  const whose = [props.forName ?? say('yourNumber'), localName(token.queue.name, language)].join(' · ');
  return html`<div id="page" class="page"><main>${staleNote(props)}${othersCalled(props)}<p class="small">${whose}</p><h1 class="num ${numberSize(token.number)}${roomSize(room)}">${token.number}</h1><p class="go">${say('calledTitle')}</p><p class="room${roomSize(room)}">${room}</p><p class="dir">${where.filter(Boolean).join(' · ')}</p><div class="space"></div>${problemOf(props)}${
    token.hereAt === null
      ? action(token, 'here', say('coming'), 'btn wide tall')
      : html`<p class="go2">✓ ${say('calledHere')}</p>`
  }${lateChoice(token, say)}<div class="acts">${leaveChoice(token, say)}</div>${othersList(props)}</main><footer>${languageLinks(language, path(token))}<p>${upToDate(props)}</p></footer></div>`;
}

function slipBody(props: TokenPageState): Html {
  const {language, site, token, queue} = props;
  const say = sayer(phoneWords, language);
  const waiting = token.state === 'waiting';
  const whose = [props.forName, queueTitle(queue, language)].filter(Boolean).join(' · ');
  return html`<div id="page" class="page${props.freshness?.mode === 'stale' ? ' old' : ''}">${headLine(props, path(token))}<main>${staleNote(props)}${othersCalled(props)}<section class="slip"><p class="muted">${whose}</p><h1 class="num ${numberSize(token.number)}">${token.number}</h1><p class="kind">${laneView(token.activeLane, language)} <span class="muted">${say('takenAt', {time: clockTime(token.issuedAt, site.timeZone)})}</span></p><div class="tear"></div>${
    waiting ? waitingFace(props, say) : otherFace(props, say)
  }</section>${problemOf(props)}${bellView(props, say)}${waiting ? queueNotes(props, say) : ''}${waiting ? whyMoved(props, say) : ''}${actions(props, say)}${othersList(props)}</main><footer class="muted"><p>${upToDate(props)}</p>${
    waiting || token.state === 'held' ? html`<p>${say('staysYours')}</p>` : ''
  }</footer></div>`;
}

function waitingFace(props: TokenPageState, say: Word): Html {
  const {language, site, token, queue, now} = props;
  if (isAside(token, now) && token.asideUntil !== null) {
    const time = clockTime(token.asideUntil, site.timeZone);
    return html`<h2>${say('asideTitle', {time})}</h2><p>${say('asideText')}</p>${takeBack(props, say)}${nowServing(queue, language)}`;
  }
  const ahead = token.ahead;
  const wait = token.wait === null ? null : waitRange(token.wait);
  const place = queue.servicePoints.length === 1 ? queue.servicePoints[0] : undefined;
  const near = ahead !== null && ahead <= nearAhead;
  return html`${
    near
      ? html`<div class="ready"><h2>${ahead === 0 ? say('next') : say('nearTitle')}</h2><p>${place === undefined ? say('nearText') : say('nearTextAt', {place: placeName(place, language)})}</p></div>`
      : ''
  }<dl class="big"><div><dt>${say('ahead')}</dt><dd>${ahead ?? '–'}</dd></div><div><dt>${say('likelyIn')}</dt>${
    wait === null
      ? html`<dd class="words">${say('waitUnknown')}</dd>`
      : html`<dd>${wait.range} <small>${say(wait.unit)}</small></dd>`
  }</div></dl>${ahead === null || ahead === 0 ? '' : trail(ahead)}${nowServing(queue, language)}`;
}

/** The people ahead as a row of marks, mine the last; more than nine are shown as nine. */
function trail(ahead: number): Html {
  const marks = Array.from(
    {length: Math.min(ahead, 9)},
    (_, index) => html`<s${index === 0 ? html` class="on"` : ''}></s>`,
  );
  return html`<div class="trail" aria-hidden="true">${marks}<s class="me"></s></div>`;
}

function otherFace(props: TokenPageState, say: Word): Html {
  const {language, site, token} = props;
  if (token.withdrawn) return told(say('withdrawnTitle'), say('withdrawnText'), nextLink(token, say));
  switch (token.state) {
    case 'serving': {
      const place =
        token.servicePoint === null ? '' : html`<p class="at">${placeName(token.servicePoint, language)}</p>`;
      return told(say('servingTitle'), say('servingText'), place);
    }
    case 'done':
      return told(say('doneTitle'), say('doneText'), nextLink(token, say));
    case 'no-show': {
      const when = token.calledAt === null ? '' : say('noShowAt', {time: clockTime(token.calledAt, site.timeZone)});
      return token.hereAt === null
        ? told(say('noShowTitle'), say('noShowText', {when}), action(token, 'here', say('here'), 'btn main wide tall'))
        : told(say('noShowTitle'), say('noShowAsked'), '');
    }
    case 'held':
      return told(say('heldTitle'), say('heldText'), '');
    case 'transferred':
      return told(say('transferredTitle'), token.next === null ? '' : say('transferredText'), nextLink(token, say));
    case 'expired':
      return token.next === null
        ? told(say('expiredTitle'), say('expiredText', {day: dayName(token.serviceDay, language)}), '')
        : told(say('expiredTitle'), say('carriedText'), nextLink(token, say));
    default:
      return told(say('cancelledTitle'), say('cancelledText'), takeBack(props, say));
  }
}

const told = (title: string, text: string, more: Html | string): Html =>
  html`<h2>${title}</h2>${text === '' ? '' : html`<p class="told">${text}</p>`}${more}`;

function nextLink(token: MyTokenView, say: Word): Html | string {
  if (token.next === null) return '';
  const {number, url} = token.next;
  return html`<p class="num next ${numberSize(number)}">${number}</p><a class="btn main wide tall" href="${pathOf(url)}">${say('openNext', {number})}</a>`;
}

/** For a minute after "Leave" or "I will be late": fingers slip. */
function takeBack({token, now}: TokenPageState, say: Word): Html | string {
  if (token.undoUntil === null || Date.parse(token.undoUntil) <= Date.parse(now)) return '';
  return html`<p class="told">${say('takeBackText')}</p>${action(token, 'undo', say('takeBack'), 'btn main wide tall')}`;
}

/** Sound needs a touch first; the offer stands where it is seen, and says what it needs to work. */
function bellView({token, bell}: TokenPageState, say: Word): Html | string {
  if (bell === undefined || !['waiting', 'held', 'no-show'].includes(token.state)) return '';
  return bell === 'ask'
    ? html`<button class="btn wide bell" type="button" id="bell">${bellPicture}${say('bellAsk')}</button>`
    : html`<p class="bell on">${bellPicture}<span>${say('bellOn')}</span><button class="btn quiet" type="button" id="bell">${say('bellStop')}</button></p>`;
}

const bellPicture = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="M12 2a7 7 0 0 0-7 7v5l-2 4h18l-2-4V9a7 7 0 0 0-7-7zM9 20a3 3 0 0 0 6 0z"/></svg>`;

/** Somebody else of this family is called: that goes first, whatever is shown below. */
function othersCalled({others = [], language}: TokenPageState): Html | string {
  const called = others.filter((item) => item.state === 'called');
  return called.length === 0 ? '' : html`<nav class="others">${mineList(called, language)}</nav>`;
}

function othersList({others = [], language}: TokenPageState): Html | string {
  const rest = others.filter((item) => item.state !== 'called');
  if (rest.length === 0) return '';
  return html`<nav class="others"><h2>${sayer(phoneWords, language)('othersTitle')}</h2>${mineList(rest, language)}</nav>`;
}

function queueNotes(props: TokenPageState, say: Word): Html | string {
  const {language, site, queue, now} = props;
  const time = (at: string | null) => (at === null ? null : whenText(at, now, site.timeZone, language));
  const notice = noticeText(queue, language);
  const note = (title: string, ...more: (string | null)[]): Html => {
    const said = [...more, notice].filter(Boolean).join(' ');
    return html`<div class="note"><b>${title}</b>${said === '' ? '' : html` <span>${said}</span>`}</div>`;
  };
  const resumes = time(queue.resumesAt);
  const starts = time(queue.resumesAt ?? queue.opensAt);
  if (queue.state === 'paused') return note(say('queuePaused'), resumes && say('queueResumes', {time: resumes}));
  if (queue.state === 'not-started') return note(say('queueNotStarted'), starts && say('queueStarts', {time: starts}));
  if (queue.state === 'closed') return note(say('queueClosed'));
  if (queue.lateMinutes > 0) return note(say('queueLate', {count: queue.lateMinutes}));
  return notice === '' ? '' : html`<div class="note"><span>${notice}</span></div>`;
}

/** Newest first: the last move is told at once, those before it on request. */
function whyMoved({token, site}: TokenPageState, say: Word): Html | string {
  const moves = token.movedBecause
    .filter((move) => move.from !== move.to)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .map((move) => {
      const values = {from: move.from - 1, to: move.to - 1, time: clockTime(move.at, site.timeZone)};
      return html`<b>${say(move.to > move.from ? 'movedBack' : 'movedUp', values)}</b> ${say(`moved.${move.code}`)}`;
    });
  const [last, ...earlier] = moves;
  if (last === undefined) return '';
  return html`<section class="note why"><h2>${say('why')}</h2><p>${last}</p>${
    earlier.length === 0
      ? ''
      : html`<details id="earlier"><summary>${say('movedEarlier', {count: earlier.length})}</summary>${earlier.map((move) => html`<p>${move}</p>`)}</details>`
  }</section>`;
}

function actions(props: TokenPageState, say: Word): Html {
  const {token, now} = props;
  const join = `/q/${encodeURIComponent(token.queue.code)}`;
  if (['waiting', 'held', 'no-show'].includes(token.state)) {
    const near = token.state === 'waiting' && !isAside(token, now) && token.ahead !== null && token.ahead <= nearAhead;
    return html`${near ? lateChoice(token, say) : ''}<div class="acts"><a class="btn" href="${join}">${say('family')}</a>${leaveChoice(token, say)}</div>`;
  }
  if (token.state === 'serving' || token.next !== null) return html``;
  return html`<div class="acts"><a class="btn" href="${join}">${say('takeAnother')}</a></div>`;
}

const leaveChoice = (token: MyTokenView, say: Word): Html =>
  html`<details id="leave"><summary class="btn quiet">${say('leave')}</summary><div class="sure"><p>${say('leaveSure', {number: token.number})}</p>${action(token, 'cancel', say('leaveYes'), 'btn danger wide')}</div></details>`;

function lateChoice(token: MyTokenView, say: Word): Html {
  return html`<form class="late" method="post" action="${path(token)}/late"><fieldset><legend>${say('moreTime')}</legend><div class="three">${[
    5, 10, 15,
  ].map(
    (minutes) =>
      html`<button class="btn" name="minutes" value="${minutes}">${say('minutes', {count: minutes})}</button>`,
  )}</div></fieldset></form>`;
}

const action = (token: MyTokenView, deed: 'here' | 'cancel' | 'undo', words: string, look: string): Html =>
  html`<form method="post" action="${path(token)}/${deed}"><button class="${look}">${words}</button></form>`;

/** So that a room's name stands on one line where it can: `Counter 12` must not break before its number. */
function roomSize(room: string): string {
  return room.length > 14 ? ' longer' : room.length > 10 ? ' long' : room.length > 6 ? ' middle' : '';
}

const path = (token: MyTokenView) => `/t/${encodeURIComponent(token.key)}`;
const problemOf = ({problem, language}: TokenPageState) =>
  problem === undefined ? '' : problemNote(problem, language);
const isAside = (token: MyTokenView, now: string) =>
  token.asideUntil !== null && Date.parse(token.asideUntil) > Date.parse(now);

function upToDate({freshness, language, site, now}: TokenPageState): string {
  const say = sayer(phoneWords, language);
  const time = clockTime(freshness?.heardAt ?? now, site.timeZone, true);
  if (freshness === undefined || freshness.mode === 'page') return say('asOf', {time});
  return freshness.mode === 'live' ? say('upToDate', {time}) : say('lastKnown', {time});
}

function staleNote({freshness, language, site, now}: TokenPageState): Html | string {
  if (freshness?.mode !== 'stale') return '';
  const say = sayer(phoneWords, language);
  const minutes = Math.floor((Date.parse(now) - Date.parse(freshness.heardAt)) / 60_000);
  const ago = minutes < 1 ? say('agoNow') : say('agoMinutes', {count: minutes});
  const known = say('lastKnown', {time: clockTime(freshness.heardAt, site.timeZone)});
  // Not a live region: its age would be read out every minute. The script says once that the line is gone.
  return html`<p class="note stale" id="stale"><b>${known} (${ago}).</b> ${say('staleText')}</p>`;
}
