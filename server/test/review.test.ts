// What a fresh pair of eyes found once, kept so that it stays mended.
import {hash} from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {drizzle} from 'drizzle-orm/better-sqlite3';
import {migrate} from 'drizzle-orm/better-sqlite3/migrator';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {handClock} from '../base/clock.ts';
import {openDatabase, preparedTexts} from '../base/database.ts';
import {answerKeptMs} from '../base/kept-answers.ts';
import {migrateDatabase, migrationsFolder} from '../base/migrate.ts';
import {countJournal, readJournal} from '../journal/rows.ts';
import {openHub} from '../live/hub.ts';
import {issueToken} from '../queue/issue-token.ts';
import {changeSettings} from '../settings/change-settings.ts';
import {settingsOf} from '../settings/rows.ts';
import {inWorld, issue} from './inside.ts';
import {queueId, staffOf} from './world.ts';

const roundMs = 1000;

test(
  'a doctor reads nobody whom their queues never had, neither by id nor by guessing',
  inWorld(async (world) => {
    const {body: patient} = await world.ask<{id: string}>('POST', '/api/patients', {
      as: 'desk',
      body: {name: 'Sunita Devi', phone: '98123 45678', yearOfBirth: 1958},
    });
    const car = queueId(world, 'CAR');
    const byId = await world.ask('POST', `/api/queues/${car}/tokens`, {as: 'doctor', body: {patientId: patient.id}});
    assert.is(byId.status, 404);
    assert.is(byId.body.code, 'patient.missing');
    const byName = await world.ask('POST', `/api/queues/${car}/tokens`, {
      as: 'doctor',
      body: {name: 'Sunita Devi', phone: '98123 45678'},
    });
    assert.is(byName.status, 201);
    assert.is(byName.body.yearOfBirth, null);
    assert.is(byName.body.recordNumber, null);
    await world.ask('POST', `/api/queues/${car}/tokens`, {as: 'desk', body: {patientId: patient.id}});
    const known = await world.ask('POST', `/api/queues/${car}/tokens`, {as: 'doctor', body: {patientId: patient.id}});
    assert.is(known.status, 201);
  }),
);

test(
  'a commit that fails takes back what memory knew of settings, too',
  inWorld(async (world) => {
    const car = queueId(world, 'CAR');
    const name = settingsOf(world.db).siteName;
    const pages = Number(world.db.pragma('page_count', {simple: true}));
    const all = [
      world.write((tx) => changeSettings(tx, {siteName: 'Never committed'}, 1)),
      world.write((tx) => issueToken(tx, car, {}).serial),
      world.write((tx) => {
        tx.db.pragma(`max_page_count = ${pages}`);
        tx.db.exec('create table filler (x)');
        for (let index = 0; index < 500; index++) tx.db.prepare('insert into filler values (zeroblob(4000))').run();
      }),
    ];
    const outcomes = await Promise.allSettled(all);
    world.db.pragma('max_page_count = 1073741823');
    assert.ok(outcomes.every((outcome) => outcome.status === 'rejected'));
    assert.is(settingsOf(world.db).siteName, name);
    assert.is(await world.write((tx) => issueToken(tx, car, {}).serial), 1);
  }),
);

test(
  "an old form's key under another name is another request, not the first one's token",
  inWorld(async (world) => {
    const form = (name: string) => ({
      body: `idempotencyKey=${'k'.repeat(22)}&name=${name}`,
      headers: {'content-type': 'application/x-www-form-urlencoded', origin: 'http://10.0.0.5:8080'},
    });
    const asha = await world.ask('POST', '/q/CAR', form('Asha'));
    const again = await world.ask('POST', '/q/CAR', form('Asha'));
    const ravi = await world.ask('POST', '/q/CAR', form('Ravi'));
    assert.is(asha.status, 303);
    assert.is(again.headers.get('location'), asha.headers.get('location'));
    assert.is(ravi.status, 422);
  }),
);

test(
  "a page of somebody else's takes no token through a patient's browser",
  inWorld(async (world) => {
    const foreign = await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {
      headers: {origin: 'http://evil.example'},
    });
    assert.is(foreign.status, 403);
  }),
);

test(
  'odd words in a query or a form are refused, not a fault',
  inWorld(async (world) => {
    assert.is((await world.ask('GET', '/api/audit?about=constructor:1', {as: 'admin'})).status, 200);
    const broken = await world.ask('POST', '/q/CAR', {
      body: 'nonsense',
      headers: {'content-type': 'multipart/form-data; boundary=x', origin: 'http://10.0.0.5:8080'},
    });
    assert.is(broken.status, 400);
  }),
);

test('what no longer exists ends its streams instead of showing a frozen picture', async () => {
  let exists = true;
  const hub = openHub({
    clock: handClock(),
    limits: () => ({inAll: 10, perTopic: 10, perDevice: 10, perAddress: 10, stallMs: 30_000, lifeMs: 1_800_000}),
    dependents: () => [],
    render: () => (exists ? Buffer.from('picture') : null),
  });
  let ended = 0;
  hub.follow({
    topics: ['board:3'],
    device: null,
    address: null,
    sink: {write: () => true, onDrained: () => {}, end: () => void ended++, cut: () => {}},
  });
  exists = false;
  hub.touched(['board:3']);
  await new Promise((done) => setTimeout(done, 40));
  assert.is(ended, 1);
  hub.close();
});

test(
  'a page made from a stored answer has the headers that every answer has: a form that joins, and one that is refused',
  inWorld(async (world) => {
    const headers = {
      origin: 'http://10.0.0.5:8080',
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'text/html',
    };
    const joined = await world.ask('POST', '/q/GEN', {body: `name=A&idempotencyKey=${'x'.repeat(25)}`, headers});
    assert.is(joined.status, 303);
    assert.is(joined.headers.get('referrer-policy'), 'no-referrer');
    assert.ok(joined.headers.get('set-cookie')?.includes('baari_device='));
    await world.ask('POST', `/api/queues/${queueId(world, 'GEN')}/close`, {as: 'admin', body: {}});
    const refused = await world.ask('POST', '/q/GEN', {body: `name=A&idempotencyKey=${'y'.repeat(25)}`, headers});
    assert.is(refused.status, 409);
    assert.ok(refused.headers.get('content-security-policy'));
  }),
);

test(
  'a browser that came before secrets had a place is the same browser still',
  inWorld(async (world) => {
    const secret = 'A'.repeat(22);
    world.db
      .prepare('insert into devices (secretHash, createdAt) values (?, 1)')
      .run(hash('sha256', secret, 'base64url'));
    const id = world.db.prepare('select max(id) from devices').pluck().get();
    const headers = {cookie: `baari_device=${secret}`};
    const {status} = await world.ask('POST', `/api/queues/${queueId(world, 'GEN')}/tokens`, {body: {}, headers});
    assert.is(status, 201);
    assert.is(world.db.prepare('select deviceId from tokens order by id desc limit 1').pluck().get(), id);
  }),
);

test(
  "a person's deeds in the record are found by index, in one queue and in all, page by page",
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    for (const code of ['CAR', 'GEN', 'PED', 'CAR', 'GEN', 'ORT']) {
      world.clock.forward(roundMs);
      await issue(world, code, {name: 'Asha'}, desk);
      await issue(world, code, {});
    }
    await issue(world, 'CAR', {}, desk);
    const actor = String(desk.id);
    const pages = (query: object) => {
      const seqs: number[] = [];
      for (let before: number | null = null; ; before = seqs.at(-1)!) {
        const page = readJournal(world.db, {limit: 2, actor, ...query, before});
        seqs.push(...page.map((one) => one.seq));
        if (page.length === 0) return seqs;
      }
    };
    const inFile = (where: string, ...values: unknown[]) =>
      world.db
        .prepare(`select seq from journal where actorId = ? and ${where} order by at desc, seq desc`)
        .pluck()
        .all(desk.id, ...values) as number[];
    const car = queueId(world, 'CAR');
    const from = world.clock.now() - roundMs * 3;
    assert.equal(pages({}), inFile('1'));
    assert.equal(pages({from}), inFile('at >= ?', from));
    assert.equal(pages({about: `queue:${car}`}), inFile('queueId = ?', car));
    assert.equal(pages({about: `queue:${car}`, from}), inFile('queueId = ? and at >= ?', car, from));
    assert.is(countJournal(world.db, {actor, before: null, limit: 1}), inFile('1').length);
    const read = preparedTexts(world.db).filter((text) => /actorId = \?.*order by/s.test(text));
    assert.ok(read.length >= 4);
    for (const text of read.filter((one) => !one.includes('subject'))) {
      const marks = text.split('?').length - 1;
      const plan = world.db.prepare(`explain query plan ${text}`).all(...Array(marks).fill(1)) as {detail: string}[];
      const how = plan.map(({detail}) => detail).join('; ');
      assert.match(how, /journal_actor \(actorId=\? AND queueId=\?/, text);
      assert.not.match(how, /USE TEMP/);
    }
  }),
);

test('the numbers of consultations that an older program used up leave no gap, and nobody is missed', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-older-'));
  const older = path.join(folder, 'migrations');
  fs.cpSync(migrationsFolder, older, {recursive: true});
  const journal = path.join(older, 'meta', '_journal.json');
  const {entries, ...rest} = JSON.parse(fs.readFileSync(journal, 'utf8')) as {entries: {tag: string}[]};
  const until = entries.findIndex(({tag}) => tag === '0006_consultation_numbers');
  fs.writeFileSync(journal, JSON.stringify({...rest, entries: entries.slice(0, until)}));
  const db = openDatabase(path.join(folder, 'x.db'));
  try {
    migrate(drizzle(db), {migrationsFolder: older});
    db.pragma('foreign_keys = off');
    const insert = db.prepare(
      'insert into consultations (id, tokenId, visitId, queueId, servicePointId, startedAt, sum) values (?, ?, 1, 1, 1, 1, 7)',
    );
    for (const id of [1, 2, 4, 8, 9]) insert.run(id, id * 10);
    migrateDatabase(db);
    assert.equal(db.prepare('select id, tokenId from consultations order by id').raw().all(), [
      [1, 10],
      [2, 20],
      [3, 40],
      [4, 80],
      [5, 90],
    ]);
    assert.is(db.prepare("select seq from sqlite_sequence where name = 'consultations'").pluck().get(), 5);
    // Their sums are made anew: the last row shows that it has none.
    assert.equal(db.prepare('select id from consultations where sum is null').pluck().all(), [3, 4, 5]);
  } finally {
    db.close();
    fs.rmSync(folder, {recursive: true, force: true});
  }
});

test(
  'a key that is used again after its day binds its new answer, although the old one still lies there',
  inWorld(async (world) => {
    const join = async () => {
      const ask = {body: {name: 'Asha'}, key: 'the-same-key-after-a-day'};
      return (await world.ask('POST', `/api/queues/${queueId(world, 'GEN')}/tokens`, ask)).body.id;
    };
    const first = await join();
    world.clock.forward(answerKeptMs + 1);
    const second = await join();
    assert.is.not(second, first);
    assert.is(await join(), second);
  }),
);

test.run();
