// A hospital with its four kinds of screens in a real browser that reaches the server over a wire which can fail. Others (the API,
// past the wire) go on working, and say what each screen should show.
import fs from 'node:fs';
import {type BrowserServer, chromium, type Page} from 'playwright-core';
import type {BoardView, StaffTokenView, TokenState, TokenView} from '../../server/queue/schema.ts';
import {chromiumPath} from '../need.ts';
import {atEnd, freshFolder, launch, type Server} from './child.ts';
import {type Client, openClient} from './client.ts';
import {openWire, type Wire} from './network-wire.ts';

export interface Seen {
  /** The present as this screen tells it, comparable with `truth`. */
  shows: string;
  /** What it says about being cut off, with since when; null while it claims to show the present. */
  stale: string | null;
}

export interface Screen {
  name: 'phone' | 'board' | 'desk' | 'doctor';
  page: Page;
  look(): Promise<Seen>;
  truth(): Promise<string>;
}

export interface Hall {
  screens: Screen[];
  wire: Wire;
  /** Calls the next, gives up somebody who waits and registers somebody: every screen must change. */
  goOn(): Promise<void>;
  endServer(signal: NodeJS.Signals): Promise<void>;
  startServer(): Promise<void>;
  /** Stops the whole browser, as a lid that is closed does. */
  sleep(): void;
  wake(): void;
  /** Every call that was made: its id and whose number. */
  calls: Map<string, string>;
  announced(): Promise<string[]>;
  faults: string[];
  close(): Promise<void>;
}

const queueId = 2;
const people = 40;
const patienceMs = 30_000;
const rowsCompared = 30;

export async function openHall(): Promise<Hall> {
  const opened: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    return await furnish(opened, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function furnish(opened: (() => unknown)[], close: () => Promise<void>): Promise<Hall> {
  const folder = freshFolder();
  opened.push(folder.remove);
  let server: Server = launch(folder.path);
  opened.push(() => server.kill('SIGTERM'));
  const wire = await openWire(await server.serving);
  opened.push(wire.close, () => client.close());
  let client = openClient(await server.serving);
  const staff = new Map<string, string>();
  for (const username of ['admin', 'desk', 'doctor']) staff.set(username, await signIn(client, username));
  const waiting: {id: string; key: string}[] = [];
  for (let n = 0; n < people; n++) waiting.push(await issue(client));
  const mine = await issue(client);
  const browser = await openBrowser();
  const faults: string[] = [];
  const {open, wake, sleep} = browser;
  opened.push(browser.close);
  const named = (name: Screen['name'], page: Page, shows: Screen['look'], truth: Screen['truth']): Screen => {
    page.on('pageerror', (error) => faults.push(`${name}: ${error.message}`));
    return {name, page, look: shows, truth};
  };
  const ask = async <Body extends object>(path: string, username = 'admin'): Promise<Body> => {
    const answer = await client.ask(path, {method: 'GET', bearer: staff.get(username)});
    if (answer?.status !== 200) throw new Error(`${path} answered ${answer?.status}`);
    return answer.body as Body;
  };
  const deed = async (path: string, body: unknown = {}): Promise<{token: {id: string}}> => {
    const answer = await client.ask(path, {body, bearer: staff.get('admin')!});
    if (!answer || answer.status >= 300) throw new Error(`${path} answered ${answer?.status}`);
    return answer.body as {token: {id: string}};
  };

  const phone = await open(`${wire.url}/t/${mine.key}`, 'live');
  const board = await open(`${wire.url}/board/all`, 'live');
  const desk = await open(`${wire.url}/desk`, 'desk');
  const doctor = await open(`${wire.url}/doctor`, 'doctor');
  await desk.selectOption('.find select', {label: 'Cardiology · Dr. Meera Rao'}).catch(() => {});
  const tokens = async () => (await ask<{items: StaffTokenView[]}>(`/api/queues/${queueId}/tokens`)).items;
  const screens = [
    named(
      'phone',
      phone,
      () => phone.evaluate(lookAtPhone),
      async () => {
        const token = await ask<TokenView>(`/api/my/${mine.key}`);
        return `${token.number} ${token.state} ${token.state === 'waiting' ? token.ahead : ''}`;
      },
    ),
    named(
      'board',
      board,
      () => board.evaluate(lookAtBoard),
      async () => {
        const {queues, calls} = await ask<BoardView>('/api/boards/all');
        return `${queues.map((queue) => queue.waiting).join(' ')} | ${calls[0]?.id ?? '0'}`;
      },
    ),
    named(
      'desk',
      desk,
      () => desk.evaluate(lookAtDesk, rowsCompared),
      async () =>
        (await tokens())
          .filter(({state}) => !overStates.includes(state))
          .slice(0, rowsCompared)
          .map(({number, state}) => `${number}${state === 'called' || state === 'serving' ? ` ${state}` : ''}`)
          .join(', '),
    ),
    named(
      'doctor',
      doctor,
      () => doctor.evaluate(lookAtDoctor),
      async () => {
        const all = await tokens();
        const here = all.find(({state}) => state === 'called' || state === 'serving');
        const next = all.filter(({state}) => state === 'waiting').slice(0, 5);
        return `${here?.number ?? ''} | ${next.map(({number}) => number).join(' ')}`;
      },
    ),
  ];
  let inRoom: string | null = null;
  const calls: Hall['calls'] = new Map();
  const noteCalls = async () => {
    const board = await ask<BoardView>('/api/boards/all');
    for (const {id, number} of board.calls) calls.set(id, number);
  };

  return {
    screens,
    wire,
    calls,
    faults,
    wake,
    sleep,
    async goOn() {
      const body = inRoom === null ? {} : {completeTokenId: inRoom};
      inRoom = (await deed(`/api/queues/${queueId}/call-next`, body)).token.id;
      const leaves = waiting.splice(1 + (waiting.length >> 1), 1)[0];
      if (leaves && leaves.id !== inRoom) await client.ask(`/api/my/${leaves.key}/cancel`, {body: {}});
      waiting.shift();
      await issue(client);
      await noteCalls();
    },
    async endServer(signal) {
      client.close();
      await server.kill(signal);
    },
    async startServer() {
      server = launch(folder.path);
      const url = await server.serving;
      client = openClient(url);
      wire.leadTo(url);
    },
    announced: () =>
      board.evaluate(() =>
        (JSON.parse(localStorage.getItem('baari.announced.all') ?? '[]') as {id: string}[]).map(({id}) => id),
      ),
    close,
  };
}

const overStates: readonly TokenState[] = ['done', 'cancelled', 'transferred', 'expired'];

// These four run in the page.
function lookAtPhone(): Seen {
  const words = (one: string) => document.querySelector(one)?.textContent?.trim() ?? '';
  const state = document.body.className.split(' ')[0]!;
  return {
    shows: `${words('h1.num')} ${state} ${state === 'waiting' ? words('.big dd') : ''}`,
    stale: document.querySelector('#stale')?.textContent ?? null,
  };
}

function lookAtBoard(): Seen {
  const waiting = [...document.querySelectorAll('.queues > div .wait')].map(
    (wait) => wait.querySelector('b')?.textContent ?? /\d+/.exec(wait.textContent ?? '')?.[0] ?? '0',
  );
  // The newest call is either said already or waits for its turn: both are kept where the board would find them again.
  const memory = JSON.parse(localStorage.getItem('baari.board.all') ?? '{}') as {
    last?: {id: string};
    pending?: {id: string}[];
  };
  return {
    shows: `${waiting.join(' ')} | ${memory.pending?.at(-1)?.id ?? memory.last?.id}`,
    stale: document.querySelector('p.cut')?.textContent ?? null,
  };
}

function lookAtDesk(most: number): Seen {
  const rows = [...document.querySelectorAll('.line tbody tr')].slice(0, most).map((row) => {
    const mark = ['called', 'serving'].find((state) => row.classList.contains(state));
    return `${row.querySelector('.number')?.textContent}${mark ? ` ${mark}` : ''}`;
  });
  const banner = document.querySelector('.banner.stale')?.textContent;
  return {shows: rows.join(', '), stale: document.querySelector('.livemark.cut') ? (banner ?? 'cut') : null};
}

function lookAtDoctor(): Seen {
  const next = [...document.querySelectorAll('aside.next ol li b')].map((one) => one.textContent);
  const banner = document.querySelector('.banner.stale')?.textContent;
  return {
    shows: `${document.querySelector('.now .num')?.textContent ?? ''} | ${next.join(' ')}`,
    stale: document.querySelector('.livemark.cut') ? (banner ?? 'cut') : null,
  };
}

async function signIn(client: Client, username: string): Promise<string> {
  const answer = await client.ask('/api/session', {body: {username, password: 'demo-1234'}});
  if (answer?.status !== 200) throw new Error(`could not sign in ${username}`);
  return String(answer.body.token);
}

async function issue(client: Client): Promise<{id: string; key: string}> {
  const answer = await client.ask(`/api/queues/${queueId}/tokens`, {body: {}});
  if (answer?.status !== 201) throw new Error(`no number given: ${JSON.stringify(answer)}`);
  return {id: String(answer.body.id), key: String(answer.body.key)};
}

async function openBrowser() {
  const server = await chromium.launchServer({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  const forget = atEnd(() => server.process().kill('SIGKILL'));
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processesOf(server)) {
      try {
        process.kill(pid, name);
      } catch {
        // it ended in this moment
      }
    }
  };
  return {
    async open(url: string, as: 'live' | 'desk' | 'doctor'): Promise<Page> {
      const context = await browser.newContext({locale: 'en-IN', viewport: {width: 1280, height: 800}});
      const page = await context.newPage();
      page.setDefaultTimeout(patienceMs);
      await page.goto(url);
      if (as === 'live') return page;
      await signInOn(page, as);
      return page;
    },
    sleep: () => signal('SIGSTOP'),
    wake: () => signal('SIGCONT'),
    async close() {
      const all = processesOf(server);
      await browser.close();
      await server.close();
      // A helper of the browser that was asleep when it ended would keep our pipe to it open for ever.
      for (const stream of [server.process().stdout, server.process().stderr]) stream?.destroy();
      for (const pid of all) end(pid);
      forget();
    },
  };
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone by itself
  }
}

/** The browser and everything it started. */
function processesOf(server: BrowserServer): number[] {
  const found = [server.process().pid!];
  for (const pid of found) {
    try {
      const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
      found.push(...children.split(' ').filter(Boolean).map(Number));
    } catch {
      // ended, or not Linux: then only the browser itself sleeps
    }
  }
  return found;
}

/** As a person does: where the screen says that it did not work, once more. */
async function signInOn(page: Page, username: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    await page.fill('input[name=username]', username);
    await page.fill('input[name=password]', 'demo-1234');
    await page.keyboard.press('Enter');
    try {
      return await page.waitForSelector('input[name=password]', {state: 'detached'}).then(() => undefined);
    } catch (error) {
      const said = await page.locator('[role=alert]').allInnerTexts();
      console.log(
        `F7  ${username} could not sign in, try ${tries}; the screen said: ${said.join(' ').trim() || 'nothing'}`,
      );
      if (tries === 3) throw error;
    }
  }
}
