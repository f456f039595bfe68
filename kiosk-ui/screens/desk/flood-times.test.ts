import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {clockBefore, floodTimes} from './flood-times.ts';

const asOf = '2026-11-22T10:42:30.000+05:30';

test("times of day are the hospital's, whatever the desk PC's own zone", () => {
  assert.is(clockBefore(asOf, 0), '10:42');
  assert.is(clockBefore(asOf, 30), '10:12');
  assert.equal(floodTimes(asOf, '10:00', '10:42'), {from: '2026-11-22T04:30:00.000Z', to: '2026-11-22T05:12:59.999Z'});
  assert.equal(floodTimes('2026-11-22T05:00:00Z', '04:00', '04:30')?.from, '2026-11-22T04:00:00.000Z');
});

test('after midnight a time of last night is last night', () => {
  const late = '2026-11-23T00:10:00.000+05:30';
  assert.is(clockBefore(late, 30), '23:40');
  assert.equal(floodTimes(late, '23:40', '00:10'), {from: '2026-11-22T18:10:00.000Z', to: '2026-11-22T18:40:59.999Z'});
});

test('what is no time, or runs backwards, is nothing to ask about', () => {
  assert.is(floodTimes(asOf, '', '10:42'), null);
  assert.is(floodTimes(asOf, '10:42', '10:00'), null);
  assert.is(floodTimes(asOf, '25:00', '10:00'), null);
});

test.run();
