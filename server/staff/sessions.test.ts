import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, type World} from '../test/world.ts';
import type {DisplayView, SessionView} from './schema.ts';

const agent = 'Mozilla/5.0 (Windows NT 10.0) Chrome/120.0';

async function signIn(world: World, username: string) {
  const reply = await world.ask('POST', '/api/session', {body: {username, password: 'demo-1234'}});
  return reply.headers.get('set-cookie')!.split(';')[0]!;
}

const sessions = async (world: World) =>
  (await world.ask<{items: SessionView[]}>('GET', '/api/sessions', {as: 'admin'})).body.items;

test('who is signed in, where they were last heard, and the end of it', async () => {
  const world = await openWorld();
  const cookie = await signIn(world, 'desk');
  const [before] = (await sessions(world)).filter(({user}) => user.name === 'Front desk 1');
  assert.is(before!.lastHeardAt, null, 'a sign-in alone is not yet heard of');
  assert.is((await world.ask('GET', '/api/session', {headers: {cookie, 'user-agent': agent}})).status, 200);
  const [seen] = (await sessions(world)).filter(({id}) => id === before!.id);
  assert.is(seen!.browser, agent);
  assert.type(seen!.lastHeardAt, 'string');
  assert.is(seen!.own, false);
  assert.is((await sessions(world)).filter(({own}) => own).length, 1);
  assert.is((await world.ask('DELETE', `/api/sessions/${seen!.id}`, {as: 'admin'})).status, 204);
  assert.is((await world.ask('GET', '/api/session', {headers: {cookie}})).status, 401);
  assert.is((await world.ask('DELETE', `/api/sessions/${seen!.id}`, {as: 'admin'})).status, 404, 'only once');
  assert.not((await sessions(world)).some(({id}) => id === seen!.id));
  world.end();
});

test('a session that has run out, or whose person is blocked, is not listed', async () => {
  const world = await openWorld();
  await signIn(world, 'desk');
  const [desk] = (await sessions(world)).filter(({user}) => user.name === 'Front desk 1');
  const users = (await world.ask<{items: {id: string; version: number}[]}>('GET', '/api/users', {as: 'admin'})).body;
  const {version} = users.items.find(({id}) => id === desk!.user.id)!;
  await world.ask('PATCH', `/api/users/${desk!.user.id}`, {as: 'admin', body: {disabled: true, version}});
  assert.not((await sessions(world)).some(({user}) => user.id === desk!.user.id));
  world.end();
});

test('a paired display is alive once it was heard', async () => {
  const world = await openWorld();
  const asked = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
  await world.ask('POST', '/api/displays/pair', {as: 'admin', body: {code: asked.body.code, boardId: 'all'}});
  const displays = async () =>
    (await world.ask<{items: DisplayView[]}>('GET', '/api/displays', {as: 'admin'})).body.items;
  assert.is((await displays())[0]!.lastHeardAt, null);
  const cookie = asked.headers.get('set-cookie')!.split(';')[0]!;
  await world.ask('GET', '/api/boards/all', {headers: {cookie, 'user-agent': agent}});
  const [display] = await displays();
  assert.type(display!.lastHeardAt, 'string');
  assert.is(display!.browser, agent);
  world.end();
});

test.run();
