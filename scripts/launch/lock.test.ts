import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {isStale, withLock} from './lock.mjs';

let lock = '';
test.before.each(() => {
  lock = join(mkdtempSync(join(tmpdir(), 'baari-lock-')), 'in', 'lock');
});
test.after.each(() => rmSync(join(lock, '..', '..'), {recursive: true, force: true}));

const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

test('one at a time, and the next one after it', async () => {
  let inside = 0;
  let most = 0;
  let waited = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await sleep(20);
    inside--;
  };
  const onWait = () => waited++;
  await Promise.all([1, 2, 3].map(() => withLock(lock, work, {onWait})));
  assert.is(most, 1);
  assert.is(waited, 2);
  assert.is(existsSync(lock), false);
});

test('it is released when the work fails, and answers what the work answered', async () => {
  const failed = await withLock(lock, () => Promise.reject(new Error('no room'))).catch((error) => error.message);
  assert.is(failed, 'no room');
  assert.is(await withLock(lock, () => 7), 7);
});

test('the lock of a dead process is taken over, by one of several', async () => {
  mkdirSync(lock, {recursive: true});
  writeFileSync(join(lock, String(deadPid())), 'some boot 1');
  assert.is(isStale(lock), true);
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await sleep(20);
    inside--;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(lock, work)));
  assert.is(most, 1);
});

test('it lives as long as one of its holders, and another process with the same pid is not one', () => {
  mkdirSync(lock, {recursive: true});
  writeFileSync(join(lock, String(deadPid())), '');
  writeFileSync(join(lock, String(process.pid)), '');
  assert.is(isStale(lock), false);
  if (!existsSync('/proc/self/stat')) return;
  writeFileSync(join(lock, String(process.pid)), 'another boot 1');
  assert.is(isStale(lock), true);
});

test('a lock without a name is given ten seconds', () => {
  mkdirSync(lock, {recursive: true});
  assert.is(isStale(lock), false);
  const before = Date.now() / 1000 - 11;
  utimesSync(lock, before, before);
  assert.is(isStale(lock), true);
});

test('the wait has an end', async () => {
  mkdirSync(lock, {recursive: true});
  writeFileSync(join(lock, String(process.pid)), '');
  const refused = await withLock(lock, () => 1, {waitMaxMs: 100}).catch((error) => error.message);
  assert.match(refused, 'still held');
});

test.run();
