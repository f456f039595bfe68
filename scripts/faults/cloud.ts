// F9: a box and its cloud, a real PostgreSQL, with everything that may happen between them: lines cut at any byte, rounds that come
// again, a box restored from a backup, a copied box, a cloud restored from an older state. After each the cloud must equal a
// recount from the box that goes on; a box that may not go on must be told why.

import {Refusal} from '../../server/base/refusal.ts';
import {cancelToken} from '../../server/queue/cancel-token.ts';
import {completeToken} from '../../server/queue/complete-token.ts';
import {openDay} from '../../server/queue/line.ts';
import {markNoShow} from '../../server/queue/mark-no-show.ts';
import {closeDay, startServiceDay} from '../../server/queue/service-day.ts';
import {transferToken} from '../../server/queue/transfer-token.ts';
import {undoMove} from '../../server/queue/undo-move.ts';
import {renewEpoch, siteIdentity} from '../../server/settings/identity.ts';
import {diceOf} from '../../server/test/busy-day.ts';
import {
  clouds,
  copyOf,
  differences,
  type Line,
  openLine,
  push,
  replay,
  type TestCloud,
} from '../../server/test/cloud.ts';
import {issue, next, row} from '../../server/test/inside.ts';
import {openWorld, queueId, type World} from '../../server/test/world.ts';
import {problemOf} from '../../sync/problem.ts';
import {freshMemory, type PushMemory} from '../../sync/push.ts';
import {type Context, countOf, missing, notRun, type Row, roundOf, seed} from './row.ts';

export const rows: Record<string, Row> = {F9: cloudFaults};

const figure = {
  id: 'F9',
  what: 'cloud: cut in every phase of a push, doubled and late batches, restored box, two boxes with one identity, cloud restored from an older state',
  reach: 'cloud equals a recount from the box, or says loudly why not',
};

const kinds = [
  'cut by the box',
  'cut by the cloud',
  'rounds that came again',
  'box restored',
  'box copied',
  'cloud restored',
] as const;
type Kind = (typeof kinds)[number];

interface Play {
  cloud: TestCloud;
  line: Line;
  world: World;
  memory: PushMemory;
  /** Former rounds, byte by byte. */
  recorded: Buffer[];
  roll: (below: number) => number;
  missed: string[];
}

async function cloudFaults(context: Context) {
  const why = missing(['postgres'], 'cloud and box (F9)');
  if (why) return notRun(context, figure, why);
  const rounds = countOf(context, 100, 12);
  const cloud = await clouds.postgres();
  const line = await openLine(cloud.url);
  const tally = new Map<Kind, number>();
  const missed: string[] = [];
  const roll = diceOf(seed + 9);
  let play: Play | null = null;
  for (let round = 0; round < rounds; round++) {
    // A hospital of its own now and then, so that a day does not grow for ever.
    if (round % 30 === 0) {
      play?.world.end();
      play = {cloud, line, world: await openWorld(), memory: freshMemory(), recorded: [], roll, missed};
    }
    const kind = kinds[round < kinds.length ? round : roll(kinds.length)]!;
    tally.set(kind, (tally.get(kind) ?? 0) + 1);
    await oneRound(play!, kind, `round ${round}, ${kind}`);
  }
  play?.world.end();
  await line.stop();
  await cloud.stop();
  const told = [...tally].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  return {
    ...figure,
    baseline: null,
    measured: `${rounds} rounds on a real PostgreSQL: ${missed.length === 0 ? 'no difference' : `${missed.length} differences`}`,
    reached: missed.length === 0,
    notes: [told, `seed ${seed}`, ...missed.slice(0, 10)],
    round: roundOf(context),
  };
}

async function oneRound(play: Play, kind: Kind, what: string): Promise<void> {
  const {cloud, line, roll, missed} = play;
  await deeds(play.world, roll, 1 + roll(12));
  if (kind === 'cut by the box' || kind === 'cut by the cloud') {
    const sign = kind === 'cut by the box' ? 1 : -1;
    line.cutAfter(sign * (1 + roll(sign > 0 ? 9000 : 3500)));
    // Where the round is shorter than that, it arrives whole.
    const problem = await push(line.url, play.world, play.memory).then(() => null, problemOf);
    if (problem !== null && problem !== 'unreachable') missed.push(`${what}: told as ${problem}`);
    line.cutAfter(null);
  }
  if (kind === 'rounds that came again' && play.recorded.length > 0)
    await replay(cloud.url, play.recorded[roll(play.recorded.length)]!);
  if (kind === 'box restored') await restored(play, what);
  if (kind === 'box copied') await copied(play, what);
  if (kind === 'cloud restored') await cloudRestored(play, what);
  line.forget();
  const problem = await push(line.url, play.world, play.memory).then(() => null, problemOf);
  if (problem !== null) missed.push(`${what}: could not go on, ${problem}`);
  else play.recorded = [...play.recorded, line.sent()].slice(-20);
  for (const one of (await differences(cloud, play.world)).slice(0, 3)) missed.push(`${what}: ${one}`);
}

/** The box breaks and goes on from a backup, without what happened since. */
async function restored(play: Play, what: string): Promise<void> {
  const backup = await copyOf(play.world);
  await deeds(play.world, play.roll, 1 + play.roll(15));
  await push(play.cloud.url, play.world, play.memory);
  const old = play.world;
  await backup.write((tx) => void renewEpoch(tx));
  play.world = backup;
  play.memory = freshMemory();
  await deeds(backup, play.roll, 1 + play.roll(8));
  await push(play.cloud.url, backup, play.memory);
  await deeds(old, play.roll, 2);
  await insistRefused(play, old, ['superseded'], what);
  old.end();
}

async function copied(play: Play, what: string): Promise<void> {
  await push(play.cloud.url, play.world, play.memory);
  const twin = await copyOf(play.world);
  await issue(play.world, 'GEN').catch(() => {});
  await deeds(play.world, play.roll, 3);
  await push(play.cloud.url, play.world, play.memory);
  await deeds(twin, play.roll, 1 + play.roll(20));
  await insistRefused(play, twin, ['other-box', 'backwards'], what);
  const {rivalAt} = await push(play.cloud.url, play.world, play.memory);
  if (rivalAt === null) play.missed.push(`${what}: the box that goes on was not told`);
  twin.end();
}

async function insistRefused(play: Play, world: World, wanted: string[], what: string): Promise<void> {
  const said = await push(play.cloud.url, world).then(() => 'taken', problemOf);
  if (!wanted.includes(said)) play.missed.push(`${what}: the other box was ${said}`);
}

async function cloudRestored(play: Play, what: string): Promise<void> {
  const {cloud, world} = play;
  const {siteId} = siteIdentity(world.db)!;
  await push(cloud.url, world, play.memory);
  const tables = ['site', 'daily_summary', 'hourly_summary', 'live_queue'];
  for (const table of tables) await cloud.ask(`create table public.${table}_old as select * from baari.${table}`);
  await issue(world, 'GEN').catch(() => {});
  await deeds(world, play.roll, 1 + play.roll(10));
  await push(cloud.url, world, play.memory);
  for (const table of tables) {
    await cloud.ask(`delete from baari.${table} where site_id = $1`, siteId);
    await cloud.ask(`insert into baari.${table} select * from public.${table}_old where site_id = $1`, siteId);
    await cloud.ask(`drop table public.${table}_old`);
  }
  const {cloudWentBack} = await push(cloud.url, world, play.memory);
  if (!cloudWentBack) play.missed.push(`${what}: nobody said that the cloud had gone back`);
}

async function deeds(world: World, roll: (below: number) => number, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    world.clock.forward(1000 + roll(200_000));
    try {
      await oneDeed(world, roll);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

async function oneDeed(world: World, roll: (below: number) => number): Promise<void> {
  const code = ['CAR', 'PED', 'ORT'][roll(3)]!;
  const newest = row<{id: number | null}>(world, 'select max(id) as id from tokens').id ?? 0;
  const id = Math.max(1, newest - roll(8));
  const there = "select id from tokens where state in ('called', 'serving') order by id desc limit 1";
  const called = row<{id: number} | undefined>(world, there)?.id ?? id;
  const {write} = world;
  switch (roll(12)) {
    case 0:
      await write((tx) => void cancelToken(tx, id));
      break;
    case 1:
      await write((tx) => void markNoShow(tx, called));
      break;
    case 2:
      await write((tx) => void transferToken(tx, id, queueId(world, 'GEN')));
      break;
    case 3:
    case 4:
      await write((tx) => void undoMove(tx, roll(2) ? id : called));
      break;
    case 5:
      if (roll(4) > 0) break;
      await write((tx) => void closeDay(tx));
      await write((tx) => void (openDay(tx.db) ?? startServiceDay(tx)));
      break;
    case 6:
    case 7:
      await write((tx) => void completeToken(tx, called, {}));
      break;
    case 8:
    case 9:
      await next(world, code);
      break;
    default:
      await issue(world, code, {lane: roll(5) === 0 ? 'booked' : 'walk-in'});
  }
}
