// time-limit: 300
// An administrator's hour without a mouse: each deed by Tab, Enter, Space and typing; axe in each section and each open question.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {focusOf, openHall} from './desk-hall.ts';
import {axeFaults} from './every-face.ts';

const play = need('browser', 'the administrator by keyboard') ? test : test.skip;
const sections = [
  'today',
  'setup',
  'departments',
  'service-points',
  'doctors',
  'queues',
  'users',
  'boards',
  'displays',
  'posters',
  'settings',
  'day',
  'journal',
  'status',
];
/** More presses of Tab than any section has stops. */
const stopsMost = 150;

play('journal, settings, display, person, block, board: by keyboard alone, and taken back', async () => {
  const hall = await openHall();
  const {ask, box} = hall;
  const found: string[] = [];
  try {
    // The morning had an emergency: somebody was put before somebody else.
    await ask('desk', 'POST', '/api/queues/2/tokens', {name: 'Asha'});
    const moved = await ask<{id: string}>('desk', 'POST', '/api/queues/2/tokens', {name: 'Ravi'});
    await ask('desk', 'POST', `/api/tokens/${moved.id}/lane`, {lane: 'priority', reason: 'elderly'});

    const context = await hall.browser.newContext({
      locale: 'en-IN',
      bypassCSP: true,
      reducedMotion: 'reduce',
      viewport: {width: 1440, height: 900},
    });
    const page = await context.newPage();
    page.setDefaultTimeout(5000);
    page.on('pageerror', (error) => hall.faults.push(error.message));
    await page.goto(`${box.url}/admin`);
    await page.waitForSelector('input[name=username]');
    await reach(page, 'input[name=username]');
    await page.keyboard.type('admin');
    await reach(page, 'input[name=password]');
    await page.keyboard.type('demo-1234');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.admin-main h2');

    const go = async (section: string) => {
      await reach(page, `a[href="#${section}"]`, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.waitForSelector(`a[href="#${section}"][aria-current=page]`);
      await page.waitForFunction(() => document.activeElement?.classList.contains('admin-main'));
      await page.waitForSelector('.admin-main h2');
    };
    const press = async (selector: string, key = 'Enter') => {
      await reach(page, selector);
      await page.keyboard.press(key);
    };
    const write = async (selector: string, words: string) => {
      await reach(page, selector);
      await page.keyboard.press('Control+a');
      await page.keyboard.type(words);
    };
    const said = (words: string) => page.waitForSelector(`.toast:has-text("${words}")`);
    const look = async (state: string) => {
      for (const fault of await axeFaults(page)) found.push(`${state}: ${fault}`);
      await page.emulateMedia({colorScheme: 'light', reducedMotion: 'reduce'});
    };
    const backIn = (selector: string, when: string) => focusOn(page, selector, when);

    for (const section of sections) {
      if (section !== 'today') await go(section);
      await page.waitForFunction(() => !/Loading/.test(document.querySelector('.admin-main')?.textContent ?? ''));
      await look(section);
    }

    // Why did this number move? In the journal, as a sentence.
    await go('journal');
    await write('input[name=number]', 'C-002');
    await page.keyboard.press('Enter');
    await page.waitForSelector('td:has-text("Front desk 1 moved C-002 to priority: Elderly")');
    await write('input[name=number]', 'what');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#number-hint.missing');
    await look('a number that is none');

    // A wrong setting is told beside its field, and the focus is there.
    await go('settings');
    await write('#set-rollOverHour', '40');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#set-rollOverHour-fault:has-text("12")');
    await backIn('#set-rollOverHour', 'a wrong setting has the focus');
    assert.is(await page.getAttribute('#set-rollOverHour', 'aria-invalid'), 'true');
    await look('a wrong setting');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    await said('saved');
    assert.is(await settingOf('rollOverHour'), 5);
    await look('a saved setting');
    await press('.toast-undo');
    await said('Taken back');
    assert.is(await settingOf('rollOverHour'), 4);

    // A TV shows its code; here it is typed, first with a slip of the finger.
    const {code} = await ask<{code: string}>('admin', 'POST', '/api/displays', {});
    await go('displays');
    await write('input[name=code]', 'XXXXXX');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#pair-fault:not(:empty)');
    await backIn('input[name=code]', 'a wrong code has the focus');
    await look('a wrong code');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(code.toLowerCase());
    await page.keyboard.press('Enter');
    await said('Connected');
    await press('.admin-main td.end button');
    await page.waitForSelector('.sure');
    await backIn('.sure button', 'a question asked in a row has the focus');
    await look('a display to disconnect');
    await press('.sure .quiet');
    await backIn('.admin-main td.end button', 'a question that was left gives the focus back');

    // A person: the name makes the user name; the password is shown once.
    await go('users');
    await press('.section-head .main');
    await backIn('dialog input[name=name]', 'a new person begins with the name');
    await look('a new person');
    await page.keyboard.type('Kavita Rao');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .password');
    await look('a password');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', {state: 'detached'});
    const row = 'tr:has(th:text-is("Kavita Rao"))';
    await page.waitForSelector(row);
    await press(`${row} td.end button >> nth=0`);
    await said('Kavita Rao is blocked');
    await page.waitForSelector(`${row}:has-text("Blocked")`);
    await look('somebody blocked');
    await page.keyboard.press('u');
    await said('Kavita Rao is as it was');
    await page.waitForSelector(`${row}:has-text("not signed in")`);
    await press(`${row} td.end button >> nth=-1`);
    await page.waitForSelector('dialog form');
    await press('dialog .edit-end .quiet');
    await page.waitForSelector('dialog .edit-end .danger');
    await look('a person to delete');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', {state: 'detached'});
    await page.waitForSelector(row);

    // A board is added, changed and as it was again.
    await go('boards');
    await press('.section-head .main');
    await backIn('dialog input[name=name]', 'a new board begins with its name');
    await look('a new board');
    await page.keyboard.type('First floor');
    await page.keyboard.press('Enter');
    await said('First floor is added');
    await press('.tile:has(h3:text-is("First floor")) button');
    await write('dialog input[name=name]', 'Second floor');
    await page.keyboard.press('Enter');
    await said('Second floor is saved');
    await page.keyboard.press('u');
    await page.waitForSelector('.tile h3:text-is("First floor")');

    // A room of a set-up list: changed, and as it was again.
    await go('service-points');
    await press('tbody tr >> nth=0 >> button');
    await look('a room to change');
    const before = await page.inputValue('dialog form input');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Room 99');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', {state: 'detached'});
    await page.waitForSelector('th:has-text("Room 99")');
    await page.keyboard.press('u');
    await page.waitForSelector(`th:text-is("${before}")`);

    assert.equal(found, []);
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }

  async function settingOf(key: string): Promise<unknown> {
    const {items} = await ask<{items: {key: string; value: unknown}[]}>('admin', 'GET', '/api/settings');
    return items.find((item) => item.key === key)?.value;
  }
});

/** Tab until it has the focus; what Tab never reaches is out of a keyboard's reach. */
async function reach(page: Page, selector: string, key = 'Tab'): Promise<void> {
  const wanted = await page.locator(selector).first().elementHandle();
  for (let stop = 0; stop < stopsMost; stop++) {
    if (await wanted?.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  assert.unreachable(`${key} does not reach ${selector}; the focus is on ${await focusOf(page)}`);
}

async function focusOn(page: Page, selector: string, when: string): Promise<void> {
  const there = await page
    .waitForFunction((css) => document.activeElement?.matches(css), selector, {timeout: 30_000})
    .catch(() => null);
  if (there === null) assert.unreachable(`${when}: it is on "${await focusOf(page)}"`);
}

test.run();
