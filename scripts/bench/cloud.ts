// S10: rows a second into the cloud from 2 000 sites with a month each, through the statements of the box and under each site's own
// role, against plain COPY of the same rows into tables with the same keys. Each round both sides take the same sites; the tables
// keep growing, so the rounds are also the growth.
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type postgres from 'postgres';
import {type CloudRow, mostDays as daysInBatch} from '../../sync/batch.ts';
import {grantSite, migrateCloud, roleOf} from '../../sync/cloud/migrate.ts';
import {type Shape, summaries} from '../../sync/cloud/tables.ts';
import {openConnection} from '../../sync/connection.ts';
import {freshMemory, shapeOf} from '../../sync/push.ts';
import {insertSite, inTransaction, lockedSite, moveWatermark, upsert} from '../../sync/statements.ts';
import {periodMs} from '../../sync/sync.ts';
import {dice} from '../dice.ts';
import type {Figure} from '../figures/record.ts';
import {startPostgresServer} from '../postgres-server.ts';
import type {BenchContext, Row} from './bench.ts';
import {alternate, median, ratioInWords, ratios, spreadInWords} from './rounds.ts';

export const rows: Record<string, Row> = {S10: intoTheCloud};

const figure = {
  id: 'S10',
  what: 'rows a second into the cloud from 2 000 sites, a month each, each under its own role and row level security',
  baseline: 'plain COPY of the same rows into tables with the same keys, as many connections',
  reach: '≥ 0.3×',
  round: 'whole' as const,
};
const days = 30;
const queues = 4;
const hoursADay = 8;
/** About as many as two thousand boxes hold at once. */
const connections = 16;
const reach = 0.3;
/** So many sites in one COPY. */
const copiedAtOnce = 10;
const tables = ['daily_summary', 'hourly_summary'] as const;
/** Each site has a role and an epoch of its own. */
const siteOf = (index: number) => `site-${String(index).padStart(5, '0')}`;
const epochOf = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

async function intoTheCloud(context: BenchContext): Promise<Figure> {
  const server = await startPostgresServer({tcp: true});
  if (!server) return {...figure, measured: 'not run', reached: null, notes: ['no PostgreSQL server here']};
  const sites = context.quick ? 320 : 2000;
  const each = sites / context.rounds;
  const pools = await Promise.all(Array.from({length: connections}, () => openConnection(server.url)));
  const owner = pools[0]!;
  await migrateCloud(owner);
  await plainTables(owner);
  for (let index = 0; index < sites; index++) await grantSite(owner, siteOf(index));
  const shape = await shapeOf(owner, freshMemory());
  // What the rows are is worked out before anybody's time runs; COPY's text too, so that only the server's work is its time.
  let prepared = prepare(0, each, 1);
  const of = (round: number) => {
    if (prepared.first !== round * each) prepared = prepare(round * each, each, 1);
    return prepared;
  };
  const asBoxes = (these: Prepared) =>
    perSecond(pools, each, (index, sql) => asBox(sql, shape, these.first + index, these.months[index]!, these.version));
  const rates = await alternate(context.rounds, {
    ours: (round) => asBoxes(of(round)),
    copy: (round) => {
      const {copies} = of(round);
      return perSecond(pools, copies.length, (index, sql) => copy(sql, copies[index]!));
    },
  });
  const same = await insistSame(owner);
  const again = await asBoxes(prepare(0, each, 2));
  const steadyMs = await steadyRound(server.url, shape);
  await Promise.all(pools.map((pool) => pool.end({timeout: 1})));
  await server.stop();
  const ratio = ratios(rates.ours, rates.copy);
  const whole = (values: readonly number[]) => `${Math.round(median(values))} (${spreadInWords(values, 0)})`;
  const held = (sites * steadyMs) / periodMs;
  return {
    ...figure,
    measured: ratioInWords(ratio),
    reached: median(ratio) >= reach,
    notes: [
      `rows a second: boxes ${whole(rates.ours)}, COPY ${whole(rates.copy)}, ${connections} connections each`,
      `${same} rows on both sides, the same; boxes in transactions of at most ${daysInBatch} queue-days each`,
      `growth, round by round from nothing to ${same} rows: ${rates.ours.map((one) => Math.round(one)).join(', ')} a second`,
      `the first ${each} sites again with newer figures, every row replaced: ${Math.round(again)} rows a second`,
      `connections: a box's usual round (connect, ask, a change, commit, end) takes ${steadyMs.toFixed(0)} ms on loopback; ${sites} boxes every ${periodMs / 1000} s hold ${held.toFixed(1)} at once on average, none between rounds`,
    ],
  };
}

/** Rows a second of `count` jobs, as many at once as there are connections. */
async function perSecond(
  pools: readonly postgres.Sql[],
  count: number,
  work: (index: number, sql: postgres.Sql) => Promise<number>,
): Promise<number> {
  const startedAt = performance.now();
  let [next, done] = [0, 0];
  const worker = async (sql: postgres.Sql) => {
    while (next < count) done += await work(next++, sql);
  };
  await Promise.all(pools.map(worker));
  return done / ((performance.now() - startedAt) / 1000);
}

interface Month {
  daily: CloudRow[];
  hourly: CloudRow[];
}

/** Figures as a hospital has them, from the site's own seed. */
function monthOf(index: number, version: number): Month {
  const {next: roll} = dice(index + 1);
  const month: Month = {daily: [], hourly: []};
  for (let day = 1; day <= days; day++)
    for (let queue = 1; queue <= queues; queue++) {
      const service_day = `2026-10-${String(day).padStart(2, '0')}`;
      const key = {site_id: siteOf(index), service_day, queue_id: String(queue)};
      const some = (most: number) => Math.floor(roll() * most);
      month.daily.push({
        ...key,
        department: 'General Medicine',
        queue_code: `Q${queue}`,
        issued: some(200),
        served: some(180),
        cancelled: some(9),
        no_show: some(9),
        expired: some(9),
        booked: some(40),
        wait_p50_s: some(3000),
        wait_p90_s: some(9000),
        service_p50_s: some(600),
        service_p90_s: some(1200),
        version,
      });
      for (let hour = 8; hour < 8 + hoursADay; hour++)
        month.hourly.push({
          ...key,
          hour,
          issued: some(30),
          called: some(30),
          served: some(30),
          wait_p50_s: some(3000),
          version,
        });
    }
  return month;
}

/** One site sends its month, as the box does: its role, its watermark, its batches. Returns how many rows. */
async function asBox(
  sql: postgres.Sql,
  shape: Shape,
  index: number,
  {daily, hourly}: Month,
  version: number,
): Promise<number> {
  const site = {siteId: siteOf(index), epoch: epochOf(index)};
  for (let from = 0; from < daily.length; from += daysInBatch) {
    const to = Math.min(daily.length, from + daysInBatch);
    await inTransaction(sql, async (tx) => {
      await tx.unsafe(`set local role "${roleOf(site.siteId)}"`);
      if (from === 0) await insertSite(tx, site);
      const acked = (version - 1) * daily.length;
      await moveWatermark(tx, {
        ...site,
        ...{from: acked + from, fromHash: acked + from === 0 ? '' : 'hash', to: acked + to, toHash: 'hash'},
        ...{name: 'District Hospital', timeZone: 'Asia/Kolkata', boxVersion: '1.0.0', liveVersion: 1, refilled: false},
      });
      await upsert(tx, shape, 'daily_summary', daily.slice(from, to));
      await upsert(tx, shape, 'hourly_summary', hourly.slice(from * hoursADay, to * hoursADay));
    });
  }
  return daily.length + hourly.length;
}

async function plainTables(sql: postgres.Sql): Promise<void> {
  await sql.unsafe('create schema plain');
  for (const table of tables) {
    const key = summaries[table].key.join(', ');
    await sql.unsafe(`create table plain.${table} (like baari.${table} including defaults, primary key (${key}))`);
  }
}

/** The same rows of some sites at once, by COPY. */
async function copy(sql: postgres.Sql, texts: readonly CopyText[]): Promise<number> {
  let count = 0;
  for (const {table, names, rows, text} of texts) {
    const into = await sql.unsafe(`copy plain.${table} (${names}) from stdin`).writable();
    await pipeline(Readable.from([text]), into);
    count += rows;
  }
  return count;
}

interface CopyText {
  table: string;
  names: string;
  rows: number;
  text: string;
}

interface Prepared {
  first: number;
  version: number;
  months: Month[];
  copies: CopyText[][];
}

function prepare(first: number, count: number, version: number): Prepared {
  const months = Array.from({length: count}, (_, index) => monthOf(first + index, version));
  const copies: CopyText[][] = [];
  for (let index = 0; index < count; index += copiedAtOnce)
    copies.push(tables.map((table) => copyText(table, months.slice(index, index + copiedAtOnce))));
  return {first, version, months, copies};
}

function copyText(table: (typeof tables)[number], months: readonly Month[]): CopyText {
  const list = months.flatMap((month) => (table === 'daily_summary' ? month.daily : month.hourly));
  const names = Object.keys(list[0]!);
  const text = list.map((row) => `${names.map((name) => row[name]).join('\t')}\n`).join('');
  return {table, names: names.join(', '), rows: list.length, text};
}

async function insistSame(sql: postgres.Sql): Promise<number> {
  let all = 0;
  for (const table of tables) {
    const [row] = await sql.unsafe(
      `select (select count(*) from plain.${table})::int as rows,
         (select count(*) from (select * from plain.${table} except select * from baari.${table}) as missing)::int as missing,
         (select count(*) from baari.${table})::int as ours`,
    );
    if (row!.missing !== 0 || row!.ours !== row!.rows) throw new Error(`${table}: not the same rows on both sides`);
    all += Number(row!.rows);
  }
  return all;
}

/** A round as it usually is, with its own connection: milliseconds, the median of many. */
async function steadyRound(url: string, shape: Shape): Promise<number> {
  const took: number[] = [];
  const [index, acked] = [0, 2 * days * queues];
  for (let round = 0; round < 50; round++) {
    const startedAt = performance.now();
    const sql = await openConnection(url);
    const site = {siteId: siteOf(index), epoch: epochOf(index)};
    await inTransaction(sql, (tx) => lockedSite(tx, site.siteId));
    await inTransaction(sql, async (tx) => {
      const {daily, hourly} = monthOf(index, 10 + round);
      await moveWatermark(tx, {
        ...site,
        ...{from: acked + round, fromHash: 'hash', to: acked + round + 1, toHash: 'hash'},
        ...{name: 'District Hospital', timeZone: 'Asia/Kolkata', boxVersion: '1.0.0', liveVersion: 1, refilled: false},
      });
      await upsert(tx, shape, 'daily_summary', daily.slice(0, 1));
      await upsert(tx, shape, 'hourly_summary', hourly.slice(0, 2));
    });
    await sql.end({timeout: 1});
    took.push(performance.now() - startedAt);
  }
  return median(took);
}
