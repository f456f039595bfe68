// time-limit: 60
// Every byte that a day of patients sends to the cloud is read: no name, phone, note, reason, key or e-mail may be in it.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../scripts/need.ts';
import {clouds, openLine, push} from '../server/test/cloud.ts';
import {rows} from '../server/test/inside.ts';
import {openWorld, queueId} from '../server/test/world.ts';

const names = ['Xanthippe Quorra', 'ज़ायरा क़ुरैशी', 'Zubin Wadiwala'];
const phones = ['9812345670', '9812345671', '9812345672'];
const words = {
  reason: 'fainted-in-the-hall',
  pause: 'doctor-at-the-dentist',
  note: 'chronic-hiccups-noted',
  message: 'board-says-hello',
};

const kind = need('postgres', 'what leaves the box, on a real PostgreSQL') ? 'postgres' : 'pglite';

test('nothing personal leaves the box', async () => {
  const cloud = await clouds[kind]();
  const line = await openLine(cloud.url);
  const world = await openWorld();
  try {
    const queue = queueId(world, 'CAR');
    const staff = (path: string, body: unknown) => world.ask<{token: {id: string}}>('POST', path, {as: 'admin', body});
    for (const [index, name] of names.entries()) {
      const body = {name, phone: phones[index], yearOfBirth: 1961, sex: 'female'};
      const join = await world.ask('POST', `/api/queues/${queue}/tokens`, index % 2 ? {body} : {body, as: 'desk'});
      assert.is(join.status, 201);
      await push(line.url, world);
    }
    const lane = await staff('/api/tokens/3/lane', {lane: 'priority', reason: words.reason});
    assert.is(lane.status, 200);
    world.clock.forward(60_000);
    const called = await staff(`/api/queues/${queue}/call-next`, {});
    assert.is((await staff(`/api/tokens/${called.body.token.id}/complete`, {reason: words.note})).status, 200);
    assert.is((await staff(`/api/queues/${queue}/pause`, {reason: words.pause})).status, 200);
    await world.ask('POST', '/api/boards', {as: 'admin', body: {name: 'Hall', message: words.message}});
    await push(line.url, world);
    await staff('/api/service-day/close', {});
    await push(line.url, world);
    const keys = rows<{key: string}>(world, 'select key from tokens').map(({key}) => key);
    const known = [
      ...names.flatMap((name) => [name, ...name.split(' ')]),
      ...phones,
      ...Object.values(words),
      ...keys,
      ...rows<{name: string}>(world, 'select name from doctors').map(({name}) => name),
      ...rows<{username: string}>(world, 'select username from users where username <> ?', 'admin').map(
        (one) => one.username,
      ),
      'password',
    ];
    const sent = line.sent();
    assert.ok(sent.includes('Cardiology') && sent.includes('CAR'), 'the line was read');
    // Hex and base64 of a text would hide it; JSON writes other letters as they are or as \u.
    const escaped = (text: string) =>
      text.replace(/[^\x20-\x7e]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
    for (const text of known)
      for (const [form, bytes] of [
        ['as it is', Buffer.from(text)],
        ['escaped', Buffer.from(escaped(text))],
        ['in UTF-16', Buffer.from(text, 'utf16le')],
        ['in base64', Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1))],
        ['in hex', Buffer.from(Buffer.from(text).toString('hex'))],
      ] as const)
        assert.not(sent.includes(bytes), `${text} ${form}`);
  } finally {
    world.end();
    await line.stop();
    await cloud.stop();
  }
});

test.run();
