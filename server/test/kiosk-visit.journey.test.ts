// time-limit: 300
// The kiosk: paired, a number by touch, the slip, back to the start by itself without a trace; a slip scanned; a wrong phone; a line
// that closes meanwhile; the box away and back. axe in each step, both languages.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {axeOn, type Hall, openHall} from './desk-hall.ts';

const play = need('browser', 'the kiosk') ? test : test.skip;

play('a number by touch, the slip, the scanner; forgotten names go; a cut is said and mends itself', async () => {
  const hall = await openHall();
  const found: string[] = [];
  try {
    const page = await kioskOf(hall);
    const look = async (state: string) => {
      found.push(...(await axeOn(page, state)));
    };
    const touch = (name: string | RegExp) =>
      page.getByRole('button', {name, ...(typeof name === 'string' ? {exact: true} : {})}).click();

    // Nobody has paired it: it says so and shows its code; then it goes on by itself.
    await page.waitForSelector('.unpaired');
    await look('not paired');
    await page.waitForFunction(() => /^\w{4,}$/.test(document.querySelector('.unpaired .num')?.textContent ?? ''));
    const code = await page.textContent('.unpaired .num');
    await hall.ask('admin', 'POST', '/api/displays/pair', {code, boardId: 'all', kind: 'kiosk'});
    await page.waitForSelector('.start .languages', {timeout: 30_000});
    await page.waitForSelector('.called-now li');
    await look('start');

    for (const [language, words] of [
      ['en', {take: 'Take my number', done: /^Done/, where: 'Cardiology'}],
      ['hi', {take: 'मेरा नंबर लें', done: /^ठीक है/, where: 'हृदय रोग'}],
    ] as const) {
      await page.click(`button[lang=${language}]`);
      await page.waitForSelector('.choose .queue');
      assert.is(await page.evaluate(() => document.documentElement.lang), language);
      await look(`${language}: where to`);
      await touch(new RegExp(words.where));
      await page.waitForSelector('.person');
      await look(`${language}: who`);
      for (const digit of '98220') await touch(digit);
      await touch(words.take);
      await page.waitForSelector('.note.urgent');
      await look(`${language}: a wrong phone`);
      for (const digit of '12345') await touch(digit);
      assert.is(await page.inputValue('input[name=phone]'), '9822012345');
      await touch(words.take);
      await page.waitForSelector('.given .num');
      await look(`${language}: given`);
      await page.waitForFunction(() => (window as Window & {printed?: string[]}).printed?.length === 1);
      await touch(words.done);
      await page.waitForSelector('.start');
      await page.evaluate(() => {
        (window as Window & {printed?: string[]}).printed = [];
      });
    }
    const tokens = await tokensOf(hall, 'CAR');
    assert.equal(
      tokens.map(({number, phone, source}) => [number, phone, source]),
      [
        ['C-001', '+919822012345', 'kiosk'],
        ['C-002', '+919822012345', 'kiosk'],
      ],
    );

    // A name that somebody left behind is gone when the next one comes. Typing keeps the visit; walking away ends it.
    await page.click('button[lang=en]');
    await touch(/Cardiology/);
    await page.click('input[name=name]');
    for (const letter of 'RAVI') await touch(letter);
    assert.is(await page.inputValue('input[name=name]'), 'Ravi');
    await page.clock.runFor(40_000);
    await touch('S');
    await page.clock.runFor(40_000);
    await page.waitForSelector('.person input');
    await page.clock.runFor(6_000);
    await page.waitForSelector('.still');
    await look('are you still there');
    await touch('I am still here');
    await page.waitForSelector('.still', {state: 'detached'});
    await page.clock.runFor(61_000);
    await page.waitForSelector('.start');
    assert.not.match(await page.content(), /Ravi/);
    await page.click('button[lang=en]');
    await touch(/Cardiology/);
    assert.is(await page.inputValue('input[name=name]'), '');
    // The finished visit goes after twenty seconds, and says so second by second.
    await touch('Take my number');
    await page.waitForSelector('.take:has-text(" s")');
    await page.clock.runFor(5_000);
    // Real seconds pass too, and a busy machine sees not each of them.
    await page.waitForFunction(
      () => Number(/(\d+) s/.exec(document.querySelector('.take')?.textContent ?? '')?.[1]) <= 15,
    );
    await page.clock.runFor(30_000);
    await page.waitForSelector('.start');

    // A slip before the scanner, at the start and in the middle; a number typed on the keys; one that is nobody's.
    await scan(page, `http://10.20.0.5:8080/t/${tokens[0]!.key}`);
    await page.waitForSelector('.found:has-text("C-001"):has-text("Room 3")');
    await look('a scanned slip');
    const car = await queueId(hall, 'CAR');
    await hall.ask('doctor', 'POST', `/api/queues/${car}/call-next`, {});
    await touch(/^Done/);
    await page.click('button[lang=en]');
    await touch('I have a number or an appointment');
    await look('a number typed');
    for (const key of 'C1') await touch(key);
    await touch('Show me');
    await page.waitForSelector('.found:has-text("You are called"):has-text("Room 3")');
    await touch(/^Done/);
    await page.click('button[lang=en]');
    await touch('I have a number or an appointment');
    for (const key of ['C', '7', '7']) await touch(key);
    await touch('Show me');
    await page.waitForSelector('.found:has-text("C-077 is not in any line")');
    await look('a number that is nobody’s');
    await touch(/^Done/);

    // A line closes while somebody stands before it.
    await page.click('button[lang=en]');
    await hall.ask('admin', 'POST', `/api/queues/${car}/close`, {});
    await page.waitForSelector('.queue[aria-disabled=true]:has-text("closed")');
    await look('a closed line');
    await page.click('.queue[aria-disabled=true]', {force: true});
    assert.ok(await page.$('.choose'), 'a closed line is not entered');

    // The box is away: it is said, nobody takes a number into the void; back, and it goes on by itself.
    await page.context().setOffline(true);
    await page.clock.runFor(30_000);
    await page.waitForSelector('.top .note.stale');
    await look('the box is away');
    assert.is(await page.locator('.queue[aria-disabled=false]').count(), 0);
    await page.context().setOffline(false);
    await page.clock.runFor(5_000);
    await page.waitForSelector('.top .note.stale', {state: 'detached'});
    assert.equal(found, [], 'axe finds nothing');
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

async function kioskOf(hall: Hall): Promise<Page> {
  const context = await hall.browser.newContext({
    locale: 'en-IN',
    bypassCSP: true,
    viewport: {width: 1080, height: 1920},
  });
  // No printer here: each slip that would be printed is counted.
  await context.addInitScript(() => {
    window.print = () => {
      const top = window.top as Window & {printed?: string[]};
      top.printed = [...(top.printed ?? []), location.pathname];
    };
  });
  // The clock goes by itself, and leaps where the test would only wait.
  await context.clock.install();
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  page.on('pageerror', (error) => hall.faults.push(`kiosk: ${error.message}`));
  await page.goto(`${hall.box.url}/kiosk?paper=80`);
  return page;
}

/** As a scanner types: a burst, then Enter. */
async function scan(page: Page, text: string) {
  await page.evaluate((keys) => {
    for (const key of [...keys, 'Enter'])
      document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  }, text);
}

async function queueId(hall: Hall, code: string): Promise<string> {
  const {items} = await hall.ask<{items: {id: string; code: string}[]}>('admin', 'GET', '/api/queues');
  return items.find((queue) => queue.code === code)!.id;
}

interface Token {
  id: string;
  key: string;
  number: string;
  phone: string;
  source: string;
}

async function tokensOf(hall: Hall, code: string): Promise<Token[]> {
  const path = `/api/queues/${await queueId(hall, code)}/tokens`;
  return (await hall.ask<{items: Token[]}>('admin', 'GET', path)).items;
}

test.run();
