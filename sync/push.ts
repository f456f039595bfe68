import type postgres from 'postgres';
import type {Db} from '../server/base/database.ts';
import {type Batch, type CloudRow, gatherBatch} from './batch.ts';
import {migrateCloud} from './cloud/migrate.ts';
import {cloudTables, type Shape} from './cloud/tables.ts';
import {NoTables, TurnedAway} from './problem.ts';
import {hashAt} from './rows.ts';
import {
  beginEpoch,
  type CloudSite,
  dropFormerEpoch,
  dropOtherLines,
  insertSite,
  inTransaction,
  lockedSite,
  moveWatermark,
  noteRefused,
  upsert,
} from './statements.ts';

/** A queue as it is now, as far as the cloud may know it. */
export interface LiveQueue {
  queueId: number;
  queueCode: string;
  state: string;
  waiting: number;
  /** Numbers in the rooms: `C-003, C-004`. */
  nowServing: string;
  likelyMinutes: number | null;
}

/** The box as the push sees it. */
export interface PushBox {
  db: Db;
  identity(): {siteId: string; epoch: string};
  site(): {name: string; timeZone: string; boxVersion: string};
  head(): {seq: number; hash: string};
  live(): LiveQueue[];
  /** ISO 8601, of the box's clock. */
  asOf(): string;
  /** Throws when the box is closing: its file may not be read any more. */
  insistOpen(): void;
}

/** What the cloud has said. */
export interface CloudWord {
  ackedSeq: number;
  /** The cloud's clock. */
  lastSeenAt: Date;
  /** Another box with this identity was turned away within a day. */
  rivalAt: Date | null;
  /** The cloud had less than it had confirmed to this process: it was restored from an older state and is filled again. */
  cloudWentBack: boolean;
}

/** What is remembered between rounds of one process; all of it can be asked for again. */
export interface PushMemory {
  shape: {columns: Shape; at: number} | null;
  /** The live rows that the cloud has, as text. */
  live: Map<number, string>;
  acked: {epoch: string; seq: number} | null;
}

export const freshMemory = (): PushMemory => ({shape: null, live: new Map(), acked: null});

/** The tables are looked at again after so long: they may have got new columns. */
const shapeKeptMs = 10 * 60_000;
/**
 * Sends what the cloud does not have yet, in transactions that each move its watermark. Where the cloud stands is asked, never
 * believed: a cut at any place leaves the watermark before or after a whole batch. `heard` is called after each commit.
 * Throws TurnedAway, NoTables, or the driver's error.
 */
export async function pushAll(
  sql: postgres.Sql,
  box: PushBox,
  memory: PushMemory,
  heard: (word: CloudWord) => void = () => {},
): Promise<CloudWord> {
  const shape = await shapeOf(sql, memory);
  let site = await siteIn(sql, box);
  const cloudWentBack = memory.acked?.epoch === box.identity().epoch && site.ackedSeq < memory.acked.seq;
  if (cloudWentBack) memory.live = new Map();
  for (;;) {
    const {name: _, ...siteNow} = box.site();
    const {siteId} = box.identity();
    const batch = await gatherBatch(
      {db: box.db, siteId, timeZone: siteNow.timeZone, head: () => box.head().seq, insistOpen: box.insistOpen},
      site.ackedSeq,
      site.versionBase,
    );
    const word = await sendBatch(sql, box, memory, shape, site, batch);
    const heardNow = {...word, cloudWentBack};
    heard(heardNow);
    if (batch.caughtUp) return heardNow;
    site = {...site, ackedSeq: batch.to, head: batch.toHash, liveVersion: word.liveVersion};
  }
}

/** What there is in the cloud, made or renewed first where this role may. */
export async function shapeOf(sql: postgres.Sql, memory: PushMemory): Promise<Shape> {
  if (memory.shape && performance.now() - memory.shape.at < shapeKeptMs) return memory.shape.columns;
  if (await mayMigrate(sql)) await migrateCloud(sql);
  const rows = await inTransaction(sql, (tx) =>
    tx.unsafe<{table: string; column: string}[]>(
      `select c.relname as table, a.attname as column from pg_class c
       join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
       where n.nspname = 'baari' and c.relname in (${cloudTables.map((name) => `'${name}'`).join(', ')})
         and a.attnum > 0 and not a.attisdropped`,
    ),
  );
  const columns = new Map<string, Set<string>>();
  for (const {table, column} of rows) columns.set(table, (columns.get(table) ?? new Set()).add(column));
  if (cloudTables.some((table) => !columns.has(table))) throw new NoTables();
  memory.shape = {columns, at: performance.now()};
  memory.live = new Map();
  return columns;
}

/** Whether this role may make or renew the tables: the schema is its own, or there is none and it may make one. */
async function mayMigrate(sql: postgres.Sql): Promise<boolean> {
  const [row] = await inTransaction(sql, (tx) =>
    tx.unsafe<{may: boolean | null}[]>(
      `select coalesce(
         (select pg_has_role(current_user, nspowner, 'usage') from pg_namespace where nspname = 'baari'),
         has_database_privilege(current_database(), 'create')) as may`,
    ),
  );
  return row?.may === true;
}

/** The cloud's row of this site, once it is sure that this box may go on from there. */
async function siteIn(sql: postgres.Sql, box: PushBox): Promise<CloudSite> {
  const {siteId, epoch} = box.identity();
  try {
    return await inTransaction(sql, async (tx) => {
      await insertSite(tx, {siteId, epoch});
      const site = await lockedSite(tx, siteId);
      if (site.epoch !== epoch) return beginEpoch(tx, siteId, epoch, site);
      box.insistOpen();
      if (site.ackedSeq > box.head().seq) throw new TurnedAway('backwards');
      if (site.ackedSeq > 0 && hashAt(box.db, site.ackedSeq) !== site.head) throw new TurnedAway('other-box');
      return site;
    });
  } catch (error) {
    if (error instanceof TurnedAway) await noteRefused(sql, siteId, error.problem);
    throw error;
  }
}

interface Sent extends Omit<CloudWord, 'cloudWentBack'> {
  liveVersion: number;
}

/** One transaction: the watermark moves from where we believe it to be, or nothing happens at all. */
async function sendBatch(
  sql: postgres.Sql,
  box: PushBox,
  memory: PushMemory,
  shape: Shape,
  site: CloudSite,
  batch: Batch,
): Promise<Sent> {
  box.insistOpen();
  const {siteId, epoch} = box.identity();
  const {name, timeZone, boxVersion} = box.site();
  const live = box.live();
  const liveVersion = site.liveVersion + 1;
  const liveRows = changedLive(box, live, memory, siteId, liveVersion);
  const gone = [...memory.live.keys()].some((id) => !live.some(({queueId}) => queueId === id));
  const first = memory.live.size === 0;
  const refilled = site.refilling && batch.caughtUp;
  const lastSeenAt = await inTransaction(sql, async (tx) => {
    const seenAt = await moveWatermark(tx, {
      ...{siteId, epoch, name, timeZone, boxVersion, liveVersion, refilled},
      ...{from: batch.from, fromHash: site.head, to: batch.to, toHash: batch.toHash},
    });
    await upsert(tx, shape, 'daily_summary', batch.daily);
    await upsert(tx, shape, 'hourly_summary', batch.hourly);
    await upsert(tx, shape, 'live_queue', liveRows);
    const queueIds = live.map(({queueId}) => queueId);
    if (gone || first) await dropOtherLines(tx, siteId, queueIds);
    if (refilled) await dropFormerEpoch(tx, siteId, site.versionBase);
    return seenAt;
  });
  memory.acked = {epoch, seq: batch.to};
  memory.live = new Map(live.map((one) => [one.queueId, JSON.stringify(one)]));
  return {ackedSeq: batch.to, lastSeenAt, rivalAt: site.rivalAt, liveVersion};
}

function changedLive(
  box: PushBox,
  live: readonly LiveQueue[],
  memory: PushMemory,
  siteId: string,
  version: number,
): CloudRow[] {
  return live
    .filter((one) => memory.live.get(one.queueId) !== JSON.stringify(one))
    .map((one) => ({
      site_id: siteId,
      queue_id: String(one.queueId),
      queue_code: one.queueCode,
      state: one.state,
      waiting: one.waiting,
      now_serving: one.nowServing,
      likely_minutes: one.likelyMinutes,
      as_of: box.asOf(),
      version,
    }));
}
