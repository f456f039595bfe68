// Missed calls, tests, "I need 5 minutes", "I'm here": everybody who leaves the line for a while and comes back.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, issueLanes, kinds, next, order, refused, row} from '../test/inside.ts';
import {patientActor, staffOf, type World} from '../test/world.ts';
import {callToken} from './call-token.ts';
import {cancelToken} from './cancel-token.ts';
import {completeToken} from './complete-token.ts';
import {holdToken} from './hold-token.ts';
import {markNoShow} from './mark-no-show.ts';
import {restoreToken} from './restore-token.ts';
import {returnToken} from './return-token.ts';
import {tokenById} from './rows.ts';
import {sayHere} from './say-here.ts';
import {startToken} from './start-token.ts';
import {stepAside} from './step-aside.ts';

const minute = 60_000;
const phone = patientActor(null);
const miss = (world: World, id: number) => world.write((tx) => markNoShow(tx, id));
const restore = (world: World, id: number) => world.write((tx) => restoreToken(tx, id));
const hold = (world: World, id: number) => world.write((tx) => holdToken(tx, id, 'x-ray'));
const comeBack = (world: World, id: number) => world.write((tx) => returnToken(tx, id));
const aside = (world: World, id: number, minutes = 5) =>
  world.write((tx) => stepAside(tx, tokenById(tx.db, id)!.key, minutes), phone);
const here = (world: World, id: number) => world.write((tx) => sayHere(tx, tokenById(tx.db, id)!.key), phone);
/** Serves the next one at once. */
async function serve(world: World): Promise<number> {
  const {id} = await next(world, 'CAR');
  await world.write((tx) => completeToken(tx, id, {}));
  return id;
}
/** Runs the watch as if its second had come round. */
async function tick(world: World): Promise<void> {
  await world.watch.tick();
}

// ---- no-show and restore ----

test(
  'called and absent: the room is free, the number stays theirs',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    const missed = await miss(world, 1);
    assert.is(missed.state, 'no-show');
    assert.is(missed.servicePointId, null);
    assert.is(missed.endedAt, world.clock.now());
    assert.equal(missed, tokenById(world.db, 1));
    assert.is((await next(world, 'CAR')).serial, 2);
    assert.equal(kinds(world, 1), ['token.issued', 'token.called', 'token.missed']);
  }),
);

test(
  'a restored no-show comes after three further calls',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in', 'walk-in', 'walk-in', 'walk-in']);
    await next(world, 'CAR');
    await miss(world, 1);
    const back = await restore(world, 1);
    assert.is(back.state, 'waiting');
    assert.is(back.dueAtCall, 4);
    assert.is(back.calledAt, null);
    assert.equal(order(world, 'CAR'), [2, 3, 4, 1, 5, 6]);
    assert.equal([await serve(world), await serve(world), await serve(world), await serve(world)], [2, 3, 4, 1]);
  }),
);

test(
  'a restored no-show stands at the end of a shorter line, and alone is next',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    await miss(world, 1);
    await restore(world, 1);
    assert.equal(order(world, 'CAR'), [2, 1]);
    await serve(world);
    assert.equal(order(world, 'CAR'), [1]);
    assert.is(await serve(world), 1);
    assert.is(tokenById(world.db, 1)!.dueAtCall, null);
  }),
);

test(
  'those behind are told that somebody was restored',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in', 'walk-in', 'walk-in']);
    await next(world, 'CAR');
    await miss(world, 1);
    await restore(world, 1);
    const {body} = await world.ask<{movedBecause: object[]}>('GET', `/api/my/${tokenById(world.db, 5)!.key}`);
    assert.equal(
      body.movedBecause.map((one) => ({...one, at: ''})),
      [{at: '', code: 'restored', from: 4, to: 5}],
    );
  }),
);

test(
  'only the called can be missed, only the missed be restored',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    assert.is((await refused('token.state', miss(world, 1))).extra.state, 'waiting');
    assert.is((await refused('token.state', restore(world, 1))).extra.state, 'waiting');
    await next(world, 'CAR');
    await world.write((tx) => startToken(tx, 1));
    assert.is((await refused('token.state', miss(world, 1))).extra.state, 'serving');
  }),
);

test(
  '"I\'m here" restores by itself once; the second time it asks staff',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    await miss(world, 1);
    const back = await here(world, 1);
    assert.is(back.state, 'waiting');
    assert.is(back.hereCount, 1);
    assert.equal(order(world, 'CAR'), [2, 1]);
    await serve(world);
    await next(world, 'CAR');
    await miss(world, 1);
    world.clock.forward(minute);
    const asked = await here(world, 1);
    assert.is(asked.state, 'no-show');
    assert.is(asked.hereAt, world.clock.now());
    assert.equal(kinds(world, 1).slice(-2), ['token.missed', 'token.asked-back']);
    const byStaff = await restore(world, 1);
    assert.is(byStaff.hereAt, null);
    assert.is(byStaff.state, 'waiting');
  }),
);

test(
  '"I\'m here" while called says that one is coming; waiting it has no meaning; a wrong key says nothing',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await refused('token.state', here(world, 1));
    await next(world, 'CAR');
    world.clock.forward(minute);
    const coming = await here(world, 1);
    assert.is(coming.state, 'called');
    assert.is(coming.hereAt, world.clock.now());
    assert.is(kinds(world, 1).at(-1), 'token.coming');
    await refused(
      'token.missing',
      world.write((tx) => sayHere(tx, 'no such key'), phone),
    );
  }),
);

// ---- hold and return ----

test(
  'sent for a test and back: the number stays, the lane is returning, the room is free meanwhile',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => startToken(tx, 1));
    const held = await hold(world, 1);
    assert.is(held.state, 'held');
    assert.is(held.servicePointId, null);
    assert.is(held.startedAt, null);
    assert.is(held.reason, 'x-ray');
    assert.equal(held, tokenById(world.db, 1));
    assert.is(await serve(world), 2);
    const back = await comeBack(world, 1);
    assert.is(back.serial, 1);
    assert.is(back.lane, 'returning');
    assert.is(back.calledAt, null);
    assert.equal(back, tokenById(world.db, 1));
    assert.equal(order(world, 'CAR'), [1, 3]);
    assert.is(row<{count: number}>(world, 'select count(*) as count from consultations where tokenId = 1').count, 0);
  }),
);

test(
  'an emergency that comes back from a test is still one, before those who came after',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['emergency', 'emergency', 'walk-in']);
    await hold(world, 1);
    assert.equal(order(world, 'CAR'), [2, 3]);
    const back = await comeBack(world, 1);
    assert.is(back.lane, 'emergency');
    assert.equal(order(world, 'CAR'), [1, 2, 3]);
  }),
);

test(
  'those behind are told that somebody came back from a test',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await hold(world, 1);
    await comeBack(world, 1);
    const {body} = await world.ask<{movedBecause: object[]}>('GET', `/api/my/${tokenById(world.db, 2)!.key}`);
    assert.equal(
      body.movedBecause.map((one) => ({...one, at: ''})),
      [{at: '', code: 'returning', from: 1, to: 2}],
    );
  }),
);

test(
  'who is not away does not return, who is away is not sent again',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await refused('token.state', comeBack(world, 1));
    await hold(world, 1);
    assert.is((await refused('token.state', hold(world, 1))).extra.state, 'held');
    await refused(
      'permission.denied',
      world.write((tx) => returnToken(tx, 1), phone),
    );
    await issue(world, 'PED');
    await refused(
      'permission.denied',
      world.write((tx) => holdToken(tx, 2), staffOf(world, 'doctor')),
    );
  }),
);

// ---- "I need 5 minutes" ----

test(
  'stepping aside puts one behind everybody and back into the old place by time',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in']);
    const away = await aside(world, 1);
    assert.is(away.asideUntil, world.clock.now() + 5 * minute);
    assert.equal(order(world, 'CAR'), [2, 3, 1]);
    await tick(world);
    world.clock.forward(5 * minute - 1);
    await tick(world);
    assert.equal(order(world, 'CAR'), [2, 3, 1]);
    const {seq} = world.box.journalHead();
    world.clock.forward(1);
    await tick(world);
    assert.equal(order(world, 'CAR'), [1, 2, 3]);
    assert.is(tokenById(world.db, 1)!.asideUntil, null);
    assert.ok(world.box.journalHead().seq > seq, 'it is journaled, so screens hear of it');
    assert.is(kinds(world, 1).at(-1), 'token.came-back');
    assert.is(await serve(world), 1);
  }),
);

test(
  'those who stand further back again are told why, and not that it was a booking',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await aside(world, 1);
    await tick(world);
    world.clock.forward(5 * minute);
    await tick(world);
    const {body} = await world.ask<{movedBecause: {code: string}[]}>('GET', `/api/my/${tokenById(world.db, 2)!.key}`);
    assert.equal(
      body.movedBecause.map((one) => ({...one, at: ''})),
      [{at: '', code: 'restored', from: 1, to: 2}],
    );
  }),
);

test(
  'minutes that ran out while the power was off are over at the first look',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await aside(world, 1);
    world.clock.forward(20 * minute);
    await world.reopen();
    await tick(world);
    assert.is(tokenById(world.db, 1)!.asideUntil, null);
    assert.equal(order(world, 'CAR'), [1, 2]);
    const {seq} = world.box.journalHead();
    await tick(world);
    assert.is(world.box.journalHead().seq, seq, 'and it is said once');
  }),
);

test(
  'whoever is called may ask for minutes too: the room is free',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    const away = await aside(world, 1, 10);
    assert.is(away.state, 'waiting');
    assert.is(away.servicePointId, null);
    assert.is((await next(world, 'CAR')).serial, 2);
  }),
);

test(
  'twice, not more; not while away; calling them ends it',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    await aside(world, 1);
    await aside(world, 1);
    assert.is((await refused('late.limit', aside(world, 1))).extra.limit, 2);
    assert.is((await next(world, 'CAR')).asideUntil, null);
    await miss(world, 1);
    await refused('token.state', aside(world, 1));
    await refused(
      'token.missing',
      world.write((tx) => stepAside(tx, 'no such key', 5), phone),
    );
  }),
);

// ---- who leaves out of turn may let others go before others ----

/** After one call the wheel owes the returning lane two turns; then 2 (priority) is next, 6 (walk-in) third. */
async function unevenLine(world: World): Promise<void> {
  await issueLanes(world, 'CAR', ['returning', 'priority', 'returning', 'returning', 'priority']);
  await next(world, 'CAR');
  await issue(world, 'CAR');
  assert.equal(order(world, 'CAR'), [2, 3, 6, 4, 5]);
}

const leaving: Record<string, (world: World) => Promise<unknown>> = {
  'sent for a test': (world) => hold(world, 2),
  cancelled: (world) => world.write((tx) => cancelToken(tx, 2)),
  'asking for five minutes': (world) => aside(world, 2),
  'called out of turn': async (world) => {
    await world.write((tx) => completeToken(tx, 1, {}));
    await world.write((tx) => callToken(tx, 2, {reason: 'age'}));
  },
};
for (const [how, leave] of Object.entries(leaving))
  test(
    `somebody ${how} leaves a lane empty, and whoever comes later by that is told`,
    inWorld(async (world) => {
      await unevenLine(world);
      await leave(world);
      assert.is(order(world, 'CAR').indexOf(6), 3, 'one place further back than before');
      const {body} = await world.ask<{movedBecause: object[]}>('GET', `/api/my/${tokenById(world.db, 6)!.key}`);
      assert.equal(
        body.movedBecause.map((one) => ({...one, at: ''})),
        [{at: '', code: 'turns', from: 3, to: 4}],
      );
      const {data} = row<{data: string}>(
        world,
        "select data from journal where kind = 'queue.overtaken' order by seq desc",
      );
      assert.equal(JSON.parse(data), {code: 'turns', by: null, moved: [[6, 3, 4]]});
    }),
  );

test.run();
