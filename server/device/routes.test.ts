import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, queueId, type World} from '../test/world.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('alive is about the process, ready about the database', async () => {
  const world = await openWorld();
  assert.equal((await world.ask('GET', '/healthz')).body, {ok: true});
  assert.is((await world.ask('GET', '/readyz')).status, 200);
  world.db.exec('alter table journal rename to elsewhere');
  assert.is((await world.ask('GET', '/healthz')).status, 200);
  const ready = await world.ask('GET', '/readyz');
  assert.equal([ready.status, ready.body.code], [503, 'store.unavailable']);
  world.end();
});

test('metrics need the token of the data folder', async () => {
  const world = await openWorld();
  const token = fs.readFileSync(path.join(world.dataDir, 'keys/metrics.token'), 'utf8').trim();
  const ask = (authorization?: string) =>
    world.ask<string>('GET', '/metrics', {headers: authorization ? {authorization} : {}});
  for (const wrong of [undefined, 'Bearer', `Bearer ${token.slice(1)}x`, token, `Bearer ${token} `.repeat(2)])
    assert.is((await ask(wrong)).status, 401, wrong);
  assert.is((await world.ask('GET', '/metrics', {as: 'admin'})).status, 401, 'an admin is not Prometheus');
  const {status, headers, body} = await ask(`Bearer ${token}`);
  assert.is(status, 200);
  assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  assert.match(body, /^baari_writes_total \d+$/m);
  world.end();
});

test('metrics count the streams that were cut because nothing was taken, and those whose time was over', async () => {
  const world = await openWorld();
  const follow = (takes: boolean) =>
    world.hub.follow({
      topics: ['queue:1'],
      device: null,
      address: null,
      sink: {write: () => takes, onDrained: () => {}, end: () => {}, cut: () => {}},
    });
  const counted = async () => {
    const authorization = `Bearer ${world.box.keys.metrics}`;
    const {body} = await world.ask<string>('GET', '/metrics', {headers: {authorization}});
    return [...body.matchAll(/^baari_live_(?:stalled|aged)_total (\d+)$/gm)].map(([, times]) => Number(times));
  };
  const until = async (wanted: number[]) => {
    for (let tries = 0; tries < 100 && `${await counted()}` !== `${wanted}`; tries++) await pause(50);
    assert.equal(await counted(), wanted);
  };
  try {
    await until([0, 0]);
    follow(false);
    world.clock.forward(31_000);
    await until([1, 0]);
    follow(true);
    world.clock.forward(2 * 3_600_000);
    await until([1, 1]);
  } finally {
    world.end();
  }
});

test('keys of the box are for its own user only', async () => {
  const world = await openWorld();
  for (const name of ['jwt.key', 'metrics.token']) {
    const {mode} = fs.statSync(path.join(world.dataDir, 'keys', name));
    assert.is(mode & 0o077, 0, name);
  }
  world.end();
});

test('settings: all that are sent or none, within their limits, by version', async () => {
  const world = await openWorld();
  const patch = (values: Record<string, unknown>, version = 1) =>
    world.ask('PATCH', '/api/settings', {as: 'admin', body: {version, values}});
  const wrong: Record<string, unknown>[] = [
    {siteName: 'Good', colour: 'red'},
    {siteName: 'Good', undoSeconds: 601},
    {undoSeconds: 1.5},
    {undoSeconds: '30'},
    {timeZone: 'Mars/Olympus'},
    {countryCode: 'zz'},
    {countryCode: 'constructor'},
    {language: 'xx'},
    {dayCloseCarries: 1},
    {siteAddress: 'ftp://opd.example'},
    {siteAddress: 'http://opd.example/path'},
    {siteName: 'x'.repeat(101)},
    {constructor: 'x'},
    {toString: 'x'},
  ];
  for (const values of wrong) assert.is((await patch(values)).status, 400, JSON.stringify(values));
  const {body} = await world.ask<{items: {key: string; value: unknown}[]; version: number}>('GET', '/api/settings', {
    as: 'admin',
  });
  assert.is(body.version, 1);
  assert.is(body.items.find((one) => one.key === 'siteName')!.value, 'District Hospital', 'nothing of it was kept');
  assert.is((await patch({siteName: 'City', undoSeconds: 30})).status, 200);
  assert.is((await patch({siteName: 'Town'})).body.code, 'version.stale');
  world.end();
});

async function busyMorning(world: World) {
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const token = (await world.ask<{id: string}>('POST', path, {body: {name: 'Asha'}})).body;
  await world.ask('POST', `/api/tokens/${token.id}/call`, {as: 'doctor', body: {reason: 'faint'}});
  await world.ask('POST', `/api/tokens/${token.id}/complete`, {as: 'admin', body: {}});
  return token;
}

test('the journal answers about a token, by a person, between times', async () => {
  const world = await openWorld();
  const token = await busyMorning(world);
  const audit = async (query: string) =>
    (
      await world.ask<{items: {seq: number; at: string; what: string; actor: {name: string}; words: string | null}[]}>(
        'GET',
        `/api/audit?${query}`,
        {as: 'admin'},
      )
    ).body.items;
  const about = await audit(`about=token:${token.id}`);
  assert.ok(about.some((one) => one.what === 'token.issued'));
  assert.is(about.find((one) => one.what === 'token.called')!.words, 'faint');
  assert.ok(
    about.every((one, index) => index === 0 || one.seq < about[index - 1]!.seq),
    'newest first',
  );
  const doctor = world.db.prepare("select id from users where username = 'doctor'").pluck().get();
  const by = await audit(`actor=${doctor}`);
  assert.ok(by.length > 0 && by.every((one) => one.actor.name === 'Dr. Meera Rao'));
  assert.is((await audit('from=2026-11-23T00:00:00Z')).length, 0);
  assert.ok((await audit('to=2026-11-23T00:00:00Z')).length > 0);
  for (const wrong of ['about=token', 'actor=me', 'from=yesterday', "about=token:1'"])
    assert.is((await world.ask('GET', `/api/audit?${wrong}`, {as: 'admin'})).status, 400, wrong);
  world.end();
});

test('the journal itself holds ids and codes, not names', async () => {
  const world = await openWorld();
  await busyMorning(world);
  const rows = JSON.stringify(world.db.prepare('select * from journal').all());
  for (const word of ['Asha', 'faint']) assert.not(rows.includes(word), word);
  world.end();
});

test('a timeline says who did what, and how long each step took', async () => {
  const world = await openWorld();
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const {id} = (await world.ask<{id: string}>('POST', path, {body: {}})).body;
  world.clock.forward(90_000);
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {as: 'doctor', body: {}});
  const {items} = (
    await world.ask<{items: {what: string; sinceMs: number; who: string}[]}>('GET', `/api/tokens/${id}/timeline`, {
      as: 'admin',
    })
  ).body;
  const called = items.find((one) => one.what === 'token.called')!;
  assert.equal([called.who, called.sinceMs], ['Dr. Meera Rao', 90_000]);
  world.end();
});

test('a clock that fell behind the record is suspect, and staff are told', async () => {
  const world = await openWorld();
  await busyMorning(world);
  world.clock.set(world.clock.now() - 10 * 60_000);
  const {body} = await world.ask<{box: {clock: {state: string; reason: string}}}>('GET', '/api/session', {as: 'desk'});
  assert.is(body.box.clock.state, 'suspect');
  assert.ok(body.box.clock.reason);
  const join = await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}});
  assert.equal([join.status, join.body.number], [201, 'C-002'], 'numbers go on as before');
  world.end();
});

test.run();
