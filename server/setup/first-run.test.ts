// time-limit: 120
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from '../test/running.ts';
import {openWorld} from '../test/world.ts';

const founder = {
  siteName: 'City Hospital',
  timeZone: 'Asia/Kolkata',
  countryCode: 'IN',
  language: 'hi',
  username: 'meera',
  name: 'Meera',
  password: 'a-long-phrase',
  template: 'small',
};

test('the printed link sets a hospital up once, and signs its administrator in', async () => {
  const world = await openWorld({env: {DEMO: '0'}});
  const token = world.setupSecret!;
  assert.match(token, /^[\w-]{22}$/);
  const setUp = (more: object = {}) => world.ask('POST', '/api/setup', {body: {...founder, token, ...more}});
  assert.is((await setUp({token: 'x'.repeat(22)})).body.code, 'setup.done');
  for (const wrong of [{timeZone: 'Mars/Olympus'}, {countryCode: 'ZZ'}, {password: 'short'}, {username: 'A B'}])
    assert.is((await setUp(wrong)).status, 400, JSON.stringify(wrong));
  const done = await setUp();
  assert.is(done.status, 201);
  assert.match(done.headers.get('set-cookie')!, /^baari_session=/);
  const headers = {authorization: `Bearer ${done.body.token}`};
  const me = await world.ask<{user: {role: string}; box: {demo: boolean}}>('GET', '/api/session', {headers});
  assert.equal([me.body.user.role, me.body.box.demo], ['admin', false]);
  assert.is((await world.ask<{items: unknown[]}>('GET', '/api/queues')).body.items.length, 1);
  assert.is((await setUp({username: 'second'})).status, 403, 'once');
  await world.reopen();
  assert.is(world.setupSecret, null);
  assert.is((await setUp({username: 'second'})).status, 403, 'also after a restart');
  world.end();
});

test('two who use the link at once: one is the founder', async () => {
  const world = await openWorld({env: {DEMO: '0'}});
  const token = world.setupSecret!;
  const replies = await Promise.all(
    ['one', 'two'].map((username) => world.ask('POST', '/api/setup', {body: {...founder, token, username}})),
  );
  assert.equal(replies.map((reply) => reply.status).sort(), [201, 403]);
  assert.is(world.db.prepare('select count(*) from users').pluck().get(), 1);
  world.end();
});

test('a new start makes a new link; the old one stops', async () => {
  const world = await openWorld({env: {DEMO: '0'}});
  const old = world.setupSecret!;
  await world.reopen();
  assert.is.not(world.setupSecret, old);
  const reply = await world.ask('POST', '/api/setup', {body: {...founder, token: old}});
  assert.is(reply.status, 403);
  world.end();
});

test('ADMIN_PASSWORD makes the user admin, without a link, and only on a first run', async () => {
  const world = await openWorld({env: {DEMO: '0', ADMIN_PASSWORD: 'a-long-phrase'}});
  assert.is(world.setupSecret, null);
  const signIn = (password: string) => world.ask('POST', '/api/session', {body: {username: 'admin', password}});
  assert.is((await signIn('a-long-phrase')).status, 200);
  assert.is((await signIn('demo-1234')).status, 401);
  await world.reopen();
  assert.is(world.db.prepare('select count(*) from users').pluck().get(), 1);
  world.end();
});

test('the link is printed at the first start and never again once it is used', async () => {
  const folder = freshFolder();
  const first = await startServer(folder);
  const secret = /\/setup#([\w-]{22})\s/.exec(first.output())?.[1];
  assert.ok(secret, first.output());
  const answer = await fetch(`${first.url}/api/setup`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({...founder, token: secret}),
  });
  assert.is(answer.status, 201);
  await first.end();
  const second = await startServer(folder);
  assert.not.match(second.output(), /setup#|FIRST RUN/);
  await second.end();
});

test('the demo hospital is the one that is promised', async () => {
  const world = await openWorld();
  const {body} = await world.ask<{items: Record<string, unknown>[]}>('GET', '/api/queues');
  assert.equal(
    body.items.map((queue) => [queue.code, queue.prefix, queue.name, queue.state, queue.full, queue.waiting]),
    [
      ['GEN', 'G', 'General Medicine', 'open', false, 0],
      ['CAR', 'C', 'Cardiology', 'open', false, 0],
      ['PED', 'P', 'Pediatrics', 'open', false, 0],
      ['ORT', 'O', 'Orthopedics', 'open', false, 0],
    ],
  );
  assert.equal(
    body.items.map((queue) => [(queue.servicePoints as unknown[]).length, queue.doctor !== null]),
    [
      [2, false],
      [1, true],
      [1, true],
      [1, true],
    ],
  );
  const setup = await world.ask<{items: Record<string, unknown>[]}>('GET', '/api/queue-setups', {as: 'admin'});
  for (const queue of setup.body.items)
    assert.equal([queue.opensAt, queue.closesAt, queue.dailyCap], [null, null, null], 'any hour, no cap');
  const doctors = await world.ask<{items: Record<string, unknown>[]}>('GET', '/api/doctors?type=psychologist', {
    as: 'admin',
  });
  assert.ok(doctors.body.items.length >= 3);
  for (const one of doctors.body.items) {
    assert.ok((one.regions as []).length > 0 && (one.insurances as []).length > 0);
    assert.ok(Number(one.maxPerDay) >= 4);
  }
  for (const as of ['admin', 'desk', 'doctor'] as const)
    assert.is((await world.ask('GET', '/api/session', {as})).status, 200);
  assert.is(world.db.prepare('select count(*) from patients').pluck().get(), 0);
  assert.is(world.db.prepare('select count(*) from tokens').pluck().get(), 0);
  world.end();
});

test.run();
