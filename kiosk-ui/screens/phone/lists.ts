import {type LandingState, landingBody} from '../../../server/pages/landing-view.ts';
import {type QueuePageState, queueBody} from '../../../server/pages/queue-view.ts';
import type {QueueView} from '../../../server/queue/schema.ts';
import {get} from '../../api.ts';
import {ownTokens} from './own-tokens.ts';
import {redraw} from './redraw.ts';

const everyMs = 20_000;

/** The start page asks again while somebody looks at it; a stream for every passer-by would be too many. */
export function runLanding(state: LandingState): void {
  const shown = {...state};
  onJoin();
  whileLooking(
    0,
    async () => {
      const [list, own] = await Promise.all([queues(), ownTokens(shown.mine, () => true)]);
      shown.queues = list;
      shown.mine = own;
      shown.asOf = list[0]?.asOf ?? shown.asOf;
    },
    (stale) => redraw(landingBody({...shown, stale})),
  );
}

export function runQueue(state: QueuePageState): void {
  const shown = {...state};
  onJoin();
  whileLooking(
    everyMs,
    async () => {
      const [list, own] = await Promise.all([queues(), ownTokens(shown.mine, ({code}) => code === state.queue.code)]);
      shown.queue = list.find((queue) => queue.id === state.queue.id) ?? shown.queue;
      shown.mine = own;
    },
    (stale) => redraw(queueBody({...shown, stale})),
  );
}

const queues = async () => (await get<{items: QueueView[]}>('/api/queues')).items;

function onJoin(): void {
  document.addEventListener('submit', (event) => {
    // A second tap would only be the same token again (same key), but it would also stop the first answer.
    const button = (event.target as HTMLElement).querySelector('button');
    setTimeout(() => {
      if (button !== null) button.disabled = true;
    });
  });
  // A page from the back/forward cache has its pressed button and its used key: the next number needs a new page.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
}

/**
 * Asks first after that time, then every 20 s while the page is visible, and at once when it comes back. One round at a
 * time; drawn after each, also after one that failed: then what is shown is old, and says so.
 */
function whileLooking(firstInMs: number, work: () => Promise<void>, draw: (stale: boolean) => void): void {
  let timer = window.setTimeout(() => round(), firstInMs);
  let busy = false;
  const round = async () => {
    clearTimeout(timer);
    if (busy || document.visibilityState === 'hidden') return;
    busy = true;
    const stale = await work().then(
      () => false,
      () => true,
    );
    busy = false;
    draw(stale);
    timer = window.setTimeout(round, everyMs / (stale ? 4 : 1));
  };
  document.addEventListener('visibilitychange', round);
  window.addEventListener('online', round);
  window.addEventListener('pagehide', () => clearTimeout(timer));
}
