import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {WaitInput} from './wait-rules.ts';
import {estimateWait, foldDuration, noShowOf, overtakesPerHourOf, returnsOf} from './wait-rules.ts';

const minute = 60_000;
/** One doctor, about six minutes a patient, who has just called somebody. */
const usual: WaitInput = {
  ahead: 4,
  servicePoints: [{elapsedMs: 0}],
  recentMs: [],
  history: {meanLogMs: Math.log(6 * minute) - 0.1, varLogMs: 0.2, count: 400},
  overtakesPerHour: 0,
  breaks: [],
  resumesInMs: 0,
};
const of = (change: Partial<WaitInput>) => estimateWait({...usual, ...change})!;

test('there is no estimate before there is ground for one', () => {
  assert.is(estimateWait({...usual, history: null}), null);
  assert.is(estimateWait({...usual, history: null, recentMs: [minute, minute, minute, minute]}), null);
  assert.is(estimateWait({...usual, history: {meanLogMs: 12, varLogMs: 0.1, count: 4}}), null);
  assert.is.not(estimateWait({...usual, history: null, recentMs: Array(5).fill(5 * minute)}), null);
});

test('a pause without an end and a line without a room at work are not known', () => {
  assert.is(estimateWait({...usual, resumesInMs: null}), null);
  assert.is(estimateWait({...usual, servicePoints: []}), null);
  assert.is.not(estimateWait({...usual, servicePoints: [], resumesInMs: 30 * minute, stopped: 'not-started'}), null);
});

test('one room: about a turn for each person ahead and one for the present one', () => {
  const {likelyMinutes, lowMinutes, highMinutes} = of({});
  assert.ok(likelyMinutes >= 26 && likelyMinutes <= 34, `likely ${likelyMinutes}`);
  assert.ok(lowMinutes < likelyMinutes && likelyMinutes < highMinutes);
});

test('a free room and nobody ahead: now, and still a range', () => {
  assert.equal(of({ahead: 0, servicePoints: [{elapsedMs: null}]}), {likelyMinutes: 0, lowMinutes: 0, highMinutes: 1});
});

test('what has passed of the present turn counts, and a turn that drags on does not promise an end', () => {
  const fresh = of({ahead: 0});
  const later = of({ahead: 0, servicePoints: [{elapsedMs: 4 * minute}]});
  const dragging = of({ahead: 0, servicePoints: [{elapsedMs: 60 * minute}]});
  assert.ok(later.likelyMinutes < fresh.likelyMinutes);
  assert.ok(dragging.likelyMinutes > later.likelyMinutes);
});

test('more rooms shorten the wait, and a blocked one does not hold up the others', () => {
  const busy = (count: number) => Array.from({length: count}, (_, room) => ({elapsedMs: room * minute}));
  const one = of({ahead: 12, servicePoints: busy(1)}).likelyMinutes;
  const three = of({ahead: 12, servicePoints: busy(3)}).likelyMinutes;
  assert.ok(three < 0.45 * one && three > 0.25 * one, `${one} and ${three}`);
  const blocked = of({ahead: 0, servicePoints: [{elapsedMs: 5 * minute}, {elapsedMs: 90 * minute}]}).likelyMinutes;
  assert.ok(blocked <= of({ahead: 0, servicePoints: [{elapsedMs: 5 * minute}]}).likelyMinutes);
});

test('today outweighs the past as it goes on', () => {
  const slow = (count: number) => of({recentMs: Array(count).fill(10 * minute)}).likelyMinutes;
  assert.ok(of({}).likelyMinutes < slow(3) && slow(3) < slow(20) && slow(20) <= slow(50));
});

test('pauses, late starts, breaks, bookings, tests and emergencies all lengthen it', () => {
  const {likelyMinutes} = of({});
  const longer: Partial<WaitInput>[] = [
    {resumesInMs: 15 * minute, stopped: 'paused'},
    {resumesInMs: -5 * minute, stopped: 'paused'},
    {resumesInMs: 15 * minute, stopped: 'not-started'},
    {resumesInMs: 0, stopped: 'not-started', lateMinutes: 30},
    {breaks: [{inMs: 5 * minute, forMs: 15 * minute}]},
    {bookedInMs: [minute, 2 * minute]},
    {returns: {held: 5, share: 0.2}},
    {overtakesPerHour: 4},
  ];
  for (const change of longer) assert.ok(of(change).likelyMinutes > likelyMinutes, JSON.stringify(change));
  assert.is(of({breaks: [{inMs: 300 * minute, forMs: 15 * minute}]}).likelyMinutes, likelyMinutes);
});

test('people who do not come shorten it', () => {
  assert.ok(of({ahead: 20, noShow: {rate: 0.4, holdMs: minute}}).likelyMinutes < of({ahead: 20}).likelyMinutes);
});

const ms = fc.integer({min: 0, max: 4 * 60 * minute});
const anyInput: fc.Arbitrary<WaitInput> = fc.record(
  {
    ahead: fc.integer({min: 0, max: 400}),
    servicePoints: fc.array(fc.record({elapsedMs: fc.option(ms)}), {minLength: 1, maxLength: 8}),
    recentMs: fc.array(ms, {minLength: 5, maxLength: 60}),
    history: fc.option(
      fc.record({
        meanLogMs: fc.double({min: 9, max: 16, noNaN: true}),
        varLogMs: fc.double({min: 0, max: 3, noNaN: true}),
        count: fc.integer({min: 0, max: 10_000}),
      }),
    ),
    resumesInMs: fc.oneof(fc.constant(0), fc.integer({min: -120 * minute, max: 240 * minute})),
    noShow: fc.record({rate: fc.double({min: 0, max: 1, noNaN: true}), holdMs: fc.integer({min: 0, max: 10 * minute})}),
    overtakesPerHour: fc.double({min: 0, max: 60, noNaN: true}),
    returns: fc.record({held: fc.nat(40), share: fc.double({min: 0, max: 1, noNaN: true})}),
    bookedInMs: fc.array(ms, {maxLength: 20}),
    breaks: fc.array(fc.record({inMs: ms, forMs: fc.integer({min: 0, max: 60 * minute})}), {maxLength: 4}),
    pointsAway: fc.nat(6),
    lateMinutes: fc.nat(120),
    stopped: fc.constantFrom('not-started' as const, 'paused' as const),
  },
  {requiredKeys: ['ahead', 'servicePoints', 'recentMs', 'history', 'resumesInMs']},
);

test('always a true range of whole minutes', () => {
  fc.assert(
    fc.property(anyInput, (input) => {
      const wait = estimateWait(input)!;
      for (const minutes of Object.values(wait)) assert.ok(Number.isInteger(minutes), JSON.stringify(wait));
      assert.ok(0 <= wait.lowMinutes && wait.lowMinutes <= wait.likelyMinutes, JSON.stringify(wait));
      assert.ok(
        wait.likelyMinutes <= wait.highMinutes && wait.highMinutes >= wait.lowMinutes + 1,
        JSON.stringify(wait),
      );
    }),
    {numRuns: 1500},
  );
});

test('whoever stands further back never reads a shorter wait', () => {
  fc.assert(
    fc.property(anyInput, fc.nat(30), (input, further) => {
      const front = estimateWait(input)!;
      const back = estimateWait({...input, ahead: input.ahead + further})!;
      const text = JSON.stringify([front, back]);
      assert.ok(front.lowMinutes <= back.lowMinutes, text);
      assert.ok(front.likelyMinutes <= back.likelyMinutes, text);
      assert.ok(front.highMinutes <= back.highMinutes, text);
    }),
    {numRuns: 3000},
  );
});

test('cheap enough for every render of a queue', () => {
  const input = {...usual, ahead: 60, recentMs: Array(50).fill(5 * minute)};
  for (let i = 0; i < 2000; i++) estimateWait(input);
  const started = performance.now();
  for (let i = 0; i < 1000; i++) estimateWait(input);
  // About 15 µs; the bound only catches a slip into simulating, on any machine.
  assert.ok(performance.now() - started < 500);
});

test('folding: mean and variance of the logs, whatever the order of magnitude', () => {
  const durations = [3, 5, 8, 4, 6, 12, 5].map((minutes) => minutes * minute);
  const history = durations.reduce<WaitInput['history']>(foldDuration, null)!;
  const logs = durations.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  assert.is(history.count, 7);
  assert.ok(Math.abs(history.meanLogMs - mean) < 1e-9);
  assert.ok(Math.abs(history.varLogMs - variance) < 1e-9);
});

test('folding: one forgotten "complete" moves little, a new pace is followed', () => {
  let history: WaitInput['history'] = null;
  for (let i = 0; i < 300; i++) history = foldDuration(history, (i % 2 ? 5 : 7) * minute);
  const before = history!.meanLogMs;
  const forgotten = foldDuration(history, 9 * 60 * minute);
  assert.ok(forgotten.meanLogMs - before < 0.01);
  for (let i = 0; i < 500; i++) history = foldDuration(history, 12 * minute);
  assert.ok(Math.abs(Math.exp(history!.meanLogMs) / minute - 12) < 1.5);
});

test('folding never breaks on nonsense', () => {
  for (const durationMs of [0, -5, Number.NaN, 1e15]) {
    const {meanLogMs, varLogMs} = foldDuration(foldDuration(null, durationMs), durationMs);
    assert.ok(Number.isFinite(meanLogMs) && varLogMs >= 0);
  }
});

test('shares start at the usual and follow what was seen', () => {
  assert.is(noShowOf(0, 0).rate, 0.05);
  assert.ok(noShowOf(100, 30).rate > 0.2);
  assert.ok(returnsOf(2, 0, 0).share > 0.1 && returnsOf(2, 0, 50).share < 0.03);
  assert.is(overtakesPerHourOf(0, 0), 0.7);
  assert.ok(overtakesPerHourOf(6, 1.5) > 3);
});

test.run();
