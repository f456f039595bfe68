// time-limit: 420
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {readRecord} from '../server/keeping/records.ts';
import {differences} from './drill/differences.ts';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-drill-test-'));
process.once('exit', () => fs.rmSync(scratch, {recursive: true, force: true}));

test('a short drill is good, and the hospital’s folder remembers it', () => {
  const dataDir = path.join(scratch, 'data');
  fs.mkdirSync(dataDir);
  fs.writeFileSync(path.join(dataDir, 'baari.db'), '');
  const drill = spawnSync(process.execPath, [path.join(import.meta.dirname, 'drill.ts'), '--minutes', '0.2'], {
    env: {...process.env, DATA_DIR: dataDir},
    encoding: 'utf8',
    timeout: 400_000,
  });
  assert.is(drill.status, 0, drill.stdout + drill.stderr);
  assert.match(drill.stdout, /differed: nothing\./);
  assert.ok(Number(/, (\d+) places looked up/.exec(drill.stdout)?.[1]) > 0, drill.stdout);
  assert.is(readRecord(dataDir, 'drill')?.good, true);
});

test('what a restore may change is not named, and all else is', () => {
  const make = (name: string, more: string) => {
    const file = path.join(scratch, name);
    const db = new Database(file);
    db.exec(`create table tokens (id integer primary key, serial integer);
      create table queue_days (id integer primary key, calls integer, lastSerial integer);
      create table settings (key text primary key, value text);
      insert into tokens values (1, 1), (2, 2); insert into queue_days values (1, 3, 2), (2, 0, 4);
      insert into settings values ('box.epoch', 'a'), ('site.name', 'A'); ${more}`);
    db.close();
    return file;
  };
  const copy = make('copy.db', '');
  const jumped = `update settings set value = 'b' where key = 'box.epoch'; update queue_days set lastSerial = lastSerial + 50;
    insert into queue_days values (3, 0, 50);`;
  assert.equal(differences(copy, make('good.db', jumped)), []);
  const bad = `${jumped} update tokens set serial = 3 where id = 2; delete from tokens where id = 1;
    insert into tokens values (7, 7); insert into queue_days values (4, 2, 60); update settings set value = 'B' where key = 'site.name';`;
  assert.equal(differences(copy, make('bad.db', bad)), [
    'queue_days 4 is new',
    'settings site.name is another',
    'tokens 1 is gone',
    'tokens 2 is another',
    'tokens 7 is new',
  ]);
});

test.run();
