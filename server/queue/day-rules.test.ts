import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {nextHour, stateNow} from './day-rules.ts';
import type {QueueState} from './schema.ts';

const hours = {opensAt: 100, closesAt: 200, opensNext: 1100};
const byHours = (state: QueueState) => ({state, stateBy: 'hours' as const});
const byStaff = (state: QueueState) => ({state, stateBy: 'staff' as const});

test('hours close a queue before and after, to the millisecond, and say when it opens', () => {
  const at = (now: number) => stateNow(byHours('open'), hours, now);
  assert.equal(at(99), {state: 'closed', opensAt: 100});
  assert.equal(at(100), {state: 'open', opensAt: null});
  assert.equal(at(199), {state: 'open', opensAt: null});
  assert.equal(at(200), {state: 'closed', opensAt: 1100}, 'tomorrow');
});

test('inside the hours the stored state shows', () => {
  assert.is(stateNow(byHours('not-started'), hours, 150).state, 'not-started');
  assert.is(stateNow(byHours('not-started'), hours, 50).state, 'closed');
});

test('a side without an hour has no limit', () => {
  const none = {opensAt: null, closesAt: null, opensNext: null};
  assert.equal(stateNow(byHours('open'), none, 0), {state: 'open', opensAt: null});
  assert.is(stateNow(byHours('open'), {opensAt: null, closesAt: 200, opensNext: null}, 0).state, 'open');
  assert.is(stateNow(byHours('open'), {opensAt: 100, closesAt: null, opensNext: 1100}, 1e15).state, 'open');
});

test('what staff said stands against the hours, and a closed line says when it opens only while that is ahead', () => {
  assert.is(stateNow(byStaff('open'), hours, 50).state, 'open');
  assert.is(stateNow(byStaff('open'), hours, 250).state, 'open');
  assert.equal(stateNow(byStaff('paused'), hours, 50), {state: 'paused', opensAt: null});
  assert.equal(stateNow(byStaff('closed'), hours, 50), {state: 'closed', opensAt: 100});
  assert.equal(
    stateNow(byStaff('closed'), hours, 150),
    {state: 'closed', opensAt: null},
    'who knows when they come back',
  );
  assert.equal(stateNow(byStaff('closed'), hours, 250), {state: 'closed', opensAt: 1100}, 'not any more today');
});

test('the next hour that changes something', () => {
  assert.is(nextHour(hours, 50), 100);
  assert.is(nextHour(hours, 100), 200);
  assert.is(nextHour(hours, 200), null);
  assert.is(nextHour({opensAt: null, closesAt: null}, 0), null);
});

test.run();
