import {nearAhead, type TokenPageState, tokenBody, tokenFace, tokenTitle} from '../../../server/pages/token-view.ts';
import type {MyTokenView, QueueEvent, QueueView} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {phoneWords} from '../../../server/words/phone.ts';
import {sayer} from '../../../server/words/say.ts';
import {waitRange} from '../../../server/words/times.ts';
import {get, Refusal} from '../../api.ts';
import {follow, type LiveState} from '../../live.ts';
import type {Later} from './later.ts';
import {keep} from './mine.ts';
import {askAgainInMs, placed} from './place.ts';
import {redraw, sayAloud} from './redraw.ts';

const pollMs = 20_000;
const tickMs = 10_000;
/** So long the page is as true as its HTML, if no connection has come and gone before. */
const firstWordWithinMs = 5_000;

/** What the part that is loaded later may do with the page. */
export interface TokenPage {
  shown: TokenPageState;
  /** `/api/my/KEY` */
  address: string;
  show(token: MyTokenView): void;
  draw(): void;
  askAgain(inMs: number): void;
}

/** Keeps one token's page true: follows its stream, draws the server's own view again, says aloud what matters. */
export function runToken(first: TokenPageState): void {
  const say = sayer(phoneWords, first.language);
  const shown: TokenPageState = {...first};
  const address = `/api/my/${encodeURIComponent(first.token.key)}`;
  const page: TokenPage = {shown, address, show, draw, askAgain};
  let skewMs = Date.parse(first.now) - Date.now();
  const startedAt = Date.now();
  let live: LiveState = {fresh: false, heardAt: null, refused: false};
  let polledAt = 0;
  let hasBeenLive = false;
  let askTimer = 0;
  let pollTimer = 0;
  let later: Later | null = null;

  const {key, number, queue: line, serviceDay: day} = first.token;
  keep({key, number, queue: line.name, code: line.code, day});
  follow(`my=${encodeURIComponent(key)}`, {
    on: {
      token: (token: MyTokenView) => {
        clearTimeout(askTimer);
        show(token);
      },
      queue: (queue: QueueEvent) => {
        shown.queue = queue;
        const before = shown.token.ahead;
        show(placed(shown.token, queue));
        later?.onQueue(queue);
        const {state, ahead} = shown.token;
        if (state === 'waiting' && ahead !== before) askAgain(askAgainInMs(before, ahead, Math.random()));
      },
    },
    onSkew: (ms) => {
      skewMs = ms;
    },
    onState: (state) => {
      live = state;
      hasBeenLive ||= state.fresh;
      if (state.refused) poll();
      if (state.fresh) loadLater();
      draw();
    },
  });
  // Live as long as the page: they count the age of what is shown.
  setTimeout(draw, firstWordWithinMs);
  setInterval(draw, tickMs);

  /** Bell, buttons without leaving the page, the family's other numbers: the page is useful before they are here. */
  function loadLater(): void {
    if (later === null)
      import('./later.ts').then(
        (part) => {
          later ??= part.startLater(page);
        },
        () => {
          // Asked for again when the line is back; until then the buttons are plain forms.
        },
      );
  }

  /** Only a queue's event places the token by the order; an answer about the token itself knows its place better. */
  function show(token: MyTokenView): void {
    const before = shown.token;
    shown.token = {...token, movedBecause: token.movedBecause ?? before.movedBecause};
    delete shown.problem;
    draw();
    tellOfChange(before, shown.token);
  }

  function draw(): void {
    shown.now = new Date(Date.now() + skewMs).toISOString();
    const heardAt = new Date(Math.max(live.heardAt ?? startedAt, polledAt) + skewMs).toISOString();
    const inTime = Date.now() - startedAt < firstWordWithinMs - 50; // timers and clocks round
    const mode = live.fresh ? 'live' : hasBeenLive || live.refused || !inTime ? 'stale' : 'page';
    const was = shown.freshness?.mode;
    shown.freshness = {mode, heardAt};
    document.title = tokenTitle(shown);
    document.body.className = tokenFace(shown);
    redraw(tokenBody(shown));
    if (mode === 'stale' && was !== mode) sayAloud('polite', say('staleText'));
    else if (mode === 'live' && was === 'stale') sayAloud('polite', say('sayFresh'));
  }

  function tellOfChange(before: MyTokenView, token: MyTokenView): void {
    if (token.state === 'called' && (before.state !== 'called' || token.announcedAt !== before.announcedAt)) {
      const place = token.servicePoint === null ? '' : localName(token.servicePoint.name, first.language);
      sayAloud('urgent', say('sayCalled', {number: token.number, place}));
      later?.ring('call');
      window.scrollTo(0, 0);
    } else if (token.state === 'waiting' && token.ahead !== before.ahead && token.ahead !== null) {
      const {ahead: count, wait} = token;
      const range = wait === null ? null : waitRange(wait);
      sayAloud(
        'polite',
        range === null
          ? say('sayAheadOnly', {count})
          : say('sayAhead', {count, range: range.range, unit: say(range.unit)}),
      );
      const wasNear = before.state === 'waiting' && before.ahead !== null && before.ahead <= nearAhead;
      if (count <= nearAhead && !wasNear) later?.ring('soft');
    }
  }

  /** Asks for the token itself, for what the queue's event cannot know: the estimate and the reasons. */
  function askAgain(inMs: number): void {
    clearTimeout(askTimer);
    askTimer = window.setTimeout(async () => {
      try {
        const token = await get<MyTokenView>(address);
        polledAt = Date.now();
        show(token);
      } catch (error) {
        if (error instanceof Refusal && error.status === 404)
          location.replace(`/t/${encodeURIComponent(first.token.key)}`);
      }
    }, inMs);
  }

  /** While the box has no room for our stream: the page is a poll old and says so. */
  function poll(): void {
    clearTimeout(pollTimer);
    pollTimer = window.setTimeout(
      () => {
        if (!live.refused) return;
        askAgain(0);
        askForQueue();
        poll();
      },
      pollMs * (0.75 + Math.random() / 2),
    );
  }

  async function askForQueue(): Promise<void> {
    try {
      const {items} = await get<{items: QueueView[]}>('/api/queues');
      const found = items.find((queue) => queue.id === shown.queue.id);
      if (found !== undefined) shown.queue = {...shown.queue, ...found};
    } catch {
      // the next round asks again
    }
  }
}
