import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, issueLanes, kinds, next, order, row, rows} from '../test/inside.ts';
import {patientActor, queueId, staffOf, type World} from '../test/world.ts';
import {cancelToken} from './cancel-token.ts';
import {completeToken} from './complete-token.ts';
import {tokenById} from './rows.ts';
import {stepAside} from './step-aside.ts';
import {transferToken} from './transfer-token.ts';
import {undoMove} from './undo-move.ts';
import {mostVoidedAtOnce} from './void-flood.ts';

const phone = patientActor(null);
const ever = {from: new Date(0).toISOString(), to: '2999-01-01T00:00:00Z', reason: 'prank'};

interface Voided {
  cancelled: number;
  id: string | null;
  undoUntil: string | null;
}
type Who = 'admin' | 'desk' | 'doctor';

async function voided(world: World, as: Who = 'desk', body: object = ever): Promise<Voided> {
  const answer = await world.ask<Voided>('POST', `/api/queues/${queueId(world, 'CAR')}/void`, {as, body});
  assert.is(answer.status, 200);
  return answer.body;
}

const undo = (world: World, id: string | null, as: Who = 'desk', code = 'CAR', key?: string) =>
  world.ask<{returned: number; stayed: number; code: string}>('POST', `/api/queues/${queueId(world, code)}/void/undo`, {
    as,
    body: {id},
    ...(key ? {key} : {}),
  });

/** All that an undo must put back. */
const standing = (world: World) => ({
  tokens: rows(world, 'select * from tokens order by id'),
  days: rows(world, 'select * from queue_days order by queueId'),
  order: order(world, 'CAR'),
});

test(
  'each token gets the place that it had, in every lane, and the journal tells it in plain words',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['priority', 'walk-in', 'emergency']);
    for (let one = 0; one < 4; one++) await issue(world, 'CAR', {}, phone);
    // One of them stepped aside: that is part of their place.
    await world.write((tx) => stepAside(tx, tokenById(tx.db, 5)!.key, 5), phone);
    await issueLanes(world, 'CAR', ['returning', 'walk-in']);
    await issue(world, 'CAR', {}, phone);
    await next(world, 'CAR');
    const before = standing(world);
    world.clock.forward(1000);
    const {cancelled, id, undoUntil} = await voided(world);
    assert.is(cancelled, 5);
    assert.is(Date.parse(undoUntil!), world.clock.now() + 60_000);
    assert.not.equal(standing(world), before);
    world.clock.forward(59_000);
    const {status, body} = await undo(world, id);
    assert.equal([status, body], [200, {returned: 5, stayed: 0}]);
    assert.equal(standing(world), before);
    assert.equal(kinds(world, 4).slice(-2), ['token.cancelled', 'move.undone']);
    const {words, data, actorId} = row<{words: string | null; data: string; actorId: number}>(
      world,
      "select journal.data, actorId, words from journal left join remarks using (seq) where kind = 'queue.flood-undone'",
    );
    assert.equal([words, JSON.parse(data)], [null, {flood: Number(id), returned: 5}]);
    assert.is(actorId, staffOf(world, 'desk').id);
    // What stands in memory is what the file says.
    await world.reopen();
    assert.equal(standing(world), before);
  }),
);

test(
  'what was changed since stays: whoever was brought back alone and called is not touched',
  inWorld(async (world) => {
    for (let one = 0; one < 4; one++) await issue(world, 'CAR', {}, phone);
    const {id} = await voided(world);
    const desk = staffOf(world, 'desk');
    for (const token of [1, 2, 3]) await world.write((tx) => undoMove(tx, token), desk);
    await next(world, 'CAR');
    await world.write((tx) => transferToken(tx, 2, queueId(world, 'PED')));
    // Cancelled again, by another deed: that one stands.
    await world.write((tx) => cancelToken(tx, 3, 'went home'), desk);
    const others = () => rows(world, 'select * from tokens where id <> 4 order by id');
    const was = others();
    assert.equal((await undo(world, id)).body, {returned: 1, stayed: 3});
    assert.equal(others(), was);
    assert.is(tokenById(world.db, 4)!.state, 'waiting');
    assert.equal((await undo(world, id)).body, {returned: 0, stayed: 4}, 'twice does no more');
    assert.is(
      row<{count: number}>(world, "select count(*) as count from journal where kind = 'queue.flood-undone'").count,
      1,
    );
  }),
);

test(
  'only within the usual time, only by whoever did it or an administrator, only in its own queue',
  inWorld(async (world) => {
    await issue(world, 'CAR', {}, phone);
    const first = await voided(world, 'admin');
    assert.is((await undo(world, first.id, 'desk')).body.code, 'permission.denied', "another's deed");
    assert.is((await undo(world, first.id, 'doctor')).status, 403);
    assert.is((await undo(world, first.id, 'admin', 'PED')).body.code, 'token.missing');
    assert.is((await undo(world, '1', 'admin')).body.code, 'token.missing', 'an entry that is no void');
    assert.is((await undo(world, '999999', 'admin')).body.code, 'token.missing');
    assert.is((await undo(world, first.id, 'admin')).status, 200);
    const second = await voided(world);
    assert.is((await undo(world, second.id, 'admin')).body.returned, 1, "an administrator undoes the desk's");
    const third = await voided(world);
    world.clock.forward(60_001);
    assert.is((await undo(world, third.id)).body.code, 'undo.late');
    assert.is(tokenById(world.db, 1)!.state, 'cancelled');
    assert.equal(await voided(world), {cancelled: 0, left: 0, id: null, undoUntil: null}, 'nothing to undo');
  }),
);

test(
  'a flood of several steps comes back whole, and not the one before it; the same key does it once',
  inWorld(
    async (world) => {
      const old = await issue(world, 'CAR', {}, phone);
      await voided(world);
      const count = mostVoidedAtOnce * 2 + 10;
      for (let one = 0; one < count; one++) await issue(world, 'CAR', {}, phone);
      const before = standing(world);
      const {cancelled, id} = await voided(world);
      assert.is(cancelled, count);
      const key = 'undo-of-the-flood-of-the-day';
      const first = await undo(world, id, 'desk', 'CAR', key);
      assert.equal(first.body, {returned: count, stayed: 0});
      assert.equal(standing(world), before);
      assert.equal((await undo(world, id, 'desk', 'CAR', key)).body, first.body);
      assert.is(tokenById(world.db, old.id)!.state, 'cancelled');
      const facts = rows<{data: string}>(
        world,
        "select data from journal where kind = 'queue.flood-undone' order by seq",
      );
      assert.equal(
        facts.map(({data}) => (JSON.parse(data) as {returned: number}).returned),
        [mostVoidedAtOnce, mostVoidedAtOnce, 10],
      );
    },
    {env: {RATE_LIMIT: 'off'}},
  ),
);

test(
  'who comes later through it is told so, and whoever comes back knows their own story still',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in']);
    await issue(world, 'CAR', {}, phone);
    await issueLanes(world, 'CAR', ['emergency']);
    // Whoever overtook has gone, and nobody is left who was there then: the line alone would not remember it.
    await next(world, 'CAR');
    await world.write((tx) => completeToken(tx, 3, {}));
    await world.write((tx) => cancelToken(tx, 1));
    await issueLanes(world, 'CAR', ['walk-in']);
    const told = async (token: number) => {
      const {key} = tokenById(world.db, token)!;
      const {body} = await world.ask<{movedBecause: {code: string; from: number; to: number}[]}>(
        'GET',
        `/api/my/${key}`,
      );
      return body.movedBecause.map(({code, from, to}) => `${code} ${from} ${to}`);
    };
    const story = await told(2);
    assert.equal(story.length, 1);
    const {id} = await voided(world);
    await world.reopen();
    await undo(world, id);
    assert.equal(await told(2), story);
    assert.is((await told(4)).at(-1), 'undone 1 2');
  }),
);

test.run();
