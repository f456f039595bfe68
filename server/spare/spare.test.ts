// time-limit: 300
import fs from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {serve} from '@hono/node-server';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {siteIdentity} from '../settings/identity.ts';
import {issue} from '../test/inside.ts';
import {freshFolder, startServer} from '../test/running.ts';
import {openWorld, queueId, type World} from '../test/world.ts';
import {askBox} from './ask-box.ts';
import {askSuccession} from './ask-succession.ts';
import {copyFile, type FollowView, goodCopy, openFollower, spareFolder} from './follow-main.ts';
import {promote} from './promote.ts';
import {openNonces} from './proof.ts';
import {cycleMs, followState, leastCycleMs, readSecret} from './rules.ts';
import {spareApp} from './spare-app.ts';

test('a copy is made at most once a minute, and takes at most a tenth of the main box’s time', () => {
  assert.is(cycleMs(0), leastCycleMs);
  assert.is(cycleMs(90_000), 900_000);
});

test('the second box says what it is: ready, old, alone, or turned away', () => {
  const now = 10_000_000;
  const cases: [number | null, number | null, boolean, string][] = [
    [null, null, false, 'new'],
    [now, null, false, 'new'],
    [now, now - 1000, false, 'following'],
    [now, now - 16 * 60_000, false, 'behind'],
    [now - 60_000, now - 60_000, false, 'away'],
    [null, now - 60_000, false, 'away'],
    [now, now, true, 'refused'],
  ];
  for (const [heard, copied, refused, state] of cases) assert.is(followState(now, heard, copied, refused), state);
});

test('the secret is read as people type it', () => {
  assert.is(readSecret('abcde fghjk-lmnpq rstuv wxyz2'), 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2');
  for (const wrong of ['', 'ABCDE', 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ1', 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ22'])
    assert.is(readSecret(wrong), null, wrong);
});

test('a nonce serves once, and not for long', () => {
  let now = 0;
  const nonces = openNonces(() => now);
  const [first, second] = [nonces.give(), nonces.give()];
  assert.ok(nonces.take(first));
  assert.not(nonces.take(first));
  now = 61_000;
  assert.not(nonces.take(second));
  assert.not(nonces.take('made up by somebody'));
});

/** A main box that answers over HTTP, paired. */
async function openMain() {
  const world = await openWorld();
  const server = serve({fetch: (request, env) => world.app.fetch(request, env), port: 0, hostname: '127.0.0.1'});
  await new Promise((done) => server.once('listening', done));
  const {port} = server.address() as {port: number};
  const {body} = await world.ask<{secret: string}>('POST', '/api/spare/pairing', {as: 'admin', body: {}});
  const end = async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((done) => server.close(done));
    world.end();
  };
  return {world, url: `http://127.0.0.1:${port}`, secret: body.secret, end};
}

async function until<T>(look: () => Promise<T | null | false | undefined>): Promise<T> {
  for (const giveUpAt = Date.now() + 240_000; Date.now() < giveUpAt; await sleep(100)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error('it did not come');
}

const join = (world: World) => world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}});

test('a second box follows, takes over, and the box that it replaced stands down until somebody decides', async () => {
  const main = await openMain();
  const {world, url, secret} = main;
  const folder = freshFolder();
  const follower = openFollower({
    url,
    secret,
    dataDir: folder,
    steady: () => performance.now(),
    port: () => 9,
    say: () => {},
  });
  try {
    const stranger = await fetch(`${url}/api/spare/state`);
    assert.is(stranger.status, 401);
    const wrong = await askBox(url, 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2', {method: 'GET', path: '/api/spare/state'}).catch(
      (error: Error) => error.message,
    );
    assert.is(wrong, 'spare.refused');

    await issue(world, 'CAR', {name: 'Asha Devi'});
    const copied = (seq: number) =>
      until(async () => {
        await follower.look();
        return (goodCopy(folder)?.seq ?? 0) >= seq && follower.view();
      });
    const first: FollowView = await copied(world.box.journalHead().seq);
    assert.is(first.state, 'following');
    assert.is(fs.readFileSync(copyFile(folder)).subarray(0, 15).toString(), 'SQLite format 3');
    assert.equal(
      fs.readdirSync(spareFolder(folder)).sort(),
      ['copy.db', 'copy.json'],
      'nothing locked or half is left',
    );

    await issue(world, 'CAR', {name: 'Binod Kumar'});
    await follower.look();
    assert.is(follower.view().behind, world.box.journalHead().seq - first.copy!.seq, 'it says how much could be lost');
    assert.ok(follower.view().behind! > 0);
    world.clock.forward(leastCycleMs);
    await copied(world.box.journalHead().seq);
    const state = await world.ask('GET', '/api/spare', {as: 'admin'});
    assert.is(state.body.address, 'http://127.0.0.1:9');
    assert.is(state.body.lastCopySeq, world.box.journalHead().seq);

    // What only the main box knows is lost with it.
    assert.is((await join(world)).body.number, 'C-003');
    await follower.stop();
    const replaced = siteIdentity(world.db)!.epoch;
    const {epoch, jumps} = await promote({dataDir: folder, url, secret, at: Date.now()});
    assert.is.not(epoch, replaced);
    assert.ok(jumps.length > 0);
    const promoted = await startServer(folder);
    const queues = (await (await fetch(`${promoted.url}/api/queues`)).json()) as {items: {id: string; code: string}[]};
    const car = queues.items.find(({code}) => code === 'CAR')!;
    const taken = await fetch(`${promoted.url}/api/queues/${car.id}/tokens`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{}',
    });
    const {serial} = (await taken.json()) as {serial: number};
    assert.ok(serial > 3 && serial !== 3, `${serial} is not on paper already`);

    await until(async () => (await join(world)).body.code === 'box.superseded');
    assert.is((await world.ask('GET', '/api/queues')).status, 200, 'it can still be read');
    assert.is((await world.ask('POST', '/q/CAR', {headers: {origin: 'http://10.0.0.5:8080'}})).status, 503);
    assert.equal(await askSuccession(promoted.url, secret, 'another life'), null);
    assert.is((await askSuccession(promoted.url, secret, replaced))?.epoch, epoch);
    assert.is(await askSuccession(promoted.url, 'ABCDE-FGHJK-LMNPQ-RSTUV-WXYZ2', replaced), null);
    await world.reopen();
    assert.is((await join(world)).body.code, 'box.superseded', 'a start changes nothing about it');

    const decision = {as: 'admin' as const, body: {confirm: 'this box is the right one'}};
    assert.is((await world.ask('POST', '/api/spare/stand-up', {...decision, as: 'desk'})).status, 403);
    assert.is((await world.ask('POST', '/api/spare/stand-up', decision)).status, 200);
    assert.is((await join(world)).status, 201);
    const told = {replaced, epoch, at: new Date().toISOString()};
    const again = await askBox(url, secret, {method: 'POST', path: '/api/spare/succession', body: told});
    assert.equal(await again.json(), {stoodDown: false}, 'what was decided is not asked again');
    await promoted.end();
  } finally {
    await follower.stop();
    await main.end();
  }
});

test('a line that broke goes on where it broke; a copy that is not what was said is thrown away', async () => {
  const {world, url, secret, end} = await openMain();
  try {
    const ready = await until(async () => {
      const answer = await askBox(url, secret, {method: 'POST', path: '/api/spare/copy', body: {}});
      const said = (await answer.json()) as {id: string; bytes: number; sha256: string} | {making: true};
      return 'id' in said && said;
    });
    const where = `/api/spare/copy?id=${ready.id}`;
    const whole = Buffer.from(await (await askBox(url, secret, {method: 'GET', path: where})).arrayBuffer());
    const rest = await askBox(url, secret, {method: 'GET', path: where, headers: {range: 'bytes=1000-'}});
    assert.is(rest.status, 206);
    assert.equal(Buffer.from(await rest.arrayBuffer()), whole.subarray(1000));
    assert.not(whole.includes('SQLite format 3'), 'it is locked on its way');

    const folder = freshFolder();
    const parts = {url, secret, dataDir: folder, steady: () => performance.now(), port: () => 9, say: () => {}};
    const follower = openFollower(parts);
    fs.writeFileSync(path.join(spareFolder(folder), `${ready.sha256.slice(0, 32)}.part`), Buffer.alloc(1000, 'x'));
    await follower.look();
    assert.match(follower.view().problem!, /damaged/);
    await follower.look();
    assert.is(goodCopy(folder)?.seq, world.box.journalHead().seq, 'the next try is whole');
    await follower.stop();
  } finally {
    await end();
  }
});

test('the page takes over for an administrator who has seen the plug, and for nobody else', async () => {
  const {world, url, secret, end} = await openMain();
  const folder = freshFolder();
  const parts = {url, secret, dataDir: folder, steady: () => performance.now(), port: () => 9, say: () => {}};
  const follower = openFollower(parts);
  try {
    await until(async () => {
      await follower.look();
      return goodCopy(folder);
    });
    let taken = 0;
    const app = spareApp({
      url,
      dataDir: folder,
      follower,
      controlSecret: 'of the command',
      steady: () => performance.now(),
      takeOver: async () => void taken++,
      done: () => {},
    });
    const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      app.request('http://10.0.0.6:8080/promote', {
        method: 'POST',
        headers: {host: '10.0.0.6:8080', origin: 'http://10.0.0.6:8080', ...headers},
        body: new URLSearchParams(form),
      });
    const page = await (await app.request('/', {headers: {host: '10.0.0.6:8080', 'accept-language': 'hi'}})).text();
    assert.match(page, /lang="hi"/);
    assert.match(page, /प्लग/);
    const good = {unplugged: 'yes', username: 'admin', password: 'demo-1234'};
    const {unplugged: _, ...unseen} = good;
    assert.is((await post(unseen)).status, 400);
    assert.is((await post({...good, password: 'wrong-one'})).status, 400);
    assert.is((await post({...good, username: 'desk'})).status, 400);
    assert.is((await post(good, {origin: 'http://elsewhere.example'})).status, 400);
    assert.is((await app.request('/', {headers: {host: 'elsewhere.example'}})).status, 421);
    assert.is(taken, 0);
    assert.is((await post(good)).status, 200);
    assert.is(taken, 1);
    assert.ok(world.box.journalHead().seq > 0);
  } finally {
    await follower.stop();
    await end();
  }
});

test.run();
