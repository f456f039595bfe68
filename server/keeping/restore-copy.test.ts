import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {siteIdentity} from '../settings/identity.ts';
import {freshFolder} from '../test/running.ts';
import {openWorld, queueId, type World} from '../test/world.ts';
import {copiesFolder, copiesIn, newestCopy} from './copies.ts';
import {CopyFault, makeCopy} from './make-copy.ts';
import {finishRestore, prepareRestore, RestoreFault} from './restore-copy.ts';
import {startWork, type WorkFault} from './run-work.ts';
import {UpdateFault, updateFile} from './update-file.ts';
import {verifyFile} from './verify.ts';

const join = (world: World, code: string) =>
  world.ask<{number: string; key: string}>('POST', `/api/queues/${queueId(world, code)}/tokens`, {body: {}});

const copyOf = (world: World, more = {}) =>
  makeCopy({
    dataDir: world.dataDir,
    folder: copiesFolder(world.dataDir),
    at: world.clock.now(),
    version: 'test',
    ...more,
  });

/** Restores into a folder of its own and opens a world there. */
async function restored(
  world: World,
  file: string,
  more: {at?: number; jump?: number | null; passphrase?: string} = {},
) {
  const folder = freshFolder();
  const at = more.at ?? world.clock.now();
  const order = {file, dataDir: folder, at, jump: more.jump ?? null, passphrase: more.passphrase ?? null};
  const prepared = await prepareRestore(order);
  finishRestore(folder, {replace: false, at});
  const other = await openWorld({env: {DATA_DIR: folder}, start: at});
  return {other, folder, prepared};
}

/** What stands in a file, table by table. */
const allRows = (file: string, leave: RegExp): string => {
  const db = new Database(file, {readonly: true});
  try {
    const names = db
      .prepare("select name from sqlite_master where type = 'table' order by name")
      .pluck()
      .all() as string[];
    return names
      .filter((name) => !leave.test(name))
      .map((name) => `${name}\n${JSON.stringify(db.prepare(`select * from "${name}" order by 1, 2`).all())}`)
      .join('\n');
  } finally {
    db.close();
  }
};

test('a copy that is made while people are given numbers is whole, and holds everything answered before it began', async () => {
  const world = await openWorld({env: {RATE_LIMIT: 'off'}});
  try {
    for (let index = 0; index < 40; index++) await join(world, 'GEN');
    const before = world.box.journalHead();
    let busy = true;
    const work = startWork(
      {
        what: 'copy',
        dataDir: world.dataDir,
        folder: copiesFolder(world.dataDir),
        at: world.clock.now(),
        version: 'test',
      },
      {dataDir: world.dataDir, gently: false},
    );
    void work.done.finally(() => {
      busy = false;
    });
    let given = 40;
    while (busy) {
      await Promise.all(['GEN', 'CAR', 'PED'].map((code) => join(world, code)));
      given += 3;
    }
    const made = await work.done;
    assert.ok(given > 60, `only ${given} beside it`);
    assert.ok(made.seq >= before.seq, `${made.seq} / ${before.seq}`);
    assert.is(fs.statSync(made.file).mode & 0o777, 0o600);
    assert.is(verifyFile(made.file).state, 'clean');
    assert.equal(
      fs.readdirSync(copiesFolder(world.dataDir)).filter((name) => !name.endsWith('.json')),
      [path.basename(made.file)],
    );
  } finally {
    world.end();
  }
});

test('restored, the box is as it was but for the jump and the epoch; numbers go on behind it, people stay signed in', async () => {
  const world = await openWorld();
  const tokens = [await join(world, 'GEN'), await join(world, 'GEN'), await join(world, 'CAR')];
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {as: 'doctor', body: {}});
  const {body: signedIn} = await world.ask<{token: string}>('POST', '/api/session', {
    body: {username: 'desk', password: 'demo-1234'},
  });
  const made = copyOf(world);
  // What the old box still gives, and the copy does not know.
  const lost = await join(world, 'GEN');
  assert.is(lost.body.number, 'G-003');
  const later = await world.ask<{token: string}>('POST', '/api/session', {
    body: {username: 'desk', password: 'demo-1234'},
  });
  const {other, folder, prepared} = await restored(world, made.file);
  try {
    const leave = /^(journal|sqlite_.*|settings|queue_days|durability_probe|kept_.*)$/;
    assert.is(allRows(path.join(folder, 'baari.db'), leave), allRows(made.file, leave));
    assert.is(prepared.jumps.length, 4);
    assert.is(siteIdentity(other.db)!.siteId, siteIdentity(world.db)!.siteId);
    assert.is.not(siteIdentity(other.db)!.epoch, siteIdentity(world.db)!.epoch);
    const mine = await other.ask<{number: string; state: string}>('GET', `/api/my/${tokens[2]!.body.key}`);
    assert.equal([mine.body.number, mine.body.state], ['C-001', 'called']);
    assert.is((await other.ask('GET', `/api/my/${lost.body.key}`)).status, 404);
    assert.is((await join(other, 'GEN')).body.number, 'G-053');
    assert.is((await join(other, 'PED')).body.number, 'P-051');
    const session = (token: string) => other.ask('GET', '/api/session', {headers: {authorization: `Bearer ${token}`}});
    assert.is((await session(signedIn.token)).status, 200);
    await other.ask('POST', '/api/session', {body: {username: 'doctor', password: 'demo-1234'}});
    assert.is((await session(later.body.token)).status, 401, 'nobody takes over a session of the time since');
    const verdict = verifyFile(path.join(folder, 'baari.db'));
    assert.is(verdict.state, 'clean', JSON.stringify(verdict));
    assert.is(
      fs.readFileSync(path.join(folder, 'keys/jwt.key'), 'utf8'),
      fs.readFileSync(path.join(world.dataDir, 'keys/jwt.key'), 'utf8'),
    );
  } finally {
    other.end();
    world.end();
  }
});

test('a copy of yesterday: today begins behind what the queue usually gives; once, and not with --jump 0', async () => {
  const day = 24 * 3600_000;
  const plain = await openWorld();
  for (let index = 0; index < 3; index++) await join(plain, 'GEN');
  const {file} = copyOf(plain);
  for (const [jump, numbers] of [
    [null, ['G-051', 'G-001']],
    [120, ['G-121', 'G-001']],
    [0, ['G-001', 'G-001']],
  ] as const) {
    const {other, folder} = await restored(plain, file, {at: plain.clock.now() + day, jump});
    try {
      const given: string[] = [];
      for (const _ of numbers) {
        await other.watch.tick();
        given.push((await join(other, 'GEN')).body.number);
        other.clock.forward(day);
      }
      assert.equal(given, numbers, `jump ${jump}`);
      assert.is(verifyFile(path.join(folder, 'baari.db')).state, 'clean');
    } finally {
      other.end();
    }
  }
  plain.end();
});

test('only a journaled jump is no gap', async () => {
  const world = await openWorld();
  await join(world, 'GEN');
  await world.write((tx) => {
    tx.db.prepare('update queue_days set lastSerial = 7').run();
  });
  await world.reopen();
  await join(world, 'GEN');
  const verdict = verifyFile(path.join(world.dataDir, 'baari.db'));
  assert.is(verdict.state === 'fault' && verdict.fault.code, 'number.gap');
  assert.throws(
    () => copyOf(world),
    (error: unknown) => error instanceof CopyFault && error.why === 'damaged',
  );
  assert.equal(copiesIn(copiesFolder(world.dataDir)), [], 'a copy that is not sound has no name');
  world.end();
});

test('a damaged copy is refused, whatever is damaged; what stood in the folder is untouched', async () => {
  const world = await openWorld();
  await join(world, 'GEN');
  const {file} = copyOf(world);
  const other = await openWorld();
  const before = allRows(path.join(other.dataDir, 'baari.db'), /durability_probe/);
  const changes: [string, (db: InstanceType<typeof Database>) => void][] = [
    ['a name', (db) => db.exec("update users set name = 'Somebody' where id = 1")],
    ['an entry of the journal', (db) => db.exec('update journal set at = at + 1 where seq = 3')],
    ['a key', (db) => db.exec("update kept_files set bytes = x'00' where name = 'keys/jwt.key'")],
    [
      'a session that is gone',
      (db) =>
        db.exec(
          'delete from departments where id = (select max(id) from departments) and 0; delete from queue_service_points',
        ),
    ],
    [
      'a file of somebody’s choice',
      (db) => db.exec("update kept_files set name = 'keys/../../x' where name = 'keys/jwt.key'"),
    ],
  ];
  for (const [what, change] of changes) {
    const broken = path.join(other.dataDir, 'broken.db');
    fs.copyFileSync(file, broken);
    const db = new Database(broken);
    db.pragma('foreign_keys = OFF');
    change(db);
    db.close();
    const order = {file: broken, dataDir: other.dataDir, at: world.clock.now(), jump: null, passphrase: null};
    const fault = await prepareRestore(order).catch((error: unknown) => error);
    assert.ok(fault instanceof RestoreFault && fault.why === 'damaged', `${what}: ${String(fault)}`);
    assert.is(fs.existsSync(path.join(other.dataDir, '.restoring')), false, what);
  }
  const bytes = fs.readFileSync(file);
  fs.writeFileSync(path.join(other.dataDir, 'half.db'), bytes.subarray(0, bytes.length / 2));
  const half = {file: path.join(other.dataDir, 'half.db'), dataDir: other.dataDir, at: 0, jump: null, passphrase: null};
  assert.is(await prepareRestore(half).catch((error: RestoreFault) => error.why), 'damaged');
  assert.is(allRows(path.join(other.dataDir, 'baari.db'), /durability_probe/), before);
  other.end();
  world.end();
});

test('a locked copy needs its passphrase; a plain database without keys can be restored too', async () => {
  const world = await openWorld();
  await join(world, 'GEN');
  const passphrase = 'five plain words in a row';
  const {file} = copyOf(world, {passphrase});
  assert.match(file, /\.locked$/);
  for (const wrong of [null, 'something else entirely']) {
    const order = {file, dataDir: freshFolder(), at: world.clock.now(), jump: null, passphrase: wrong};
    assert.is(await prepareRestore(order).catch((error: RestoreFault) => error.why), 'passphrase');
  }
  const {other} = await restored(world, file, {passphrase});
  assert.is((await join(other, 'GEN')).body.number, 'G-052');
  other.end();
  world.close();
  const plain = path.join(world.dataDir, 'baari.db');
  const again = await restored(world, plain);
  assert.is((await join(again.other, 'GEN')).body.number, 'G-052');
  again.other.end();
  fs.rmSync(world.dataDir, {recursive: true});
});

test('a disk without room, a folder that can’t be written, no database: said, and nothing is left', async () => {
  const world = await openWorld();
  const file = path.join(world.dataDir, 'a file');
  fs.writeFileSync(file, '');
  const copy = (order: {dataDir?: string; folder?: string}) =>
    startWork(
      {what: 'copy', dataDir: world.dataDir, folder: world.dataDir, at: 0, version: 'test', ...order},
      {dataDir: world.dataDir},
    ).done.catch((error: WorkFault) => error.why);
  assert.is(await copy({folder: path.join(file, 'below')}), 'place');
  assert.is(await copy({dataDir: freshFolder()}), 'missing');
  assert.is(newestCopy(copiesFolder(world.dataDir)), null);
  world.end();
});

test('a box that nobody has set up takes up a hospital from its first page', async () => {
  const world = await openWorld();
  await join(world, 'GEN');
  const {file} = copyOf(world);
  const folder = freshFolder();
  const empty = await openWorld({env: {DEMO: '0', DATA_DIR: folder}, start: world.clock.now()});
  try {
    fs.mkdirSync(copiesFolder(folder));
    fs.copyFileSync(file, path.join(copiesFolder(folder), path.basename(file)));
    const token = empty.setupSecret!;
    const ask = (where: string, body: object) => empty.ask('POST', where, {body});
    assert.is((await ask('/api/setup/copies', {token: 'guessed'})).status, 403);
    const {body} = await ask('/api/setup/copies', {token});
    const items = (body as {items: {file: string}[]}).items.filter((one) => one.file.startsWith(folder));
    assert.is(items.length, 1);
    const done = await ask('/api/setup/restore', {token, file: items[0]!.file});
    assert.equal([done.status, done.body], [200, {siteName: 'District Hospital'}]);
    assert.is((await join(empty, 'GEN')).body.number, 'G-052');
    assert.is((await ask('/api/setup/restore', {token, file: items[0]!.file})).status, 403);
  } finally {
    empty.end();
    world.end();
  }
});

test('an update copies the file first; when it fails the file is as it was, and the versions are named', async () => {
  const world = await openWorld();
  await join(world, 'GEN');
  world.close();
  const file = path.join(world.dataDir, 'baari.db');
  const db = new Database(file);
  // As an older version left it: one migration less.
  db.exec('delete from __drizzle_migrations where rowid = (select max(rowid) from __drizzle_migrations)');
  const before = allRows(file, /durability_probe/);
  const fails = () =>
    updateFile(db, {
      dataDir: world.dataDir,
      version: '9.9.9',
      at: world.clock.now(),
      migrate(of) {
        of.transaction(() => {
          of.exec("update users set name = 'half way'");
          throw new Error('no such column');
        })();
      },
    });
  assert.throws(fails, (error: Error) => {
    assert.instance(error, UpdateFault);
    assert.match(
      error.message,
      /Baari 9\.9\.9 .+ Baari 0\.\d+\.\d+ .+no such column.+start Baari 0\.\d+\.\d+ again.+before-update/,
    );
    return true;
  });
  assert.is(allRows(file, /durability_probe/), before);
  const copies = copiesIn(copiesFolder(world.dataDir));
  assert.equal(
    copies.map((one) => one.before),
    [true],
  );
  db.close();
  fs.rmSync(world.dataDir, {recursive: true});
});

test.run();
