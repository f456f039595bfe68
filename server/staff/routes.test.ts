import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, queueId, type World} from '../test/world.ts';

const wrong = {username: 'desk', password: 'not-this-one'};
const right = {username: 'desk', password: 'demo-1234'};

test('sign-in answers who it is, with queues, token and the box', async () => {
  const world = await openWorld();
  const {status, body} = await world.ask<Record<string, Record<string, unknown>>>('POST', '/api/session', {
    body: {username: ' Doctor ', password: 'demo-1234'},
  });
  assert.is(status, 200);
  assert.equal(body.user!.queues, [String(queueId(world, 'CAR'))]);
  assert.is(body.user!.role, 'doctor');
  assert.is(typeof body.token, 'string');
  for (const field of ['demo', 'clock', 'disk', 'cloud', 'version']) assert.ok(field in body.box!, field);
  assert.is(body.box!.demo, true);
  const again = await world.ask('GET', '/api/session', {as: 'doctor'});
  assert.equal(Object.keys(again.body).sort(), ['box', 'user']);
  world.end();
});

test('an unknown name, a wrong password and a disabled person are refused alike', async () => {
  const world = await openWorld();
  const id = world.db.prepare("select id from users where username = 'doctor'").pluck().get();
  await world.ask('PATCH', `/api/users/${id}`, {as: 'admin', body: {version: 1, disabled: true}});
  const refused = [wrong, {...right, username: 'nobody'}, {...right, username: 'doctor'}].map((body) =>
    world.ask('POST', '/api/session', {body}),
  );
  const replies = await Promise.all(refused);
  for (const {status, body, headers} of replies) {
    assert.is(status, 401);
    assert.equal(body, replies[0]!.body);
    assert.is(headers.get('set-cookie'), null);
  }
  world.end();
});

test('guessing has a rate by name and by address, and says when to come back', async () => {
  const world = await openWorld();
  const tried = (username: string) => world.ask('POST', '/api/session', {body: {...wrong, username}});
  for (let times = 0; times < 10; times++) assert.is((await tried('desk')).status, 401);
  const limited = await tried(' DESK');
  assert.is(limited.status, 429);
  const waitS = Number(limited.headers.get('retry-after'));
  assert.ok(waitS >= 1 && waitS <= 60);
  assert.is((await world.ask('POST', '/api/session', {body: right})).status, 429, 'also with the right password');
  for (let times = 0; times < 18; times++) await tried(`guess-${times}`);
  assert.is((await tried('one-name-more')).status, 429, 'many names from one address');
  world.clock.forward(waitS * 1000);
  assert.is((await world.ask('POST', '/api/session', {body: right})).status, 200);
  world.end();
});

test('joins have a rate by device and by address', async () => {
  const world = await openWorld();
  const values = {joinsPerMinutePerDevice: 3, joinsPerMinutePerAddress: 5, tokensPerPerson: 50};
  await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version: 1, values}});
  const join = (headers: Record<string, string> = {}) =>
    world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}, headers});
  const cookie = (await join()).headers.get('set-cookie')!.split(';')[0]!;
  for (let times = 0; times < 3; times++) assert.is((await join({cookie})).status, 201);
  const limited = await join({cookie});
  assert.is(limited.status, 429);
  assert.is(limited.body.code, 'rate.limited');
  assert.ok(Number(limited.headers.get('retry-after')) >= 1);
  assert.is((await join()).status, 201);
  assert.is((await join()).status, 429, 'new devices without end');
  const desk = await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {as: 'desk', body: {}});
  assert.is(desk.status, 201, 'the desk goes on');
  world.end();
});

test('a rate that was too high is not kept under the key: the retry gets its token', async () => {
  const world = await openWorld();
  await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version: 1, values: {joinsPerMinutePerAddress: 1}}});
  const join = (key?: string) =>
    world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}, ...(key ? {key} : {})});
  await join();
  const key = 'a-secret-of-22-letters';
  assert.is((await join(key)).status, 429);
  world.clock.forward(60_000);
  assert.is((await join(key)).status, 201);
  world.end();
});

test('RATE_LIMIT=off lifts rates and the limit of tokens, and the status says it', async () => {
  const world = await openWorld({env: {RATE_LIMIT: 'off'}});
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const first = await world.ask('POST', path, {body: {phone: '98765 43210'}});
  const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  for (let times = 0; times < 30; times++) {
    const {status} = await world.ask('POST', path, {body: {phone: '98765 43210'}, headers: {cookie}});
    assert.is(status, 201);
  }
  for (let times = 0; times < 12; times++)
    assert.is((await world.ask('POST', '/api/session', {body: wrong})).status, 401);
  assert.is((await world.ask('GET', '/api/status', {as: 'admin'})).body.rateLimit, 'off');
  world.end();
});

test('one device holds four tokens; without its cookie it is a new device', async () => {
  const world = await openWorld();
  const join = (headers: Record<string, string> = {}, code = 'CAR') =>
    world.ask('POST', `/api/queues/${queueId(world, code)}/tokens`, {body: {}, headers});
  const first = await join();
  const set = first.headers.get('set-cookie')!;
  assert.match(set, /^baari_device=[\w-]{28};.*HttpOnly/);
  const cookie = set.split(';')[0]!;
  const second = await join({cookie});
  assert.is(second.headers.get('set-cookie'), null, 'a known device gets no new cookie');
  await join({cookie}, 'PED');
  await join({cookie}, 'ORT');
  const fifth = await join({cookie}, 'GEN');
  assert.is(fifth.body.code, 'token.limit');
  assert.is((await join()).status, 201, 'a new device');
  await world.ask('POST', `/api/my/${first.body.key}/cancel`, {body: {}});
  assert.is((await join({cookie}, 'GEN')).status, 201, 'one was given up');
  world.end();
});

test('a phone number holds four tokens whatever the browser; staff and kiosks are exempt', async () => {
  const world = await openWorld();
  const join = (phone: string, as?: 'desk') =>
    world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {phone}, as});
  for (const phone of ['98765 43210', '+919876543210', '098765 43210', '9876543210'])
    assert.is((await join(phone)).status, 201);
  assert.is((await join('98765-43210')).body.code, 'token.limit');
  assert.is((await join('98765 43210', 'desk')).status, 201);
  world.end();
});

async function display(world: World) {
  const asked = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
  assert.is(asked.status, 201);
  const set = asked.headers.get('set-cookie')!;
  return {code: asked.body.code, set, cookie: set.split(';')[0]!};
}

test('a display shows a code, an admin types it, the display is paired until it is not', async () => {
  const world = await openWorld();
  const {code, set, cookie} = await display(world);
  assert.match(code, /^[2-9A-Z]{6}$/);
  assert.match(set, /^baari_display=[\w-]{22};.*HttpOnly.*SameSite=Strict/);
  const me = () => world.ask('GET', '/api/displays/me', {headers: {cookie}});
  assert.equal((await me()).body, {paired: false, boardId: null, kind: 'board'});
  const pair = (body: unknown, as: 'admin' | 'desk' = 'admin') => world.ask('POST', '/api/displays/pair', {as, body});
  assert.is((await pair({code, boardId: 'all'}, 'desk')).status, 403);
  assert.is((await pair({code, boardId: '999'})).body.code, 'board.missing');
  const paired = await pair({code: code.toLowerCase(), boardId: 'all'});
  assert.is(paired.status, 200);
  assert.equal((await me()).body, {paired: true, boardId: 'all', kind: 'board'});
  assert.is((await pair({code, boardId: 'all'})).body.code, 'display.missing', 'a code works once');
  await world.reopen();
  assert.is((await me()).body.paired, true);
  assert.is((await world.ask('DELETE', `/api/displays/${paired.body.id}`, {as: 'admin'})).status, 204);
  assert.is((await me()).body.code, 'display.missing');
  assert.is((await world.ask('DELETE', `/api/displays/${paired.body.id}`, {as: 'admin'})).status, 404);
  world.end();
});

test('an unpaired display has no rights, and its code lasts ten minutes', async () => {
  const world = await openWorld();
  const {code, cookie} = await display(world);
  const join = {headers: {cookie}, body: {lane: 'priority', reason: 'x'}};
  assert.is((await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, join)).status, 403);
  world.clock.forward(10 * 60_000 + 1);
  const late = await world.ask('POST', '/api/displays/pair', {as: 'admin', body: {code, boardId: 'all'}});
  assert.is(late.body.code, 'display.missing');
  world.end();
});

test('displays that ask for codes without end are slowed down', async () => {
  const world = await openWorld();
  for (let times = 0; times < 20; times++) await display(world);
  const {status, headers} = await world.ask('POST', '/api/displays', {body: {}});
  assert.is(status, 429);
  assert.ok(headers.get('retry-after'));
  world.end();
});

test('people: what they are tied to must exist; names are taken once; the last admin stays', async () => {
  const world = await openWorld();
  const person = {username: 'ravi', name: 'Ravi', role: 'desk', password: 'long-enough'};
  const add = (more: object) => world.ask('POST', '/api/users', {as: 'admin', body: {...person, ...more}});
  assert.is((await add({queueIds: ['999']})).body.code, 'queue.missing');
  assert.is((await add({servicePointIds: ['999']})).body.code, 'service-point.missing');
  assert.is((await add({doctorId: '999'})).body.code, 'doctor.missing');
  assert.is((await add({role: 'display'})).status, 400);
  assert.is((await add({password: 'short'})).status, 400);
  const added = await add({queueIds: [String(queueId(world, 'PED'))]});
  assert.is(added.status, 201);
  assert.is((await add({})).body.code, 'name.taken');
  assert.is((await add({username: 'RAVI'})).body.code, 'name.taken');
  const change = await world.ask('PATCH', `/api/users/${added.body.id}`, {
    as: 'admin',
    body: {version: 1, queueIds: ['999']},
  });
  assert.is(change.body.code, 'queue.missing');
  const kept = world.db.prepare('select queueId from user_queues where userId = ?').pluck().all(added.body.id);
  assert.equal(kept, [queueId(world, 'PED')], 'nothing changed');
  assert.is((await world.ask('DELETE', `/api/users/${added.body.id}`, {as: 'admin'})).status, 204);
  const admin = world.db.prepare("select id from users where username = 'admin'").pluck().get();
  assert.is((await world.ask('DELETE', `/api/users/${admin}`, {as: 'admin'})).body.code, 'user.last-admin');
  world.end();
});

test.run();
