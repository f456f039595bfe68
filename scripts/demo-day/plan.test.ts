import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {arrivals, dayMinutes, lines} from './parameters.ts';
import {loadAt, mostParties, planDay} from './plan.ts';

const seeds = [1, 2, 3, 7, 42, 2026];

test('the same seed tells the same day, another seed another one', () => {
  assert.equal(planDay(7), planDay(7));
  assert.is.not(JSON.stringify(planDay(7)), JSON.stringify(planDay(8)));
});

test('people come in order, within the day, to queues that exist, at most four on a phone', () => {
  fc.assert(
    fc.property(fc.integer({min: 0, max: 2_000_000_000}), (seed) => {
      const {parties} = planDay(seed);
      assert.ok(parties.length > 0 && parties.length < mostParties);
      parties.reduce((before, {atMinute}) => {
        assert.ok(atMinute >= before && atMinute < dayMinutes);
        return atMinute;
      }, 0);
      for (const {people} of parties) {
        assert.ok(people.length >= 1 && people.length <= 4);
        for (const {queue, fate} of people) {
          assert.ok(lines.some(({code}) => code === queue));
          assert.ok(fate.serviceMinutes >= 1 && fate.serviceMinutes <= 25);
          assert.is.not(fate.transferTo, queue);
        }
      }
    }),
    {numRuns: 30},
  );
});

test('the morning has a peak', () => {
  for (const seed of seeds) {
    const {parties} = planDay(seed);
    const between = (from: number, to: number) =>
      parties.filter(({atMinute}) => atMinute >= from && atMinute < to).length;
    assert.ok(between(0, 120) > 1.5 * between(240, 360), `seed ${seed}`);
  }
  assert.is(loadAt(0), arrivals[0]!.load);
  assert.is(loadAt(479), arrivals.at(-1)!.load);
});

test('a reason stands with everybody who goes first, and only the desk moves people forward', () => {
  for (const seed of seeds)
    for (const {by, people} of planDay(seed).parties)
      for (const {lane, reason} of people) {
        assert.is(lane === 'walk-in', reason === null);
        if (lane !== 'walk-in') assert.is(by, 'desk');
      }
});

test('over some days everything happens that happens in a hospital', () => {
  const people = seeds.flatMap((seed) => planDay(seed).parties.flatMap((party) => party.people));
  const some = (what: (one: (typeof people)[number]) => boolean) => people.some(what);
  assert.ok(some(({lane}) => lane === 'emergency'));
  assert.ok(some(({lane}) => lane === 'priority'));
  assert.ok(some(({fate}) => fate.absent && fate.comesBackAfterMinutes !== null));
  assert.ok(some(({fate}) => fate.absent && fate.comesBackAfterMinutes === null));
  assert.ok(some(({fate}) => fate.cancelsAfterMinutes !== null));
  assert.ok(some(({fate}) => fate.testMinutes !== null));
  assert.ok(some(({fate}) => fate.transferTo !== null));
  assert.ok(some(({fate}) => fate.stepsAsideAfterMinutes !== null));
  assert.ok(some(({language}) => language === 'hi') && some(({language}) => language === 'en'));
});

test.run();
