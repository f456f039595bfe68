import fc from 'fast-check';
import {Temporal} from 'temporal-polyfill';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {dayOf, isoAt} from './day.ts';
import {offsetOf} from './zone-rules.ts';

const at = (iso: string) => Date.parse(iso);

test('what is remembered of a zone is what its rules say, at every instant around changes of the clocks', () => {
  // Half hours, three quarters, negative summer time, a day that was left out, a change at midnight.
  const zones = [
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
    'Pacific/Apia',
    'Europe/Dublin',
    'America/Santiago',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Pyongyang',
  ];
  const hour = 3_600_000;
  const arbitraryInstant = fc
    .tuple(fc.constantFrom(...zones), fc.integer({min: at('1975-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z')}))
    .chain(([zone, ms]) => {
      // Most instants say little: half of them are taken close to the next change.
      const change = Temporal.Instant.fromEpochMilliseconds(ms)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next')?.epochMilliseconds;
      const near = fc.integer({min: -5 * hour, max: 30 * hour}).map((away) => (change ?? ms) + away);
      const edge = fc.integer({min: -1, max: 1}).map((away) => (change ?? ms) + away);
      return fc.record({zone: fc.constant(zone), ms: fc.oneof(fc.constant(ms), near, edge)});
    });
  fc.assert(
    fc.property(
      fc.array(arbitraryInstant, {minLength: 1, maxLength: 5}),
      fc.integer({min: 0, max: 12}),
      (all, rollOver) => {
        for (const {zone, ms} of all) {
          const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
          const date = local.toPlainDate();
          const day = (local.hour < rollOver ? date.subtract({days: 1}) : date).toString();
          assert.is(offsetOf(ms, zone) * 1e6, local.offsetNanoseconds, `${zone} ${ms}`);
          assert.is(dayOf(ms, zone, rollOver), day, `${zone} ${ms}`);
          assert.is(
            isoAt(ms, zone),
            local.toString({timeZoneName: 'never', fractionalSecondDigits: 3}),
            `${zone} ${ms}`,
          );
        }
      },
    ),
    {numRuns: 300},
  );
});

test('it forgets and works out again what it has no room for', () => {
  const start = at('2026-03-29T01:00:00Z');
  for (let quarter = 0; quarter < 5000; quarter++) offsetOf(start + quarter * 15 * 60_000, 'Europe/Berlin');
  for (let zone = 1; zone <= 12; zone++) assert.is(offsetOf(start, `Etc/GMT-${zone}`), zone * 3_600_000);
  assert.is(offsetOf(start - 1, 'Europe/Berlin'), 3_600_000);
  assert.is(offsetOf(start, 'Europe/Berlin'), 2 * 3_600_000);
});

test.run();
