import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openDatabase} from './database.ts';

test('what a crash left in the log is written into the file again before anybody reads it', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-log-'));
  const file = path.join(folder, 'baari.db');
  const crashed = openDatabase(file);
  crashed.exec('create table t (one integer); insert into t values (1)');
  // The files as they lie there when the process dies: the log holds everything.
  const after = path.join(folder, 'after.db');
  for (const end of ['', '-wal']) fs.copyFileSync(`${file}${end}`, `${after}${end}`);
  assert.ok(fs.statSync(`${after}-wal`).size > 0);
  const db = openDatabase(after);
  assert.is(fs.statSync(`${after}-wal`).size, 0, 'nothing of it depends on the log any more');
  assert.is(db.prepare('select one from t').pluck().get(), 1);
  db.close();
  crashed.close();
  fs.rmSync(folder, {recursive: true});
});

test.run();
