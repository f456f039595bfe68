// time-limit: 300
// A consultation morning on the doctor's tablet without a mouse or a finger: each deed by its key, the focus never lost, axe content
// in each state; and what the doctor says about the line reaches the patient's phone and the board.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {axeOn, focusOf, type Hall, handOn, openHall, restOn} from './desk-hall.ts';

const play = need('browser', 'the doctor by keyboard') ? test : test.skip;

interface Given {
  id: string;
  key: string;
  number: string;
  state: string;
}

play(
  'call, start, complete and next, again, no-show, restore, hold, return, transfer, late, pause, undo: by keyboard alone',
  async () => {
    const hall = await openHall();
    const found: string[] = [];
    try {
      const car = await queueId(hall, 'CAR');
      const page = await doctorAt(hall, {viewport: {width: 1024, height: 768}});
      const hand = handOn(page);
      const rest = restOn(page);
      const look = async (state: string) => {
        found.push(...(await axeOn(page, state)));
      };
      const go = (words: string) => page.waitForSelector(`#go:has-text("${words}")`);
      const said = (words: string) => page.waitForSelector(`.toast:has-text("${words}")`);
      const isNow = (number: string) => page.waitForSelector(`.now .num:text-is("${number}")`);
      /** A deed settles before the next press counts: a doctor's hand rests that long too. */
      const press = async (...keys: string[]) => {
        await hand.press(...keys);
        await rest();
      };
      await go('Nobody is waiting');
      await look('an empty line');

      const people: Given[] = [];
      for (const name of ['Asha Patil', 'Ravi Das', 'Meena Iyer', 'Salim Khan'])
        people.push(await hall.ask<Given>('desk', 'POST', `/api/queues/${car}/tokens`, {name, yearOfBirth: 1950}));
      const phone = await visitor(hall, `/t/${people[3]!.key}`);
      const board = await visitor(hall, '/board/all');

      // Call, start. A key that is held down does no more than one that is pressed.
      await go('Call C-001');
      await page.keyboard.down('Enter');
      await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      await isNow('C-001');
      await said('C-001 called');
      await rest();
      await go('Start C-001');
      await page.waitForSelector('.today li:has-text("Called")');
      await page.waitForSelector('.now-who:has-text("Asha Patil, 7")');
      await look('somebody is called');
      await press('Tab', 'Shift+Tab');
      await press('a');
      await said('C-001 called again');
      await press('Enter');
      await go('Complete and call C-002');
      await look('somebody is here');

      // The note is written, and the way out of it leads to the big button.
      await hand.press('n');
      await hand.type('BP 150');
      await hand.press('Escape');
      assert.is(await page.evaluate(() => document.activeElement?.id), 'go');
      await page.waitForSelector('.note-state:has-text("Saved")');

      // Away for tests, taken back by undo, away again.
      await press('h');
      await said('C-001 sent for tests');
      await go('Call C-002');
      await press('u');
      await isNow('C-001');
      await rest();
      await press('h');
      await page.waitForSelector('.away-state:has-text("At tests")');

      // Nobody came; put back in line; the one at tests is back.
      await press('Enter');
      await isNow('C-002');
      await press('x');
      await said('C-002 did not come');
      await look('two are away');
      await press('r');
      await page.waitForSelector('dialog:has-text("Who is back?")');
      await look('a question');
      await press('1');
      await press('r');
      await page.waitForSelector('section[aria-labelledby=away-title]', {state: 'detached'});
      assert.is.not(await focusOf(page), 'nothing');

      // Somebody of the line by their digit; out of turn with a reason.
      await press('2');
      await page.waitForSelector('dialog .person-lead');
      await look('a person of the line');
      await page.keyboard.press('Escape');

      // Complete and call in one press; then to another department, and back again by undo.
      await press('Enter');
      await page.waitForSelector('#go:has-text("Start")');
      await press('Enter');
      await page.waitForSelector('#go:has-text("Complete and call")');
      const before = await page.textContent('.now .num');
      await press('Enter');
      await page.waitForFunction((number) => document.querySelector('.now .num')?.textContent !== number, before);
      await press('t');
      await page.waitForSelector('dialog .choice');
      await press('1');
      await said('is now');
      await press('u');
      await page.waitForSelector('.now .num');

      // Running late, in steps of five: three presses and one back are one deed. The phone and the board say it.
      await hand.press('+', '+', '+', '-');
      await said('runs 10 min late');
      await page.waitForSelector('output.late:has-text("10 min late")');
      await phone.waitForSelector(':text("10 min")');
      await board.waitForSelector('.queues :text-matches("10 (min late|मिनट देर)")');
      await look('running late');
      await press('u');
      await page.waitForSelector('output.late:has-text("On time")');
      await press('+');
      await said('runs 5 min late');
      await rest();
      await press('0');
      await said('is on time');

      // A break: reason and minutes; whoever is here is completed; resumed by the same key.
      await press('p');
      await page.waitForSelector('dialog .minutes');
      await look('why a pause');
      await press('1');
      await page.waitForSelector('.paused-sign:has-text("Short break")');
      await look('paused with somebody here');
      await press('d');
      await press('p');
      await page.waitForSelector('.paused-sign', {state: 'detached'});

      // Closed for the day and opened again; the keys; and nothing was ever lost.
      await press('?');
      await page.waitForSelector('.key-groups');
      await look('the keys');
      await page.keyboard.press('Escape');
      await hall.ask('doctor', 'POST', `/api/queues/${car}/close`, {});
      await page.waitForSelector('.line-deeds :text("Open the line")');
      await look('closed');
      assert.is.not(await focusOf(page), 'nothing');

      // Somebody else was quicker: the screen says what is true now.
      await page.context().setOffline(true);
      await press('Enter');
      await page.waitForSelector('[role=alert] .note, #go[aria-busy=true]');
      await page.context().setOffline(false);
      await phone.context().close();
      await board.context().close();
      assert.equal(found, [], 'axe finds nothing');
      assert.equal(hall.faults, []);
    } finally {
      await hall.end();
    }
  },
);

async function queueId(hall: Hall, code: string): Promise<string> {
  const {items} = await hall.ask<{items: {id: string; code: string}[]}>('admin', 'GET', '/api/queues');
  return items.find((queue) => queue.code === code)!.id;
}

async function doctorAt(hall: Hall, options: {viewport: {width: number; height: number}}): Promise<Page> {
  const context = await hall.browser.newContext({locale: 'en-IN', bypassCSP: true, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  page.on('pageerror', (error) => hall.faults.push(`doctor: ${error.message}`));
  await page.goto(`${hall.box.url}/doctor`);
  await page.fill('input[name=username]', 'doctor');
  await page.fill('input[name=password]', 'demo-1234');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#go');
  return page;
}

async function visitor(hall: Hall, path: string): Promise<Page> {
  const context = await hall.browser.newContext({locale: 'en-IN'});
  const page = await context.newPage();
  page.setDefaultTimeout(12_000);
  await page.goto(hall.box.url + path);
  return page;
}

test.run();
