// time-limit: 240
// The table of departments, doctors, rooms and queues: its keys, a spreadsheet's rows, undo, faults, and company.
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

const journey = suite<House>('the table');
const play = need('browser', 'the set-up table in a real browser') ? journey : journey.skip;
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
  assert.match((await page.textContent('tbody tr:nth-child(2) .cell-fault'))!, /Line 1/);
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
