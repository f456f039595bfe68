// time-limit: 120
// When the box sends, what it says while it cannot, and that it stops at once.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../scripts/need.ts';
import {systemClock} from '../server/base/clock.ts';
import {openLog} from '../server/base/log.ts';
import {clouds, differences, openLine, pushBoxOf} from '../server/test/cloud.ts';
import {issue} from '../server/test/inside.ts';
import {openWorld} from '../server/test/world.ts';
import {isLoopback, optionsOf} from './connection.ts';
import {problemOf} from './problem.ts';
import {backoffCapMs, backoffOf, openSync, periodMs, phaseOf, type Sync} from './sync.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
async function until(what: string, is: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !is(); tries++) await pause(100);
  assert.ok(is(), what);
}

test('a change is sent within the promised time, also after any number of faults', () => {
  for (let tries = 1; tries < 100; tries++)
    for (const chance of [0, 0.5, 0.999]) {
      const delay = backoffOf(tries, () => chance);
      assert.ok(delay >= 0 && delay <= backoffCapMs && delay <= 1000 * 2 ** tries, `${tries}`);
    }
  assert.ok(periodMs * 2 <= 30_000, 'within half a minute of a change');
  assert.ok(backoffCapMs + periodMs + 8000 < 60_000, 'within a minute after it comes back');
});

test('sites have their own places in time, which stay', () => {
  const places = Array.from({length: 1000}, (_, index) => phaseOf(`site-${index}`, periodMs));
  assert.is(phaseOf('site-7', periodMs), places[7]);
  for (let tenth = 0; tenth < 10; tenth++) {
    const there = places.filter((place) => Math.floor(place / (periodMs / 10)) === tenth).length;
    assert.ok(there > 50 && there < 150, `${there} of 1000 in one tenth of the time`);
  }
});

test('the way to the cloud is encrypted and checked unless it ends on this machine', () => {
  const tlsOf = (url: string) => optionsOf(url).ssl as {rejectUnauthorized: boolean; servername: string} | false;
  assert.is(tlsOf('postgres://a:b@127.0.0.1/x'), false);
  assert.is(tlsOf('postgres://a:b@[::1]:5433/x'), false);
  for (const mode of ['', '?sslmode=verify-full', '?sslmode=verify-ca']) {
    const tls = tlsOf(`postgres://a:b@db.example.org/x${mode}`);
    assert.equal(tls && [tls.rejectUnauthorized, tls.servername], [true, 'db.example.org'], mode);
  }
  const plain = tlsOf('postgres://a:b@db.example.org/x?sslmode=require');
  assert.ok(plain !== false);
  assert.is(plain.rejectUnauthorized, false);
  const {host, port, database, username, password, max} = optionsOf('postgres://u%40x:p%2Fw@db.example.org:6432/baari');
  assert.equal([host, port, database, username, password, max], ['db.example.org', 6432, 'baari', 'u@x', 'p/w', 1]);
  assert.is(isLoopback('127.0.0.1.example.org'), false);
});

test('what goes wrong has a code and never a text', () => {
  const coded = (code: string) => problemOf(Object.assign(new Error('at 10.0.0.9 as admin'), {code}));
  assert.equal(
    [
      'ECONNREFUSED',
      'CONNECT_TIMEOUT',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      '28P01',
      '42501',
      '3D000',
      '53300',
      'BA001',
      'XX000',
      '',
    ].map(coded),
    ['unreachable', 'unreachable', 'tls', 'password', 'no-right', 'no-tables', 'busy', 'backwards', 'fault', 'fault'],
  );
});

const kind = need('postgres', 'the box and its cloud, on a real PostgreSQL') ? 'postgres' : 'pglite';

test('a box says how it stands with its cloud, while there is none, while it is gone, and again', async () => {
  const cloud = await clouds[kind]();
  const world = await openWorld();
  const line = await openLine(cloud.url);
  let told = 0;
  let sync: Sync | null = null;
  try {
    await issue(world, 'CAR');
    const {insistOpen: _, asOf: __, ...box} = pushBoxOf(world);
    sync = openSync({
      ...{url: line.url, box, log: openLog('silent'), periodMs: 200, silenceMs: 3000},
      clock: {now: () => world.clock.now(), steady: systemClock.steady},
      changed: () => told++,
    });
    const state = () => sync!.state();
    assert.equal(
      [state().state, state().lastSyncedAt, state().lagSeconds],
      ['behind', null, null],
      'nobody has said so yet',
    );
    await until('the first word', () => state().ackedSeq === world.box.journalHead().seq);
    assert.equal([state().state, state().lagSeconds, state().problem], ['ok', 0, null]);
    assert.ok(Math.abs(Date.parse(state().lastSyncedAt!) - Date.now()) < 60_000, "the cloud's clock, not the box's");
    assert.is(told, 1);
    line.cutAfter(1);
    await issue(world, 'PED');
    world.clock.forward(90_000);
    await until('a problem', () => state().problem !== null && state().state === 'behind');
    const {problem, lagSeconds} = state();
    assert.equal([problem!.code, lagSeconds], ['unreachable', 90]);
    assert.ok(Date.parse(problem!.nextTryAt) >= Date.parse(problem!.since));
    line.cutAfter(null);
    await until('up to date again', () => state().ackedSeq === world.box.journalHead().seq);
    assert.equal([state().state, state().problem], ['ok', null]);
    assert.equal(await differences(cloud, world), []);
    line.hole(true);
    await issue(world, 'ORT');
    await until('a line that swallows everything is given up', () => state().problem?.code === 'unreachable');
    line.hole(false);
    await until('up to date after the hole', () => state().ackedSeq === world.box.journalHead().seq);
    assert.equal(await differences(cloud, world), []);
  } finally {
    sync?.stop();
    world.end();
    await line.stop();
    await cloud.stop();
  }
});

test('a box with an address says so on its status page, and closes with a round under way', async () => {
  const world = await openWorld({env: {CLOUD_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none'}});
  const {body} = await world.ask<{sync: {state: string; siteId: string}; cloud: {state: string}}>(
    'GET',
    '/api/status',
    {
      as: 'admin',
    },
  );
  assert.equal([body.sync.state, body.cloud.state], ['behind', 'behind']);
  assert.match(body.sync.siteId, /^[0-9a-f-]{36}$/);
  world.end();
});

test.run();
