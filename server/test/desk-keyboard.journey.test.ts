// time-limit: 300
// A morning at the desk without a mouse: each deed by its key, the focus never lost, axe content in each state.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {axeOn, focusIs, handOn, openHall, rowOf} from './desk-hall.ts';

const play = need('browser', 'the desk by keyboard') ? test : test.skip;

play('find, register, lane, transfer, hold, return, no-show, restore, undo: by keyboard alone', async () => {
  const hall = await openHall();
  const found: string[] = [];
  try {
    const page = await hall.desk('desk');
    const hand = handOn(page);
    const look = async (state: string) => {
      found.push(...(await axeOn(page, state)));
    };
    const said = (words: string) => page.waitForSelector(`.toast:has-text("${words}")`);
    await look('an empty line');

    // Register: the phone first; the next of the family with one key.
    await hand.type('9812345678');
    await page.waitForSelector('#hits [role=option]');
    await look('suggestions');
    await hand.press('Enter');
    await page.waitForSelector('#new-name:focus');
    await hand.type('Sunita Devi');
    await hand.press('Tab', 'Tab');
    await hand.type('999');
    await hand.press('Enter');
    await page.waitForSelector('#person-fault:has-text("An age such as 67")');
    await focusIs(page, 'new-year', 'a wrong field gets the focus');
    await look('a new person');
    await hand.press('Backspace', 'Backspace', 'Backspace');
    await hand.type('67');
    await hand.press('Enter');
    await rowOf(page, 'G-001', 'Sunita Devi, 67');
    await focusIs(page, 'search', 'after a number was given');
    await look('a number given');
    await hand.press('Alt+f');
    await page.waitForSelector('#hits :text("Has G-001")');
    await hand.press('Enter');
    await page.waitForSelector('#new-name:focus');
    await hand.type('Ravi Devi');
    await hand.press('Enter');
    await rowOf(page, 'G-002', 'Ravi Devi');
    await focusIs(page, 'search', 'after the second of the family');

    // Taken back while the toast stands: the number is nobody's. And taken back once more.
    await hand.press('Alt+u');
    await rowOf(page, 'G-002', 'Cancelled');
    await hand.press('Alt+u');
    await rowOf(page, 'G-002', 'Waiting');

    // Find by number: Enter leads to the row, with the focus on it.
    await hand.type('g-1');
    await page.waitForSelector('#hits [role=option]:has-text("G-001")');
    await hand.press('Enter');
    await focusIs(page, 'G-001', 'a typed number opens its row');
    await look('a chosen row');

    // Lane with its reason; undone; back to walk-in.
    await hand.press('p');
    await page.waitForSelector('dialog');
    await look('a question');
    await hand.press('1');
    await said('G-001 moved to Priority: Elderly');
    await rowOf(page, 'G-001', 'Priority');
    await focusIs(page, 'G-001', 'after a change of lane');
    await hand.press('u');
    await rowOf(page, 'G-001', 'Walk-in');
    await hand.press('e', '2');
    await rowOf(page, 'G-001', 'Emergency');
    await hand.press('w', '1');
    await rowOf(page, 'G-001', 'Walk-in');
    await focusIs(page, 'G-001', 'after a lane was taken back');

    // Transfer and back.
    await hand.press('t');
    await page.waitForSelector('dialog .choice');
    await hand.press('1');
    await said('G-001 is now C-001');
    await rowOf(page, 'G-001', 'moved to C-001');
    await focusIs(page, 'G-001', 'after a transfer');
    await hand.press('u');
    await rowOf(page, 'G-001', 'Next');

    // Away for tests and back, with the seniority of somebody returning.
    await hand.press('h');
    await rowOf(page, 'G-001', 'At tests');
    await hand.press('r');
    await rowOf(page, 'G-001', 'Back from tests');
    await focusIs(page, 'G-001', 'after a return');

    // Called to a counter, absent, put back; the absence undone and done again.
    await hand.press('c');
    await page.waitForSelector('dialog .choice');
    await hand.press('1');
    await rowOf(page, 'G-001', 'Called, Counter 1');
    await focusIs(page, 'G-001', 'after a call');
    await hand.press('x');
    await rowOf(page, 'G-001', 'Did not come');
    await hand.press('u');
    await rowOf(page, 'G-001', 'Called, Counter 1');
    await hand.press('x');
    await rowOf(page, 'G-001', 'Did not come');
    await hand.press('r');
    await rowOf(page, 'G-001', 'Waiting');
    await focusIs(page, 'G-001', 'after a restore');

    // Particulars, timeline, keys: each gives the focus back.
    await hand.press('v');
    await page.waitForSelector('#person-name:focus');
    await look('particulars');
    await hand.press('End');
    await hand.type(' K');
    await hand.press('Enter');
    await rowOf(page, 'G-001', 'Sunita Devi K, 67');
    await focusIs(page, 'G-001', 'after particulars were saved');
    await hand.press('i');
    await page.waitForSelector('.timeline li');
    await look('the timeline');
    await hand.press('Escape');
    await focusIs(page, 'G-001', 'after the timeline');
    await hand.press('?');
    await page.waitForSelector('dialog .key-groups');
    await look('the keys');
    await hand.press('Escape');

    // Escape goes between the line and the search; a line closed by mistake is open again.
    await hand.press('Escape');
    await focusIs(page, 'search', 'Escape leads to the search');
    await hand.press('Escape');
    await focusIs(page, 'G-001', 'and back to the line');
    await page.getByRole('button', {name: 'Close', exact: true}).focus();
    await hand.press('Enter');
    await said('General Medicine is closed');
    await hand.press('u');
    await said('General Medicine: undone');
    await page.getByRole('button', {name: 'Close', exact: true}).waitFor();
    assert.equal(found, []);
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

test.run();
