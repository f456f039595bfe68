import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {dayOf, endOfDay, instantOf, isoAt, isTimeZone} from './day.ts';

const at = (iso: string) => Date.parse(iso);
const minute = 60_000;

test('the service day rolls over at its hour, not at midnight', () => {
  assert.is(dayOf(at('2026-11-22T23:30:00+05:30'), 'Asia/Kolkata', 4), '2026-11-22');
  assert.is(dayOf(at('2026-11-23T03:59:59.999+05:30'), 'Asia/Kolkata', 4), '2026-11-22');
  assert.is(dayOf(at('2026-11-23T04:00:00+05:30'), 'Asia/Kolkata', 4), '2026-11-23');
  assert.is(dayOf(at('2026-11-23T00:00:00+05:30'), 'Asia/Kolkata', 0), '2026-11-23');
});

test('one instant is two dates in two zones', () => {
  const instant = at('2026-11-22T20:00:00Z');
  assert.is(dayOf(instant, 'Asia/Kolkata', 0), '2026-11-23');
  assert.is(dayOf(instant, 'America/New_York', 0), '2026-11-22');
  assert.is(dayOf(instant, 'Pacific/Kiritimati', 0), '2026-11-23');
});

test('on the days when the clocks change it still rolls over at its hour on the wall', () => {
  for (const [zone, spring, autumn] of [
    [
      'Europe/Berlin',
      ['2026-03-29T03:59:59+02:00', '2026-03-29T04:00:00+02:00'],
      ['2026-10-25T03:59:59+01:00', '2026-10-25T04:00:00+01:00'],
    ],
    [
      'America/New_York',
      ['2026-03-08T03:59:59-04:00', '2026-03-08T04:00:00-04:00'],
      ['2026-11-01T03:59:59-05:00', '2026-11-01T04:00:00-05:00'],
    ],
  ] as const) {
    assert.is(dayOf(at(spring[0]), zone, 4), spring[0] < '2026-03-20' ? '2026-03-07' : '2026-03-28', `${zone} before`);
    assert.is(dayOf(at(spring[1]), zone, 4), spring[1].slice(0, 10), `${zone} spring`);
    assert.is(dayOf(at(autumn[0]), zone, 4), autumn[0] < '2026-10-30' ? '2026-10-24' : '2026-10-31', `${zone} before`);
    assert.is(dayOf(at(autumn[1]), zone, 4), autumn[1].slice(0, 10), `${zone} autumn`);
  }
});

test('a day never goes back while time goes on, whatever the roll-over hour', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])
    for (const start of [
      '2026-03-07T20:00:00Z',
      '2026-03-28T20:00:00Z',
      '2026-10-24T20:00:00Z',
      '2026-10-31T20:00:00Z',
    ])
      for (const hour of [0, 1, 2, 3, 4, 12]) {
        let before = '';
        for (let step = 0; step < 30 * 4; step++) {
          const day = dayOf(at(start) + step * 15 * minute, zone, hour);
          assert.ok(day >= before, `${zone} ${hour} ${day} after ${before}`);
          before = day;
        }
      }
});

test('a day ends at the instant from which the next one is the date', () => {
  const days = ['2026-03-07', '2026-03-08', '2026-03-28', '2026-03-29', '2026-10-25', '2026-11-01', '2026-12-31'];
  for (const zone of ['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Asia/Kolkata', 'Pacific/Kiritimati'])
    for (const hour of [0, 1, 2, 3, 4, 12])
      for (const day of days) {
        const end = endOfDay(day, zone, hour);
        assert.is(dayOf(end - 1, zone, hour), day, `${zone} ${hour} before the end of ${day}`);
        assert.ok(dayOf(end, zone, hour) > day, `${zone} ${hour} after the end of ${day}`);
      }
});

test('times carry the offset of the site at that moment', () => {
  assert.is(isoAt(at('2026-11-22T03:42:00Z'), 'Asia/Kolkata'), '2026-11-22T09:12:00.000+05:30');
  assert.is(isoAt(at('2026-07-01T12:00:00Z'), 'America/New_York'), '2026-07-01T08:00:00.000-04:00');
  assert.is(isoAt(at('2026-12-01T12:00:00Z'), 'America/New_York'), '2026-12-01T07:00:00.000-05:00');
  assert.is(isoAt(at('2026-12-01T12:00:00.123Z'), 'UTC'), '2026-12-01T12:00:00.123+00:00');
  // One after the other across a change of the clocks, and with another zone in between: nothing stale is remembered.
  assert.is(isoAt(at('2026-03-29T00:59:59Z'), 'Europe/Berlin'), '2026-03-29T01:59:59.000+01:00');
  assert.is(isoAt(at('2026-03-29T01:00:00Z'), 'Europe/Berlin'), '2026-03-29T03:00:00.000+02:00');
  assert.is(isoAt(at('2026-03-29T01:00:00Z'), 'Asia/Kolkata'), '2026-03-29T06:30:00.000+05:30');
  assert.is(isoAt(at('2026-03-29T00:59:59Z'), 'Europe/Berlin'), '2026-03-29T01:59:59.000+01:00');
});

test('what is written reads back as the same instant', () => {
  for (const zone of ['Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin'])
    for (const ms of [0, 1_700_000_000_123, at('2026-10-25T01:30:00Z')]) assert.is(at(isoAt(ms, zone)), ms, zone);
});

test('hours of a service day: those before the roll-over belong to the next morning', () => {
  const iso = (time: string) => isoAt(instantOf('2026-11-22', time, 'Asia/Kolkata', 4), 'Asia/Kolkata');
  assert.is(iso('09:30'), '2026-11-22T09:30:00.000+05:30');
  assert.is(iso('04:00'), '2026-11-22T04:00:00.000+05:30');
  assert.is(iso('00:30'), '2026-11-23T00:30:00.000+05:30');
  assert.is(iso('03:59'), '2026-11-23T03:59:00.000+05:30');
});

test('an hour of a service day lies on that service day, also when the clocks change', () => {
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])
    for (const day of [
      '2026-03-07',
      '2026-03-08',
      '2026-03-28',
      '2026-03-29',
      '2026-10-24',
      '2026-10-25',
      '2026-11-01',
    ])
      for (let hour = 0; hour < 24; hour++) {
        const time = `${String(hour).padStart(2, '0')}:30`;
        assert.is(dayOf(instantOf(day, time, zone, 4), zone, 4), day, `${zone} ${day} ${time}`);
      }
});

test('a time that does not exist that night is the one after the gap', () => {
  assert.is(
    isoAt(instantOf('2026-03-29', '02:30', 'Europe/Berlin', 0), 'Europe/Berlin'),
    '2026-03-29T03:30:00.000+02:00',
  );
});

test('zones are known by name', () => {
  assert.ok(isTimeZone('Asia/Kolkata'));
  assert.not(isTimeZone('Asia/Nowhere'));
  assert.not(isTimeZone(''));
});

test.run();
