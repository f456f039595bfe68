import {createHmac} from 'node:crypto';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, type World} from '../test/world.ts';

const own = {origin: 'http://10.0.0.5:8080'};
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function signIn(world: World, username = 'desk', password = 'demo-1234') {
  const reply = await world.ask<{token: string; user: {id: string}}>('POST', '/api/session', {
    body: {username, password},
  });
  assert.is(reply.status, 200);
  return {...reply.body, cookie: reply.headers.get('set-cookie')!.split(';')[0]!};
}

const asked = async (world: World, headers: Record<string, string>) =>
  (await world.ask('GET', '/api/session', {headers})).status;

/** Whether the cookie and the bearer of one session are let in. */
async function holds(world: World, {cookie, token}: {cookie: string; token: string}): Promise<string> {
  return `${await asked(world, {cookie})} ${await asked(world, {authorization: `Bearer ${token}`})}`;
}

test('a session is one thing: its cookie and its JWT are let in, and end together', async () => {
  const world = await openWorld();
  const mine = await signIn(world);
  const other = await signIn(world);
  assert.is(await holds(world, mine), '200 200');
  const out = await world.ask('DELETE', '/api/session', {headers: {authorization: `Bearer ${mine.token}`}});
  assert.is(out.status, 204);
  assert.is(await holds(world, mine), '401 401');
  assert.is(await holds(world, other), '200 200', 'the other session stays');
  world.end();
});

test('signing out by cookie ends the JWT too, and takes the cookie away', async () => {
  const world = await openWorld();
  const mine = await signIn(world);
  assert.is((await world.ask('DELETE', '/api/session', {headers: {cookie: mine.cookie}})).status, 403, 'no Origin');
  const out = await world.ask('DELETE', '/api/session', {headers: {cookie: mine.cookie, ...own}});
  assert.match(out.headers.get('set-cookie')!, /^baari_session=;.*Max-Age=0/);
  assert.is(await holds(world, mine), '401 401');
  world.end();
});

test('a session that was ended stays ended after a restart; one that was not goes on', async () => {
  const world = await openWorld();
  const ended = await signIn(world);
  const goesOn = await signIn(world);
  await world.ask('DELETE', '/api/session', {headers: {authorization: `Bearer ${ended.token}`}});
  await world.reopen();
  assert.is(await holds(world, ended), '401 401');
  assert.is(await holds(world, goesOn), '200 200');
  world.end();
});

test('after twelve hours it is over, by the clock of the box', async () => {
  const world = await openWorld();
  const mine = await signIn(world);
  const claims = JSON.parse(Buffer.from(mine.token.split('.')[1]!, 'base64url').toString());
  assert.is(claims.exp - claims.iat, 12 * 3600);
  world.clock.forward(12 * 3600_000 - 1000);
  assert.is(await holds(world, mine), '200 200');
  world.clock.forward(1000);
  assert.is(await holds(world, mine), '401 401');
  world.end();
});

for (const [what, change] of [
  ['disabled', {disabled: true}],
  ['given a new password', {password: 'another-phrase'}],
  ['given another role', {role: 'doctor'}],
] as const)
  test(`a person who is ${what} is signed out everywhere`, async () => {
    const world = await openWorld();
    const mine = await signIn(world);
    const body = {version: 1, ...change};
    assert.is((await world.ask('PATCH', `/api/users/${mine.user.id}`, {as: 'admin', body})).status, 200);
    assert.is(await holds(world, mine), '401 401');
    const old = await world.ask('POST', '/api/session', {body: {username: 'desk', password: 'demo-1234'}});
    assert.is(old.status, 'role' in change ? 200 : 401);
    world.end();
  });

test('a change of the name leaves the person signed in', async () => {
  const world = await openWorld();
  const mine = await signIn(world);
  await world.ask('PATCH', `/api/users/${mine.user.id}`, {as: 'admin', body: {version: 1, name: 'Desk 2'}});
  assert.is(await holds(world, mine), '200 200');
  world.end();
});

test('a JWT must be signed by this box, in the one way', async () => {
  const world = await openWorld();
  const {token} = await signIn(world, 'admin');
  const [head, claims, signature] = token.split('.') as [string, string, string];
  const sid = JSON.parse(Buffer.from(claims, 'base64url').toString()).sid as number;
  const signed = (header: unknown, key: string, digest = 'sha256') => {
    const text = `${part(header)}.${claims}`;
    return `${text}.${createHmac(digest, key).update(text).digest('base64url')}`;
  };
  const forged: Record<string, string> = {
    'another key': signed({alg: 'HS256', typ: 'JWT'}, 'guess'),
    'an empty key': signed({alg: 'HS256', typ: 'JWT'}, ''),
    'another algorithm': signed({alg: 'HS512', typ: 'JWT'}, world.box.keys.jwt, 'sha512'),
    'no algorithm, no signature': `${part({alg: 'none', typ: 'JWT'})}.${claims}.`,
    'no algorithm, the old signature': `${part({alg: 'none', typ: 'JWT'})}.${claims}.${signature}`,
    'other claims': `${head}.${part({sub: '1', sid: sid + 1})}.${signature}`,
    'a cut signature': token.slice(0, -4),
    'no signature': `${head}.${claims}`,
    rubbish: 'a.b.c',
  };
  for (const [what, bearer] of Object.entries(forged))
    assert.is(await asked(world, {authorization: `Bearer ${bearer}`}), 401, what);
  const mine = signed({alg: 'HS256', typ: 'JWT'}, world.box.keys.jwt);
  assert.is(await asked(world, {authorization: `Bearer ${mine}`}), 200, 'the forger’s tool itself works');
  assert.is(await asked(world, {authorization: `bearer ${token}`}), 200, 'the scheme’s case does not matter');
  assert.is(await asked(world, {authorization: `Basic ${token}`}), 401);
  world.end();
});

test('a wrong bearer does not fall back to the cookie beside it', async () => {
  const world = await openWorld();
  const {cookie, token} = await signIn(world);
  assert.is(await asked(world, {cookie, authorization: `Bearer ${token.slice(0, -4)}AAAA`}), 401);
  world.end();
});

test('the cookie is for this site and no script; its secret is not in the database', async () => {
  const world = await openWorld();
  const reply = await world.ask('POST', '/api/session', {body: {username: 'desk', password: 'demo-1234'}});
  const cookie = reply.headers.get('set-cookie')!;
  assert.match(cookie, /^baari_session=[\w-]{22};/);
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  const secret = cookie.split(';')[0]!.split('=')[1]!;
  const rows = JSON.stringify(world.db.prepare('select * from sessions').all());
  assert.not(rows.includes(secret));
  world.end();
});

test('neither secrets nor passwords of the staff reach anybody', async () => {
  const world = await openWorld();
  const {body} = await world.ask('GET', '/api/users', {as: 'admin'});
  assert.not.match(JSON.stringify(body), /argon2|passwordHash|secret/i);
  const kept = world.db.prepare('select passwordHash from users').pluck().all() as string[];
  for (const hash of kept) assert.match(hash, /^\$argon2id\$/);
  world.end();
});

test.run();
