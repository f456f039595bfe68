// What a board decides by the clock and by numbers alone.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {paceOf} from './pace.ts';
import {isQuiet, minutesOfDay} from './quiet-hours.ts';
import {mayRenew} from './renewal-rules.ts';
import {tickerPages} from './ticker-pages.ts';

const zone = 'Asia/Kolkata';
const at = (time: string) => Date.parse(`2026-11-23T${time}:00+05:30`);

test('the time of day is the hospital’s, not the TV’s', () => {
  assert.is(minutesOfDay(at('00:05'), zone), 5);
  assert.is(minutesOfDay(at('23:59'), zone), 23 * 60 + 59);
});

test('quiet hours hold over midnight, too', () => {
  const night = {from: '21:00', until: '06:30', dark: true};
  for (const time of ['21:00', '23:59', '00:00', '06:29']) assert.ok(isQuiet(night, at(time), zone), time);
  for (const time of ['06:30', '12:00', '20:59']) assert.not(isQuiet(night, at(time), zone), time);
  const noon = {from: '13:00', until: '14:00', dark: false};
  assert.ok(isQuiet(noon, at('13:30'), zone));
  assert.not(isQuiet(noon, at('14:00'), zone));
  assert.not(isQuiet(null, at('13:30'), zone));
});

test('a board starts afresh once, at night, and never near a call', () => {
  const calm = {startedAt: at('03:10') - 20 * 3_600_000, now: at('03:10'), zone, calm: true, lastCallAt: null};
  assert.ok(mayRenew(calm));
  assert.not(mayRenew({...calm, now: at('02:59')}), 'not before three');
  assert.not(mayRenew({...calm, now: at('04:00')}), 'not after four');
  assert.not(mayRenew({...calm, calm: false}), 'not while somebody is called, or cut off');
  assert.not(mayRenew({...calm, lastCallAt: at('03:05')}), 'nobody is just walking to a room');
  assert.ok(mayRenew({...calm, lastCallAt: at('02:55')}));
  assert.not(mayRenew({...calm, startedAt: at('03:08')}), 'not again the same night');
});

test('a call is spoken twice; the more wait behind it, the shorter it is', () => {
  assert.equal(paceOf(0, 2), {loudMs: 10_000, rounds: 2, languages: 2});
  assert.equal(paceOf(1, 2), {loudMs: 10_000, rounds: 1, languages: 2});
  assert.equal(paceOf(2, 1), {loudMs: 10_000, rounds: 2, languages: 1});
  assert.equal(paceOf(3, 2), {loudMs: 5_000, rounds: 1, languages: 2});
  assert.equal(paceOf(8, 2), {loudMs: 5_000, rounds: 1, languages: 1});
});

test('a text is shown line by line, long lines in parts, cut between words', () => {
  assert.equal(tickerPages(null), []);
  assert.equal(tickerPages('One\n\n Two '), ['One', 'Two']);
  const long = 'word '.repeat(40).trim();
  const parts = tickerPages(long);
  assert.ok(parts.length > 1 && parts.every((part) => part.length <= 68));
  assert.is(parts.join(' '), long);
  assert.is(tickerPages('x\n'.repeat(100)).length, 24);
});

test.run();
