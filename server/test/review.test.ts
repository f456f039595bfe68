// What a fresh pair of eyes found once, kept so that it stays mended.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {handClock} from '../base/clock.ts';
import {openHub} from '../live/hub.ts';
import {issueToken} from '../queue/issue-token.ts';
import {changeSettings} from '../settings/change-settings.ts';
import {settingsOf} from '../settings/rows.ts';
import {inWorld} from './inside.ts';
import {queueId} from './world.ts';

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

test.run();
