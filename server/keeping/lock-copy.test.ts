import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {isLocked, lockFile, unlockFile, WrongPassphrase} from './lock-copy.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-lock-'));
const at = (name: string) => path.join(folder, name);
const passphrase = 'five plain words in a row';
const chunk = 256 * 1024;
const head = 15 + 1 + 16 + 7;
/** The real one takes a second here, and these files hold nothing. */
const cost = 4;

test.after(() => fs.rmSync(folder, {recursive: true}));

for (const size of [0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk])
  test(`${size} bytes come back as they were`, () => {
    const content = randomBytes(size);
    fs.writeFileSync(at('plain'), content);
    lockFile(at('plain'), at('locked'), passphrase, cost);
    assert.is(isLocked(at('locked')), true);
    assert.is(isLocked(at('plain')), false);
    if (size > 64) assert.is(fs.readFileSync(at('locked')).includes(content.subarray(0, 32)), false);
    unlockFile(at('locked'), at('back'), passphrase);
    assert.ok(fs.readFileSync(at('back')).equals(content));
  });

test('a wrong passphrase, a changed bit, a part that is gone, moved or added: refused, and nothing is left', () => {
  fs.writeFileSync(at('plain'), randomBytes(2 * chunk + 100));
  lockFile(at('plain'), at('locked'), passphrase, cost);
  const whole = fs.readFileSync(at('locked'));
  const sealed = chunk + 16;
  const first = whole.subarray(head, head + sealed);
  const second = whole.subarray(head + sealed, head + 2 * sealed);
  const rest = whole.subarray(head + 2 * sealed);
  const flipped = (place: number) => {
    const copy = Buffer.from(whole);
    copy[place]! ^= 1;
    return copy;
  };
  const start = whole.subarray(0, head);
  const broken: [string, Buffer][] = [
    ['cut after a whole part', whole.subarray(0, head + 2 * sealed)],
    ['cut in a part', whole.subarray(0, head + sealed + 100)],
    ['cut to its head', start],
    ['parts changed places', Buffer.concat([start, second, first, rest])],
    ['a part twice', Buffer.concat([start, first, first, second, rest])],
    ['something behind', Buffer.concat([whole, Buffer.alloc(1)])],
    ['a bit of the salt', flipped(20)],
    ['a bit of the nonce', flipped(head - 1)],
    ['a bit of the content', flipped(head + 1000)],
    ['a bit of the end', flipped(whole.length - 1)],
  ];
  for (const [name, bytes] of broken) {
    fs.writeFileSync(at('broken'), bytes);
    assert.throws(
      () => unlockFile(at('broken'), at('out'), passphrase),
      (error: unknown) => error instanceof WrongPassphrase,
      name,
    );
    assert.is(fs.existsSync(at('out')), false, name);
  }
  assert.throws(
    () => unlockFile(at('locked'), at('out'), `${passphrase}!`),
    (error: unknown) => error instanceof WrongPassphrase,
  );
  assert.is(fs.existsSync(at('out')), false);
});

test.run();
