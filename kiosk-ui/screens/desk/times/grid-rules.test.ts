import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type DoctorDay, dayAfter, gridKey, moved, rowsOf, slotAt} from './grid-rules.ts';

const doctor = (id: string, ...times: string[]) =>
  ({
    doctor: {id, name: id},
    slots: times.map((time) => ({id: `${id}-${time}`, start: `2026-11-23T${time}:00+05:30`})),
  }) as unknown as DoctorDay;
const items = [doctor('a', '09:00', '09:15', '09:30'), doctor('none'), doctor('b', '09:00', '10:30')];

test('rows are all times of all doctors', () => {
  assert.equal(rowsOf(items), ['09:00', '09:15', '09:30', '10:30']);
});

test('arrows walk along a doctor’s own times and to the nearest time beside', () => {
  const at = (doctorId: string, time: string) => ({doctorId, time});
  assert.equal(moved(items, null, 0, 1), at('a', '09:00'));
  assert.equal(moved(items, at('a', '09:00'), 0, 1), at('a', '09:15'));
  assert.equal(moved(items, at('a', '09:30'), 0, 1), at('a', '09:30'));
  assert.equal(moved(items, at('a', '09:30'), 1, 0), at('b', '09:00'));
  assert.equal(moved(items, at('b', '10:30'), -1, 0), at('a', '09:30'));
  assert.equal(moved(items, at('gone', '10:30'), 0, 1), at('a', '09:00'));
  assert.is(moved([doctor('none')], null, 0, 1), null);
  assert.is(slotAt(items, at('b', '10:30'))?.id, 'b-10:30');
  assert.is(slotAt(items, at('b', '09:15')), null);
});

test('keys act by the letter or, on another keyboard, by its place; a held-down letter does nothing twice', () => {
  assert.equal(gridKey('m', 'KeyM', false), {do: 'move'});
  assert.equal(gridKey('म', 'KeyC', false), {do: 'check-in'});
  assert.is(gridKey('x', 'KeyX', true), null);
  assert.equal(gridKey('ArrowDown', 'ArrowDown', true), {do: 'go', dx: 0, dy: 1});
  assert.is(gridKey('q', 'KeyQ', false), null);
});

test('days go on over months', () => {
  assert.is(dayAfter('2026-11-30', 1), '2026-12-01');
  assert.is(dayAfter('2026-01-01', -1), '2025-12-31');
});

test.run();
