// time-limit: 300
// The same box, the same statements, the same faults against a real PostgreSQL and the embedded one. After each: the cloud equals a
// recount from the box, or the box says why not.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../scripts/need.ts';
import {renewEpoch, siteIdentity} from '../server/settings/identity.ts';
import {busyDay} from '../server/test/busy-day.ts';
import {clouds, copyOf, differences, type Line, openLine, push, replay, type TestCloud} from '../server/test/cloud.ts';
import {issue, next} from '../server/test/inside.ts';
import {openWorld, type World} from '../server/test/world.ts';
import {grantSite, migrateCloud, roleOf} from './cloud/migrate.ts';
import {problemOf, type SyncProblem} from './problem.ts';
import {freshMemory} from './push.ts';

const kinds = need('postgres', 'the cloud on a real PostgreSQL')
  ? (['postgres', 'pglite'] as const)
  : (['pglite'] as const);
let cloud: TestCloud;

/** A hospital after a morning, and a cloud that knows nothing of it. */
async function withBox(work: (world: World, line: Line) => Promise<void>): Promise<void> {
  const world = await openWorld();
  const line = await openLine(cloud.url);
  try {
    await busyDay(world, {deeds: 40, seed: 11});
    await work(world, line);
  } finally {
    await line.stop();
    world.end();
  }
}

const same = async (world: World, what = '') => assert.equal(await differences(cloud, world), [], what);
const someDeeds = async (world: World) => {
  await issue(world, 'PED');
  world.clock.forward(90_000);
  await next(world, 'PED').catch(() => issue(world, 'ORT'));
};

async function refusedAs(wanted: SyncProblem, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    assert.is(problemOf(error), wanted, String(error));
    return;
  }
  assert.unreachable(`not refused as ${wanted}`);
}

for (const kind of kinds) {
  const on = (what: string, work: (world: World, line: Line) => Promise<void>) =>
    test(`${kind}: ${what}`, () => withBox(work));

  test(`${kind} comes up`, async () => {
    cloud = await clouds[kind]();
  });

  on('the first round makes the tables and brings all; the next ones what is new', async (world, line) => {
    const first = await push(line.url, world);
    assert.is(first.ackedSeq, world.box.journalHead().seq);
    await same(world);
    const [site] = await cloud.ask('select * from baari.site where site_id = $1', siteIdentity(world.db)!.siteId);
    assert.is(site!.journal_head, world.box.journalHead().hash);
    assert.is(site!.name, 'District Hospital');
    const bytes = line.sent().length;
    line.forget();
    await someDeeds(world);
    await push(line.url, world);
    await same(world);
    assert.ok(line.sent().length < bytes, 'not everything again');
  });

  on('cut at any place, it goes on where the cloud stands', async (world, line) => {
    await push(line.url, world);
    await someDeeds(world);
    line.forget();
    const trial = await copyOf(world);
    await trial.write((tx) => void renewEpoch(tx));
    await push(line.url, world);
    const [out, back] = [line.sent().length, line.received().length];
    trial.end();
    const cuts = kind === 'postgres' ? 14 : 4;
    for (let index = 0; index < cuts; index++) {
      await someDeeds(world);
      const at = Math.round(((index + 0.5) / cuts) * (index % 2 ? back : out));
      line.cutAfter(index % 2 ? -at : at);
      await refusedAs('unreachable', push(line.url, world));
      line.cutAfter(null);
      await push(line.url, world);
      await same(world, `cut after ${at} bytes of the ${index % 2 ? 'cloud' : 'box'}`);
    }
  });

  on('old batches that come again change nothing', async (world, line) => {
    await push(line.url, world);
    line.forget();
    await someDeeds(world);
    await push(line.url, world);
    const old = line.sent();
    await someDeeds(world);
    await push(cloud.url, world);
    await same(world);
    await replay(cloud.url, old);
    await same(world, 'after the replay');
    assert.is((await push(cloud.url, world)).ackedSeq, world.box.journalHead().seq);
  });

  on('a restored box begins a new epoch and fills the cloud anew; the old one is turned away', async (world) => {
    const backup = await copyOf(world);
    try {
      await someDeeds(world);
      await busyDayMore(world);
      await push(cloud.url, world);
      await backup.write((tx) => void renewEpoch(tx));
      await issue(backup, 'ORT');
      await push(cloud.url, backup);
      await same(backup, 'nothing is left of what the backup did not hold');
      await refusedAs('superseded', push(cloud.url, world));
      await same(backup);
      assert.ok((await push(cloud.url, backup)).rivalAt, 'the one that goes on hears of the other');
    } finally {
      backup.end();
    }
  });

  on('two boxes with one identity are noticed', async (world) => {
    const twin = await copyOf(world);
    try {
      await someDeeds(world);
      await push(cloud.url, world);
      await refusedAs('backwards', push(cloud.url, twin));
      for (let index = 0; index < 10; index++) await issue(twin, 'GEN');
      await refusedAs('other-box', push(cloud.url, twin));
      await same(world);
      assert.ok((await push(cloud.url, world)).rivalAt);
    } finally {
      twin.end();
    }
  });

  on('a cloud restored from an older state is filled again', async (world) => {
    const memory = freshMemory();
    const {siteId} = siteIdentity(world.db)!;
    await push(cloud.url, world, memory);
    const tables = ['site', 'daily_summary', 'hourly_summary', 'live_queue'];
    for (const table of tables) await cloud.ask(`create table public.${table}_old as select * from baari.${table}`);
    await someDeeds(world);
    await push(cloud.url, world, memory);
    await cloud.ask(`alter table baari.site disable trigger guard`);
    for (const table of tables) {
      await cloud.ask(`delete from baari.${table} where site_id = $1`, siteId);
      await cloud.ask(`insert into baari.${table} select * from public.${table}_old where site_id = $1`, siteId);
      await cloud.ask(`drop table public.${table}_old`);
    }
    await cloud.ask(`alter table baari.site enable trigger guard`);
    assert.is.not((await differences(cloud, world)).length, 0);
    assert.is((await push(cloud.url, world, memory)).cloudWentBack, true);
    await same(world);
  });

  on('older and newer tables both do', async (world) => {
    await push(cloud.url, world);
    await cloud.ask('alter table baari.daily_summary drop column booked');
    await cloud.ask('alter table baari.daily_summary add column diagnosis_count integer not null default 0');
    await someDeeds(world);
    await push(cloud.url, world);
    const left = (await differences(cloud, world)).filter((one) => !/^daily/.test(one));
    assert.equal(left, []);
    await cloud.ask('alter table baari.daily_summary add column booked integer not null default 0');
    await cloud.ask('alter table baari.daily_summary drop column diagnosis_count');
  });

  on('a site sees and writes its own rows only, also under the owner’s eyes', async (world) => {
    await push(cloud.url, world);
    const {siteId} = siteIdentity(world.db)!;
    const other = 'aaaa-other';
    await grantSite(cloud.sql, siteId);
    await grantSite(cloud.sql, other);
    const as = (role: string, text: string) =>
      cloud.sql.begin(async (tx) => {
        await tx.unsafe(`set local role "${role}"`);
        return tx.unsafe(text);
      });
    const own = await as(roleOf(siteId), 'select distinct site_id from baari.daily_summary');
    assert.equal([...own], [{site_id: siteId}]);
    for (const table of ['site', 'site_epoch', 'daily_summary', 'hourly_summary', 'live_queue']) {
      assert.equal([...(await as(roleOf(other), `select * from baari.${table}`))], [], table);
      const [row] = await cloud.ask<{relforcerowsecurity: boolean}>(
        `select relforcerowsecurity from pg_class where oid = 'baari.${table}'::regclass`,
      );
      assert.is(row!.relforcerowsecurity, true, table);
    }
    await refusedAs(
      'no-right',
      as(roleOf(other), `insert into baari.site (site_id, epoch) values ('x', gen_random_uuid())`),
    );
    assert.is((await as(roleOf(other), 'update baari.daily_summary set issued = 0')).count, 0);
    await refusedAs('backwards', as(roleOf(siteId), 'update baari.site set acked_seq = acked_seq - 1'));
    assert.equal(await migrateCloud(cloud.sql), [], 'nothing is left to migrate');
    if (kind === 'pglite') return;
    const role = new URL(cloud.url);
    role.username = roleOf(siteId);
    await someDeeds(world);
    await push(role.href, world);
    await same(world);
    role.username = roleOf(other);
    await refusedAs('no-right', push(role.href, world));
  });

  if (kind === 'postgres')
    on('a box whose role may make the tables makes them itself, forced policies and all', async (world) => {
      await cloud.ask("create role one_hospital login password 'x'");
      await cloud.sql.unsafe('create database hospital owner one_hospital');
      const url = new URL(cloud.url);
      [url.username, url.pathname] = ['one_hospital', '/hospital'];
      assert.is((await push(url.href, world)).ackedSeq, world.box.journalHead().seq);
      // A role that may not: nothing is made, and it is said why.
      await cloud.sql.unsafe('create database bare');
      url.pathname = '/bare';
      await refusedAs('no-tables', push(url.href, world));
    });

  test(`${kind} goes down`, () => cloud.stop());
}

async function busyDayMore(world: World): Promise<void> {
  for (let index = 0; index < 5; index++) await someDeeds(world);
}

test.run();
