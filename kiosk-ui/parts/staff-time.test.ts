import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {clockTimeOf, dayWords, noteSiteZone} from './staff-time.ts';

test("times are the hospital's, whatever the zone of the PC", () => {
  const late = '2026-11-22T20:12:00.000Z';
  noteSiteZone('America/New_York');
  assert.is(clockTimeOf(late), '15:12');
  assert.is(dayWords('en', Date.parse(late)), 'Sunday 22 November');
  noteSiteZone('Asia/Kolkata');
  assert.is(clockTimeOf(late), '01:42');
  assert.is(dayWords('en', Date.parse(late)), 'Monday 23 November');
  assert.match(dayWords('hi', Date.parse(late)), '23');
});

test('what the server wrote is read as written, in summer and winter and where the offset is none', () => {
  noteSiteZone('Europe/London');
  assert.is(clockTimeOf('2026-11-22T09:05:07.123+00:00'), '09:05');
  assert.is(clockTimeOf('2026-07-22T09:05:07+01:00'), '09:05');
  assert.is(clockTimeOf('2026-07-22T23:05:07Z'), '00:05');
});

test.run();
