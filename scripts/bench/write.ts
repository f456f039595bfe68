// S1 and S2: tokens a second over HTTP, each confirmed by the disk before it is answered, all in one queue, from 50 clients with a
// key for each request. S1 holds them against a row lock in PostgreSQL, S2 against what HTTP itself allows. Every round starts
// both sides' servers anew, warms them up alike (ours on another queue), and one driver in a process of its own asks both.
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import type {Figure} from '../figures/record.ts';
import type {Postgres} from './base-postgres.ts';
import {startPostgres} from './base-postgres.ts';
import type {BenchContext, Row} from './bench.ts';
import {drive, type Measured, measureLoad} from './load.ts';
import {alternate, median, ratioInWords, ratios, spreadInWords} from './rounds.ts';
import {type Baari, forgetFolder, startBaari, startChild} from './server.ts';
import {delayedDisk, type Shim} from './shim.ts';

const clients = 50;
const delayUs = 2000;
const reachS1 = 15;
const reachDelayed = 8;
const reachS2 = 0.4;
/** The demo hospital's queues in the order of their rows. */
const hot = 1;
const warm = 2;
const hono = fileURLToPath(new URL('base-hono.ts', import.meta.url));

export const rows: Record<string, Row> = {S1: againstRowLock, S2: againstHttp};

async function againstRowLock(context: BenchContext): Promise<Figure> {
  const figure = {
    id: 'S1',
    what: 'tokens a second over HTTP, durable, one hot queue, 50 clients, with validation, journal and idempotency',
    baseline: 'minimal Hono server, PostgreSQL row lock (select … for update), pool of 20, fsync on',
    reach: `≥ ${reachS1}×; ≥ ${reachDelayed}× with 2 ms added to each fsync`,
    round: 'whole' as const,
  };
  const postgres = await startPostgres();
  if (!postgres)
    return {
      ...figure,
      measured: 'not run',
      reached: null,
      notes: ['no PostgreSQL server here, or no user to run it as'],
    };
  const durable = await postgres.insistDurable();
  const plain = await against(context, 'PostgreSQL', (seconds) => onRowLock(postgres, seconds), {});
  await postgres.stop();

  const slow = await onSlowDisk(context);
  const growth = await growing(context);
  const reached = median(plain.ratios) >= reachS1 && (slow === null || median(slow.ratios) >= reachDelayed);
  return {
    ...figure,
    measured: `${ratioInWords(plain.ratios, 1)}${slow ? `; with slow fsync ${ratioInWords(slow.ratios, 1)}` : ''}`,
    reached: slow === null && reached ? null : reached,
    notes: [
      `a second: ${plain.words}`,
      `PostgreSQL ${postgres.version} as it comes (${durable}): ${plain.syncs}`,
      ...(slow
        ? [`2 ms slower fsync, a second: ${slow.words}`, slow.syncs]
        : ['no C compiler here: not measured with a slower disk']),
      ...growth,
      'every answer was 201; the numbers in both databases were exactly 1 … N after each round',
    ],
  };
}

async function againstHttp(context: BenchContext): Promise<Figure> {
  const all = await against(context, 'trivial Hono', onTrivial, {});
  return {
    id: 'S2',
    what: 'the same tokens a second, against what HTTP itself allows',
    baseline: 'the same Hono and node-server answering a trivial JSON POST',
    measured: ratioInWords(all.ratios),
    reach: `≥ ${reachS2}×`,
    reached: median(all.ratios) >= reachS2,
    notes: [`a second: ${all.words}`],
    round: 'whole',
  };
}

/** Both with the same shim: each fsync of either takes 2 ms longer, and it is counted that it did. */
async function onSlowDisk(context: BenchContext) {
  const [ours, theirs] = [delayedDisk(delayUs), delayedDisk(delayUs)];
  if (!ours || !theirs) return null;
  const postgres = (await startPostgres(theirs.env))!;
  const side = (seconds: number) => onRowLock(postgres, seconds, theirs);
  const all = await against(context, 'PostgreSQL', side, ours.env, ours);
  await postgres.stop();
  return all;
}

interface Taken extends Measured {
  /** What the disk was asked for, in words. */
  syncs: string;
}

async function against(
  context: BenchContext,
  name: string,
  baseline: (seconds: number) => Promise<Taken>,
  env: Readonly<Record<string, string>>,
  shim?: Shim,
) {
  const seconds = context.quick ? 1.5 : 4;
  const taken: {ours: Taken[]; baseline: Taken[]} = {ours: [], baseline: []};
  const keep = (side: 'ours' | 'baseline', one: Taken) => {
    taken[side].push(one);
    return one.perSecond;
  };
  const figures = await alternate(context.rounds, {
    ours: async () => keep('ours', await onBaari(seconds, env, shim)),
    baseline: async () => keep('baseline', await baseline(seconds)),
  });
  const last = {ours: taken.ours.at(-1)!, baseline: taken.baseline.at(-1)!};
  return {
    ratios: ratios(figures.ours, figures.baseline),
    words: `Baari ${inWords(taken.ours)}; ${name} ${inWords(taken.baseline)}`,
    syncs: [last.baseline.syncs, last.ours.syncs].filter((text) => text !== '').join('; '),
  };
}

function inWords(all: readonly Measured[]): string {
  const of = (pick: (one: Measured) => number) => median(all.map(pick));
  const rate = `${Math.round(of((one) => one.perSecond))} (${spreadInWords(
    all.map((one) => one.perSecond),
    0,
  )})`;
  const percent = (pick: (one: Measured) => number) => `${Math.round(of(pick) * 100)} %`;
  const busy = `of a processor: server ${percent((one) => one.serverBusy)}, driver ${percent((one) => one.driverBusy)}, all else ${percent((one) => one.restBusy)}`;
  return `${rate}, p50 ${of((one) => one.p50Ms).toFixed(0)} ms, p99 ${of((one) => one.p99Ms).toFixed(0)} ms, ${busy}`;
}

async function onBaari(seconds: number, env: Readonly<Record<string, string>>, shim?: Shim): Promise<Taken> {
  const server = await startBaari({env});
  let before = 0;
  const measured = await measureLoad({
    url: joinsOf(server, hot),
    warmUrl: joinsOf(server, warm),
    serverPid: server.pid,
    clients,
    seconds,
    between: async () => {
      before = shim?.count() ?? 0;
    },
  });
  const syncs = shim ? delayedInWords('Baari', shim.count() - before, measured) : '';
  await server.stop();
  insistWithoutGap('Baari', measured.created, numbersIn(server.dataDir, hot));
  forgetFolder(server.dataDir);
  return {...measured, syncs};
}

async function onRowLock(postgres: Postgres, seconds: number, shim?: Shim): Promise<Taken> {
  const server = await startChild({
    command: process.execPath,
    args: [hono],
    ready: /serving on (\d+)/,
    env: {DATABASE: postgres.socketFolder},
  });
  const url = `http://127.0.0.1:${server.found[1]}/tokens`;
  let before = 0;
  const measured = await measureLoad({
    url,
    warmUrl: url,
    serverPid: server.pid,
    clients,
    seconds,
    between: async () => {
      await postgres.clear();
      before = shim?.count() ?? 0;
    },
  });
  const delayed = shim ? delayedInWords('PostgreSQL', shim.count() - before, measured) : '';
  insistWithoutGap('PostgreSQL', measured.created, await postgres.count());
  // A backend hands in its counters when its client leaves, at the latest.
  await server.stop();
  const walSyncs = await postgres.walSyncs();
  // One row lock, so one commit after the other: each must have asked the disk for itself.
  if (walSyncs < measured.created * 0.9)
    throw new Error(`PostgreSQL synced its log ${walSyncs} times for ${measured.created} commits: it is not durable`);
  return {
    ...measured,
    syncs: delayed || `${walSyncs} syncs of its log for ${measured.created} tokens in the last round`,
  };
}

async function onTrivial(seconds: number): Promise<Taken> {
  const server = await startChild({command: process.execPath, args: [hono], ready: /serving on (\d+)/});
  const url = `http://127.0.0.1:${server.found[1]}/tokens`;
  const measured = await measureLoad({url, warmUrl: url, serverPid: server.pid, clients, seconds});
  await server.stop();
  return {...measured, syncs: ''};
}

/** Tokens a second while the line holds 100, 1 000 and 10 000: short bursts into three queues of one server. */
async function growing({quick}: BenchContext): Promise<string[]> {
  const sizes = quick ? [100, 1000] : [100, 1000, 10_000];
  const burst = 1000;
  const queues = [1, 3, 4];
  const found = new Map<number, number[]>(sizes.map((size) => [size, []]));
  for (let time = 0; time < (quick ? 1 : 3); time++) {
    const server = await startBaari();
    await drive({url: joinsOf(server, warm), clients, amount: 15_000});
    const held = new Map(queues.map((queue) => [queue, 0]));
    for (const size of sizes)
      for (const queue of queues) {
        const missing = size - held.get(queue)!;
        if (missing > 0) await drive({url: joinsOf(server, queue), clients, amount: missing});
        found.get(size)!.push((await drive({url: joinsOf(server, queue), clients, amount: burst})).perSecond);
        held.set(queue, Math.max(size, held.get(queue)!) + burst);
      }
    await server.stop();
    forgetFolder(server.dataDir);
  }
  const least = median(found.get(sizes[0]!)!);
  return sizes.map((size) => {
    const rates = found.get(size)!;
    return `growth: ${size} already waiting: ${Math.round(median(rates))} a second (${spreadInWords(rates, 0)}), ${(median(rates) / least).toFixed(2)}× of ${sizes[0]}`;
  });
}

const joinsOf = (server: Baari, queue: number) => `${server.url}/api/queues/${queue}/tokens`;

/** Syncs of one log are one after the other: if each took the delay, their sum fits into the time (with a little beside the log). */
function delayedInWords(name: string, syncs: number, {created, seconds}: Measured): string {
  if (syncs === 0) throw new Error(`${name} never came through the shim: its disk was not slowed`);
  if ((syncs * delayUs) / 1e6 > seconds * 1.2)
    throw new Error(`${name}: ${syncs} syncs in ${seconds} s can't each have taken ${delayUs} µs longer`);
  return `${name} asked the slowed disk ${syncs} times for ${created} tokens in ${seconds.toFixed(1)} s (last round)`;
}

interface Numbers {
  rows: number;
  least: number;
  most: number;
  different: number;
  last: number;
}

function numbersIn(dataDir: string, queue: number): Numbers {
  const db = new Database(`${dataDir}/baari.db`, {readonly: true});
  try {
    return db
      .prepare(
        `select count(*) as rows, min(serial) as least, max(serial) as most, count(distinct serial) as different,
         (select lastSerial from queue_days where queueId = ?) as last from tokens where queueId = ?`,
      )
      .get(queue, queue) as Numbers;
  } finally {
    db.close();
  }
}

function insistWithoutGap(name: string, created: number, {rows, least, most, different, last}: Numbers): void {
  if (least === 1 && [rows, most, different, last].every((count) => count === created)) return;
  throw new Error(
    `${name}: ${created} tokens were answered, but the numbers are ${least} … ${most}, ${different} different in ${rows} rows, last ${last}`,
  );
}
