import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {BoardCall} from '../../../server/queue/schema.ts';
import {compareIds, type Memory, nothingYet, remember, takeNext} from './announcements.ts';

const start = Date.parse('2026-11-22T09:00:00Z');
const iso = (ms: number) => new Date(start + ms).toISOString();
const call = (id: number, ms: number): BoardCall => ({
  id: String(id),
  at: iso(ms),
  number: `C-${id}`,
  servicePoint: {id: '1', name: 'Room 1', directions: null},
  queue: {id: '1', name: 'Cardiology'},
  again: false,
});

/** Announces all that waits; returns the ids. */
function drain(memory: Memory): {memory: Memory; said: string[]} {
  const said: string[] = [];
  for (;;) {
    const next = takeNext(memory);
    memory = next.memory;
    if (next.call === null) return {memory, said};
    said.push(next.call.id);
  }
}
const after = (calls: BoardCall[], asOfMs: number, memory: Memory = nothingYet) =>
  drain(remember(memory, calls, iso(asOfMs)));

test('a board that was never on announces only what was called just now', () => {
  assert.equal(after([call(2, 50_000), call(1, 0)], 60_000).said, ['2']);
  assert.equal(after([call(2, 0), call(1, 0)], 60_000).said, []);
});

test('a board that was on before any call announces the first one, also when it hears of it late', () => {
  const {memory} = after([], 0);
  assert.equal(after([call(1, 30_000)], 31_000, memory).said, ['1']);
  assert.equal(after([call(1, 30_000)], 300_000, memory).said, ['1']);
});

test('the same picture again announces nothing', () => {
  const calls = [call(2, 50_000), call(1, 40_000)];
  const first = after(calls, 51_000);
  assert.equal(first.said, ['1', '2']);
  assert.equal(after(calls, 52_000, first.memory).said, []);
});

test('two calls at once come one after the other, oldest first', () => {
  const {memory} = after([call(1, 0)], 1_000);
  assert.equal(after([call(3, 5_000), call(2, 5_000), call(1, 0)], 6_000, memory).said, ['2', '3']);
});

test('what was missed while cut off is announced, unless it is older than ten minutes', () => {
  const {memory} = after([call(1, 0)], 1_000);
  const calls = [call(4, 1_200_000), call(3, 700_000), call(2, 300_000), call(1, 0)];
  assert.equal(after(calls, 1_210_000, memory).said, ['3', '4']);
});

test('too old calls never come up later', () => {
  const {memory} = after([call(1, 0)], 1_000);
  const old = after([call(2, 10_000), call(1, 0)], 3_600_000, memory);
  assert.equal(old.said, []);
  // The clock of the box is corrected to an hour before: the old call would be young again.
  assert.equal(after([call(2, 10_000)], 20_000, old.memory).said, []);
});

test('calls that waited at a reload are still announced, though the list has moved on', () => {
  const {memory} = after([call(1, 0)], 1_000);
  const waiting = remember(memory, [call(3, 5_000), call(2, 4_000)], iso(6_000));
  const reloaded = JSON.parse(JSON.stringify(waiting)) as Memory;
  assert.equal(after([call(4, 7_000)], 8_000, reloaded).said, ['2', '3', '4']);
});

test('an old picture that arrives late changes nothing', () => {
  const {memory} = after([call(1, 0)], 1_000);
  const waiting = remember(memory, [call(3, 5_000), call(2, 4_000)], iso(6_000));
  assert.equal(after([call(2, 4_000), call(1, 0)], 6_500, waiting).said, ['2', '3']);
});

test('a box that was set up anew counts from one again, and its calls are announced', () => {
  const {memory} = after([call(500, 0)], 1_000);
  const anew = after([call(2, 60_000), call(1, 50_000)], 61_000, memory);
  assert.equal(anew.said, ['1', '2']);
  assert.equal(after([call(3, 70_000), call(2, 60_000)], 71_000, anew.memory).said, ['3']);
});

test('ids are compared as numbers', () => {
  assert.ok(compareIds('9', '10') < 0);
  assert.ok(compareIds('11', '10') > 0);
  assert.is(compareIds('10', '10'), 0);
});

/** What happens to a board: calls, pictures (also repeated and out of date), reloads, announcements. */
const happening = fc.oneof(
  fc.record({what: fc.constant('call' as const), afterMs: fc.integer({min: 0, max: 30_000})}),
  fc.record({what: fc.constant('picture' as const), behind: fc.integer({min: 0, max: 5})}),
  fc.record({what: fc.constant('reload' as const)}),
  fc.record({what: fc.constant('announce' as const)}),
);

test('every call is announced exactly once and in order, over repeats, late pictures and reloads', () => {
  fc.assert(
    fc.property(fc.array(happening, {maxLength: 80}), (happenings) => {
      const calls = [call(1, 0)];
      let memory = remember(nothingYet, calls, iso(60_000));
      let nowMs = 60_000;
      const said: string[] = [];
      for (const each of happenings) {
        if (each.what === 'call') {
          nowMs += each.afterMs;
          calls.push(call(calls.length + 1, nowMs));
          // A board that is on sees each call at least once while it is among the last twenty.
          memory = remember(memory, calls.slice(-20).reverse(), iso(nowMs));
        } else if (each.what === 'picture') {
          const seen = calls.slice(0, Math.max(1, calls.length - each.behind));
          memory = remember(memory, seen.slice(-20).reverse(), iso(nowMs));
        } else if (each.what === 'reload') {
          memory = JSON.parse(JSON.stringify(memory)) as Memory;
        } else {
          const next = takeNext(memory);
          memory = next.memory;
          if (next.call !== null) said.push(next.call.id);
        }
      }
      said.push(...drain(memory).said);
      assert.is(new Set(said).size, said.length, 'none twice');
      assert.equal(said, [...said].sort(compareIds), 'in order');
      const young = calls.slice(1).filter(({at}) => start + nowMs - Date.parse(at) <= 600_000);
      for (const {id} of young) assert.ok(said.includes(id), `${id} was announced`);
    }),
    {numRuns: 300},
  );
});

test.run();
