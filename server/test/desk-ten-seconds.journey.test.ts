// time-limit: 180
// A number in under ten seconds by keyboard alone: keys are counted, a person's pace is a stated figure, the box's answers are measured.
import type {Page} from 'playwright-core';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../../scripts/need.ts';
import {type Hand, handOn, openHall} from './desk-hall.ts';

const count = need('browser', 'a number in ten seconds at the desk') ? test : test.skip;

/** A clerk's pace, a key: about 100 characters a minute at half that. Chords count both keys. */
const paceMs = 120;
/** Before the first key somebody looks up and asks for the phone; after the last they look at the number. */
const lookingMs = 2000;
const promisedMs = 10_000;

count('a number in under ten seconds: known, new, without a phone, a family, with priority', async () => {
  const hall = await openHall();
  try {
    const page = await hall.desk('desk');
    const tries: [string, number, (hand: Hand) => Promise<void>][] = [
      [
        'somebody new, with a phone',
        23,
        async (hand) => {
          await hand.type('9812345678');
          await page.waitForSelector('#hits [role=option]');
          await hand.press('Enter');
          await page.waitForSelector('#new-name:focus');
          await hand.type('Sunita Devi');
          await hand.press('Enter');
        },
      ],
      [
        'another of the same family',
        16,
        async (hand) => {
          await hand.press('Alt+f');
          await page.waitForSelector('#hits :text("Has G-001")');
          await hand.press('Enter');
          await page.waitForSelector('#new-name:focus');
          await hand.type('Ravi Kumar D');
          await hand.press('Enter');
        },
      ],
      [
        'somebody whom the house knows',
        13,
        async (hand) => {
          // Both of the family have this phone: the eye chooses, here the second.
          await hand.type('9812345678');
          await page.waitForSelector('#hits :text("Ravi Kumar D")');
          await hand.press('ArrowDown', 'Enter', 'Enter');
        },
      ],
      ['a walk-in who says nothing', 3, (hand) => hand.press('Alt+n', 'Enter')],
      [
        'an old man without a phone, first in another line',
        24,
        async (hand) => {
          await hand.press('Alt+2', 'Alt+l');
          await hand.type('Gurpreet Singh');
          await page.waitForSelector('#hits [role=option]');
          await hand.press('Enter');
          await page.waitForSelector('#new-phone:focus');
          await hand.press('Enter');
          await page.waitForSelector('dialog');
          await hand.press('1');
        },
      ],
    ];
    for (const [who, keys, work] of tries) {
      const answersMs = await answersDuring(page, async () => {
        const hand = handOn(page);
        const before = await givenOn(page);
        await work(hand);
        await page.waitForFunction((number) => document.querySelector('.given .num')?.textContent !== number, before);
        await page.waitForSelector('.given .num');
        assert.ok(hand.keys() <= keys, `${who}: ${hand.keys()} keys, not more than ${keys}`);
      });
      const tookMs = lookingMs + keys * paceMs + answersMs;
      assert.ok(tookMs < promisedMs, `${who}: ${keys} keys and ${Math.round(answersMs)} ms of answers: ${tookMs} ms`);
      await page.waitForFunction(() => document.activeElement?.id === 'search');
    }
    assert.equal(hall.faults, []);
  } finally {
    await hall.end();
  }
});

const givenOn = (page: Page) => page.evaluate(() => document.querySelector('.given .num')?.textContent ?? null);

/** The time that the box took to answer what was asked meanwhile: searches and the number itself, one after the other. */
async function answersDuring(page: Page, work: () => Promise<void>): Promise<number> {
  let sumMs = 0;
  const finished = (request: import('playwright-core').Request) => {
    if (/\/api\/(patients|queues)/.test(request.url())) sumMs += Math.max(0, request.timing().responseEnd);
  };
  page.on('requestfinished', finished);
  await work();
  page.off('requestfinished', finished);
  return sumMs;
}

test.run();
