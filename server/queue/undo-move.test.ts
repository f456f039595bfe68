import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {Actor} from '../base/actor.ts';
import {saveSetting} from '../settings/rows.ts';
import {inWorld, issue, issueLanes, kinds, next, order, refused, rooms, row, rows} from '../test/inside.ts';
import {patientActor, queueId, staffOf, systemActor, type World} from '../test/world.ts';
import {callToken} from './call-token.ts';
import {cancelToken} from './cancel-token.ts';
import {changeLane} from './change-lane.ts';
import {completeToken} from './complete-token.ts';
import {holdToken} from './hold-token.ts';
import {markNoShow} from './mark-no-show.ts';
import {restoreToken} from './restore-token.ts';
import {returnToken} from './return-token.ts';
import {tokenById} from './rows.ts';
import {sayHere} from './say-here.ts';
import {startToken} from './start-token.ts';
import {stepAside} from './step-aside.ts';
import {transferToken} from './transfer-token.ts';
import {undoMove} from './undo-move.ts';

const undo = (world: World, id: number, actor: Actor = systemActor) => world.write((tx) => undoMove(tx, id), actor);

/** Everything that an undo must put back: the tokens whole, the queue's day with wheel and calls, what the boards show. */
function standing(world: World) {
  return {
    tokens: rows(world, 'select * from tokens order by id'),
    days: rows(world, 'select * from queue_days order by queueId'),
    calls: rows(world, 'select id, again from calls where undone = 0 order by id'),
    average: rows(world, 'select consultationCount, consultationSumMs from doctors order by id'),
    durations: rows(world, 'select durationMs from consultations where durationMs is not null order by id'),
    orders: ['CAR', 'PED', 'GEN'].map((code) => order(world, code)),
  };
}

interface Kind {
  /** Brings token 2 into the state that the move leaves. */
  before?: (world: World) => Promise<unknown>;
  move: (world: World, id: number) => Promise<unknown>;
}
const moves: Record<string, Kind> = {
  'call in turn': {move: (world) => next(world, 'CAR')},
  'call out of turn': {move: (world, id) => world.write((tx) => callToken(tx, id, {reason: 'frail'}))},
  start: {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => startToken(tx, id)),
  },
  'complete from called': {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => completeToken(tx, id, {})),
  },
  'complete from serving': {
    before: async (world) => {
      await next(world, 'CAR');
      await world.write((tx) => startToken(tx, 2));
    },
    move: (world, id) => world.write((tx) => completeToken(tx, id, {})),
  },
  'no-show': {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => markNoShow(tx, id)),
  },
  restore: {
    before: async (world) => {
      await next(world, 'CAR');
      await world.write((tx) => markNoShow(tx, 2));
    },
    move: (world, id) => world.write((tx) => restoreToken(tx, id)),
  },
  "the holder's own restore": {
    before: async (world) => {
      await next(world, 'CAR');
      await world.write((tx) => markNoShow(tx, 2));
    },
    move: (world, id) => world.write((tx) => sayHere(tx, tokenById(tx.db, id)!.key), patientActor(null)),
  },
  'hold from waiting': {move: (world, id) => world.write((tx) => holdToken(tx, id, 'x-ray'))},
  'hold from called': {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => holdToken(tx, id)),
  },
  return: {
    before: (world) => world.write((tx) => holdToken(tx, 2)),
    move: (world, id) => world.write((tx) => returnToken(tx, id)),
  },
  cancel: {move: (world, id) => world.write((tx) => cancelToken(tx, id, 'went home'))},
  'cancel from called': {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => cancelToken(tx, id)),
  },
  'lane to emergency': {move: (world, id) => world.write((tx) => changeLane(tx, id, 'emergency', 'chest pain'))},
  'lane to walk-in': {move: (world, id) => world.write((tx) => changeLane(tx, id, 'walk-in', 'by mistake'))},
  'step aside': {
    move: (world, id) => world.write((tx) => stepAside(tx, tokenById(tx.db, id)!.key, 5), patientActor(null)),
  },
  'step aside from called': {
    before: (world) => next(world, 'CAR'),
    move: (world, id) => world.write((tx) => stepAside(tx, tokenById(tx.db, id)!.key, 5), patientActor(null)),
  },
};
for (const [name, {before, move}] of Object.entries(moves))
  test(
    `undo of ${name} puts everything back exactly, also beside the database and after a restart`,
    inWorld(async (world) => {
      await issueLanes(world, 'CAR', ['walk-in', 'priority', 'walk-in', 'returning', 'walk-in']);
      // Token 4 (returning) goes first; then token 2 (priority) is next.
      const first = await next(world, 'CAR');
      assert.is(first.serial, 4);
      await world.write((tx) => completeToken(tx, first.id, {}));
      await before?.(world);
      world.clock.forward(1000);
      const was = standing(world);
      await move(world, 2);
      assert.not.equal(standing(world), was, 'the move did something');
      world.clock.forward(59_000);
      const back = await undo(world, 2);
      assert.equal(standing(world), was);
      assert.equal(back, tokenById(world.db, 2));
      assert.is(kinds(world, 2).at(-1), 'move.undone');
      await world.reopen();
      assert.equal(standing(world), was);
    }),
  );

test(
  'undo of undo is not a thing, but the move before can be undone then',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in']);
    const was = standing(world);
    await next(world, 'CAR');
    await world.write((tx) => startToken(tx, 1));
    await undo(world, 1);
    assert.is(tokenById(world.db, 1)!.state, 'called');
    await undo(world, 1);
    assert.equal(standing(world).tokens, was.tokens);
    await refused('token.state', undo(world, 1));
  }),
);

test(
  'after a minute it is too late, to the millisecond',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await next(world, 'CAR');
    world.clock.forward(60_001);
    await refused('undo.late', undo(world, 1));
    assert.is(tokenById(world.db, 1)!.state, 'called');
    await world.write((tx) => startToken(tx, 1));
    world.clock.forward(60_000);
    assert.is((await undo(world, 1)).state, 'called');
  }),
);

test(
  'a token that nobody moved has nothing to undo',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    assert.is((await refused('token.state', undo(world, 1))).extra.state, 'waiting');
    await refused('token.missing', undo(world, 9));
  }),
);

test(
  'only while the token is as that move left it',
  inWorld(async (world) => {
    await world.write((tx) => saveSetting(tx, 'undoSeconds', 600));
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await world.write((tx) => stepAside(tx, tokenById(tx.db, 1)!.key, 5), patientActor(null));
    await world.watch.tick();
    world.clock.forward(5 * 60_000);
    await world.watch.tick();
    assert.is(tokenById(world.db, 1)!.asideUntil, null, 'time brought them back');
    await refused('token.state', undo(world, 1));
  }),
);

test(
  '"I\'m coming" does not keep a call from being undone',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const {key} = await next(world, 'CAR');
    world.clock.forward(1000);
    await world.write((tx) => sayHere(tx, key), patientActor(null));
    assert.is((await undo(world, 1)).state, 'waiting');
    assert.is(tokenById(world.db, 1)!.hereAt, null);
  }),
);

test(
  'a room that has meanwhile called somebody else stays theirs',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => markNoShow(tx, 1));
    await next(world, 'CAR');
    const was = standing(world);
    const refusal = await refused('service-point.busy', undo(world, 1));
    assert.is(refusal.extra.tokenId, '2');
    assert.equal(standing(world), was);
    await undo(world, 2);
    assert.is((await undo(world, 1)).state, 'called');
  }),
);

test(
  'complete-and-call-next is undone from its end: first the call, then the completion',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['priority', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => startToken(tx, 1));
    world.clock.forward(1000);
    const was = standing(world);
    await next(world, 'CAR', {completeTokenId: 1});
    await refused('service-point.busy', undo(world, 1));
    await undo(world, 2);
    await undo(world, 1);
    assert.equal(standing(world), was);
  }),
);

test(
  'calls undone out of sequence leave the wheel as if they had not been',
  inWorld(async (world) => {
    await issueLanes(world, 'GEN', ['walk-in', 'priority', 'returning', 'walk-in', 'returning', 'priority']);
    const [one, two] = rooms(world, 'GEN') as [number, number];
    const was = standing(world);
    const first = await next(world, 'GEN', {servicePointId: one});
    const second = await next(world, 'GEN', {servicePointId: two});
    await undo(world, first.id);
    await undo(world, second.id);
    assert.equal(standing(world), was);
  }),
);

test(
  'a call with its repetitions leaves the boards when it is undone',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await next(world, 'CAR');
    await world.write((tx) => callToken(tx, 1, {}));
    await undo(world, 1);
    const {body} = await world.ask<{calls: unknown[]}>('GET', '/api/boards/all');
    assert.equal(body.calls, []);
  }),
);

test(
  'a transfer is undone while the new token waits: its number stays used and is withdrawn',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await next(world, 'CAR');
    const was = tokenById(world.db, 1);
    const there = await world.write((tx) => transferToken(tx, 1, queueId(world, 'PED')));
    await undo(world, 1);
    assert.equal(tokenById(world.db, 1), was);
    const withdrawn = tokenById(world.db, there.id)!;
    assert.is(withdrawn.state, 'cancelled');
    assert.is(withdrawn.withdrawn, 1);
    assert.equal(kinds(world, there.id), ['token.issued', 'token.withdrawn']);
    assert.equal(order(world, 'PED'), []);
    assert.is((await issue(world, 'PED')).serial, 2);
    await refused('token.state', undo(world, there.id));
  }),
);

test(
  'a transfer is not undone once the new token was called',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await world.write((tx) => transferToken(tx, 1, queueId(world, 'PED')));
    await next(world, 'PED');
    const was = standing(world);
    assert.is((await refused('token.state', undo(world, 1))).extra.state, 'called');
    assert.equal(standing(world), was);
  }),
);

test(
  'who may undo: own deeds; at the desk also those at the same room; an administrator all',
  inWorld(async (world) => {
    const doctor = staffOf(world, 'doctor');
    const admin = staffOf(world, 'admin');
    const room = rooms(world, 'CAR')[0]!;
    const desk = {...staffOf(world, 'desk'), queueIds: new Set([queueId(world, 'CAR')])};
    const deskThere = {...desk, id: 77, servicePointIds: new Set([room])};
    const deskElsewhere = {...desk, id: 78, servicePointIds: new Set([rooms(world, 'PED')[0]!])};
    await issue(world, 'CAR');

    await next(world, 'CAR', {}, doctor);
    await refused('permission.denied', undo(world, 1, deskElsewhere));
    await refused('permission.denied', undo(world, 1, patientActor(null)));
    assert.is((await undo(world, 1, doctor)).state, 'waiting');

    await next(world, 'CAR', {}, doctor);
    assert.is((await undo(world, 1, deskThere)).state, 'waiting');

    await next(world, 'CAR', {}, deskThere);
    await refused('permission.denied', undo(world, 1, doctor));
    assert.is((await undo(world, 1, admin)).state, 'waiting');

    // The holder's own deed belongs to nobody of the staff but an administrator.
    await world.write((tx) => stepAside(tx, tokenById(tx.db, 1)!.key, 5), patientActor(null));
    await refused('permission.denied', undo(world, 1, doctor));
    assert.is((await undo(world, 1, admin)).asideUntil, null);

    // A doctor undoes nothing in another's queue, not even where they wrote it.
    await issue(world, 'PED');
    await refused('permission.denied', undo(world, 2, doctor));
  }),
);

test(
  'two undos at once take back one move',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await next(world, 'CAR');
    const all = await Promise.allSettled([undo(world, 1), undo(world, 1)]);
    assert.equal(
      all.map((one) => (one.status === 'fulfilled' ? 'done' : one.reason.code)),
      ['done', 'token.state'],
    );
    assert.is(row<{calls: number}>(world, 'select calls from queue_days').calls, 0);
  }),
);

test(
  'who comes later through an undo is told so',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    await undo(world, 1);
    const {key} = tokenById(world.db, 2)!;
    const moved = async () =>
      (await world.ask<{movedBecause: {code: string; from: number; to: number}[]}>('GET', `/api/my/${key}`)).body
        .movedBecause;
    const [one] = await moved();
    assert.equal({...one, at: ''}, {at: '', code: 'undone', from: 1, to: 2});
    const before = await moved();
    await world.reopen();
    assert.equal(await moved(), before);
  }),
);

test.run();
