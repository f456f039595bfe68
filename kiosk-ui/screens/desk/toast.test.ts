import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {canUndo, hush, shownMs, tell, tellUndoable, toast, undoMostMs} from './toast.ts';

test('a toast stays as long as its undo, at most a minute', () => {
  assert.is(shownMs(10_000, 4_000), 6_000);
  assert.is(shownMs(4_000, 10_000), 0);
  assert.is(shownMs(10_000_000, 0), undoMostMs);
  assert.ok(shownMs(null, 0) > 0);
});

test('undo ends with its time, and needs something to undo', () => {
  const one = {text: 'C-003 completed', undoes: {tokenId: '7'}, untilMs: 100};
  assert.ok(canUndo(one, 99));
  assert.not.ok(canUndo(one, 100));
  assert.not.ok(canUndo({...one, undoes: null}, 0));
  assert.not.ok(canUndo(null, 0));
});

test('the newest deed takes the place of the one before', () => {
  tell('first', {id: '1', undoUntil: new Date(Date.now() + 60_000).toISOString()});
  tell('second', {id: '2', undoUntil: null});
  assert.is(toast.value?.text, 'second');
  assert.is(toast.value?.undoes, null);
  const until = new Date(Date.now() + 60_000).toISOString();
  tellUndoable('flood', {floodId: '9', queue: {id: '1', name: 'General'}}, until);
  assert.ok(canUndo(toast.value, Date.now()));
  tellUndoable('nothing was there', null, null);
  assert.not.ok(canUndo(toast.value, 0));
  hush();
  assert.is(toast.value, null);
});

test.run();
