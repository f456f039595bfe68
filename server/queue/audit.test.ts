import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {World} from '../test/world.ts';
import {openWorld} from '../test/world.ts';
import type {AuditEntry} from './schema.ts';

async function audit(world: World, query: string): Promise<AuditEntry[]> {
  const reply = await world.ask<{items: AuditEntry[]}>('GET', `/api/audit?${query}`, {as: 'admin'});
  assert.is(reply.status, 200, `${query}: ${JSON.stringify(reply.body)}`);
  return reply.body.items;
}

async function queueIdOf(world: World, code: string): Promise<string> {
  const {body} = await world.ask<{items: {id: string; code: string}[]}>('GET', '/api/queues');
  return body.items.find((queue) => queue.code === code)!.id;
}

async function join(world: World, queueId: string): Promise<{id: string; number: string}> {
  return (
    await world.ask<{id: string; number: string}>('POST', `/api/queues/${queueId}/tokens`, {as: 'desk', body: {}})
  ).body;
}

test('a number leads to its own story and to those who came before it, with names', async () => {
  const world = await openWorld();
  const car = await queueIdOf(world, 'CAR');
  const first = await join(world, car);
  const second = await join(world, car);
  await join(world, await queueIdOf(world, 'GEN'));
  await world.ask('POST', `/api/tokens/${second.id}/lane`, {
    as: 'desk',
    body: {lane: 'emergency', reason: 'chest-pain'},
  });
  for (const number of ['C-001', 'c1', 'C 001']) {
    const story = await audit(world, `number=${encodeURIComponent(number)}`);
    assert.equal(
      story.map(({what}) => what),
      ['queue.overtaken', 'token.issued'],
      number,
    );
    const [overtaken] = story;
    assert.is(overtaken!.named[`token:${first.id}`], 'C-001');
    assert.is(overtaken!.named[`token:${second.id}`], 'C-002');
    assert.is(overtaken!.named[`queue:${car}`], 'Cardiology');
  }
  const [changed] = (await audit(world, 'number=C-002')).filter(({what}) => what === 'token.lane-changed');
  assert.is(changed!.words, 'chest-pain');
  assert.is(changed!.actor.name, 'Front desk 1');
  assert.equal(await audit(world, 'number=C-999'), []);
  assert.equal(await audit(world, 'number=C-001&day=2020-01-01'), []);
  world.end();
});

test('a kind narrows the record, alone and with a person, a queue and a day', async () => {
  const world = await openWorld();
  const car = await queueIdOf(world, 'CAR');
  await join(world, car);
  await world.ask('POST', `/api/queues/${car}/pause`, {as: 'doctor', body: {reason: 'tea'}});
  const {version} = (await world.ask<{version: number}>('GET', '/api/settings', {as: 'admin'})).body;
  await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version, values: {undoSeconds: 90}}});
  const kinds = async (query: string) => [...new Set((await audit(world, query)).map(({what}) => what))].sort();
  assert.equal(await kinds('group=settings'), ['setting.changed']);
  assert.equal(await kinds('group=lines'), ['queue.paused']);
  assert.equal(await kinds('group=numbers'), ['token.issued']);
  assert.equal(await kinds(`group=lines&about=queue:${car}`), ['queue.paused']);
  const [paused] = await audit(world, 'group=lines');
  assert.equal(await kinds(`group=lines&actor=${paused!.actor.id}`), ['queue.paused']);
  assert.equal(await kinds(`group=settings&actor=${paused!.actor.id}`), []);
  const day = paused!.at.slice(0, 10);
  assert.equal(await kinds(`group=lines&day=${day}`), ['queue.paused']);
  assert.equal(await kinds('group=lines&day=2020-01-01'), []);
  assert.ok((await kinds('group=people')).every((what) => /^(user|session)\./.test(what)));
  for (const wrong of ['number=14', 'group=all', 'day=today', "number=C-1'"])
    assert.is((await world.ask('GET', `/api/audit?${wrong}`, {as: 'admin'})).status, 400, wrong);
  world.end();
});

test('pages of a kind follow each other without a gap or a repeat', async () => {
  const world = await openWorld();
  const car = await queueIdOf(world, 'CAR');
  for (let joined = 0; joined < 7; joined++) await join(world, car);
  const whole = (await audit(world, 'group=numbers')).map(({seq}) => seq);
  const seen: number[] = [];
  for (let cursor = ''; ; ) {
    const {body} = await world.ask<{items: AuditEntry[]; nextCursor: string | null}>(
      'GET',
      `/api/audit?group=numbers&limit=2${cursor}`,
      {as: 'admin'},
    );
    seen.push(...body.items.map(({seq}) => seq));
    if (body.nextCursor === null) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  assert.equal(seen, whole);
  assert.is(seen.length, 7);
  world.end();
});

test.run();
