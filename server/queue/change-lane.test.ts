import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, issueLanes, kinds, next, order, refused, row} from '../test/inside.ts';
import {patientActor, staffOf, type World} from '../test/world.ts';
import {changeLane} from './change-lane.ts';
import {completeToken} from './complete-token.ts';
import {tokenById} from './rows.ts';
import type {Lane} from './schema.ts';

const lane = (world: World, id: number, to: Lane, reason = 'seen by the nurse') =>
  world.write((tx) => changeLane(tx, id, to, reason), staffOf(world, 'admin'));

test(
  'into another lane, with a reason that stays in the record',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    const moved = await lane(world, 3, 'emergency', 'chest pain');
    assert.is(moved.lane, 'emergency');
    assert.is(moved.reason, 'chest pain');
    assert.equal(moved, tokenById(world.db, 3));
    assert.equal(order(world, 'CAR'), [3, 1, 2]);
    const fact = row<{data: string; actorId: number}>(
      world,
      "select data, actorId from journal where kind = 'token.lane-changed'",
    );
    assert.equal(JSON.parse(fact.data), {from: 'walk-in', to: 'emergency', said: true});
    assert.is(fact.actorId, staffOf(world, 'admin').id);
    assert.not.match(fact.data, 'chest');
    assert.equal(kinds(world, 3), ['token.issued', 'token.lane-changed']);
  }),
);

test(
  'at the end of the new lane, however early they came',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'priority', 'priority']);
    await lane(world, 1, 'priority');
    assert.equal(order(world, 'CAR'), [2, 3, 1]);
  }),
);

test(
  'a mistaken lane costs nobody their place: back to walk-in is back to the old place',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    for (const to of ['priority', 'emergency', 'returning', 'booked'] as const) {
      await lane(world, 2, to);
      assert.equal(order(world, 'CAR'), [2, 1, 3], to);
      await lane(world, 2, 'walk-in');
      assert.equal(order(world, 'CAR'), [1, 2, 3], `${to} and back`);
    }
  }),
);

test(
  'the same lane again changes no place',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['priority', 'priority']);
    await lane(world, 1, 'priority', 'still so');
    assert.equal(order(world, 'CAR'), [1, 2]);
    assert.is(tokenById(world.db, 1)!.reason, 'still so');
  }),
);

test(
  'everybody who comes later hears why, never who or the reason',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    await lane(world, 3, 'priority', 'frail');
    const {body} = await world.ask<{movedBecause: object[]}>('GET', `/api/my/${tokenById(world.db, 2)!.key}`);
    assert.equal(
      body.movedBecause.map((one) => ({...one, at: ''})),
      [{at: '', code: 'priority', from: 2, to: 3}],
    );
    assert.not.match(JSON.stringify(body), 'frail');
    const mine = await world.ask<{movedBecause: object[]}>('GET', `/api/my/${tokenById(world.db, 3)!.key}`);
    assert.equal(mine.body.movedBecause, []);
  }),
);

test(
  'the last ten reasons, newest last, and the same ones after a restart',
  inWorld(async (world) => {
    const first = await issue(world, 'CAR');
    for (let index = 0; index < 12; index++) {
      world.clock.forward(1000);
      await issue(world, 'CAR', {lane: 'emergency'});
    }
    const moved = async () =>
      (
        await world.ask<{movedBecause: {code: string; from: number; to: number; at: string}[]}>(
          'GET',
          `/api/my/${first.key}`,
        )
      ).body.movedBecause;
    const before = await moved();
    assert.is(before.length, 10);
    assert.is(before.at(-1)!.at, '2026-11-22T09:30:12.000+05:30');
    for (const one of before) assert.ok(one.from < one.to);
    await world.reopen();
    assert.equal(await moved(), before);
  }),
);

test(
  'not for the finished, not by strangers, not in a queue of others',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await issue(world, 'PED');
    await refused(
      'permission.denied',
      world.write((tx) => changeLane(tx, 1, 'emergency', 'please'), patientActor(null)),
    );
    await refused(
      'permission.denied',
      world.write((tx) => changeLane(tx, 2, 'emergency', 'x'), staffOf(world, 'doctor')),
    );
    await next(world, 'CAR');
    await world.write((tx) => completeToken(tx, 1, {}));
    assert.is((await refused('token.state', lane(world, 1, 'priority'))).extra.state, 'done');
  }),
);

test.run();
