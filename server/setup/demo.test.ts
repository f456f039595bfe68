import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld} from '../test/world.ts';

test('the link founds a demo as well; it is left with one deed, and the first run begins again', async () => {
  const world = await openWorld({env: {DEMO: '0'}});
  const token = world.setupSecret!;
  assert.equal((await world.ask('GET', '/api/setup')).body, {founded: false, demo: false, signInAt: null});
  assert.is((await world.ask('POST', '/api/setup/link', {body: {token: 'x'.repeat(22)}})).body.code, 'setup.done');
  assert.is((await world.ask('POST', '/api/setup/link', {body: {token}})).status, 204);
  const demo = await world.ask('POST', '/api/setup/demo', {body: {token}});
  assert.is(demo.status, 201);
  assert.equal((await world.ask('GET', '/api/setup')).body, {founded: true, demo: true, signInAt: null});
  const headers = {authorization: `Bearer ${demo.body.token}`};
  assert.is(
    (await world.ask('GET', '/api/session', {headers})).status,
    200,
    'the box was opened anew, the session stays',
  );
  await world.ask('POST', '/api/queues/1/tokens', {body: {}});

  const removed = await world.ask('POST', '/api/demo/remove', {headers, body: {confirm: 'remove the demo'}});
  assert.is(removed.status, 200);
  assert.is(removed.body.setup, `/setup#${world.setupSecret}`);
  assert.is.not(world.setupSecret, token);
  assert.equal((await world.ask('GET', '/api/setup')).body, {founded: false, demo: false, signInAt: null});
  assert.equal((await world.ask<{items: unknown[]}>('GET', '/api/queues')).body.items, []);
  for (const table of ['tokens', 'users', 'queues', 'doctors'])
    assert.is(world.db.prepare(`select count(*) from ${table}`).pluck().get(), 0, table);

  // The next hospital counts from one again: nothing that was given in the demo opens it.
  const founded = await world.ask('POST', '/api/setup', {
    body: {
      token: world.setupSecret,
      siteName: 'Real',
      timeZone: 'Asia/Kolkata',
      username: 'me',
      name: 'Me',
      password: 'long-enough',
    },
  });
  assert.is(founded.status, 201);
  assert.is((await world.ask('GET', '/api/session', {headers})).status, 401);
  world.end();
});

test('a demo that DEMO=1 made is left as well, and does not come back by itself', async () => {
  const world = await openWorld();
  assert.is((await world.ask('POST', '/api/demo/remove', {as: 'admin', body: {}})).status, 400);
  assert.is((await world.ask('GET', '/api/setup')).body.founded, true);
  const removed = await world.ask('POST', '/api/demo/remove', {as: 'admin', body: {confirm: 'remove the demo'}});
  assert.is(removed.status, 200);
  assert.equal((await world.ask('GET', '/api/setup')).body, {founded: false, demo: false, signInAt: null});
  world.end();
});

test.run();
