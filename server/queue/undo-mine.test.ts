import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issueLanes, kinds, next, order, refused} from '../test/inside.ts';
import {patientActor, queueId, staffOf} from '../test/world.ts';
import {callToken} from './call-token.ts';
import {cancelMine, cancelToken} from './cancel-token.ts';
import {tokenById} from './rows.ts';
import {stepAside} from './step-aside.ts';
import {undoMine} from './undo-mine.ts';
import {myTokenViewOf} from './views.ts';

const phone = patientActor(null);
const walkIns = ['walk-in', 'walk-in', 'walk-in'] as const;

test(
  'whoever left by mistake stands where they stood, within a minute',
  inWorld(async (world) => {
    const [, second] = await issueLanes(world, 'CAR', [...walkIns]);
    const seen = () =>
      myTokenViewOf({db: world.db, now: world.clock.now(), siteAddress: ''}, tokenById(world.db, second!.id)!)
        .undoUntil;
    assert.is(seen(), null);
    await world.write((tx) => cancelMine(tx, second!.key), phone);
    assert.equal(order(world, 'CAR'), [1, 3]);
    assert.ok(seen());
    world.clock.forward(59_000);
    assert.is((await world.write((tx) => undoMine(tx, second!.key), phone)).state, 'waiting');
    assert.equal(order(world, 'CAR'), [1, 2, 3]);
    assert.equal(kinds(world, 2), ['token.issued', 'token.cancelled', 'move.undone']);
    assert.is(seen(), null);
    await refused(
      'token.state',
      world.write((tx) => undoMine(tx, second!.key), phone),
    );
    await world.write((tx) => cancelMine(tx, second!.key), phone);
    world.clock.forward(61_000);
    assert.is(seen(), null);
    await refused(
      'undo.late',
      world.write((tx) => undoMine(tx, second!.key), phone),
    );
  }),
);

test(
  'a called person who pressed "late" is called again, unless the room went on',
  inWorld(async (world) => {
    const [first] = await issueLanes(world, 'CAR', [...walkIns]);
    await next(world, 'CAR');
    await world.write((tx) => stepAside(tx, first!.key, 5), phone);
    assert.is((await world.write((tx) => undoMine(tx, first!.key), phone)).state, 'called');
    await world.write((tx) => stepAside(tx, first!.key, 5), phone);
    await next(world, 'CAR');
    await refused(
      'service-point.busy',
      world.write((tx) => undoMine(tx, first!.key), phone),
    );
  }),
);

test(
  'what staff did is not for its holder to undo',
  inWorld(async (world) => {
    const [first] = await issueLanes(world, 'CAR', [...walkIns]);
    await world.write((tx) => cancelToken(tx, first!.id, 'went home'), staffOf(world, 'desk'));
    await refused(
      'token.state',
      world.write((tx) => undoMine(tx, first!.key), phone),
    );
    await refused(
      'token.missing',
      world.write((tx) => undoMine(tx, 'nobody'), phone),
    );
  }),
);

test(
  'taking back never holds more than one phone may',
  inWorld(async (world) => {
    const queue = queueId(world, 'CAR');
    const {headers, body} = await world.ask<{key: string}>('POST', `/api/queues/${queue}/tokens`, {body: {}});
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    const mine = (path: string) => world.ask(`POST`, path, {body: {}, headers: {cookie}});
    await mine(`/api/my/${body.key}/cancel`);
    for (let taken = 0; taken < 4; taken++) assert.is((await mine(`/api/queues/${queue}/tokens`)).status, 201);
    const back = await mine(`/api/my/${body.key}/undo`);
    assert.is(back.status, 409);
    assert.is(back.body.code, 'token.limit');
  }),
);

test(
  'a call again tells the phone when it was',
  inWorld(async (world) => {
    const [first] = await issueLanes(world, 'CAR', [...walkIns]);
    const announced = () =>
      myTokenViewOf({db: world.db, now: world.clock.now(), siteAddress: ''}, tokenById(world.db, first!.id)!)
        .announcedAt;
    assert.is(announced(), null);
    await next(world, 'CAR');
    const once = announced();
    assert.ok(once);
    world.clock.forward(30_000);
    await world.write((tx) => callToken(tx, first!.id, {}), staffOf(world, 'doctor'));
    assert.is(Date.parse(announced()!) - Date.parse(once!), 30_000);
  }),
);

test.run();
