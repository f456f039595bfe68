import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, queueId, type Reply, type World} from '../test/world.ts';

const join = (world: World, body: unknown, headers: Record<string, string> = {}) =>
  world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body, headers});

function refusedAs(reply: Reply, status: number, code: string, what = '') {
  assert.is(reply.status, status, what);
  assert.is(reply.body.code, code, what);
}

test('bodies: unknown fields, broken JSON and the wrong kinds are refused, with the field that is wrong', async () => {
  const world = await openWorld();
  const wrong: [unknown, string][] = [
    [{nickname: 'x'}, ''],
    ['{"name": "Asha"', ''],
    ['[]', ''],
    ['null', ''],
    ['"text"', ''],
    [`{"name": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'name'],
    ['['.repeat(60_000), ''],
    ['{"__proto__": {"lane": "emergency"}}', ''],
    [{name: 7}, 'name'],
    [{name: ''}, 'name'],
    [{yearOfBirth: '1980'}, 'yearOfBirth'],
    ['{"yearOfBirth": 1e999}', 'yearOfBirth'],
    [{sex: 'F'}, 'sex'],
    [{language: 'xx'}, 'language'],
  ];
  for (const [body, path] of wrong) {
    const reply = await join(world, body);
    const what = JSON.stringify(body).slice(0, 60);
    refusedAs(reply, 400, 'input.invalid', what);
    assert.is((reply.body.errors as {path: string}[])[0]?.path, path, what);
  }
  assert.is((await join(world, {name: 'Asha', sex: 'female', yearOfBirth: 1980, language: 'hi'})).status, 201);
  world.end();
});

test('a body may be as large as 64 KB and no larger', async () => {
  const world = await openWorld();
  const sized = (bytes: number) => `{"name":"${'x'.repeat(bytes - 11)}"}`;
  refusedAs(await join(world, sized(64 * 1024)), 400, 'input.invalid');
  refusedAs(await join(world, sized(64 * 1024 + 1)), 413, 'body.too-large');
  world.end();
});

test('only JSON comes in', async () => {
  const world = await openWorld();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonp'])
    refusedAs(await join(world, '{}', {'content-type': type}), 415, 'media.unsupported', type);
  for (const type of ['application/json', 'application/json; charset=utf-8', 'Application/JSON'])
    assert.is((await join(world, '{}', {'content-type': type})).status, 201, type);
  world.end();
});

test('names have 100 characters at most, notes 2 000', async () => {
  const world = await openWorld();
  refusedAs(await join(world, {name: 'x'.repeat(101)}), 400, 'input.invalid');
  const {status, body} = await join(world, {name: 'आ'.repeat(100)});
  assert.is(status, 201);
  await world.ask('POST', `/api/tokens/${body.id}/call`, {as: 'admin', body: {reason: 'x'}});
  const note = (text: string) => world.ask('PUT', `/api/tokens/${body.id}/note`, {as: 'admin', body: {note: text}});
  assert.is((await note('x'.repeat(2000))).status, 200);
  refusedAs(await note('x'.repeat(2001)), 400, 'input.invalid');
  const complete = {as: 'admin' as const, body: {note: 'x'.repeat(2001)}};
  refusedAs(await world.ask('POST', `/api/tokens/${body.id}/complete`, complete), 400, 'input.invalid');
  world.end();
});

test("phone numbers are kept as E.164, with the site's country", async () => {
  const world = await openWorld();
  const kept = async (phone: string) =>
    (await world.ask('POST', '/api/patients', {as: 'admin', body: {name: 'A', phone}})).body.phone;
  assert.is(await kept('98765 43210'), '+919876543210');
  assert.is(await kept('098765-43210'), '+919876543210');
  assert.is(await kept('+91 98765 43210'), '+919876543210');
  assert.is(await kept('+1 (415) 555-2671'), '+14155552671');
  for (const phone of ['12', 'call me', '+', '98765 43210 98765'])
    refusedAs(await join(world, {phone}), 400, 'input.invalid', phone);
  const change = (countryCode: string, version: number) =>
    world.ask('PATCH', '/api/settings', {as: 'admin', body: {version, values: {countryCode}}});
  refusedAs(await change('ZZ', 1), 400, 'input.invalid');
  assert.is((await change('GB', 1)).status, 200);
  assert.is(await kept('020 7946 0958'), '+442079460958');
  world.end();
});

const lists = [
  '/api/departments',
  '/api/service-points',
  '/api/doctors',
  '/api/boards',
  '/api/queue-setups',
  '/api/users',
  '/api/displays',
  '/api/patients?q=person',
  '/api/audit',
];

async function filled(): Promise<World> {
  const world = await openWorld();
  for (const name of ['one', 'two', 'three', 'four', 'five']) {
    await world.ask('POST', '/api/patients', {as: 'admin', body: {name: `Person ${name}`}});
    await world.ask('POST', '/api/boards', {as: 'admin', body: {name, queueIds: []}});
    const user = {username: `user-${name}`, name, role: 'desk', password: 'long-enough'};
    await world.ask('POST', '/api/users', {as: 'admin', body: user});
    const {body} = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
    await world.ask('POST', '/api/displays/pair', {as: 'admin', body: {code: body.code, boardId: 'all'}});
  }
  return world;
}

test('lists come in pages that join without a gap or a repeat, and say how many there are', async () => {
  const world = await filled();
  const list = (path: string, query: string) =>
    world.ask<{items: Record<string, unknown>[]; nextCursor: string | null; total?: number}>(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
      {as: 'admin'},
    );
  for (const path of lists) {
    const whole = (await list(path, 'limit=200&total=1')).body;
    // The journal goes on while it is read: signing in is a fact too.
    if (path !== '/api/audit') assert.is(whole.total, whole.items.length, `${path} total`);
    assert.is(whole.nextCursor, null, path);
    assert.ok(whole.items.length >= 4, `${path} has ${whole.items.length}`);
    assert.not('total' in (await list(path, 'limit=1')).body, `${path} counts unasked`);
    const seen: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: {items: Record<string, unknown>[]; nextCursor: string | null} = (
        await list(path, `limit=2${cursor ? `&cursor=${cursor}` : ''}`)
      ).body;
      assert.ok(page.items.length <= 2, path);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    assert.equal(seen, whole.items, path);
  }
  world.end();
});

test('a total counts what the filter lets through', async () => {
  const world = await openWorld();
  const {body} = await world.ask<{items: unknown[]; total: number}>('GET', '/api/doctors?type=psychologist&total=1');
  assert.is(body.total, body.items.length);
  assert.is(body.total, 3);
  world.end();
});

test('fifty is usual, two hundred the most, and a cursor must be one of ours', async () => {
  const world = await openWorld();
  await world.write((tx) => {
    const add = tx.db.prepare("insert into departments (name) values ('X')");
    for (let made = 0; made < 60; made++) add.run();
  });
  const usual = await world.ask<{items: unknown[]}>('GET', '/api/departments', {as: 'admin'});
  assert.is(usual.body.items.length, 50);
  const cursorOf = (text: string) => Buffer.from(text).toString('base64url');
  for (const path of [...lists, '/api/queues']) {
    const join = path.includes('?') ? '&' : '?';
    for (const query of ['limit=201', 'limit=0', 'limit=-1', 'limit=2.5', 'limit=many', 'total=yes', 'colour=red'])
      refusedAs(await world.ask('GET', `${path}${join}${query}`, {as: 'admin'}), 400, 'input.invalid', path + query);
    if (path === '/api/queues') continue;
    for (const cursor of ['!!!', 'x', cursorOf(':'), cursorOf('1 or 1=1'), cursorOf('-1'), 'A'.repeat(201)]) {
      const where = `${path}${join}cursor=${encodeURIComponent(cursor)}`;
      refusedAs(await world.ask('GET', where, {as: 'admin'}), 400, 'input.invalid', where);
    }
  }
  world.end();
});

test("a site's queues come all at once", async () => {
  const world = await openWorld();
  const {body} = await world.ask<{items: unknown[]; nextCursor: null; total: number}>('GET', '/api/queues?total=1');
  assert.is(body.items.length, 4);
  assert.is(body.nextCursor, null);
  assert.is(body.total, 4);
  world.end();
});

test('what admins change has a version, and an old one is refused with the present one', async () => {
  const world = await filled();
  for (const path of ['departments', 'service-points', 'doctors', 'boards', 'queues', 'users']) {
    const list = path === 'queues' ? '/api/queue-setups' : `/api/${path}`;
    const {body} = await world.ask<{items: {id: string; name: string; version: number}[]}>('GET', list, {as: 'admin'});
    const {id, name, version} = body.items[0]!;
    const patch = (sent: number | undefined) =>
      world.ask('PATCH', `/api/${path}/${id}`, {as: 'admin', body: {name, version: sent}});
    const changed = await patch(version);
    assert.is(changed.status, 200, path);
    assert.is(changed.body.version, version + 1, path);
    const stale = await patch(version);
    refusedAs(stale, 409, 'version.stale', path);
    assert.is(stale.body.version, version + 1, path);
    refusedAs(await patch(undefined), 400, 'input.invalid', path);
  }
  world.end();
});

test("a refusal speaks the reader's language", async () => {
  const world = await openWorld();
  const title = async (headers: Record<string, string>) =>
    (await world.ask('GET', '/api/my/nobody', {headers})).body.title;
  const english = await title({});
  const hindi = await title({'accept-language': 'hi-IN,hi;q=0.9,en;q=0.5'});
  assert.match(String(hindi), /[\u0900-\u097f]/);
  assert.is(await title({'accept-language': 'fr'}), english);
  assert.is(await title({cookie: 'lang=hi'}), hindi);
  assert.is(await title({cookie: 'lang=en', 'accept-language': 'hi'}), english, 'what was chosen wins');
  world.end();
});

test('a fault says nothing of what is inside, and nobody’s words', async () => {
  const world = await openWorld();
  world.db.exec('drop table tokens');
  for (const path of ['/api/my/abcdefghijklmnopqrstuv', '/t/abcdefghijklmnopqrstuv']) {
    const {status, body} = await world.ask('GET', path, {headers: {accept: 'text/html'}});
    assert.is(status, 500, path);
    assert.not.match(JSON.stringify(body), /tokens|sqlite|select|\.ts\b|at \w+ \(|abcdefghij/i, path);
  }
  world.end();
});

test.run();
