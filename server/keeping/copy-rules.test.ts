import * as fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type Copy, copiesToDrop, copyName, copyOf} from './copy-rules.ts';
import {checkIsDue, copyIsDue} from './due-rules.ts';

const hour = 3600_000;
const start = Date.UTC(2026, 0, 5); // a Monday
const utcDay = (at: number) => new Date(at).toISOString().slice(0, 10);
const copy = (at: number, number: number, more: Partial<Copy> = {}): Copy => ({
  name: copyName(at, number),
  number,
  at,
  before: false,
  locked: false,
  ...more,
});

/** Copies at these hours after the start, thinned after each as the box does. */
function afterHours(hours: readonly number[]): number[] {
  let kept: Copy[] = [];
  hours.forEach((at, index) => {
    kept.push(copy(start + at * hour, index + 1));
    const gone = new Set(copiesToDrop(kept, utcDay));
    kept = kept.filter((one) => !gone.has(one));
  });
  return kept.map(({at}) => (at - start) / hour);
}

const range = (count: number) => Array.from({length: count}, (_, index) => index);

test('a name says when, the how manieth, and for what; other names say nothing', () => {
  const name = copyName(Date.UTC(2026, 10, 28, 9, 15, 7), 12);
  assert.is(name, 'baari-2026-11-28T091507Z-00012.db');
  assert.equal(copyOf(name), copy(Date.UTC(2026, 10, 28, 9, 15, 7), 12, {name}));
  assert.is(copyOf(copyName(0, 3, {before: true, locked: true}))?.before, true);
  for (const other of ['baari.db', `.${name}`, `${name}.part`, 'baari-2026-13-99T999999Z-00001.db', '../x'])
    assert.is(copyOf(other), null, other);
});

const tables: [string, number[], (kept: number[]) => void][] = [
  [
    'an hourly box after ten weeks keeps 24 hours, 7 days, 4 weeks',
    range(24 * 70),
    (kept) => {
      const last = 24 * 70 - 1;
      assert.equal(
        kept.slice(-24),
        range(24).map((index) => last - 23 + index),
      );
      // The ends of the days before today, as far as the 24 hours do not hold them, and of the weeks before this one.
      assert.equal(
        kept.slice(0, -24),
        [7, 8, 9]
          .map((week) => week * 168 - 1)
          .concat(range(6).map((n) => last - 144 + n * 24))
          .filter((at, i, all) => all.indexOf(at) === i && at < last - 23)
          .sort((a, b) => a - b),
      );
    },
  ],
  [
    'a box that is on for eight hours a day keeps its last three days by hours',
    range(40).flatMap((day) => range(8).map((at) => day * 24 + 9 + at)),
    (kept) => {
      const days = kept.map((at) => Math.floor(at / 24));
      for (const day of [37, 38, 39]) assert.is(days.filter((one) => one === day).length, 8);
      for (const day of [33, 34, 35, 36]) assert.is(days.filter((one) => one === day).length, 1);
    },
  ],
  ['two in an hour: the later', [1, 1.2, 1.9, 2], (kept) => assert.equal(kept, [1.9, 2])],
  [
    'a clock that fell back to 1970 makes no new copy old',
    [0, 1, 2, -400_000, -399_999.5, -399_999],
    (kept) => assert.equal(kept.at(-1), -399_999),
  ],
];
for (const [name, hours, check] of tables) test(`rotation: ${name}`, () => check(afterHours(hours)));

test('whatever the clock does, the newest copy stays and there are never more than the rotation has places', () => {
  fc.assert(
    fc.property(fc.array(fc.double({min: -1e6, max: 1e6, noNaN: true}), {minLength: 1, maxLength: 120}), (hours) => {
      const kept = afterHours(hours);
      assert.is(kept.at(-1), (copy(start + hours.at(-1)! * hour, 1).at - start) / hour);
      assert.ok(kept.length <= 24 + 7 + 4);
    }),
    {numRuns: 60},
  );
});

test('copies from before updates are apart: the newest two', () => {
  const befores = range(4).map((index) => copy(start, index + 1, {before: true}));
  assert.equal(
    copiesToDrop([...befores, copy(start, 9)], utcDay).map(({number}) => number),
    [1, 2],
  );
});

const last = {at: start, ms: 1000, seq: 5};
const due: [string, Partial<Parameters<typeof copyIsDue>[0]>, boolean][] = [
  ['the hour is over', {now: start + hour}, true],
  ['not yet', {now: start + hour - 1}, false],
  ['nothing was written', {now: start + hour, seq: 5}, false],
  ['nothing was written for a day', {now: start + 24 * hour, seq: 5}, true],
  ['it takes long', {now: start + hour, last: {...last, ms: 0.2 * hour}}, false],
  ['there is none', {now: start, last: null}, true],
  ['the last one is of the future', {now: start - hour}, true],
  ['switched off', {now: start + 99 * hour, everyMinutes: 0}, false],
];
for (const [name, more, should] of due)
  test(`a copy is due? ${name}`, () =>
    assert.is(copyIsDue({now: start, last, everyMinutes: 60, seq: 6, ...more}), should));

test('the check is due at its local hour, and by day where the night never comes', () => {
  const night = Date.parse('2026-11-28T03:10:00+05:30');
  const at = {checkAtHour: 3, timeZone: 'Asia/Kolkata'};
  assert.is(checkIsDue({now: night, lastAt: night - 24 * hour, ...at}), true);
  assert.is(checkIsDue({now: night, lastAt: night - hour / 2, ...at}), false);
  assert.is(checkIsDue({now: night + 8 * hour, lastAt: night - 24 * hour, ...at}), false);
  assert.is(checkIsDue({now: night + 8 * hour, lastAt: night - 48 * hour, ...at}), true);
  assert.is(checkIsDue({now: night, lastAt: null, ...at}), true);
});

test.run();
