// time-limit: 300
// One phone, two of a family: one tap to a number, a second for somebody else, both on each page; called, called again, late,
// missed, here, left by mistake and back. axe looks at each state.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {faultsOf, heard, numberOn, openBrowser, phoneIn, staffOf} from './phones.ts';
import {freshFolder, startServer} from './running.ts';

const play = need('browser', 'a family on one phone') ? test : test.skip;
const car = '/api/queues/2';

play('a family on one phone sees all its numbers and misses no call', async () => {
  const box = await startServer(freshFolder(), {DEMO: '1'});
  const staff = staffOf(box);
  const browser = await openBrowser();
  try {
    const context = await phoneIn(browser);
    const page = await context.newPage();
    const faults: string[] = [];
    const states: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const look = async (state: string) => {
      states.push(state);
      for (const fault of await faultsOf(page)) faults.push(`${state}: ${fault}`);
    };

    // One tap from the first page to a number.
    await page.goto(box.url);
    await page.waitForSelector('.steps');
    await look('landing');
    await page.tap('form[action="/q/CAR"] button');
    await page.waitForURL(/\/t\//);
    assert.is(await numberOn(page), 'C-001');
    await page.waitForSelector('body.near');
    await look('next');
    const mother = page.url();

    // Sound: the tap that took the number has unlocked it. Off, on again, and both are remembered.
    await page.waitForSelector('#bell');
    if (await page.isVisible('button.bell')) await page.tap('button.bell');
    await page.tap('.bell.on #bell');
    await page.waitForSelector('button.bell');
    assert.is(await page.evaluate(() => localStorage.getItem('baari.bell')), 'off');
    await look('silent');
    await page.tap('button.bell');
    await page.waitForSelector('.bell.on');
    assert.ok((await heard(page)).notes > 0, 'it lets itself be heard');
    assert.is(await page.evaluate(() => localStorage.getItem('baari.bell')), 'on');

    // Back: the first page knows the number and does not offer the same line by mistake.
    await page.tap('.acts a.btn');
    await page.waitForSelector('.have .card:has-text("C-001")');
    await look('join again');
    await page.tap('#join summary');
    await page.fill('#join input[name=name]', 'Meena');
    await page.tap('#join button');
    await page.waitForFunction(() => document.querySelector('h1.num')?.textContent === 'C-002');
    await page.waitForSelector('.slip:has-text("Meena")');
    await page.waitForSelector('.others h2 + .mine .card:has-text("C-001")');
    await page.waitForSelector('.bell.on');
    await look('family');

    // The mother is called while the daughter's page is open: it says so, first and aloud.
    const {token} = await staff('doctor', 'POST', `${car}/call-next`);
    await page.waitForSelector('main > .others:first-child .card.called:has-text("Room 3")');
    assert.match((await page.textContent('#urgent'))!, 'C-001');
    assert.ok((await heard(page)).shakes > 0);
    await look('other called');
    await page.tap('.others .card.called');
    await page.waitForURL(mother);
    await page.waitForSelector('body.called');
    assert.match((await page.textContent('.room'))!, 'Room 3');
    await look('called');

    // Called again: rings again. A touch ends the ringing; so the count is taken after one.
    await page.waitForSelector('.others h2 + .mine .card:has-text("C-002")');
    await page.tap('h1.num');
    await page.waitForTimeout(300);
    const before = (await heard(page)).shakes;
    const said = await page.textContent('#urgent');
    await staff('doctor', 'POST', `/api/tokens/${token.id}/call`);
    await page.waitForFunction(
      (count) => (window as unknown as {heard: {shakes: number}}).heard.shakes > count,
      before,
    );
    assert.is.not(await page.textContent('#urgent'), said, 'a screen reader says it again');

    await page.tap('form[action$="/here"] button');
    await page.waitForSelector('.go2');
    await page.tap('.late button[value="10"]');
    await page.waitForSelector('body.aside');
    await look('aside');
    await page.tap('form[action$="/undo"] button');
    await page.waitForSelector('body.called');

    // Nobody came; here after all; back in line.
    await staff('doctor', 'POST', `/api/tokens/${token.id}/no-show`);
    await page.waitForSelector('body.no-show');
    await look('missed');
    await page.tap('form[action$="/here"] button');
    await page.waitForSelector('body.waiting');

    // An emergency comes first, and the page says why.
    await staff('desk', 'POST', `${car}/tokens`, {lane: 'emergency', reason: 'chest-pain'});
    await page.waitForSelector('.why:has-text("emergency")');
    await staff('doctor', 'POST', `${car}/pause`, {reason: 'tea', minutes: 10});
    await page.waitForSelector('.note:has-text("paused")');
    await look('paused and moved');
    await staff('doctor', 'POST', `${car}/resume`);

    await leaveAndReturn(page, look);
    await staff('desk', 'POST', `${car}/close`, {reason: 'emergency-case'});
    await page.goto(`${box.url}/`);
    await page.waitForSelector('.mine .card:has-text("Meena")');
    await page.waitForSelector('.queues .shut:has-text("Closed")');
    await look('landing with a family and a closed line');
    await page.goto(`${box.url}/q/CAR`);
    await look('closed');
    assert.equal(faults, []);
    assert.ok(states.length >= 11);
  } finally {
    await browser.close();
    await box.end();
  }
});

/** "Leave" by a slip of the finger. */
async function leaveAndReturn(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  await page.tap('#leave summary');
  await page.tap('.sure button');
  await page.waitForSelector('body.cancelled');
  await look('left');
  await page.tap('form[action$="/undo"] button');
  await page.waitForSelector('body.waiting');
  assert.is(await numberOn(page), 'C-001');
}

test.run();
