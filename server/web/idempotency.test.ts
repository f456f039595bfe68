import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, queueId, type World} from '../test/world.ts';

const key = 'a-secret-of-22-letters';
const joinPath = (world: World, code = 'CAR') => `/api/queues/${queueId(world, code)}/tokens`;
const taken = (world: World) => world.db.prepare('select count(*) from tokens').pluck().get() as number;

test('the same key and body give the same token, with its cookie, also after a restart', async () => {
  const world = await openWorld();
  const ask = () => world.ask('POST', joinPath(world), {body: {name: 'Asha'}, key});
  const first = await ask();
  assert.is(first.status, 201);
  assert.match(first.headers.get('set-cookie')!, /^baari_device=/);
  const again = await ask();
  await world.reopen();
  const later = await ask();
  for (const reply of [again, later]) {
    assert.is(reply.status, 201);
    assert.equal(reply.body, first.body);
    assert.is(reply.headers.get('set-cookie'), first.headers.get('set-cookie'), 'the first answer may have been lost');
  }
  assert.is(taken(world), 1);
  world.end();
});

test('a refusal is kept like an answer, also when the reason for it is gone and after a restart', async () => {
  const world = await openWorld();
  const path = joinPath(world);
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/close`, {as: 'admin', body: {}});
  const first = await world.ask('POST', path, {body: {}, key});
  assert.is(first.body.code, 'queue.closed');
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/open`, {as: 'admin', body: {}});
  await world.reopen();
  const again = await world.ask('POST', path, {body: {}, key});
  assert.is(again.status, 409);
  assert.equal(again.body, first.body);
  assert.match(again.headers.get('content-type')!, /problem\+json/);
  assert.is((await world.ask('POST', path, {body: {}, key: `${key}-2`})).status, 201);
  world.end();
});

test('a body that was refused binds its key too', async () => {
  const world = await openWorld();
  const path = joinPath(world);
  const wrong = await world.ask('POST', path, {body: {nickname: 'x'}, key});
  assert.is(wrong.status, 400);
  const again = await world.ask('POST', path, {body: {nickname: 'x'}, key});
  assert.is(again.status, 400);
  assert.equal(again.body, wrong.body);
  assert.is((await world.ask('POST', path, {body: {}, key})).status, 422);
  assert.is(taken(world), 0);
  world.end();
});

test('another body under the same key is refused, a broken one too', async () => {
  const world = await openWorld();
  const path = joinPath(world);
  await world.ask('POST', path, {body: {name: 'Asha'}, key});
  for (const body of [{name: 'Ravi'}, {}, {nickname: 'x'}, 'not json']) {
    const reply = await world.ask('POST', path, {body, key});
    assert.is(reply.status, 422, JSON.stringify(body));
    assert.is(reply.body.code, 'idempotency.mismatch');
  }
  assert.is(taken(world), 1);
  world.end();
});

test('keys have 8 to 128 printable characters, 22 at least from a stranger', async () => {
  const world = await openWorld();
  const path = joinPath(world);
  const status = async (given: string, as?: 'admin') =>
    (await world.ask('POST', path, {body: {}, key: given, as})).status;
  assert.is(await status('x'.repeat(21)), 400);
  assert.is(await status('x'.repeat(22)), 201);
  assert.is(await status('x'.repeat(128)), 201);
  assert.is(await status('x'.repeat(129)), 400);
  assert.is(await status('x'.repeat(7), 'admin'), 400);
  assert.is(await status('x'.repeat(8), 'admin'), 201);
  assert.is(await status('with a space inside', 'admin'), 201);
  assert.is(await status('caf\u00e9-caf\u00e9', 'admin'), 400);
  world.end();
});

test('a key belongs to a person, whatever the session, and to one path', async () => {
  const world = await openWorld();
  const path = joinPath(world);
  const asAdmin = await world.ask('POST', path, {body: {}, key, as: 'admin'});
  const asDesk = await world.ask('POST', path, {body: {}, key, as: 'desk'});
  const asNobody = await world.ask('POST', path, {body: {}, key});
  const elsewhere = await world.ask('POST', joinPath(world, 'PED'), {body: {}, key, as: 'admin'});
  assert.is(new Set([asAdmin, asDesk, asNobody, elsewhere].map((reply) => reply.body.id)).size, 4);
  const signIn = {username: 'admin', password: 'demo-1234'};
  const {body} = await world.ask<{token: string}>('POST', '/api/session', {body: signIn});
  const headers = {authorization: `Bearer ${body.token}`};
  const otherSession = await world.ask('POST', path, {body: {}, key, headers});
  assert.is(otherSession.body.id, asAdmin.body.id);
  world.end();
});

test('requests that come together under one key get one token', async () => {
  const world = await openWorld();
  const replies = await Promise.all(
    Array.from({length: 20}, () => world.ask('POST', joinPath(world), {body: {name: 'Asha'}, key})),
  );
  assert.equal(new Set(replies.map((reply) => reply.status)), new Set([201]));
  assert.is(new Set(replies.map((reply) => JSON.stringify(reply.body))).size, 1);
  assert.is(taken(world), 1);
  world.end();
});

test('an answer is kept for 24 hours and not for ever', async () => {
  const world = await openWorld();
  const path = '/api/departments';
  const add = () => world.ask('POST', path, {as: 'admin', body: {name: 'Skin'}, key});
  const first = await add();
  world.clock.forward(11 * 3600_000);
  assert.equal((await add()).body, first.body);
  world.clock.set(world.clock.now() + 13 * 3600_000 + 1);
  const {body} = await world.ask<{token: string}>('POST', '/api/session', {
    body: {username: 'admin', password: 'demo-1234'},
  });
  const headers = {authorization: `Bearer ${body.token}`};
  const later = await world.ask('POST', path, {body: {name: 'Skin'}, key, headers});
  assert.is(later.status, 201);
  assert.is.not(later.body.id, first.body.id);
  world.end();
});

/** A POST per kind of deed; each twice with one key. Sign-in alone takes none. */
test('any POST but sign-in is safe to repeat', async () => {
  const world = await openWorld();
  const code = (await world.ask<{code: string}>('POST', '/api/displays', {body: {}})).body.code;
  const token = (await world.ask<{id: string; key: string}>('POST', joinPath(world), {body: {}})).body;
  const other = (await world.ask<{id: string; key: string}>('POST', joinPath(world), {body: {}})).body;
  const car = queueId(world, 'CAR');
  const posts: [string, unknown, ('admin' | undefined)?][] = [
    ['/api/displays', {}],
    ['/api/displays/pair', {code, boardId: 'all'}, 'admin'],
    [`/api/my/${other.key}/late`, {minutes: 5}],
    [`/api/queues/${car}/call-next`, {}, 'admin'],
    [`/api/tokens/${token.id}/start`, {}, 'admin'],
    [`/api/tokens/${token.id}/complete`, {}, 'admin'],
    [`/api/tokens/${token.id}/undo`, {}, 'admin'],
    [`/api/tokens/${token.id}/transfer`, {queueId: String(queueId(world, 'PED'))}, 'admin'],
    [`/api/my/${other.key}/cancel`, {}],
    [`/api/queues/${car}/pause`, {reason: 'tea'}, 'admin'],
    [`/api/queues/${car}/void`, {from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z', reason: 'x'}, 'admin'],
    ['/api/patients', {name: 'Asha'}, 'admin'],
    ['/api/users', {username: 'ravi', name: 'Ravi', role: 'desk', password: 'long-enough'}, 'admin'],
    ['/api/boards', {name: 'Hall', queueIds: []}, 'admin'],
    ['/api/service-day/close', {}, 'admin'],
    ['/api/service-day/open', {}, 'admin'],
  ];
  for (const [path, body, as] of posts) {
    const ask = () => world.ask('POST', path, {body, as, key: `${key}-once`});
    const first = await ask();
    assert.ok(first.status === 200 || first.status === 201, `${path}: ${first.status} ${JSON.stringify(first.body)}`);
    const facts = world.box.journalHead().seq;
    const again = await ask();
    assert.is(again.status, first.status, path);
    assert.equal(again.body, first.body, path);
    assert.is(again.headers.get('set-cookie'), first.headers.get('set-cookie'), path);
    assert.is(world.box.journalHead().seq, facts, `${path} did it twice`);
  }
  world.end();
});

test.run();
