// time-limit: 240
// The demo from the first run: a badge on every screen, gone with one click. And links that lead nowhere.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import {type Browser, chromium, type Page} from 'playwright-core';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {freshFolder, type Running, startServer} from './running.ts';

interface House {
  browser: Browser;
  box: Running;
  secret: string;
}

const journey = suite<House>('the demo');
const play = need('browser', 'the demo in a real browser') ? journey : journey.skip;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patienceMs = 45_000;

journey.before(async (house) => {
  house.box = await startServer(freshFolder());
  house.secret = secretIn(house.box.output());
  house.browser = await chromium.launch({
    executablePath: chromiumPath()!,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
});
journey.after(async ({browser, box}) => {
  await browser?.close();
  await box?.end();
});

play('a link that leads nowhere says why, and where the right one is', async (house) => {
  for (const [where, words] of [
    ['/setup', /not complete/],
    ['/setup#wrong-wrong-wrong-wrong', /earlier start/],
    ['/setup#%E0%A4%A', /not complete/],
  ] as const) {
    const page = await open(house, where, 'en-IN');
    await page.waitForSelector('.founding h1');
    assert.match((await page.textContent('main'))!, words, where);
    assert.equal(await faultsOf(page), []);
    await page.context().close();
  }
});

play('a demo wears its badge on every screen, in words, until one click and ten seconds later', async (house) => {
  const page = await open(house, `/setup#${house.secret}`, 'hi-IN');
  await page.click('button[lang=en]');
  await page.click('summary');
  await page.click('details .btn');
  await page.waitForURL(/\/admin/);
  await page.waitForSelector('.sections, nav', {timeout: patienceMs});
  const tokenPath = await joined(house.box);
  const faults: string[] = [];
  for (const [locale, word] of [
    ['en-IN', /demo/i],
    ['hi-IN', /डेमो|प्रदर्शन/],
  ] as const) {
    const other = await open(house, '/', locale);
    for (const where of ['/', '/q/GEN', tokenPath, '/desk', '/doctor', '/admin', '/board/all', '/kiosk']) {
      await other.goto(`${house.box.url}${where}`, {waitUntil: 'commit'});
      const badge = other.locator('#demo-badge:visible, header .demo:visible').first();
      await badge.waitFor();
      assert.match((await badge.textContent())!, word, `${where} ${locale}`);
    }
    await other.context().close();
  }

  await page.goto(`${house.box.url}/admin#setup`);
  // Where a line of its own says it, no badge lies over the buttons.
  await page.waitForSelector('.banner.demo');
  assert.is(await page.locator('#demo-badge:visible').count(), 0);
  await page.click('.demo-card .danger');
  await page.waitForSelector('.demo-going button:focus');
  for (const fault of await faultsOf(page)) faults.push(fault);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.demo-card .danger');
  assert.is((await siteOf(house.box)).demo, true, 'taken back in time: nothing was removed');
  const board = await open(house, '/board/all', 'en-IN');
  await board.waitForSelector('#demo-badge:visible');

  await page.click('.demo-card .danger');
  await page.waitForURL(/\/setup#[\w-]{22}$/, {timeout: patienceMs});
  await page.waitForSelector('.language-choice');
  assert.equal(await siteOf(house.box), {founded: false, demo: false, signInAt: null});
  assert.is(await page.locator('#demo-badge:visible').count(), 0);
  await board.waitForSelector('#demo-badge', {state: 'hidden', timeout: patienceMs});
  house.secret = new URL(page.url()).hash.slice(1);
  assert.equal(faults, []);
});

const secretIn = (output: string) => /\/setup#([\w-]{22})\s/.exec(output)![1]!;

async function open({browser, box}: House, where: string, locale: string): Promise<Page> {
  const context = await browser.newContext({locale, viewport: {width: 1440, height: 900}, bypassCSP: true});
  const page = await context.newPage();
  page.setDefaultTimeout(patienceMs);
  await page.goto(`${box.url}${where}`);
  return page;
}

async function siteOf(box: Running): Promise<{founded: boolean; demo: boolean}> {
  return (await fetch(`${box.url}/api/setup`)).json() as Promise<{founded: boolean; demo: boolean}>;
}

async function joined(box: Running): Promise<string> {
  const answer = await fetch(`${box.url}/api/queues/1/tokens`, {method: 'POST'});
  return `/t/${((await answer.json()) as {key: string}).key}`;
}

interface AxeFault {
  id: string;
  nodes: {target: unknown[]}[];
}

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const faults = (await page.evaluate('axe.run().then((result) => result.violations)')) as AxeFault[];
  return faults.map((fault) => `${fault.id} at ${String(fault.nodes[0]?.target[0])}`);
}

journey.run();
