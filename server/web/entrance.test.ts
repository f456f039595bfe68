import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, queueId, type World} from '../test/world.ts';
import {answersTo} from './entrance.ts';

const own = 'http://10.0.0.5:8080';

async function cookieOf(world: World, username: string): Promise<string> {
  const reply = await world.ask('POST', '/api/session', {body: {username, password: 'demo-1234'}});
  assert.is(reply.status, 200);
  return reply.headers.get('set-cookie')!.split(';')[0]!;
}

test('the box answers to addresses, localhost and its own names, and to no other', () => {
  const names = new Set(['baari.local', 'opd.hospital.example']);
  const ours =
    '10.0.0.5 10.0.0.5:8080 [::1]:8080 localhost localhost:3000 box.localhost baari.local BAARI.local:80 opd.hospital.example';
  for (const host of ours.split(' '))
    assert.ok(
      answersTo(host, () => names),
      host,
    );
  for (const host of 'evil.example 10.0.0.5.evil.example baari.local.evil.example notlocalhost evil.example:8080 @ 1.2.3.4@evil.example'.split(
    ' ',
  ))
    assert.not(
      answersTo(host, () => names),
      host,
    );
  assert.not(answersTo('', () => names));
});

test('a strange Host is refused on every kind of path; a configured one is let in', async () => {
  const world = await openWorld();
  for (const path of ['/', '/api/queues', '/healthz', '/nothing']) {
    const {status} = await world.ask('GET', path, {headers: {host: 'rebound.evil.example'}});
    assert.is(status, 421, path);
  }
  const values = {hostNames: 'opd.example, queue.example', siteAddress: 'http://baari.hospital.example:8080'};
  await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version: 1, values}});
  for (const host of ['opd.example', 'queue.example:8080', 'baari.hospital.example:8080'])
    assert.is((await world.ask('GET', '/api/queues', {headers: {host}})).status, 200, host);
  world.end();
});

test('links are built from the configured address and never from the Host', async () => {
  const world = await openWorld();
  const join = (host: string) =>
    world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}, headers: {host}});
  const before = (await join('localhost:9999')).body;
  assert.is(before.url, `${own}/t/${before.key}`);
  const values = {siteAddress: 'http://opd.example'};
  await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version: 1, values}});
  const after = (await join('localhost:9999')).body;
  assert.is(after.url, `http://opd.example/t/${after.key}`);
  const poster = await world.ask<string>('GET', '/poster/CAR', {headers: {host: 'localhost:9999'}});
  assert.not.match(poster.body, /localhost/);
  world.end();
});

test('every answer says what no page may do, and sends no Referer', async () => {
  const world = await openWorld();
  const cookie = await cookieOf(world, 'admin');
  const token = (await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}})).body;
  const asked: [string, string, Record<string, string>?, unknown?][] = [
    ['GET', '/'],
    ['GET', '/q/CAR'],
    ['GET', `/t/${token.key}`],
    ['GET', '/t/unknown', {accept: 'text/html'}],
    ['GET', '/desk'],
    ['GET', '/board/all'],
    ['GET', '/assets/nothing.js'],
    ['GET', '/api/queues'],
    ['HEAD', '/api/queues'],
    ['OPTIONS', '/api/queues'],
    ['GET', '/api/nothing'],
    ['GET', '/api/session'],
    ['GET', '/api/audit', {cookie}],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/docs'],
    ['GET', '/healthz'],
    ['GET', '/metrics'],
    ['GET', '/', {host: 'evil.example'}],
    ['POST', '/api/queues/1/tokens', {}, {nickname: 'x'}],
    ['POST', '/api/queues/1/tokens', {}, {name: 'x'.repeat(70_000)}],
    ['POST', '/api/queues/1/tokens', {'content-type': 'text/plain'}, 'x'],
    ['DELETE', '/api/session', {cookie, origin: own}],
  ];
  for (const [method, path, headers, body] of asked) {
    const reply = await world.ask(method, path, {...(headers ? {headers} : {}), body});
    const what = `${method} ${path} ${reply.status}`;
    assert.is(reply.headers.get('referrer-policy'), 'no-referrer', what);
    assert.is(reply.headers.get('x-content-type-options'), 'nosniff', what);
    const policy = reply.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/, what);
    assert.not.match(policy, /unsafe|\*/, what);
    assert.is(reply.headers.get('access-control-allow-origin'), null, what);
  }
  world.db.exec('drop table tokens');
  const fault = await world.ask('GET', '/api/my/unknown');
  assert.is(fault.status, 500);
  assert.is(fault.headers.get('referrer-policy'), 'no-referrer');
  world.end();
});

test('pages hold no code of their own: the policy would not run it', async () => {
  const world = await openWorld();
  const token = (await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}})).body;
  for (const path of [
    '/',
    '/q/CAR',
    `/t/${token.key}`,
    '/desk',
    '/doctor',
    '/admin',
    '/board/all',
    '/kiosk',
    '/poster/CAR',
    '/api/docs',
  ]) {
    const {body} = await world.ask<string>('GET', path);
    for (const [tag] of body.matchAll(/<script\b[^>]*>/g))
      assert.ok(/\bsrc="\//.test(tag) || /type="application\/json"/.test(tag), `${path}: ${tag}`);
    assert.not.match(
      body,
      /<style|\sstyle="|\son\w+="|href="javascript:|(src|href)="(https?:)?\/\/(?!10\.0\.0\.5)/i,
      path,
    );
  }
  world.end();
});

const foreign = [
  undefined,
  'null',
  'http://evil.example',
  'http://10.0.0.5',
  'http://10.0.0.5:8081',
  'ftp://10.0.0.5:8080',
];

test("a change with the session's cookie needs this server's own Origin", async () => {
  const world = await openWorld();
  const cookie = await cookieOf(world, 'admin');
  const body = {name: 'Skin'};
  for (const origin of foreign) {
    const headers = {cookie, ...(origin ? {origin} : {})};
    const {status} = await world.ask('POST', '/api/departments', {headers, body});
    assert.is(status, 403, String(origin));
  }
  for (const method of ['PATCH', 'DELETE'])
    assert.is((await world.ask(method, '/api/departments/1', {headers: {cookie}, body})).status, 403, method);
  assert.is((await world.ask('POST', '/api/departments', {headers: {cookie, origin: own}, body})).status, 201);
  assert.is((await world.ask('GET', '/api/departments', {headers: {cookie}})).status, 200, 'reading needs none');
  assert.is((await world.ask('POST', '/api/departments', {as: 'admin', body})).status, 201, 'a bearer needs none');
  world.end();
});

test('a plain form needs it too, from anybody', async () => {
  const world = await openWorld();
  const token = (await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}})).body;
  const form = (path: string, origin?: string) =>
    world.ask('POST', path, {
      body: 'name=Asha',
      headers: {'content-type': 'application/x-www-form-urlencoded', ...(origin ? {origin} : {})},
    });
  for (const path of ['/q/CAR', `/t/${token.key}/here`, `/t/${token.key}/late`, `/t/${token.key}/cancel`])
    for (const origin of foreign) assert.is((await form(path, origin)).status, 403, `${path} ${origin}`);
  assert.is((await form('/q/CAR', own)).status, 303);
  assert.is((await form(`/t/${token.key}/cancel`, own)).status, 303);
  world.end();
});

test('nobody says where a request comes from but a proxy that is trusted', async () => {
  const world = await openWorld();
  const headers = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
  };
  const plain = await world.ask('POST', '/api/session', {headers, body: {username: 'admin', password: 'demo-1234'}});
  assert.is(plain.status, 200);
  assert.not.match(plain.headers.get('set-cookie')!, /Secure|__Host-/);
  world.end();
});

test('programs of other sites get no CORS', async () => {
  const world = await openWorld();
  const preflight = {origin: 'http://evil.example', 'access-control-request-method': 'POST'};
  for (const method of ['OPTIONS', 'GET', 'POST']) {
    const reply = await world.ask(method, '/api/queues', {headers: preflight});
    for (const [name] of reply.headers) assert.not.match(name, /^access-control-/);
  }
  world.end();
});

test.run();
