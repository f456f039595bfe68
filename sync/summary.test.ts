// What the fold by cursor puts into the cloud must be what a recount of the box gives, whatever happened and was taken back.
import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {completeToken} from '../server/queue/complete-token.ts';
import {markNoShow} from '../server/queue/mark-no-show.ts';
import {closeDay} from '../server/queue/service-day.ts';
import {undoMove} from '../server/queue/undo-move.ts';
import {busyDay} from '../server/test/busy-day.ts';
import {pushBoxOf, recount} from '../server/test/cloud.ts';
import {inWorld, issue, next, row} from '../server/test/inside.ts';
import type {World} from '../server/test/world.ts';
import {type Batch, type CloudRow, gatherBatch} from './batch.ts';
import {type CountedToken, dayCounts, hourCounts} from './summary.ts';

/** A cloud of two maps, with the rule of versions and nothing else. */
function fakeCloud() {
  const daily = new Map<string, CloudRow>();
  const hourly = new Map<string, CloudRow>();
  const put = (into: Map<string, CloudRow>, key: string, fresh: CloudRow) => {
    const kept = into.get(key);
    if (!kept || fresh.version! > kept.version!) into.set(key, fresh);
  };
  return {
    take(batch: Batch) {
      for (const one of batch.daily) put(daily, `${one.service_day} ${one.queue_id}`, one);
      for (const one of batch.hourly) put(hourly, `${one.service_day} ${one.queue_id} ${one.hour}`, one);
    },
    rows: () => ({daily: [...daily.values()], hourly: [...hourly.values()]}),
  };
}

const gather = (world: World, from: number) => {
  const box = pushBoxOf(world);
  const {siteId} = box.identity();
  const timeZone = box.site().timeZone;
  return gatherBatch({db: world.db, siteId, timeZone, head: () => box.head().seq, insistOpen() {}}, from, 0);
};

test('a fold by cursor with lost, doubled and late batches equals a recount', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({min: 1, max: 1e9}), async (seed) => {
      await inWorld(async (world) => {
        const cloud = fakeCloud();
        let [acked, turn] = [0, seed];
        const sent: Batch[] = [];
        const push = async () => {
          const batch = await gather(world, acked);
          turn = (turn * 48_271) % 2_147_483_647;
          // One in five is cut off: nothing arrives, and the next one goes from the same place.
          if (turn % 5 === 0) return;
          cloud.take(batch);
          sent.push(batch);
          if (turn % 7 === 0) cloud.take(sent[turn % sent.length]!);
          acked = batch.to;
        };
        const {tick} = world.watch;
        world.watch.tick = async () => {
          await tick.call(world.watch);
          await push();
        };
        await busyDay(world, {deeds: 90, seed, days: 1});
        while (acked < world.box.journalHead().seq) await push();
        assert.equal(sorted(cloud.rows()), sorted(recount(world.db)));
      })();
    }),
    {numRuns: 2},
  ));

/** Without what a recount can't know: versions, and hours in which nothing is left. */
function sorted({daily, hourly}: {daily: CloudRow[]; hourly: CloudRow[]}) {
  const plain = ({version: _, site_id: __, ...one}: CloudRow) => one;
  const text = (rows: CloudRow[]) =>
    rows.map((one) => JSON.stringify(plain(one), Object.keys(plain(one)).sort())).sort();
  return {
    daily: text(daily),
    hourly: text(hourly.filter(({issued, called, served}) => issued !== 0 || called !== 0 || served !== 0)),
  };
}

const minute = 60_000;
const token = (one: Partial<CountedToken>): CountedToken => ({
  state: 'waiting',
  lane: 'walk-in',
  slotAt: null,
  issuedAt: 0,
  firstCallAt: null,
  startedAt: null,
  endedAt: null,
  expiredFrom: null,
  ...one,
});

test('what counts as what', () => {
  const counts = dayCounts([
    token({}),
    token({state: 'done', firstCallAt: 10 * minute, startedAt: 11 * minute, endedAt: 15 * minute}),
    token({state: 'done', firstCallAt: 20 * minute, startedAt: 20 * minute, endedAt: 30 * minute, lane: 'booked'}),
    token({state: 'cancelled'}),
    token({state: 'no-show', firstCallAt: 30 * minute}),
    token({state: 'expired', expiredFrom: 'no-show', firstCallAt: 40 * minute}),
    token({state: 'expired', expiredFrom: 'waiting', lane: 'returning', slotAt: 5}),
    token({state: 'transferred'}),
  ]);
  assert.equal(counts, {
    issued: 8,
    served: 2,
    cancelled: 1,
    no_show: 2,
    expired: 1,
    booked: 2,
    wait_p50_s: 25 * 60,
    wait_p90_s: 37 * 60,
    service_p50_s: 7 * 60,
    service_p90_s: Math.round(9.4 * 60),
  });
  assert.equal(dayCounts([]).wait_p50_s, null);
  // A clock that was set back.
  assert.is(dayCounts([token({issuedAt: 50, firstCallAt: 20})]).wait_p50_s, 0);
});

test('each count stands in the hour in which it was done; hours that became empty are told', () => {
  const hourOf = (at: number) => Math.floor(at / (60 * minute));
  const tokens = [
    token({
      issuedAt: 59 * minute,
      firstCallAt: 61 * minute,
      state: 'done',
      startedAt: 61 * minute,
      endedAt: 130 * minute,
    }),
    token({issuedAt: 5 * minute}),
  ];
  assert.equal(hourCounts(tokens, hourOf, [200 * minute]), [
    {hour: 0, issued: 2, called: 0, served: 0, wait_p50_s: null},
    {hour: 1, issued: 0, called: 1, served: 0, wait_p50_s: 120},
    {hour: 2, issued: 0, called: 0, served: 1, wait_p50_s: null},
    {hour: 3, issued: 0, called: 0, served: 0, wait_p50_s: null},
  ]);
});

test(
  'an undone call over the hour takes its hour back; a missed call stays one when the day is closed',
  inWorld(async (world) => {
    const at = (hourly: CloudRow[], hour: number) => hourly.find((one) => one.hour === hour);
    const {id} = await issue(world, 'CAR');
    // 09:30 in India; to 09:59:50.
    world.clock.forward(30 * minute - 10_000);
    await next(world, 'CAR');
    const first = await gather(world, 0);
    assert.is(at(first.hourly, 9)!.called, 1);
    world.clock.forward(20_000);
    await world.write((tx) => void undoMove(tx, id));
    const second = await gather(world, first.to);
    assert.equal([at(second.hourly, 9)!.called, at(second.hourly, 10)!.called], [0, 0]);
    assert.ok(at(second.hourly, 9)!.version! > at(first.hourly, 9)!.version!);
    await next(world, 'CAR');
    await world.write((tx) => void markNoShow(tx, id));
    const other = await issue(world, 'CAR');
    await next(world, 'CAR');
    await world.write((tx) => void completeToken(tx, other.id, {}));
    await issue(world, 'CAR');
    await world.write((tx) => void closeDay(tx));
    const [day] = (await gather(world, second.to)).daily;
    assert.equal([day!.issued, day!.served, day!.no_show, day!.expired], [3, 1, 1, 1]);
  }),
);

test(
  'another name of a department reaches the newest day',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const before = await gather(world, 0);
    const {id, version} = row<{id: number; version: number}>(
      world,
      "select id, version from departments where name = 'Cardiology'",
    );
    const change = await world.ask('PATCH', `/api/departments/${id}`, {as: 'admin', body: {name: 'Heart', version}});
    assert.is(change.status, 200);
    assert.is((await gather(world, before.to)).daily[0]!.department, 'Heart');
  }),
);

test.run();
