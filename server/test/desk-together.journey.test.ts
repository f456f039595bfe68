// time-limit: 300
// Two desks and a doctor at once, a scanner, a slip printer, a cut network and a full hall.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {axeOn, focusIs, handOn, openHall, rowOf} from './desk-hall.ts';

const play = need('browser', 'two desks at once') ? test : test.skip;

interface Token {
  id: string;
  number: string;
  url: string;
  patientId: string | null;
}

play('two desks see each other; whoever comes late is told who was faster', async () => {
  const hall = await openHall();
  try {
    const {ask} = hall;
    const [one, two] = [await hall.desk('desk'), await hall.desk('admin')];
    const [left, right] = [handOn(one), handOn(two)];
    await Promise.all([left.press('Alt+2'), right.press('Alt+2')]);
    for (const [hand, page, name] of [
      [left, one, 'Asha Rao'],
      [right, two, 'Ravi Das'],
    ] as const) {
      await hand.type(name);
      await page.waitForSelector('#hits [role=option]');
      await hand.press('Enter');
      await page.waitForSelector('#new-phone:focus');
    }
    // Both give in the same moment: two numbers, and each desk shows both.
    await Promise.all([one.keyboard.press('Enter'), two.keyboard.press('Enter')]);
    for (const page of [one, two])
      for (const name of ['Asha Rao', 'Ravi Das'])
        await page.waitForSelector(`tr:has(.number:text-matches("C-00[12]")):has-text("${name}")`);

    // While one desk thinks about the reason, the doctor calls and completes.
    await left.type('c-1');
    await left.press('Enter', 'p');
    await one.waitForSelector('dialog');
    const {token} = await ask<{token: Token}>('doctor', 'POST', '/api/queues/2/call-next', {});
    await ask('doctor', 'POST', `/api/tokens/${token.id}/complete`, {});
    await left.press('1');
    await one.waitForSelector('.trouble:has-text("Dr. Meera Rao completed C-001 a moment ago.")');
    await rowOf(one, 'C-001', 'Done');
    await focusIs(one, 'C-001', 'after a deed that came too late');
    assert.equal(await axeOn(one, 'a conflict'), []);

    // Two desks correct the same person: nothing typed is lost, nothing is overwritten unseen.
    const items = (await ask<{items: Token[]}>('admin', 'GET', '/api/queues/2/tokens')).items;
    const ravi = items.find((each) => each.number === 'C-002')!;
    await left.press('/');
    await left.type('c-2');
    await left.press('Enter');
    await focusIs(one, 'C-002', 'found');
    await left.press('v');
    await one.waitForSelector('#person-name:focus');
    await ask('admin', 'POST', `/api/tokens/${ravi.id}/person`, {phone: '98220 12345', version: 1});
    await left.press('End');
    await left.type(' K');
    await left.press('Enter');
    await one.waitForSelector('dialog .note:has-text("Somebody else changed this person")');
    assert.is(await one.inputValue('.person-form [inputmode=tel]'), '98220 12345');
    assert.match(await one.inputValue('#person-name'), / K$/);
    assert.equal(await axeOn(one, 'particulars that two changed'), []);
    await left.press('Enter');
    await one.waitForSelector('dialog', {state: 'detached'});
    const name = await one.textContent('tr:has(.number:text-is("C-002")) .person');
    assert.match(name ?? '', / K$/);
    await rowOf(two, 'C-002', name ?? '');
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

play('a scanner opens numbers and harms none; slips print; a cut and a full hall are survived', async () => {
  const hall = await openHall();
  try {
    const {ask} = hall;
    const give = (queue: number, body: object) => ask<Token>('admin', 'POST', `/api/queues/${queue}/tokens`, body);
    const asha = await give(1, {name: 'Asha Rao', phone: '98123 45678'});
    const ravi = await give(2, {name: 'Ravi Das', phone: '98220 12345'});
    const page = await hall.desk('desk');
    const hand = handOn(page);

    // A slip under the scanner while a row has the focus: its letters are no deeds.
    await rowOf(page, 'G-001', 'Asha Rao');
    await hand.press('Escape');
    await focusIs(page, 'G-001', 'Escape leads to the line');
    await scan(page, ravi.url);
    await focusIs(page, 'C-001', 'a slip’s code opens its number, in whatever line');
    await scan(page, asha.number);
    await focusIs(page, 'G-001', 'a number’s bar code');
    await scan(page, '+919822012345');
    await focusIs(page, 'C-001', 'a phone');
    // In the middle of typing: what was typed stays, what was scanned does not.
    await hand.press('/');
    await hand.type('Su');
    await scan(page, 'G-001');
    await focusIs(page, 'G-001', 'scanned into a field');
    assert.is(await page.inputValue('#search'), 'Su');
    await scan(page, 'G-999');
    await page.waitForSelector('.toast:has-text("No number of today matches")');
    for (const {id} of [asha, ravi])
      assert.equal(
        (await ask<{items: {what: string}[]}>('admin', 'GET', `/api/tokens/${id}/timeline`)).items.length,
        1,
      );

    // Each number prints itself, once, on the paper that this desk has.
    await page.selectOption('.print-choice select', '58');
    await page.focus('#search');
    await page.fill('#search', '');
    await hand.press('Alt+n', 'Enter');
    await page.waitForFunction(() => (window as {printed?: string[]}).printed?.length === 1);
    const printed = () => page.evaluate(() => (window as {printed?: string[]}).printed ?? []);
    assert.match((await printed())[0]!, /^\/slip\/\d+\?width=58$/);
    await focusIs(page, 'search', 'printing takes no focus');
    await hand.press('Alt+k');
    await page.waitForFunction(() => (window as {printed?: string[]}).printed?.length === 2);
    assert.is((await printed())[1], (await printed())[0]);

    // The network goes: the desk says since when, refuses in words, and is right again by itself.
    await page.context().setOffline(true);
    await page.waitForSelector('.banner.stale');
    await page.waitForSelector('.as-of');
    assert.equal(await axeOn(page, 'cut off'), []);
    await page.context().setOffline(false);
    await page.waitForSelector('.banner.stale', {state: 'detached'});

    // A hundred and thirty in line: a page of them is drawn, the rest by asking or by walking there.
    for (let more = 0; more < 128; more++) await give(1, {});
    await page.waitForSelector('.tab:has-text("130")');
    await page.waitForSelector('.line :text("Show 30 more")');
    assert.is(await page.locator('.line tbody tr').count(), 100);
    await hand.press('Escape', 'End');
    await focusIs(page, 'G-130', 'End leads to the last');
    // A hurried thumb: no two rows may take the focus from each other.
    for (let up = 0; up < 20; up++) await page.keyboard.press('ArrowUp');
    await focusIs(page, 'G-110', 'twenty rows up at once');
    assert.equal(await axeOn(page, 'a full hall'), []);
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

/** As a scanner types: all keys in one breath, then Enter. What the desk lets through is put into the field, as a browser does. */
function scan(page: Page, code: string): Promise<void> {
  return page.evaluate((text) => {
    for (const key of [...text, 'Enter']) {
      const at = document.activeElement ?? document.body;
      const passed = at.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
      if (!passed || key === 'Enter' || !(at instanceof HTMLInputElement)) continue;
      at.value += key;
      at.dispatchEvent(new Event('input', {bubbles: true}));
    }
  }, code);
}

test.run();
