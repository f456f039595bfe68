import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {figuresOf, quantile} from './figures.ts';
import {steppedLate} from './late-rules.ts';
import {awayOf, mineOf, nextOf, primaryOf} from './primary.ts';

const c9 = {state: 'called', number: 'C-009'} as const;
const next = {number: 'C-018'};

test('the big button goes call, start, complete and call', () => {
  assert.equal(primaryOf(null, next, 'open'), {do: 'call-next', number: 'C-018'});
  assert.equal(primaryOf(c9, next, 'open'), {do: 'start', number: 'C-009'});
  assert.equal(primaryOf({...c9, state: 'serving'}, next, 'open'), {
    do: 'complete-next',
    number: 'C-009',
    next: 'C-018',
  });
  assert.equal(primaryOf({...c9, state: 'serving'}, null, 'open'), {do: 'complete', number: 'C-009'});
  assert.equal(primaryOf(null, null, 'open'), {do: 'nobody'});
});

test('a pause calls nobody, a closed queue still does', () => {
  assert.equal(primaryOf(null, next, 'paused'), {do: 'resume'});
  assert.equal(primaryOf({...c9, state: 'serving'}, next, 'paused'), {do: 'complete', number: 'C-009'});
  assert.equal(primaryOf(null, next, 'closed'), {do: 'call-next', number: 'C-018'});
  assert.equal(primaryOf(null, next, 'not-started'), {do: 'call-next', number: 'C-018'});
});

const token = (state: string, servicePointId: string | null) =>
  ({state, number: `${state}-${servicePointId}`, servicePoint: servicePointId && {id: servicePointId}}) as never;

test('in a pool each room has its own person', () => {
  const tokens = [token('called', '1'), token('serving', '2'), token('waiting', null)];
  assert.is(mineOf(tokens, '1', false)?.number, 'called-1');
  assert.is(mineOf(tokens, '2', false)?.number, 'serving-2');
  assert.is(mineOf(tokens, '3', false), null);
  assert.is(mineOf(tokens, '3', true)?.number, 'serving-2');
});

test('next are those who wait, in the order that came', () => {
  const tokens = [token('called', '1'), token('waiting', 'a'), token('waiting', 'b'), token('held', null)];
  assert.equal(
    nextOf(tokens).map((one) => one.number),
    ['waiting-a', 'waiting-b'],
  );
});

test('figures: the median is one that happened, nothing is nothing', () => {
  assert.is(quantile([], 0.5), null);
  assert.is(quantile([9, 1, 5], 0.5), 5);
  assert.is(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9);
  const at = (minute: number) => new Date(minute * 60_000).toISOString();
  const one = (state: 'done' | 'waiting', called: number | null, ended: number | null) => ({
    state,
    issuedAt: at(0),
    calledAt: called === null ? null : at(called),
    startedAt: null,
    endedAt: ended === null ? null : at(ended),
  });
  assert.equal(figuresOf([one('done', 10, 18), one('done', 20, 24), one('waiting', null, null)]), {
    seen: 2,
    medianServiceMinutes: 4,
    medianWaitMinutes: 10,
    p90WaitMinutes: 20,
  });
  assert.is(figuresOf([]).medianServiceMinutes, null);
});

test('away are those at tests and those who missed; whoever asks to be put back stands first', () => {
  const at = '2026-11-22T10:00:00+05:30';
  const one = (number: string, state: string, hereAt: string | null = null) => ({number, state, hereAt}) as never;
  const tokens = [
    one('a', 'waiting'),
    one('b', 'held'),
    one('c', 'no-show', at),
    one('d', 'no-show'),
    one('e', 'done'),
  ];
  assert.equal(
    awayOf(tokens).map(({number}) => number),
    ['c', 'b', 'd'],
  );
});

test('the delay goes in steps of five, from wherever it stands, never below on time', () => {
  assert.is(steppedLate(0, 'later'), 5);
  assert.is(steppedLate(7, 'later'), 10);
  assert.is(steppedLate(7, 'less'), 5);
  assert.is(steppedLate(5, 'less'), 0);
  assert.is(steppedLate(0, 'less'), 0);
  assert.is(steppedLate(598, 'later'), 600);
  assert.is(steppedLate(600, 'later'), 600);
});

test.run();
