import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {run} from '../base/database.ts';
import {placesChanged} from '../places/directory.ts';
import {inWorld, issue, issueLanes, kinds, next, order, refused, rooms, row, rows} from '../test/inside.ts';
import {patientActor, queueId, staffOf, type World} from '../test/world.ts';
import {callNext} from './call-next.ts';
import {callToken} from './call-token.ts';
import {changeQueueState} from './change-queue-state.ts';
import {completeToken} from './complete-token.ts';
import {markNoShow} from './mark-no-show.ts';
import {tokenById} from './rows.ts';
import {startToken} from './start-token.ts';

const wheelOf = (world: World, code: string) =>
  row<{wheel: string; calls: number}>(
    world,
    'select wheel, calls from queue_days where queueId = ?',
    queueId(world, code),
  );

test(
  'the first in turn is called to the only room',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'priority']);
    world.clock.forward(5000);
    const called = await next(world, 'CAR', {}, staffOf(world, 'doctor'));
    assert.is(called.serial, 3);
    assert.is(called.state, 'called');
    assert.is(called.calledAt, world.clock.now());
    assert.is(called.servicePointId, rooms(world, 'CAR')[0]);
    assert.equal(called, tokenById(world.db, called.id));
    assert.equal(order(world, 'CAR'), [1, 2]);
    assert.equal(kinds(world, called.id), ['token.issued', 'token.called']);
    assert.equal(wheelOf(world, 'CAR'), {wheel: '[0,-1,0,1]', calls: 1});
  }),
);

test(
  'a whole line is called in the order that it was shown',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'priority', 'walk-in', 'emergency', 'returning', 'priority', 'walk-in']);
    const shown = order(world, 'CAR');
    const called: number[] = [];
    for (let index = 0; index < 7; index++) {
      const token = await next(world, 'CAR');
      called.push(token.serial);
      await world.write((tx) => completeToken(tx, token.id, {}));
    }
    assert.equal(called, shown);
  }),
);

test(
  'nobody waits: queue.empty, and nothing is changed',
  inWorld(async (world) => {
    await refused('queue.empty', next(world, 'CAR'));
    await refused(
      'queue.missing',
      world.write((tx) => callNext(tx, 999, {})),
    );
    assert.is(row<{count: number}>(world, 'select count(*) as count from queue_days').count, 0);
  }),
);

test(
  'one at a time: the room is busy while somebody is called or served, and names who',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const called = await next(world, 'CAR');
    assert.is((await refused('service-point.busy', next(world, 'CAR'))).extra.tokenId, String(called.id));
    await world.write((tx) => startToken(tx, called.id));
    await refused('service-point.busy', next(world, 'CAR'));
    await world.write((tx) => completeToken(tx, called.id, {}));
    assert.is((await next(world, 'CAR')).serial, 2);
  }),
);

test(
  'a room whose setting says two takes two',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    await world.write((tx) => {
      run(tx.db, 'update service_points set capacity = 2 where id = ?', rooms(world, 'CAR')[0]);
      placesChanged(tx);
    });
    await next(world, 'CAR');
    await next(world, 'CAR');
    await refused('service-point.busy', next(world, 'CAR'));
  }),
);

test(
  'ten desks at once call one person',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    const all = await Promise.allSettled(Array.from({length: 10}, () => next(world, 'CAR')));
    assert.is(all.filter((one) => one.status === 'fulfilled').length, 1);
    assert.equal(order(world, 'CAR'), [2, 3]);
  }),
);

test(
  'a pool needs to be told which room; each room has its own person',
  inWorld(async (world) => {
    await issueLanes(world, 'GEN', ['walk-in', 'walk-in', 'walk-in']);
    const [one, two] = rooms(world, 'GEN') as [number, number];
    await refused('service-point.required', next(world, 'GEN'));
    assert.is((await next(world, 'GEN', {servicePointId: one})).serial, 1);
    assert.is((await next(world, 'GEN', {servicePointId: two})).serial, 2);
    await refused('service-point.busy', next(world, 'GEN', {servicePointId: one}));
    await refused('service-point.missing', next(world, 'GEN', {servicePointId: rooms(world, 'CAR')[0]!}));
    await refused('service-point.missing', next(world, 'GEN', {servicePointId: 999}));
    // Somebody who works at one counter does not have to say it.
    await world.write((tx) => completeToken(tx, 1, {}));
    const desk = {...staffOf(world, 'desk'), servicePointIds: new Set([one])};
    assert.is((await next(world, 'GEN', {}, desk)).servicePointId, one);
  }),
);

test(
  'a paused line calls nobody; a closed one still calls who is in it; the first call starts a line',
  inWorld(async (world) => {
    const car = queueId(world, 'CAR');
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    await world.write((tx) => void changeQueueState(tx, car, 'pause', {reason: 'ward round'}));
    await refused('queue.paused', next(world, 'CAR'));
    await world.write((tx) => void changeQueueState(tx, car, 'close', {}));
    assert.is((await next(world, 'CAR')).serial, 1);
    await world.write((tx) => {
      run(tx.db, "update queues set startsOpen = 0 where code = 'PED'");
      placesChanged(tx);
    });
    await world.reopen();
    await issue(world, 'PED');
    const state = () =>
      row<{state: string}>(world, 'select state from queue_days where queueId = ?', queueId(world, 'PED'));
    assert.is(state().state, 'not-started');
    await next(world, 'PED');
    assert.is(state().state, 'open');
  }),
);

test(
  'complete and call next is one action',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const first = await next(world, 'CAR');
    world.clock.forward(60_000);
    const second = await next(world, 'CAR', {completeTokenId: first.id});
    assert.is(second.serial, 2);
    assert.is(tokenById(world.db, first.id)!.state, 'done');
  }),
);

test(
  'a double click completes nobody who was just called',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    const first = await next(world, 'CAR');
    const clicks = await Promise.allSettled([
      next(world, 'CAR', {completeTokenId: first.id}),
      next(world, 'CAR', {completeTokenId: first.id}),
      next(world, 'CAR', {completeTokenId: first.id}),
    ]);
    assert.equal(
      clicks.map((click) => (click.status === 'fulfilled' ? click.value.serial : click.reason.code)),
      [2, 'token.state', 'token.state'],
    );
    assert.equal(
      rows<{state: string}>(world, 'select state from tokens order by id').map((token) => token.state),
      ['done', 'called', 'waiting'],
    );
  }),
);

test(
  'complete and call next completes nobody when nobody waits, or when the room is another',
  inWorld(async (world) => {
    const [one, two] = rooms(world, 'GEN') as [number, number];
    await issueLanes(world, 'GEN', ['walk-in', 'walk-in']);
    const first = await next(world, 'GEN', {servicePointId: one});
    await refused('token.state', next(world, 'GEN', {servicePointId: two, completeTokenId: first.id}));
    assert.is(tokenById(world.db, first.id)!.state, 'called');
    const second = await next(world, 'GEN', {servicePointId: two});
    await refused('queue.empty', next(world, 'GEN', {servicePointId: two, completeTokenId: second.id}));
    assert.is(tokenById(world.db, second.id)!.state, 'called');
    assert.is(row<{count: number}>(world, 'select count(*) as count from consultations').count, 0);
    await refused('token.missing', next(world, 'GEN', {servicePointId: one, completeTokenId: 999}));
  }),
);

test(
  'only who serves a queue calls from it',
  inWorld(async (world) => {
    await issue(world, 'PED');
    await refused('permission.denied', next(world, 'PED', {}, staffOf(world, 'doctor')));
    await refused('permission.denied', next(world, 'PED', {}, staffOf(world, 'desk')));
    await refused('permission.denied', next(world, 'PED', {}, patientActor(null)));
    assert.is((await next(world, 'PED', {}, staffOf(world, 'admin'))).serial, 1);
  }),
);

// ---- call again, and out of turn ----

test(
  'out of turn needs a reason, counts as a call and leaves the wheel where it was',
  inWorld(async (world) => {
    const [, , third] = await issueLanes(world, 'CAR', ['priority', 'walk-in', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => markNoShow(tx, 1));
    const before = wheelOf(world, 'CAR');
    await refused(
      'input.invalid',
      world.write((tx) => callToken(tx, third!.id, {})),
    );
    const called = await world.write((tx) => callToken(tx, third!.id, {reason: 'fainting'}));
    assert.is(called.state, 'called');
    assert.equal(wheelOf(world, 'CAR'), {wheel: before.wheel, calls: before.calls + 1});
    assert.equal(order(world, 'CAR'), [2]);
    assert.equal(kinds(world, called.id), ['token.issued', 'token.taken-first', 'token.called']);
    const fact = row<{data: string}>(world, "select data from journal where kind = 'token.taken-first'");
    assert.equal(JSON.parse(fact.data), {overtaken: 1});
    assert.is(
      row<{words: string}>(world, 'select words from remarks').words,
      'fainting',
      'the reason is kept beside the journal',
    );
  }),
);

test(
  'out of turn keeps the rules of rooms',
  inWorld(async (world) => {
    await issueLanes(world, 'GEN', ['walk-in', 'walk-in']);
    const [one] = rooms(world, 'GEN') as [number];
    const call = (id: number, servicePointId?: number) =>
      world.write((tx) => callToken(tx, id, {reason: 'old', ...(servicePointId ? {servicePointId} : {})}));
    await refused('service-point.required', call(2));
    await refused('service-point.missing', call(2, rooms(world, 'PED')[0]));
    await call(2, one);
    await refused('service-point.busy', call(1, one));
    await refused('token.missing', call(99, one));
  }),
);

test(
  'calling again speaks once more on the boards and changes nothing else',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    const called = await next(world, 'CAR');
    const before = wheelOf(world, 'CAR');
    world.clock.forward(30_000);
    const again = await world.write((tx) => callToken(tx, called.id, {}));
    assert.equal(again, called);
    assert.equal(tokenById(world.db, called.id), called);
    assert.equal(wheelOf(world, 'CAR'), before);
    const {body} = await world.ask<{calls: {number: string; again: boolean; at: string}[]}>('GET', '/api/boards/all');
    assert.equal(
      body.calls.map(({number, again}) => ({number, again})),
      [
        {number: 'C-001', again: true},
        {number: 'C-001', again: false},
      ],
    );
    assert.ok(body.calls[0]!.at > body.calls[1]!.at);
  }),
);

test(
  'whoever is served or finished is not called',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const {id} = await next(world, 'CAR');
    await world.write((tx) => startToken(tx, id));
    const call = () => world.write((tx) => callToken(tx, id, {reason: 'x'}));
    assert.is((await refused('token.state', call())).extra.state, 'serving');
    await world.write((tx) => completeToken(tx, id, {}));
    assert.is((await refused('token.state', call())).extra.state, 'done');
  }),
);

test.run();
