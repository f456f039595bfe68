import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {sampleToken} from '../../../server/pages/samples.ts';
import {askAgainInMs, placed} from './place.ts';

const wait = {likelyMinutes: 50, lowMinutes: 40, highMinutes: 60};

test('a waiting token takes its place from the order', () => {
  const token = placed(sampleToken({ahead: 4, position: 5, wait}), {order: ['C-001', 'C-014', 'C-002']});
  assert.is(token.ahead, 1);
  assert.is(token.position, 2);
  assert.equal(token.wait, {likelyMinutes: 20, lowMinutes: 16, highMinutes: 24});
});

test('a number that is not in the order keeps the place that its own event told', () => {
  assert.is(placed(sampleToken({ahead: 612}), {order: ['C-001']}).ahead, 612);
});

test('only a waiting token has a place', () => {
  const called = sampleToken({state: 'called', ahead: null, position: null});
  assert.is(placed(called, {order: ['C-014']}).ahead, null);
});

test('an unknown wait stays unknown', () => {
  assert.is(placed(sampleToken({wait: null}), {order: ['C-014']}).wait, null);
});

test('it asks soon when it moved back or is almost there, else within a minute', () => {
  assert.ok(askAgainInMs(4, 5, 1) <= 3_000);
  assert.ok(askAgainInMs(4, 3, 1) <= 3_000);
  assert.ok(askAgainInMs(9, 8, 0) >= 15_000);
  assert.ok(askAgainInMs(9, 8, 1) <= 60_000);
});

test.run();
