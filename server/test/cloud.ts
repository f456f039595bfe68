import fs from 'node:fs';
import net, {type AddressInfo} from 'node:net';
import path from 'node:path';
import postgres from 'postgres';
import {startPostgresServer} from '../../scripts/postgres-server.ts';
import type {CloudRow} from '../../sync/batch.ts';
import {startEmbedded} from '../../sync/cloud/embedded.ts';
import {openConnection} from '../../sync/connection.ts';
import {type CloudWord, freshMemory, type PushBox, type PushMemory, pushAll} from '../../sync/push.ts';
import type {Db} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import {liveQueues} from '../queue/live-queues.ts';
import {siteIdentity} from '../settings/identity.ts';
import {settingsOf} from '../settings/rows.ts';
import {openWorld, type World} from './world.ts';

/** A Postgres for a test: a real server, or the embedded one. */
export interface TestCloud {
  url: string;
  sql: postgres.Sql;
  /** In a transaction: the embedded one has one session for all connections. */
  ask<Row = CloudRow>(text: string, ...values: (string | number)[]): Promise<Row[]>;
  stop(): Promise<void>;
}

export const clouds = {
  postgres: async (): Promise<TestCloud> => withSql((await startPostgresServer({tcp: true}))!),
  pglite: async (): Promise<TestCloud> => withSql(await startEmbedded(null, 0)),
};

function withSql({url, stop}: {url: string; stop(): Promise<void>}): TestCloud {
  const sql = postgres(url, {max: 1, prepare: false, fetch_types: false, onnotice: () => {}});
  return {
    url,
    sql,
    ask: <Row>(text: string, ...values: (string | number)[]) =>
      sql.begin(async (tx) => [...(await tx.unsafe(text, values))]) as unknown as Promise<Row[]>,
    async stop() {
      await sql.end({timeout: 1});
      await stop();
    },
  };
}

/** The box of a test world as the push sees it. */
export function pushBoxOf(world: World): PushBox {
  return {
    db: world.db,
    identity: () => siteIdentity(world.db)!,
    site: () => ({name: settingsOf(world.db).siteName, timeZone: settingsOf(world.db).timeZone, boxVersion: '1.2.3'}),
    head: () => world.box.journalHead(),
    live: () => liveQueues({db: world.db, now: world.clock.now(), siteAddress: ''}),
    asOf: () => isoAt(world.clock.now(), settingsOf(world.db).timeZone),
    insistOpen() {},
  };
}

/** One round, over a connection of its own. */
export async function push(url: string, world: World, memory: PushMemory = freshMemory()): Promise<CloudWord> {
  const sql = await openConnection(url);
  try {
    return await pushAll(sql, pushBoxOf(world), memory);
  } finally {
    await sql.end({timeout: 1}).catch(() => {});
  }
}

/** The same hospital's folder as it is now, going on as a box of its own. */
export async function copyOf(world: World): Promise<World> {
  const dataDir = fs.mkdtempSync(path.join(path.dirname(world.dataDir), 'baari-test-'));
  world.db.exec(`vacuum into '${path.join(dataDir, 'baari.db')}'`);
  const copy = await openWorld({dataDir, start: world.clock.now()});
  return copy;
}

/** The counts again, from the file alone and by another way: one number at a time, by SQL and by the moves. */
export function recount(db: Db): {daily: CloudRow[]; hourly: CloudRow[]} {
  const {timeZone} = settingsOf(db);
  const hourOf = (ms: number) => Number(isoAt(ms, timeZone).slice(11, 13));
  const days = db
    .prepare(
      `select tokens.day, tokens.queueId, queues.code, departments.name as department from tokens
       join queues on queues.id = tokens.queueId join departments on departments.id = queues.departmentId
       group by 1, 2`,
    )
    .all() as {day: string; queueId: number; code: string; department: string}[];
  const daily: CloudRow[] = [];
  const hourly: CloudRow[] = [];
  for (const {day, queueId, code, department} of days) {
    const key = {service_day: day, queue_id: String(queueId)};
    const tokens = db
      .prepare(
        `select tokens.*,
           (select at from calls where tokenId = tokens.id and again = 0 and undone = 0 order by id limit 1) as firstCall,
           (select json_extract(before, '$.state') from moves where tokenId = tokens.id and kind = 'expire') as from_
         from tokens where day = ? and queueId = ?`,
      )
      .all(day, queueId) as Record<string, string & number>[];
    const of = (is: (one: Record<string, string & number>) => boolean) => tokens.filter(is);
    const called = of((one) => one.firstCall !== null);
    const done = of((one) => one.state === ('done' as never));
    const waits = (some: typeof tokens) => some.map((one) => Math.max(0, one.firstCall! - one.issuedAt!));
    const services = done.map((one) => Math.max(0, one.endedAt! - one.startedAt!));
    const missed = of((one) => one.state === ('no-show' as never) || one.from_ === ('no-show' as never));
    daily.push({
      ...key,
      department,
      queue_code: code,
      issued: tokens.length,
      served: done.length,
      cancelled: of((one) => one.state === ('cancelled' as never)).length,
      no_show: missed.length,
      expired: of((one) => one.state === ('expired' as never) && !missed.includes(one)).length,
      booked: of((one) => one.lane === ('booked' as never) || one.slotAt !== null).length,
      wait_p50_s: percentile(waits(called), 50),
      wait_p90_s: percentile(waits(called), 90),
      service_p50_s: percentile(services, 50),
      service_p90_s: percentile(services, 90),
    });
    for (let hour = 0; hour < 24; hour++) {
      const now = called.filter((one) => hourOf(one.firstCall!) === hour);
      const counts = {
        issued: tokens.filter((one) => hourOf(one.issuedAt!) === hour).length,
        called: now.length,
        served: done.filter((one) => hourOf(one.endedAt!) === hour).length,
      };
      if (Object.values(counts).some((count) => count > 0))
        hourly.push({...key, hour, ...counts, wait_p50_s: percentile(waits(now), 50)});
    }
  }
  return {daily, hourly};
}

/** As SQL's percentile_cont, in whole seconds. */
function percentile(valuesMs: number[], percent: number): number | null {
  if (valuesMs.length === 0) return null;
  const values = [...valuesMs].sort((a, b) => a - b);
  const place = ((values.length - 1) * percent) / 100;
  const [low, high] = [values[Math.trunc(place)]!, values[Math.min(values.length - 1, Math.trunc(place) + 1)]!];
  return Math.round((low * (1 - (place % 1)) + high * (place % 1)) / 1000);
}

/** How the cloud's rows of a world's site differ from a recount; empty when they do not. */
export async function differences(cloud: TestCloud, world: World): Promise<string[]> {
  const {siteId} = siteIdentity(world.db)!;
  const wanted = recount(world.db);
  const daily = await cloud.ask(
    'select *, service_day::text as service_day from baari.daily_summary where site_id = $1',
    siteId,
  );
  const hourly = await cloud.ask(
    `select *, service_day::text as service_day from baari.hourly_summary where site_id = $1
       and (issued > 0 or called > 0 or served > 0)`,
    siteId,
  );
  const live = await cloud.ask('select * from baari.live_queue where site_id = $1', siteId);
  return [
    ...unlike('daily', daily, wanted.daily),
    ...unlike('hourly', hourly, wanted.hourly),
    ...unlike('live', live, wantedLive(world)),
  ];
}

function wantedLive(world: World): CloudRow[] {
  return pushBoxOf(world)
    .live()
    .map((one) => ({
      queue_id: String(one.queueId),
      queue_code: one.queueCode,
      state: one.state,
      waiting: one.waiting,
      now_serving: one.nowServing,
      likely_minutes: one.likelyMinutes,
    }));
}

function unlike(what: string, found: readonly CloudRow[], wanted: readonly CloudRow[]): string[] {
  const names = Object.keys(wanted[0] ?? {});
  const text = (row: CloudRow) => names.map((name) => `${name}=${row[name]}`).join(' ');
  const there = new Set(found.map(text));
  const right = new Set(wanted.map(text));
  return [
    ...[...right].filter((one) => !there.has(one)).map((one) => `${what}: the cloud lacks ${one}`),
    ...[...there].filter((one) => !right.has(one)).map((one) => `${what}: the cloud has ${one}`),
  ];
}

/** A line to the cloud that counts, keeps and cuts. */
export interface Line {
  url: string;
  /** All that left the box, and all that came back. */
  sent(): Buffer;
  received(): Buffer;
  /** Cut every connection after so many more bytes: of the box, or of the cloud (`-n`). Null: never. */
  cutAfter(bytes: number | null): void;
  /** Nothing arrives any more and nobody is told, until it is over; what was lost stays lost. */
  hole(is: boolean): void;
  forget(): void;
  stop(): Promise<void>;
}

export async function openLine(url: string): Promise<Line> {
  const target = new URL(url);
  let [out, back]: [Buffer[], Buffer[]] = [[], []];
  let left: number | null = null;
  let inHole = false;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    const pass = (from: net.Socket, to: net.Socket, kept: () => Buffer[], sign: 1 | -1) =>
      from.on('data', (bytes: Buffer) => {
        if (inHole) return;
        kept().push(bytes);
        if (left === null || Math.sign(left) !== sign) {
          to.write(bytes);
          return;
        }
        const most = Math.abs(left);
        if (bytes.length < most) {
          left -= sign * bytes.length;
          to.write(bytes);
          return;
        }
        // What was let through still arrives; then the line is dead for both.
        to.write(bytes.subarray(0, most), () => {
          near.resetAndDestroy();
          far.destroy();
        });
      });
    pass(near, far, () => out, 1);
    pass(far, near, () => back, -1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = new URL(url);
  here.port = String((server.address() as AddressInfo).port);
  return {
    url: here.href,
    sent: () => Buffer.concat(out),
    received: () => Buffer.concat(back),
    cutAfter(bytes) {
      left = bytes;
    },
    hole(is) {
      inHole = is;
    },
    forget() {
      [out, back] = [[], []];
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The very bytes of a former round, in a connection of their own. */
export async function replay(url: string, bytes: Buffer): Promise<void> {
  const {port, hostname} = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.write(bytes);
  socket.resume();
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.once('error', () => resolve());
    setTimeout(() => socket.destroy(), 3000).unref();
  });
}
