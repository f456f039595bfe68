// time-limit: 120
// The demo from the first run: a badge on every screen, gone with one click; and the table's own keys, undo and company.
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

const journey = suite<House>('demo and table');
const play = need('browser', 'the demo in a real browser') ? journey : journey.skip;
const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const patienceMs = 20_000;

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
    assert.match(await page.textContent('main'), words, where);
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
  assert.equal(await siteOf(house.box), {founded: false, demo: false});
  assert.is(await page.locator('#demo-badge:visible').count(), 0);
  await board.waitForSelector('#demo-badge', {state: 'hidden', timeout: patienceMs});
  house.secret = new URL(page.url()).hash.slice(1);
  assert.equal(faults, []);
});

play('the table: Enter, paste, remove, undo; and somebody else in it at the same time', async (house) => {
  const page = await open(house, `/setup#${house.secret}`, 'en-IN');
  await page.click('button[lang=en]');
  await page.fill('input[name=siteName]', 'City Hospital');
  await page.click('label:has(input[value=empty])');
  await page.click('button[type=submit]');
  await page.fill('input[name=name]', 'Asha');
  await page.fill('input[name=username]', 'asha');
  await page.fill('input[name=password]', 'neem-tree-shade');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.sheet input:focus');

  // An empty table begins at its first box; the letters come by themselves; Enter in the last line begins another.
  await page.keyboard.type('Skin');
  await page.keyboard.press('Enter');
  await page.waitForSelector('tbody tr:nth-child(2) .cell-department input:focus');
  await page.keyboard.type('Surgery');
  await page.keyboard.press('Tab');
  await page.waitForFunction(
    () => document.querySelectorAll<HTMLInputElement>('.cell-prefix input')[1]?.value === 'SU',
  );
  await savedAs(page, house.box, ['Skin', 'Surgery']);

  // Rows from a spreadsheet.
  await page.focus('tbody tr:nth-child(2) .cell-department input');
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'Surgery\tDr. A. Verma\tRoom 1\nEye\tDr. B. Khan\tRoom 2\nDental\tDr. C. Das\tRoom 3\n');
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}),
    );
  });
  await savedAs(page, house.box, ['Skin', 'Surgery', 'Eye', 'Dental']);

  // A line goes with one press and comes back with Ctrl+Z.
  await page.click('tbody tr:nth-child(3) .cell-remove button');
  await savedAs(page, house.box, ['Skin', 'Surgery', 'Dental']);
  await page.keyboard.press('Control+z');
  await savedAs(page, house.box, ['Skin', 'Surgery', 'Dental', 'Eye']);
  assert.is(await page.inputValue('tbody tr:nth-child(3) .cell-doctor input'), 'Dr. B. Khan');

  // What is not right is said at its box, and nothing of it is saved.
  await page.fill('tbody tr:nth-child(2) .cell-prefix input', 'S');
  await page.keyboard.press('Tab');
  await page.waitForSelector('.save-state.waits');
  assert.match(await page.textContent('tbody tr:nth-child(2) .cell-fault'), /Line 1/);
  assert.equal(await faultsOf(page), []);
  await page.click('.ways .main');
  await page.waitForSelector('tbody tr:nth-child(2) .cell-prefix input:focus');
  await page.keyboard.press('Control+z');
  await page.waitForSelector('.save-state.saved');

  // A second window, one change older.
  const second = await page.context().newPage();
  second.setDefaultTimeout(patienceMs);
  await second.goto(`${house.box.url}/setup`);
  await second.waitForSelector('tbody tr:nth-child(4)');
  await page.fill('tbody tr:nth-child(1) .cell-department input', 'Skin and hair');
  await page.keyboard.press('Tab');
  await savedAs(page, house.box, ['Skin and hair', 'Surgery', 'Dental', 'Eye']);
  await second.fill('tbody tr:nth-child(2) .cell-department input', 'General Surgery');
  await second.keyboard.press('Tab');
  await second.waitForSelector('text=Somebody else changed the table');
  assert.is(await second.inputValue('tbody tr:nth-child(1) .cell-department input'), 'Skin and hair');
  await savedAs(page, house.box, ['Skin and hair', 'Surgery', 'Dental', 'Eye']);
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

/** Waits until the page says that it is saved, and holds the box against it. */
async function savedAs(page: Page, box: Running, names: string[]): Promise<void> {
  let found: string[] = [];
  for (let tried = 0; tried < 60; tried++) {
    const {items} = (await (await fetch(`${box.url}/api/queues`)).json()) as {items: {name: string}[]};
    found = items.map(({name}) => name);
    if (JSON.stringify(found) === JSON.stringify(names)) break;
    await page.waitForTimeout(100);
  }
  assert.equal(found, names);
  await page.waitForSelector('.save-state.saved');
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
