import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {dayNumberOf, dayOfNumber, localDayNumber, slotsOfDay, startOfDay, weekdayOf, weekStart} from './slot-rules.ts';

const clock = (ms: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', {timeZone, hour: '2-digit', minute: '2-digit'}).format(ms);
const times = (blocks: {from: string; until: string}[], minutes: number, day: string, zone: string) =>
  slotsOfDay(blocks, minutes, dayNumberOf(day), zone).map(({startAt}) => clock(startAt, zone));

test('days are numbers and back; weeks begin on any day', () => {
  assert.is(dayNumberOf('1970-01-01'), 0);
  assert.is(dayOfNumber(dayNumberOf('2026-11-28')), '2026-11-28');
  assert.is(weekdayOf(dayNumberOf('2026-11-28')), 6, 'a Saturday');
  for (const startsOn of [1, 2, 3, 4, 5, 6, 7])
    for (let day = 20_000; day < 20_020; day++) {
      const start = weekStart(day, startsOn);
      assert.is(weekdayOf(start), startsOn);
      assert.ok(start <= day && day - start < 7);
    }
});

test('a day in India: blocks with a break between', () => {
  const blocks = [
    {from: '09:00', until: '09:40'},
    {from: '10:00', until: '10:30'},
  ];
  assert.equal(times(blocks, 15, '2026-11-28', 'Asia/Kolkata'), ['09:00', '09:15', '10:00', '10:15']);
  assert.equal(times([{from: '23:30', until: '24:00'}], 15, '2026-11-28', 'Asia/Kolkata'), ['23:30', '23:45']);
});

test('the night in which clocks go forward has no times in the gap, and none that reaches into another', () => {
  const night = [{from: '00:30', until: '06:00'}];
  const shown = times(night, 30, '2026-03-29', 'Europe/Berlin');
  assert.equal(shown.slice(0, 5), ['00:30', '01:00', '01:30', '03:00', '03:30']);
  assert.equal(times(night, 90, '2026-03-29', 'Europe/Berlin'), ['00:30', '03:30']);
});

test('the night in which clocks go back shows each time once', () => {
  assert.equal(times([{from: '01:00', until: '04:00'}], 30, '2026-10-25', 'Europe/Berlin'), [
    '01:00',
    '01:30',
    '02:00',
    '02:30',
    '03:00',
    '03:30',
  ]);
});

test('on any day in any zone: times are in order, do not overlap, and lie on their day', () => {
  const zones = ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({min: 20_400, max: 20_800}),
      fc.integer({min: 0, max: 22}),
      fc.integer({min: 1, max: 23}),
      fc.constantFrom(5, 15, 20, 45, 90),
      (zone, day, from, hours, minutes) => {
        const at = (hour: number) => (hour >= 24 ? '24:00' : `${String(hour).padStart(2, '0')}:00`);
        const slots = slotsOfDay([{from: at(from), until: at(from + hours)}], minutes, day, zone);
        for (const [index, slot] of slots.entries()) {
          assert.is(localDayNumber(slot.startAt, zone), day);
          assert.ok(index === 0 || slots[index - 1]!.startAt + minutes * 60_000 <= slot.startAt);
          assert.ok(slot.startAt + minutes * 60_000 <= startOfDay(day + 1, zone));
        }
        const room = Math.min(24, from + hours) - from;
        assert.ok(
          slots.length <= Math.floor((room * 60) / minutes) &&
            slots.length >= Math.floor(((room - 1) * 60) / minutes) - 1,
        );
      },
    ),
    {numRuns: 200},
  );
});

test.run();
