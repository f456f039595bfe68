import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {hoursOn, nextHour, stateNow, type Weekly} from './day-rules.ts';
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

const weekdays: Weekly = {opensAt: '09:00', closesAt: '17:00', daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri']};
const utc = (day: string, time: string) => Date.parse(`${day}T${time}:00Z`);
/** Fri 27, Sat 28, Sun 29, Mon 30 November 2026. */
const november = (weekly: Weekly, day: number) => hoursOn(weekly, `2026-11-${day}`, utc);

test('after the last day of its week a queue opens on the first of the next, not tomorrow', () => {
  assert.equal(november(weekdays, 27), {
    opensAt: utc('2026-11-27', '09:00'),
    closesAt: utc('2026-11-27', '17:00'),
    opensNext: utc('2026-11-30', '09:00'),
  });
  assert.is(november(weekdays, 30).opensNext, utc('2026-12-01', '09:00'), 'over the end of a month');
});

test('a day of the week without hours is closed from its first to its last moment, but for staff', () => {
  const sunday = november(weekdays, 29);
  for (const time of ['00:00', '09:00', '12:00', '23:59']) {
    const now = utc('2026-11-29', time);
    assert.equal(stateNow(byHours('open'), sunday, now), {state: 'closed', opensAt: utc('2026-11-30', '09:00')});
    assert.is(stateNow(byStaff('open'), sunday, now).state, 'open');
    assert.is(nextHour(sunday, now), null);
  }
});

test('days without times: closed on the others, and nobody can say when it opens', () => {
  const anyHour: Weekly = {opensAt: null, closesAt: null, daysOfWeek: ['sat']};
  assert.equal(november(anyHour, 28), {opensAt: null, closesAt: null, opensNext: null});
  assert.equal(stateNow(byHours('open'), november(anyHour, 29), utc('2026-11-29', '12:00')), {
    state: 'closed',
    opensAt: null,
  });
});

test('open on one day of the week: next is in seven days', () => {
  assert.is(november({...weekdays, daysOfWeek: ['fri']}, 27).opensNext, utc('2026-12-04', '09:00'));
});

test.run();
