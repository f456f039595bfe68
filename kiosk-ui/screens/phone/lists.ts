import {type LandingState, landingBody, type MineItem, pathOf} from '../../../server/pages/landing-view.ts';
import {type QueuePageState, queueBody} from '../../../server/pages/queue-view.ts';
import type {MyTokenView, QueueView} from '../../../server/queue/schema.ts';
import {get, Refusal} from '../../api.ts';
import {forget, kept} from './mine.ts';
import {redraw} from './redraw.ts';

const everyMs = 20_000;

/** The start page asks again while somebody looks at it; a stream for every passer-by would be too many. */
export function runLanding(state: LandingState): void {
  const shown = {...state, mine: state.mine};
  whileLooking(0, async () => {
    const [list, own] = await Promise.all([queues(), keptTokens()]);
    shown.queues = list;
    const others = state.mine.filter((item) => !own.some((other) => other.url === pathOf(item.url)));
    shown.mine = [...own, ...others];
    redraw(landingBody(shown));
  });
}

export function runQueue(state: QueuePageState): void {
  document.getElementById('join')?.addEventListener('submit', (event) => {
    // A second tap would only be the same token again (same key), but it would also stop the first answer.
    const button = (event.target as HTMLElement).querySelector('button');
    setTimeout(() => {
      if (button !== null) button.disabled = true;
    });
  });
  // A page from the back/forward cache still has its pressed button.
  window.addEventListener('pageshow', () => {
    for (const button of document.querySelectorAll('button')) button.disabled = false;
  });
  const shown = {...state};
  whileLooking(everyMs, async () => {
    const found = (await queues()).find((queue) => queue.id === state.queue.id);
    if (found === undefined) return;
    shown.queue = found;
    redraw(queueBody(shown));
  });
}

const queues = async () => (await get<{items: QueueView[]}>('/api/queues')).items;

async function keptTokens(): Promise<MineItem[]> {
  const found = await Promise.all(
    kept().map(async ({key, queue}): Promise<MineItem[]> => {
      try {
        const token = await get<MyTokenView>(`/api/my/${encodeURIComponent(key)}`);
        const over = ['done', 'cancelled', 'expired', 'transferred'].includes(token.state);
        return over ? [] : [{number: token.number, url: `/t/${key}`, state: token.state, queue, ahead: token.ahead}];
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) forget(key);
        return [];
      }
    }),
  );
  return found.flat();
}

/** First after that time, then every 20 s while the page is visible, and at once when it comes back. One round at a time. */
function whileLooking(firstInMs: number, work: () => Promise<void>): void {
  let timer = window.setTimeout(() => round(), firstInMs);
  let busy = false;
  const round = async () => {
    clearTimeout(timer);
    if (busy || document.visibilityState === 'hidden') return;
    busy = true;
    await work().catch(() => {});
    busy = false;
    timer = window.setTimeout(round, everyMs);
  };
  document.addEventListener('visibilitychange', round);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) round();
  });
  window.addEventListener('pagehide', () => clearTimeout(timer));
}
