import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {deedsFor, keyOfDeed} from './deeds.ts';
import {meaningOf} from './keys.ts';

const at = Date.parse('2026-11-22T10:00:00Z');
const token = (state: string, more = {}) =>
  ({state, lane: 'walk-in', activeLane: 'walk-in', undoUntil: null, withdrawn: false, ...more}) as never;

test('letters act on the selected row, by what its state allows', () => {
  const waiting = deedsFor(token('waiting'), true, at);
  assert.equal(meaningOf({key: 'c', typing: false}, waiting), {do: 'deed', deed: 'call'});
  const called = deedsFor(token('called'), true, at);
  assert.equal(meaningOf({key: 'a', typing: false}, called), {do: 'deed', deed: 'again'});
  assert.equal(meaningOf({key: 'x', typing: false}, called), {do: 'deed', deed: 'no-show'});
  assert.equal(meaningOf({key: 'Delete', typing: false}, waiting), {do: 'deed', deed: 'cancel'});
  assert.is(meaningOf({key: 'x', typing: false}, waiting), null);
  assert.equal(meaningOf({key: 'r', typing: false}, deedsFor(token('held'), true, at)), {do: 'deed', deed: 'return'});
  assert.equal(meaningOf({key: 'r', typing: false}, deedsFor(token('no-show'), true, at)), {
    do: 'deed',
    deed: 'restore',
  });
  assert.is(meaningOf({key: 'r', typing: false}, waiting), null);
});

test('in a text field letters are letters, unless Alt is held', () => {
  const offered = deedsFor(token('waiting'), true, at);
  assert.is(meaningOf({key: 'c', typing: true}, offered), null);
  assert.is(meaningOf({key: '2', typing: true}, offered), null);
  assert.is(meaningOf({key: 'Delete', typing: true}, offered), null);
  assert.equal(meaningOf({key: '2', code: 'Digit2', altKey: true, typing: true}, offered), {do: 'queue', place: 1});
  assert.equal(meaningOf({key: 'Escape', typing: true}, offered), {do: 'leave'});
});

test('the keys work on a Hindi keyboard layout', () => {
  assert.equal(meaningOf({key: 'म', code: 'KeyC', typing: false}, ['call']), {do: 'deed', deed: 'call'});
});

test('a key held down moves, but never repeats a deed', () => {
  assert.is(meaningOf({key: 'Delete', repeat: true, typing: false}, ['cancel']), null);
  assert.equal(meaningOf({key: 'ArrowDown', repeat: true, typing: false}, []), {do: 'move', by: 1});
  assert.is(meaningOf({key: 'c', ctrlKey: true, typing: false}, ['call']), null);
});

test('who may not call is offered no calling; undo ends with its time', () => {
  const list = deedsFor(token('waiting'), false, at);
  assert.not.ok(list.includes('call') || list.includes('hold'));
  assert.ok(list.includes('transfer') && list.includes('cancel'));
  const until = (ms: number) => token('done', {undoUntil: new Date(at + ms).toISOString()});
  assert.ok(deedsFor(until(1), false, at).includes('undo'));
  assert.not.ok(deedsFor(until(0), false, at).includes('undo'));
  assert.not.ok(deedsFor(token('waiting', {lane: 'emergency'}), true, at).includes('priority'));
});

test('no letter means two deeds of one state', () => {
  for (const state of ['waiting', 'called', 'serving', 'held', 'no-show', 'done']) {
    const letters = deedsFor(token(state), true, at).map((deed) => keyOfDeed[deed]);
    assert.is(new Set(letters).size, letters.length, state);
  }
});

test.run();
