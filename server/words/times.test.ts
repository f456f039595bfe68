import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {localName} from './names.ts';
import {clockTime, dayName, daysAfter, waitRange} from './times.ts';

test('times are said in the hospital’s zone and in Latin digits', () => {
  assert.is(clockTime('2026-11-22T03:42:08Z', 'Asia/Kolkata'), '9:12');
  assert.is(clockTime('2026-11-22T03:42:08Z', 'Asia/Kolkata', true), '9:12:08');
  assert.is(clockTime('2026-11-21T18:35:00Z', 'Asia/Kolkata'), '0:05');
  assert.is(dayName('2026-11-22', 'en'), '22 November');
  assert.match(dayName('2026-11-22', 'hi'), /^22 /);
});

test('days are counted at local midnight', () => {
  assert.is(daysAfter('2026-11-22T18:31:00Z', '2026-11-22T18:29:00Z', 'Asia/Kolkata'), 1);
  assert.is(daysAfter('2026-11-22T18:29:00Z', '2026-11-22T02:00:00Z', 'Asia/Kolkata'), 0);
});

for (const [lowMinutes, highMinutes, range, unit] of [
  [0, 0, '0–5', 'min'],
  [3, 4, '3–8', 'min'],
  [18, 33, '15–35', 'min'],
  [20, 20, '20–25', 'min'],
  [60, 80, '60–80', 'min'],
  [70, 100, '1–2', 'hours'],
  [170, 230, '2½–4', 'hours'],
  [30, 115, '30–115', 'min'],
  [10, 95, '10–95', 'min'],
  [50, 130, '½–2½', 'hours'],
  [30, 121, '½–2½', 'hours'],
  [20, 121, '20–125', 'min'],
  [60, 91, '1–2', 'hours'],
  [479, 800, '7½–13½', 'hours'],
  [480, 800, '8+', 'hours'],
] as const) {
  test(`a wait of ${lowMinutes} to ${highMinutes} minutes is said as ${range} ${unit}`, () => {
    assert.equal(waitRange({lowMinutes, highMinutes}), {range, unit});
  });
}

test('known names are read in Hindi, unknown ones as they were typed', () => {
  assert.is(localName('General Medicine', 'hi'), 'सामान्य चिकित्सा');
  assert.is(localName('Room 12B', 'hi'), 'कमरा 12B');
  assert.is(localName('first floor, left', 'hi'), 'पहली मंज़िल, बाएँ');
  assert.is(localName('Ground floor, hall', 'hi'), 'भूतल, हॉल');
  assert.is(localName('Nuclear Things', 'hi'), 'Nuclear Things');
  assert.is(localName('Room 12B', 'en'), 'Room 12B');
});

test.run();
