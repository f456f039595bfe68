import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {ConfigFault, readConfig} from './config.ts';
import {insistOnDurability, openDatabase} from './database.ts';
import {FolderTaken, lockFolder} from './folder-lock.ts';
import {migrateDatabase} from './migrate.ts';

test('nothing set: the usual values', () => {
  const config = readConfig({});
  assert.is(config.port, 8080);
  assert.is(config.host, '0.0.0.0');
  assert.is(config.dataDir, path.resolve('data'));
  assert.equal([config.demo, config.discovery, config.rateLimit, config.logLevel], [false, true, true, 'info']);
  assert.is(config.cloudDatabaseUrl, null);
  assert.is(config.trustedProxies.size, 0);
});

test('what is set is read', () => {
  const config = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DEMO: '1',
    DISCOVERY: 'off',
    RATE_LIMIT: 'off',
    TRUSTED_PROXY: '10.0.0.2, 10.0.0.3',
    LOG_LEVEL: 'silent',
    ADMIN_PASSWORD: 'a-long-phrase',
    HTTPS_PORT: '8443',
    TLS_CERT: '/etc/baari/site.crt',
    TLS_KEY: '/etc/baari/site.pem',
  });
  assert.equal([config.port, config.httpsPort, config.demo, config.discovery], [0, 8443, true, false]);
  assert.equal([...config.trustedProxies], ['10.0.0.2', '10.0.0.3']);
  assert.is(config.adminPassword, 'a-long-phrase');
});

for (const [name, env] of Object.entries({
  PORT: {PORT: '80x'},
  'PORT ': {PORT: '65536'},
  HOST: {HOST: 'no such host!'},
  DEMO: {DEMO: 'yes'},
  DISCOVERY: {DISCOVERY: 'no'},
  RATE_LIMIT: {RATE_LIMIT: '0'},
  LOG_LEVEL: {LOG_LEVEL: 'loud'},
  ADMIN_PASSWORD: {ADMIN_PASSWORD: 'short'},
  CLOUD_DATABASE_URL: {CLOUD_DATABASE_URL: 'mysql://user:secret@db/x'},
  TRUSTED_PROXY: {TRUSTED_PROXY: 'proxy.example.org'},
  TLS_KEY: {TLS_CERT: '/a'},
  TLS_CERT: {TLS_KEY: '/a'},
}))
  test(`a wrong value is one line that names ${name} and an example: ${JSON.stringify(env)}`, () => {
    try {
      readConfig(env);
    } catch (error) {
      assert.instance(error, ConfigFault);
      const {message} = error as ConfigFault;
      assert.ok(message.startsWith(name.trim()), message);
      assert.match(message, `Example: ${name.trim()}=`);
      assert.not.match(message, '\n');
      assert.not.match(message, 'secret');
      return;
    }
    assert.unreachable(name);
  });

async function inFolder(work: (folder: string) => void): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-base-'));
  try {
    work(folder);
  } finally {
    fs.rmSync(folder, {recursive: true, force: true});
  }
}

test('one server a folder; the place is free when the first lets go', () =>
  inFolder((folder) => {
    const lock = lockFolder(folder);
    assert.throws(
      () => lockFolder(folder),
      (error: Error) => error instanceof FolderTaken && error.message.includes(folder),
    );
    lock.release();
    lockFolder(folder).release();
  }));

test('the database asks the disk to confirm, also after the first write', () =>
  inFolder((folder) => {
    const db = openDatabase(path.join(folder, 'deeper', 'baari.db'));
    insistOnDurability(db);
    assert.is(db.pragma('synchronous', {simple: true}), 2);
    assert.is(db.pragma('journal_mode', {simple: true}), 'wal');
    assert.is(db.pragma('foreign_keys', {simple: true}), 1);
    db.pragma('journal_mode = DELETE');
    assert.throws(() => insistOnDurability(db), /durable/);
    db.close();
  }));

test('migrations run once; a file from a newer program is refused', () =>
  inFolder((folder) => {
    const db = openDatabase(path.join(folder, 'baari.db'));
    migrateDatabase(db);
    const shape = () => db.prepare('select name, sql from sqlite_master order by name').all();
    const before = shape();
    migrateDatabase(db);
    assert.equal(shape(), before);
    db.prepare("insert into __drizzle_migrations (hash, created_at) values ('x', 9999999999999)").run();
    assert.throws(() => migrateDatabase(db), /newer/);
    db.close();
  }));

test.run();
