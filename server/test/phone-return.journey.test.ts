// time-limit: 300
// Every way back to a number: back button, reload, closed tab, dead battery, borrowed phone, the desk. No network for a while; no
// JavaScript at all.
import type {Browser, Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {faultsOf, numberOn, openBrowser, phoneIn, staffOf} from './phones.ts';
import {freshFolder, type Running, startServer} from './running.ts';

const play = need('browser', 'the ways back to a number') ? test : test.skip;

let box: Running;
let browser: Browser;
test.before(async () => {
  box = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off'});
  browser = await openBrowser();
});
test.after(async () => {
  await browser?.close();
  await box?.end();
});

/** Takes a number of this line by the one button. */
async function take(page: Page, code: string): Promise<string> {
  await page.goto(box.url);
  await page.tap(`form[action="/q/${code}"] button`);
  await page.waitForURL(/\/t\//);
  return (await numberOn(page))!;
}

play('back, reload, a closed tab, an empty battery, somebody else’s phone: all lead to the same number', async () => {
  const context = await phoneIn(browser, {locale: 'hi-IN'});
  const page = await context.newPage();
  const number = await take(page, 'PED');
  assert.is(await page.getAttribute('html', 'lang'), 'hi');
  const link = page.url();
  const key = link.split('/').at(-1)!;

  await page.goBack();
  await page.waitForSelector(`.mine .card:has-text("${number}")`);
  assert.equal(await faultsOf(page), []);
  await page.goForward();
  await page.waitForFunction((text) => document.querySelector('h1.num')?.textContent === text, number);
  await page.reload();
  assert.is(await numberOn(page), number);

  await page.close();
  const again = await context.newPage();
  await again.goto(box.url);
  await again.tap(`.mine .card:has-text("${number}")`);
  await again.waitForURL(link);
  assert.is(await numberOn(again), number);
  // The cookie alone is enough, and so is what the phone keeps for itself.
  await again.evaluate(() => localStorage.clear());
  await again.goto(box.url);
  await again.waitForSelector(`.mine .card:has-text("${number}")`);
  await context.close();

  // The battery is empty: another phone, by the link (or the code on the slip, which is the same address).
  const borrowed = await phoneIn(browser);
  const other = await borrowed.newPage();
  await other.goto(link);
  assert.is(await numberOn(other), number);
  await other.goto(box.url);
  await other.waitForSelector(`.mine .card:has-text("${number}")`);
  await other.waitForSelector('.lost summary');

  // Nothing but the number, said at the desk: it finds the person and prints the slip again.
  const staff = staffOf(box);
  const {items} = await staff<{items: {id: string; number: string; url: string}[]}>(
    'desk',
    'GET',
    '/api/queues/3/tokens',
  );
  const found = items.find((one) => one.number === number)!;
  assert.ok(found.url.endsWith(`/t/${key}`), 'the code on the slip leads to the same page');
  assert.match(await staff<string>('desk', 'GET', `/slip/${found.id}`), '<svg');
  await borrowed.close();
});

play('the phone number that was left at the desk finds the number again', async () => {
  const context = await phoneIn(browser);
  const page = await context.newPage();
  await page.goto(`${box.url}/q/ORT`);
  await page.tap('#join summary');
  await page.fill('#join input[name=name]', 'Asha Patil');
  await page.fill('#join input[name=phone]', '98123 45678');
  await page.tap('#join button');
  await page.waitForURL(/\/t\//);
  const number = await numberOn(page);
  const {items} = await staffOf(box)<{items: {number: string; phone: string | null}[]}>(
    'desk',
    'GET',
    '/api/queues/4/tokens',
  );
  assert.is(items.find((one) => one.phone === '+919812345678')?.number, number);
  await context.close();
});

play('no network: the last known state with its age; right again when it is back', async () => {
  const staff = staffOf(box);
  const context = await phoneIn(browser);
  const page = await context.newPage();
  const number = await take(page, 'CAR');
  await page.waitForFunction(() => /Up to date/.test(document.querySelector('footer')?.textContent ?? ''));
  await context.setOffline(true);
  await page.waitForSelector('#stale:has-text("Last known at")');
  assert.match((await page.textContent('#polite'))!, 'No connection');
  assert.equal(await faultsOf(page), []);
  const {token} = await staff('doctor', 'POST', '/api/queues/2/call-next');
  assert.is(token.number, number);
  await context.setOffline(false);
  await page.waitForSelector('body.called');
  await page.waitForSelector('#stale', {state: 'detached'});
  assert.match((await page.textContent('#urgent'))!, number);

  // The first page as well: what it shows is old, and it says so.
  await page.goto(box.url);
  await page.waitForSelector('.mine .called');
  await context.setOffline(true);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await page.waitForSelector('#stale');
  await context.setOffline(false);
  await page.waitForSelector('#stale', {state: 'detached'});
  await context.close();
});

play('a page that never gets a line says so after five seconds', async () => {
  const context = await phoneIn(browser);
  const first = await context.newPage();
  await take(first, 'CAR');
  const address = first.url();
  // Or the tabs would share its stream.
  await first.close();
  const page = await context.newPage();
  await page.route('**/api/live*', (route) => route.abort());
  // The page's time stands still but for what is said here, however slow the machine is.
  const now = Date.now();
  await page.clock.install({time: now});
  await page.clock.pauseAt(now + 1_000);
  await page.goto(address);
  await page.waitForSelector('html[data-live]');
  await page.clock.runFor(4_000);
  assert.is(await page.locator('#stale').count(), 0, 'the first connection may take a moment');
  await page.clock.runFor(1_000);
  await page.waitForSelector('#stale');
  await context.close();
});

play(
  'without JavaScript: taken, kept, left, taken back, the family’s numbers, and a page that asks again',
  async () => {
    const context = await phoneIn(browser, {javaScriptEnabled: false});
    const page = await context.newPage();
    const first = await take(page, 'GEN');
    const second = await take(page, 'ORT');
    assert.match(await page.content(), '<noscript><meta http-equiv="refresh" content="20;');
    assert.ok(await page.isVisible(`.others .card:has-text("${first}")`));
    assert.is(await page.locator('#bell').count(), 0, 'nothing is offered that cannot work');
    await page.tap('#leave summary');
    await page.tap('.sure button');
    await page.waitForSelector('body.cancelled');
    await page.tap('form[action$="/undo"] button');
    await page.waitForSelector('body.waiting');
    await page.goto(box.url);
    for (const number of [first, second]) assert.ok(await page.isVisible(`.mine .card:has-text("${number}")`));
    await context.close();
  },
);

test.run();
