import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, issueLanes, kinds, next, order, refused, row} from '../test/inside.ts';
import {patientActor, queueId, staffOf} from '../test/world.ts';
import {cancelMine, cancelToken} from './cancel-token.ts';
import {tokenById} from './rows.ts';
import {startToken} from './start-token.ts';
import {voidFlood} from './void-flood.ts';

const phone = patientActor(null);

test(
  'the holder gives the place up: positions close up, the number is not given again',
  inWorld(async (world) => {
    const [first] = await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    world.clock.forward(1000);
    const gone = await world.write((tx) => cancelMine(tx, first!.key), phone);
    assert.is(gone.state, 'cancelled');
    assert.is(gone.endedAt, world.clock.now());
    assert.equal(gone, tokenById(world.db, first!.id));
    assert.equal(order(world, 'CAR'), [2, 3]);
    assert.equal(kinds(world, 1), ['token.issued', 'token.cancelled']);
    await refused(
      'token.state',
      world.write((tx) => cancelMine(tx, first!.key), phone),
    );
    await refused(
      'token.missing',
      world.write((tx) => cancelMine(tx, 'nobody'), phone),
    );
  }),
);

test(
  'whoever was called may still cancel: the room is free; whoever is served may not',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const {key} = await next(world, 'CAR');
    assert.is((await world.write((tx) => cancelMine(tx, key), phone)).servicePointId, null);
    const second = await next(world, 'CAR');
    await world.write((tx) => startToken(tx, second.id));
    await refused(
      'token.state',
      world.write((tx) => cancelMine(tx, second.key), phone),
    );
  }),
);

test(
  'staff cancel with a reason, in the queues that are theirs',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await issue(world, 'PED');
    const doctor = staffOf(world, 'doctor');
    assert.is((await world.write((tx) => cancelToken(tx, 1, 'went home'), doctor)).reason, 'went home');
    await refused(
      'permission.denied',
      world.write((tx) => cancelToken(tx, 2), doctor),
    );
    await refused(
      'permission.denied',
      world.write((tx) => cancelToken(tx, 2), phone),
    );
  }),
);

test(
  'a flood from phones is voided between two times; what the desk registered and who was called stay',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    const car = queueId(world, 'CAR');
    await issue(world, 'CAR', {}, phone);
    world.clock.forward(60_000);
    const from = world.clock.now();
    await issue(world, 'CAR', {}, phone);
    await issue(world, 'CAR', {name: 'Asha'}, desk);
    await issue(world, 'PED', {}, phone);
    world.clock.forward(60_000);
    const to = world.clock.now();
    await issue(world, 'CAR', {lane: 'walk-in'}, phone);
    world.clock.forward(1);
    await issue(world, 'CAR', {}, phone);
    await next(world, 'CAR');
    const cancelled = await world.write((tx) => voidFlood(tx, car, {from: from - 60_000, to, reason: 'prank'}), desk);
    assert.equal({...cancelled, seq: 0}, {cancelled: 2, left: 0, seq: 0});
    assert.equal(order(world, 'CAR'), [3, 5]);
    assert.equal(order(world, 'PED'), [1]);
    assert.is(tokenById(world.db, 1)!.state, 'called');
    const fact = row<{data: string}>(world, "select data from journal where kind = 'queue.flood-voided'");
    assert.is(JSON.parse(fact.data).cancelled, 2);
    await refused(
      'permission.denied',
      world.write((tx) => voidFlood(tx, car, {from, to, reason: 'x'}), staffOf(world, 'doctor')),
    );
    await refused(
      'queue.missing',
      world.write((tx) => voidFlood(tx, 99, {from, to, reason: 'x'}), desk),
    );
  }),
);

test.run();
