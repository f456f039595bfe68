// time-limit: 300
// Ten tabs in one browser share one stream; the leading tab dies, is frozen, signs out; a network that lets no stream through.
import {type Browser, type BrowserContext, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {ensureScreens} from '../../scripts/build.ts';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface Hall {
  browser: Browser;
  box: Running;
  faults: string[];
}

const journey = suite<Hall>('ten tabs');
const play = need('browser', 'ten tabs in a real browser') ? journey : journey.skip;
const patienceMs = 30_000;

journey.before(async (hall) => {
  await ensureScreens();
  hall.faults = [];
  hall.box = await startServer(freshFolder(), {DEMO: '1'});
  hall.browser = await chromium.launch({executablePath: chromiumPath()!, args: ['--no-sandbox', '--disable-gpu']});
});

journey.after(async ({browser, box}) => {
  await browser?.close();
  await box?.end('SIGKILL');
});

play('ten tabs of phone pages, board and desk are live on one stream, and outlive the tab that leads', async (hall) => {
  const context = await newContext(hall);
  const keys = await Promise.all([1, 2, 3, 4].map((queue) => join(hall.box, queue)));
  // One after the other: the first leads.
  const first = await open(hall, context, `/t/${keys[0]}`);
  await live(first);
  const tokens = [first, ...(await Promise.all(keys.slice(1).map((key) => open(hall, context, `/t/${key}`))))];
  const boards = await Promise.all(['/board/all', '/board/all'].map((path) => open(hall, context, path)));
  const desk = await open(hall, context, '/desk');
  await signIn(desk, 'desk');
  const desks = [desk, ...(await Promise.all(['/desk', '/desk', '/desk'].map((path) => open(hall, context, path))))];
  const all = [...tokens, ...boards, ...desks];
  assert.is(all.length, 10);
  for (const page of all) await live(page);
  await until(async () => (await streams(hall.box)) === 1, 'one stream on the server');
  for (const page of all) await live(page);

  // Everybody sees a new number in their own line, and nobody another's.
  await join(hall.box, 1);
  await Promise.all(desks.map((one) => one.waitForSelector('tr:has-text("-002")')));

  // The leader dies without a word.
  const dead = await crash(first);
  assert.ok(dead);
  await until(async () => (await streams(hall.box)) === 1, 'the next leader');
  await join(hall.box, 1);
  await Promise.all(desks.map((one) => one.waitForSelector('tr:has-text("-003")', {timeout: patienceMs})));
  assert.is(await streams(hall.box), 1);

  // Closing whichever leads now, one by one, never leaves the others without.
  for (const page of [...tokens.slice(1), ...boards]) {
    await page.close({runBeforeUnload: false});
    await new Promise((done) => setTimeout(done, 200));
  }
  await join(hall.box, 1);
  await Promise.all(desks.map((one) => one.waitForSelector('tr:has-text("-004")', {timeout: patienceMs})));

  // One signs out: all of them are out, and what staff see flows no more.
  await desks[2]!.click('.bar button:has-text("Sign out")');
  await Promise.all(desks.map((one) => one.waitForSelector('input[name=password]', {timeout: patienceMs})));
  await until(async () => (await streams(hall.box)) === 0, 'no stream after sign-out');
  assert.equal(hall.faults, []);
  await context.close();
});

play('a frozen leader hands over, and follows when it thaws', async (hall) => {
  const context = await newContext(hall);
  const [one, other] = [await join(hall.box, 4), await join(hall.box, 4)];
  const first = await open(hall, context, `/t/${one}`);
  await live(first);
  const second = await open(hall, context, `/t/${other}`);
  await live(second);
  await until(async () => (await streams(hall.box)) === 1, 'one stream');
  const devtools = await context.newCDPSession(first);
  await devtools.send('Page.setWebLifecycleState', {state: 'frozen'});
  await cancel(hall.box, one);
  await cancel(hall.box, other);
  await second.waitForSelector('body.cancelled', {timeout: patienceMs});
  await devtools.send('Page.setWebLifecycleState', {state: 'active'});
  await first.waitForSelector('body.cancelled', {timeout: patienceMs});
  await until(async () => (await streams(hall.box)) === 1, 'still one stream');
  assert.equal(hall.faults, []);
  await context.close();
});

play('where no stream comes through, the pages are polled and show how old they are', async (hall) => {
  const context = await newContext(hall);
  // A proxy that gathers an answer until it ends: a stream never does.
  await context.route(
    (url) => url.pathname === '/api/live' && !url.searchParams.has('once'),
    () => {},
  );
  const desk = await open(hall, context, '/desk');
  await signIn(desk, 'desk');
  await desk.waitForSelector('.livemark.cut');
  await desk.waitForSelector('tr:has-text("-002")', {timeout: 60_000});
  await desk.waitForSelector('.banner.stale');
  await join(hall.box, 1);
  await desk.waitForSelector('tr:has-text("-005")', {timeout: patienceMs});
  assert.equal(hall.faults, []);
  await context.close();
});

async function newContext({browser}: Hall): Promise<BrowserContext> {
  const context = await browser.newContext({locale: 'en-IN', viewport: {width: 1280, height: 800}});
  context.setDefaultTimeout(patienceMs);
  return context;
}

async function open({box, faults}: Hall, context: BrowserContext, where: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(`${where}: ${error.message}`));
  await page.goto(`${box.url}${where}`);
  return page;
}

/** However this face says that what it shows is the present. */
async function live(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const mark = document.querySelector('.livemark');
    if (mark) return !mark.classList.contains('cut');
    if (location.pathname.startsWith('/board'))
      return document.querySelector('.wall') && !document.querySelector('.cut');
    return document.documentElement.hasAttribute('data-live') && /Up to date/.test(document.body.textContent ?? '');
  });
}

async function signIn(page: Page, username: string): Promise<void> {
  await page.fill('input[name=username]', username);
  await page.fill('input[name=password]', 'demo-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('input[name=password]', {state: 'detached'});
}

async function crash(page: Page): Promise<boolean> {
  const crashed = new Promise<boolean>((done) => page.once('crash', () => done(true)));
  const devtools = await page.context().newCDPSession(page);
  void devtools.send('Page.crash').catch(() => {});
  return crashed;
}

async function join({url}: Running, queue: number): Promise<string> {
  const answer = await fetch(`${url}/api/queues/${queue}/tokens`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: '{}',
  });
  return ((await answer.json()) as {key: string}).key;
}

async function cancel({url}: Running, key: string): Promise<void> {
  await fetch(`${url}/api/my/${key}/cancel`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: '{}',
  });
}

async function streams({url}: Running): Promise<number> {
  const session = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({username: 'admin', password: 'demo-1234'}),
  });
  const cookie = session.headers.get('set-cookie')!.split(';')[0]!;
  const status = (await (await fetch(`${url}/api/status`, {headers: {cookie}})).json()) as {live: {followers: number}};
  return status.live.followers;
}

async function until(test: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!(await test())) {
    if (Date.now() > giveUpAt) throw new Error(`never: ${what}`);
    await new Promise((done) => setTimeout(done, 500));
  }
}

journey.run();
