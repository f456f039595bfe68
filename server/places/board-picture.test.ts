// A board's settings and its picture, through the API.
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, next, rooms} from '../test/inside.ts';
import type {World} from '../test/world.ts';
import {queueId} from '../test/world.ts';
import {pictureMostBytes} from './schema.ts';

interface Setup {
  id: string;
  version: number;
  picture: string | null;
  layout: string;
  volume: number;
}

const png = (bytes: number) => {
  const picture = Buffer.alloc(bytes, 7);
  Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').copy(picture);
  return picture.toString('base64');
};
const files = (world: World) => {
  const folder = path.join(world.box.config.dataDir, 'pictures');
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
};
const board = async (world: World, body: object = {}) =>
  (await world.ask<Setup>('POST', '/api/boards', {as: 'admin', body: {name: 'Hall', queueIds: [], ...body}})).body;

test(
  'a new board has the usual settings; what is changed is seen by its screen',
  inWorld(async (world) => {
    const made = await board(world, {queueIds: [String(queueId(world, 'CAR'))]});
    assert.is(made.layout, 'hall');
    assert.is(made.volume, 80);
    const patch = {version: made.version, layout: 'floor', volume: 0, speech: false, quietFrom: '21:00'};
    await world.ask('PATCH', `/api/boards/${made.id}`, {as: 'admin', body: patch});
    const half = (await world.ask<Record<string, unknown>>('GET', `/api/boards/${made.id}`)).body;
    assert.is(half.layout, 'floor');
    assert.is(half.volume, 0);
    assert.is(half.speech, false);
    assert.is(half.quiet, null, 'one end of the quiet hours is none');
    const rest = {version: made.version + 1, quietUntil: '06:30', quietDark: false};
    await world.ask('PATCH', `/api/boards/${made.id}`, {as: 'admin', body: rest});
    const whole = (await world.ask<Record<string, unknown>>('GET', `/api/boards/${made.id}`)).body;
    assert.equal(whole.quiet, {from: '21:00', until: '06:30', dark: false});
  }),
);

test(
  'what is out of its limits is refused',
  inWorld(async (world) => {
    const bad: object[] = [
      {volume: 101},
      {layout: 'wall'},
      {quietFrom: '25:00'},
      {message: 'x'.repeat(501)},
      {message: 'a\nb\nc\nd\ne\nf\ng'},
      {servicePointIds: ['999']},
      {languages: []},
      {languages: ['xx']},
    ];
    for (const one of bad) {
      const {status} = await world.ask('POST', '/api/boards', {as: 'admin', body: {name: 'B', queueIds: [], ...one}});
      assert.ok(status === 400 || status === 404, `${JSON.stringify(one).slice(0, 60)}: ${status}`);
    }
  }),
);

test(
  'a board beside a room hears that room only, and says who comes next',
  inWorld(async (world) => {
    const [first, second] = rooms(world, 'GEN');
    const beside = await board(world, {
      queueIds: [String(queueId(world, 'GEN'))],
      servicePointIds: [String(first)],
      layout: 'room',
    });
    for (let one = 0; one < 5; one++) await issue(world, 'GEN');
    await next(world, 'GEN', {servicePointId: second!});
    await next(world, 'GEN', {servicePointId: first!});
    const {body} = await world.ask<{
      calls: {number: string}[];
      next: string[];
      queues: {nowServing: {number: string}[]}[];
    }>('GET', `/api/boards/${beside.id}`);
    assert.equal(
      body.calls.map(({number}) => number),
      ['G-002'],
    );
    assert.equal(
      body.queues[0]!.nowServing.map(({number}) => number),
      ['G-002'],
    );
    assert.equal(body.next, ['G-003', 'G-004', 'G-005']);
    const hall = (await world.ask<{calls: unknown[]; next: unknown[]}>('GET', '/api/boards/all')).body;
    assert.is(hall.calls.length, 2);
    assert.equal(hall.next, []);
  }),
);

test(
  'a picture is kept as a file, shown under a name of its content, and gone with its last board',
  inWorld(async (world) => {
    const made = await board(world);
    const put = (image: string) =>
      world.ask<Setup>('POST', `/api/boards/${made.id}/picture`, {as: 'admin', body: {image}});
    const {status, body} = await put(png(300 * 1024));
    assert.is(status, 200);
    assert.match(body.picture!, /^\/api\/boards\/\d+\/picture\/\w+\.png$/);
    const shown = await world.app.request(body.picture!);
    assert.is(shown.status, 200);
    assert.is(shown.headers.get('content-type'), 'image/png');
    assert.is(shown.headers.get('x-content-type-options'), 'nosniff');
    assert.is((await shown.arrayBuffer()).byteLength, 300 * 1024);
    assert.is((await world.ask<Setup>('GET', `/api/boards/${made.id}`)).body.picture, body.picture);

    const second = await put(png(2000));
    assert.is.not(second.body.picture, body.picture);
    assert.is((await world.app.request(body.picture!)).status, 404, 'the former one is not shown any more');
    // Files that nobody names go at the next change, once they are old enough to be nobody's upload.
    const old = new Date(Date.now() - 3_600_000);
    for (const name of files(world)) fs.utimesSync(path.join(world.box.config.dataDir, 'pictures', name), old, old);
    const gone = await world.ask<Setup>('DELETE', `/api/boards/${made.id}/picture`, {as: 'admin'});
    assert.is(gone.status, 200);
    assert.is(gone.body.picture, null);
    assert.equal(files(world), []);
  }),
);

test(
  'only pictures, only small ones, only by administrators',
  inWorld(async (world) => {
    const made = await board(world);
    const put = (image: string, as: 'admin' | 'desk' = 'admin') =>
      world.ask<{code: string}>('POST', `/api/boards/${made.id}/picture`, {as, body: {image}});
    assert.is((await put(Buffer.from('<svg onload="alert(1)"/>').toString('base64'))).body.code, 'input.invalid');
    const most = await put(png(pictureMostBytes));
    assert.is(most.status, 200, 'as large as allowed');
    assert.ok((await put(png(pictureMostBytes + 3))).status >= 400);
    assert.is((await put(png(900 * 1024))).body.code, 'body.too-large');
    assert.is((await put(png(1000), 'desk')).status, 403);
    for (const name of ['..%2fbaari.db', 'x.png', '%2e%2e'])
      assert.is((await world.app.request(`/api/boards/${made.id}/picture/${name}`)).status, 404);
    const elsewhere = await world.ask<{code: string}>('POST', '/api/boards/77/picture', {
      as: 'admin',
      body: {image: png(1000)},
    });
    assert.is(elsewhere.body.code, 'board.missing');
    assert.is(files(world).length, 1);
  }),
);

test.run();
