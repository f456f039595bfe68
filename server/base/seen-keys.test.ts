import {hash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openDatabase} from './database.ts';
import {openSeenKeys} from './seen-keys.ts';

const idOf = (text: string) => hash('sha256', text, 'base64url');

test('who was seen is never taken for new, also when it was stored before; nearly every new one is known as new', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-seen-'));
  const db = openDatabase(path.join(folder, 'x.db'));
  try {
    db.exec('create table answers (id text primary key)');
    const insert = db.prepare('insert into answers values (?)');
    db.transaction(() => {
      for (let n = 0; n < 5000; n++) insert.run(idOf(`stored ${n}`));
    })();
    const seen = openSeenKeys(db);
    assert.not(seen.mayHave(idOf('nobody')));
    for (let n = 0; n < 5000; n++) seen.add(idOf(`added ${n}`));
    for (let n = 0; n < 5000; n++)
      assert.ok(seen.mayHave(idOf(`stored ${n}`)) && seen.mayHave(idOf(`added ${n}`)), String(n));
    let mistaken = 0;
    for (let n = 0; n < 20_000; n++) if (seen.mayHave(idOf(`new ${n}`))) mistaken++;
    assert.ok(mistaken < 20, `${mistaken} of 20 000 taken for known`);
  } finally {
    db.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
});

test('more keys in the file than are added before it is read anew: all of them are known, nobody waits for ever', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-seen-'));
  const db = openDatabase(path.join(folder, 'x.db'));
  try {
    db.exec('create table answers (id text primary key)');
    const insert = db.prepare('insert into answers values (?)');
    for (let n = 0; n < 50; n++) insert.run(idOf(`stored ${n}`));
    const seen = openSeenKeys(db, 20);
    for (let n = 0; n < 50; n++) assert.ok(seen.mayHave(idOf(`stored ${n}`)), String(n));
    for (let n = 0; n < 50; n++) {
      insert.run(idOf(`added ${n}`));
      seen.add(idOf(`added ${n}`));
      assert.ok(seen.mayHave(idOf(`added ${n}`)), String(n));
    }
    assert.ok(seen.mayHave(idOf('added 0')) && seen.mayHave(idOf('stored 0')));
    assert.not(seen.mayHave(idOf('nobody')));
  } finally {
    db.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
});

test.run();
