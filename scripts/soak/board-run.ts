// A board's page in Chromium at speed, against a real server: calls one after the other, and what the page holds meanwhile.
import {type CDPSession, chromium, type Page} from 'playwright-core';
import {freshFolder, type Running, startServer} from '../../server/test/running.ts';

export interface BoardSample {
  seconds: number;
  /** Announced by the board so far. */
  calls: number;
  heapBytes: number;
  nodes: number;
  listeners: number;
}

export interface BoardSoak {
  executable: string;
  seconds: number;
  samples: number;
  /** How many times faster a call's ten seconds go by. */
  speed: number;
  told?(sample: BoardSample): void;
}

/** The page's timers from here on are sped up; shorter ones are movements, and this one is a network's. */
const leastMs = 800;
const networkMs = 3_000;
const waitMs = 30_000;

export async function soakBoard({executable, seconds, samples, speed, told}: BoardSoak): Promise<BoardSample[]> {
  const box = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off'});
  const browser = await chromium.launch({
    executablePath: executable,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--autoplay-policy=no-user-gesture-required'],
  });
  let calling = true;
  try {
    const callNext = await crowd(box);
    const page = await browser.newPage({viewport: {width: 1280, height: 720}});
    await page.addInitScript(hurry, {speed, leastMs, networkMs});
    await page.goto(`${box.url}/board/all`);
    await page.waitForSelector('.queues', {timeout: waitMs});
    const calls = (async () => {
      while (calling) {
        await callNext();
        // As fast as the board announces, with a rush now and then: what it holds is bounded in both.
        if ((await waitingOn(page)) > 12) await page.waitForTimeout(400);
      }
    })();
    const session = await page.context().newCDPSession(page);
    const taken: BoardSample[] = [];
    const startedAt = performance.now();
    for (let number = 1; number <= samples; number++) {
      const dueMs = (seconds * 1000 * number) / samples;
      await page.waitForTimeout(Math.max(0, startedAt + dueMs - performance.now()));
      const one = await sample(page, session, (performance.now() - startedAt) / 1000);
      taken.push(one);
      told?.(one);
    }
    calling = false;
    await calls;
    return taken;
  } finally {
    calling = false;
    await browser.close();
    await box.end();
  }
}

/** What is wrong with these samples; empty when the page holds no more at the end than in the middle. */
export function boardFindings(samples: readonly BoardSample[]): string[] {
  const second = samples.slice(Math.floor(samples.length / 2));
  const half = Math.floor(second.length / 2);
  const calls = second.at(-1)!.calls - second[0]!.calls;
  // The least of the late ones against the least of the middle ones: what is being shown, or waits to be collected, counts for nothing.
  const grown = (what: (one: BoardSample) => number) =>
    Math.min(...second.slice(half).map(what)) - Math.min(...second.slice(0, half).map(what));
  const found: string[] = [];
  const heap = grown((one) => one.heapBytes);
  const nodes = grown((one) => one.nodes);
  const listeners = grown((one) => one.listeners);
  if (heap > mostHeapBytes) found.push(`the heap grew by ${Math.round(heap / 1024)} KB over ${calls} calls`);
  if (nodes > mostNodes) found.push(`${nodes} nodes more over ${calls} calls`);
  if (listeners > mostListeners) found.push(`${listeners} listeners more over ${calls} calls`);
  if (calls <= 0) found.push('nothing was announced');
  return found;
}
const mostHeapBytes = 160 * 1024;
/** A loud call and a quiet board differ by 33. */
const mostNodes = 36;
const mostListeners = 10;

async function sample(page: Page, session: CDPSession, seconds: number): Promise<BoardSample> {
  await session.send('HeapProfiler.collectGarbage');
  const {usedSize} = await session.send('Runtime.getHeapUsage');
  const {nodes, jsEventListeners} = await session.send('Memory.getDOMCounters');
  const calls = await page.evaluate(() => (window as unknown as {baariSaid: number}).baariSaid);
  return {seconds: Math.round(seconds), calls, heapBytes: usedSize, nodes, listeners: jsEventListeners};
}

const waitingOn = (page: Page) =>
  page.evaluate(() => {
    const memory = JSON.parse(localStorage.getItem('baari.board.all') ?? '{"pending":[]}') as {pending: unknown[]};
    return memory.pending.length;
  });

/** In the page, before anything else of it: long timers run short, and what is announced is counted. */
function hurry({speed, leastMs, networkMs}: {speed: number; leastMs: number; networkMs: number}): void {
  const real = window.setTimeout.bind(window);
  const faster = (work: TimerHandler, ms = 0, ...more: unknown[]) =>
    real(work, ms >= leastMs && ms !== networkMs ? ms / speed : ms, ...more);
  const counted = window as unknown as {baariSaid: number};
  counted.baariSaid = 0;
  const keep = Storage.prototype.setItem;
  Storage.prototype.setItem = function (name: string, value: string) {
    if (name.startsWith('baari.announced.')) counted.baariSaid++;
    keep.call(this, name, value);
  };
  Object.assign(window, {setTimeout: faster});
}

/** A hall of people, and what calls the next of them: again and again, those in each room by turns. */
async function crowd(box: Running): Promise<() => Promise<void>> {
  const ask = async <Answer>(method: string, path: string, body?: object, token?: string) => {
    const answer = await fetch(box.url + path, {
      method,
      headers: {'content-type': 'application/json', ...(token ? {authorization: `Bearer ${token}`} : {})},
      ...(body ? {body: JSON.stringify(body)} : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return (await answer.json()) as Answer;
  };
  const {token} = await ask<{token: string}>('POST', '/api/session', {username: 'admin', password: 'demo-1234'});
  const {items} = await ask<{items: {id: string}[]}>('GET', '/api/queues');
  const inRooms: string[] = [];
  for (const {id} of items) {
    for (let one = 0; one < 5; one++) await ask('POST', `/api/queues/${id}/tokens`, {}, token);
    const called = await ask<{token: {id: string}}>(
      'POST',
      `/api/queues/${id}/call-next`,
      id === items[0]!.id ? {servicePointId: '1'} : {},
      token,
    );
    inRooms.push(called.token.id);
  }
  let next = 0;
  return async () => {
    await ask('POST', `/api/tokens/${inRooms[next++ % inRooms.length]}/call`, {}, token);
  };
}
