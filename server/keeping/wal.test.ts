import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {readWal} from './wal.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-wal-'));
const file = path.join(folder, 'a.db');
const frameBytes = 24 + 4096;
let wal: Buffer;
let ends: number[];

test.before(() => {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('wal_autocheckpoint = 0');
  db.exec('create table t (id integer primary key, text)');
  ends = [];
  // An earlier round of the same file leaves frames with other marks behind its end.
  for (let index = 0; index < 40; index++) db.exec(`insert into t (text) values ('${'x'.repeat(900)}')`);
  db.pragma('wal_checkpoint(RESTART)');
  for (let index = 0; index < 6; index++) {
    db.exec(`insert into t (text) values ('${'y'.repeat(9000)}')`);
    ends.push(readWal(`${file}-wal`).frames);
  }
  wal = fs.readFileSync(`${file}-wal`);
  db.close();
});
test.after(() => fs.rmSync(folder, {recursive: true}));

function after(damage: (bytes: Buffer) => Buffer | undefined) {
  const bytes = Buffer.from(wal);
  fs.writeFileSync(path.join(folder, 'b-wal'), damage(bytes) ?? bytes);
  return readWal(path.join(folder, 'b-wal'));
}

const flip = (at: number) => (bytes: Buffer) => {
  bytes[at]! ^= 16;
  return undefined;
};

test('an undamaged one counts the frames that SQLite counts, not those of an earlier round', () => {
  assert.equal(
    after(() => undefined),
    {frames: ends.at(-1)!, broken: false, tornEnd: false},
  );
  assert.ok(wal.length > 32 + ends.at(-1)! * frameBytes, 'there are frames of an earlier round');
  assert.equal(readWal(path.join(folder, 'none')), {frames: 0, broken: false, tornEnd: false});
  assert.is(after(() => Buffer.alloc(0)).broken, false);
});

test('a flipped bit anywhere before the last transaction is found: header, marks, sums, page, commit mark', () => {
  const lastStart = 32 + ends.at(-2)! * frameBytes;
  for (let at = 0; at < 32; at++) assert.is(after(flip(at)).broken, true, `header ${at}`);
  for (let frame = 0; frame < ends.at(-2)!; frame++)
    for (const within of [0, 3, 7, 8, 15, 16, 23, 24, 24 + 4095]) {
      const at = 32 + frame * frameBytes + within;
      if (at < lastStart) assert.is(after(flip(at)).broken, true, `frame ${frame}, byte ${within}`);
    }
});

test('a torn last transaction is no damage: nobody was told of it', () => {
  const lastStart = 32 + ends.at(-2)! * frameBytes;
  for (const at of [lastStart + 30, 32 + ends.at(-1)! * frameBytes - 1]) {
    const state = after(flip(at));
    assert.is(state.broken, false);
    assert.is(state.tornEnd, true);
  }
  for (let cut = lastStart; cut < lastStart + 3 * frameBytes; cut += 777)
    assert.is(after((bytes) => bytes.subarray(0, cut)).broken, false, `cut at ${cut}`);
});

test('a hole in the middle is found', () => {
  assert.is(
    after((bytes) => {
      bytes.fill(0, 32 + frameBytes, 32 + 2 * frameBytes);
      return undefined;
    }).broken,
    true,
  );
});

test.run();
