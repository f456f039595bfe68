import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, kinds, next, order, refused, row} from '../test/inside.ts';
import {patientActor, queueId, staffOf, systemActor, type World} from '../test/world.ts';
import {changeQueueState} from './change-queue-state.ts';
import {holdToken} from './hold-token.ts';
import {returnToken} from './return-token.ts';
import {type LineToken, tokenById, tokenByKey} from './rows.ts';
import type {Lane} from './schema.ts';
import {transferToken} from './transfer-token.ts';

const transfer = (world: World, token: LineToken, code: string, actor = systemActor, words?: string) =>
  world.write((tx) => transferToken(tx, token.id, queueId(world, code), words), actor);

test(
  'a transfer closes here and gives a number there, in the same visit',
  inWorld(async (world) => {
    await issue(world, 'PED');
    const before = await issue(world, 'CAR', {name: 'Asha', phone: '98765 43210', language: 'hi'});
    const after = await transfer(world, before, 'PED', systemActor, 'needs a pediatrician');
    assert.is.not(after.id, before.id);
    assert.is.not(after.key, before.key);
    assert.is(after.visitId, before.visitId);
    assert.is(after.queueId, queueId(world, 'PED'));
    assert.is(after.serial, 2);
    assert.is(after.state, 'waiting');
    assert.is(after.name, 'Asha');
    assert.is(after.fromTokenId, before.id);
    // What the deed answers is what the database holds.
    assert.equal(after, tokenById(world.db, after.id));
    const old = tokenByKey(world.db, before.key)!;
    assert.is(old.state, 'transferred');
    assert.is(old.nextTokenId, after.id);
    assert.is(old.endedAt, world.clock.now());
    assert.equal(order(world, 'CAR'), []);
    assert.equal(order(world, 'PED'), [1, 2]);
    assert.equal(kinds(world, before.id), ['token.issued', 'token.transferred']);
    assert.equal(kinds(world, after.id), ['token.issued']);
  }),
);

test(
  'emergency and priority go along, other lanes become walk-in',
  inWorld(async (world) => {
    const kept: Record<Lane, Lane> = {
      emergency: 'emergency',
      priority: 'priority',
      booked: 'walk-in',
      returning: 'walk-in',
      'walk-in': 'walk-in',
    };
    for (const [lane, expected] of Object.entries(kept)) {
      const token = await issue(world, 'CAR', {lane: lane as Lane});
      assert.is((await transfer(world, token, 'PED')).lane, expected, lane);
    }
  }),
);

test(
  'whoever is with the doctor may be sent on, and the room is free at once',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await issue(world, 'CAR');
    const called = await next(world, 'CAR');
    await transfer(world, called, 'ORT');
    assert.is((await next(world, 'CAR')).serial, 2);
    assert.is(tokenById(world.db, called.id)!.servicePointId, null);
  }),
);

test(
  'the token that followed can be moved like any other',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR');
    const there = await transfer(world, token, 'ORT');
    const held = await world.write((tx) => holdToken(tx, there.id));
    assert.is(held.id, there.id);
    const back = await world.write((tx) => returnToken(tx, there.id));
    assert.is(back.state, 'waiting');
    assert.is((await next(world, 'ORT')).id, there.id);
    const again = await transfer(world, back, 'CAR');
    assert.is(again.visitId, token.visitId);
    assert.is(again.serial, 2);
  }),
);

test(
  'people who are overtaken through a transfer are told why',
  inWorld(async (world) => {
    const waiting = await issue(world, 'PED');
    await transfer(world, await issue(world, 'CAR', {lane: 'priority'}), 'PED');
    const {body} = await world.ask<{movedBecause: {code: string; from: number; to: number}[]}>(
      'GET',
      `/api/my/${waiting.key}`,
    );
    assert.equal(
      body.movedBecause.map(({code, from, to}) => ({code, from, to})),
      [{code: 'transferred', from: 1, to: 2}],
    );
  }),
);

test(
  'not to the same queue, not to none, not to a closed one, not twice',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR');
    await refused('transfer.same-queue', transfer(world, token, 'CAR'));
    await refused(
      'queue.missing',
      world.write((tx) => transferToken(tx, token.id, 999)),
    );
    await refused(
      'token.missing',
      world.write((tx) => transferToken(tx, 999, queueId(world, 'PED'))),
    );
    await world.write((tx) => void changeQueueState(tx, queueId(world, 'PED'), 'close', {}));
    await refused('queue.closed', transfer(world, token, 'PED'));
    assert.is(row<{count: number}>(world, 'select count(*) as count from tokens').count, 1);
    await transfer(world, token, 'ORT');
    const refusal = await refused('token.state', transfer(world, token, 'ORT'));
    assert.is(refusal.extra.state, 'transferred');
    assert.equal(order(world, 'ORT'), [1]);
  }),
);

test(
  'a doctor sends own people anywhere, and nobody of another queue; a patient sends nobody',
  inWorld(async (world) => {
    const doctor = staffOf(world, 'doctor');
    assert.is((await transfer(world, await issue(world, 'CAR'), 'PED', doctor)).queueId, queueId(world, 'PED'));
    await refused('permission.denied', transfer(world, await issue(world, 'PED'), 'CAR', doctor));
    await refused('permission.denied', transfer(world, await issue(world, 'CAR'), 'PED', patientActor(null)));
  }),
);

test.run();
