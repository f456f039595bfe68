// The statements that a box sends. Each runs in a transaction, needs nothing of a session, and names its site: so a pooler, a
// partitioned table or a cluster may stand behind them.
import type postgres from 'postgres';
import type {CloudRow} from './batch.ts';
import {type Shape, type SummaryTable, summaryTables, upsertOf} from './cloud/tables.ts';
import {TurnedAway} from './problem.ts';

type Tx = postgres.TransactionSql;

/** The server gives up by itself on what a dead box left behind. */
const limits = `set local statement_timeout = '10s'; set local lock_timeout = '5s';
  set local idle_in_transaction_session_timeout = '15s'`;

export async function upsert(tx: Tx, shape: Shape, table: SummaryTable, rows: CloudRow[]): Promise<void> {
  if (rows.length > 0) await tx.unsafe(upsertOf(table, shape), [JSON.stringify(rows)]);
}

/** Every statement runs in a transaction, also a lone question: an embedded cloud has one session for all its connections. */
export function inTransaction<T>(sql: postgres.Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  return sql.begin(async (tx) => {
    await tx.unsafe(limits).simple();
    return work(tx);
  }) as Promise<T>;
}

export interface CloudSite {
  epoch: string;
  ackedSeq: number;
  head: string;
  versionBase: number;
  liveVersion: number;
  refilling: boolean;
  rivalAt: Date | null;
}

/** The first time that a site is heard of. */
export async function insertSite(tx: Tx, {siteId, epoch}: {siteId: string; epoch: string}): Promise<void> {
  await tx.unsafe(`insert into baari.site (site_id, epoch) values ($1, $2) on conflict do nothing`, [siteId, epoch]);
}

export async function lockedSite(tx: Tx, siteId: string): Promise<CloudSite> {
  const [row] = await tx.unsafe(
    `select epoch, acked_seq, journal_head, version_base, live_version, refilling,
       case when refused_at > now() - interval '1 day' then refused_at end as rival_at
     from baari.site where site_id = $1 for update`,
    [siteId],
  );
  // Row level security shows no row to a role of another site.
  if (!row) throw Object.assign(new Error('this role does not see its site'), {code: '42501'});
  return {
    epoch: String(row.epoch),
    ackedSeq: Number(row.acked_seq),
    head: String(row.journal_head),
    versionBase: Number(row.version_base),
    liveVersion: Number(row.live_version),
    refilling: row.refilling === true,
    rivalAt: (row.rival_at as Date | null) ?? null,
  };
}

/** Everything is sent again, under versions above all that were given; what is left of the former epoch goes at the end. */
export async function beginEpoch(tx: Tx, siteId: string, epoch: string, former: CloudSite): Promise<CloudSite> {
  const [past] = await tx.unsafe(`select 1 from baari.site_epoch where site_id = $1 and epoch = $2`, [siteId, epoch]);
  if (past) throw new TurnedAway('superseded');
  await tx.unsafe(
    `insert into baari.site_epoch (site_id, epoch, acked_seq, journal_head) values ($1, $2, $3, $4) on conflict do nothing`,
    [siteId, former.epoch, former.ackedSeq, former.head],
  );
  await tx.unsafe(
    `update baari.site set epoch = $2, acked_seq = 0, journal_head = '', version_base = version_base + acked_seq,
       refilling = true, refused_at = null, refused_code = null where site_id = $1`,
    [siteId, epoch],
  );
  return lockedSite(tx, siteId);
}

/** So that whoever looks at the cloud, and the box that goes on, hear that there are two. */
export async function noteRefused(sql: postgres.Sql, siteId: string, problem: string): Promise<void> {
  await inTransaction(sql, (tx) =>
    tx.unsafe(`update baari.site set refused_at = now(), refused_code = $2 where site_id = $1`, [siteId, problem]),
  );
}

export interface Watermark {
  siteId: string;
  epoch: string;
  from: number;
  fromHash: string;
  to: number;
  toHash: string;
  name: string;
  timeZone: string;
  boxVersion: string;
  liveVersion: number;
  /** Everything of a new epoch has been sent with this. */
  refilled: boolean;
}

/** Moves the watermark from where it is believed to be; throws when somebody else moved it. Returns the cloud's clock. */
export async function moveWatermark(tx: Tx, mark: Watermark): Promise<Date> {
  const [moved] = await tx.unsafe(
    `update baari.site set acked_seq = $5, journal_head = $6, name = $7, time_zone = $8, box_version = $9,
       live_version = $10, refilling = refilling and not $11::boolean, last_seen_at = now()
     where site_id = $1 and epoch = $2 and acked_seq = $3 and journal_head = $4 returning last_seen_at`,
    [
      ...[mark.siteId, mark.epoch, mark.from, mark.fromHash, mark.to, mark.toHash],
      ...[mark.name, mark.timeZone, mark.boxVersion, mark.liveVersion, mark.refilled],
    ],
  );
  if (!moved) throw Object.assign(new Error('the watermark was moved meanwhile'), {code: '40001'});
  return moved.last_seen_at as Date;
}

/** Lines that the box no longer has. */
export async function dropOtherLines(tx: Tx, siteId: string, queueIds: readonly number[]): Promise<void> {
  await tx.unsafe(
    `delete from baari.live_queue
     where site_id = $1 and not queue_id in (select json_array_elements_text($2::text::json))`,
    [siteId, JSON.stringify(queueIds.map(String))],
  );
}

/** What the epoch before had and this one has not. */
export async function dropFormerEpoch(tx: Tx, siteId: string, versionBase: number): Promise<void> {
  for (const table of summaryTables.filter((one) => one !== 'live_queue'))
    await tx.unsafe(`delete from baari.${table} where site_id = $1 and version <= $2`, [siteId, versionBase]);
}
