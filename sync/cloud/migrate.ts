import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type postgres from 'postgres';
import {cloudTables} from './tables.ts';

/** What of a connection is needed here; a transaction has it too. */
export type Query = (text: string) => Promise<readonly Record<string, unknown>[]>;

const folder = path.join(import.meta.dirname, 'migrations');
/** Two who migrate at once take turns. */
const lockNumber = 4_227_410;

interface Migration {
  id: number;
  name: string;
  text: string;
}

export function migrations(): Migration[] {
  return fs
    .readdirSync(folder)
    .filter((file) => /^\d{4}_\w+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      id: Number(file.slice(0, 4)),
      name: file.slice(5, -4),
      text: fs.readFileSync(path.join(folder, file), 'utf8'),
    }));
}

/**
 * Brings the tables to this version's shape, in one transaction of the connection's role, which then owns them. `partitions`
 * splits them by hash of site_id, when they are made; later it changes nothing. Returns the names of what was applied.
 */
export async function migrateCloud(sql: postgres.Sql, {partitions = 0}: {partitions?: number} = {}): Promise<string[]> {
  return sql.begin(async (tx) => {
    const query: Query = (text) => tx.unsafe(text).simple();
    await query(`select pg_advisory_xact_lock(${lockNumber})`);
    // Not "if not exists" alone: that asks for the right to make schemas even where there is nothing to make.
    const [known] = await query(`select to_regnamespace('baari') is not null as schema`);
    if (!known?.schema) await query('create schema baari');
    const [table] = await query(`select to_regclass('baari.migration') is not null as there`);
    if (!table?.there)
      await query(
        'create table baari.migration (id integer primary key, name text not null, applied_at timestamptz not null default now())',
      );
    const applied = new Set((await query('select id from baari.migration')).map(({id}) => Number(id)));
    const missing = migrations().filter(({id}) => !applied.has(id));
    for (const {id, name, text} of missing) {
      await query(text.replaceAll('{partition}', partitions > 0 ? 'partition by hash (site_id)' : ''));
      if (id === 1 && partitions > 0) for (const part of partitionsOf(partitions)) await query(part);
      await query(`insert into baari.migration (id, name) values (${id}, '${name}')`);
    }
    return missing.map(({name}) => name);
  }) as Promise<string[]>;
}

function partitionsOf(count: number): string[] {
  return cloudTables.flatMap((table) =>
    Array.from(
      {length: count},
      (_, part) =>
        `create table baari.${table}_${part} partition of baari.${table}
         for values with (modulus ${count}, remainder ${part})`,
    ),
  );
}

/** What a site may be called: it becomes part of a role's name. */
export const isSiteId = (text: string) => /^[a-z0-9][a-z0-9-]{3,39}$/.test(text);
export const roleOf = (siteId: string) => `baari_site_${siteId}`;

/**
 * The role of one site, made or given a new password. It sees and writes that site's rows and nothing else. Returns the
 * password, which nobody can ask for again.
 */
export async function grantSite(sql: postgres.Sql, siteId: string): Promise<{role: string; password: string}> {
  if (!isSiteId(siteId)) throw new Error(`not a site's id: ${siteId}`);
  const role = roleOf(siteId);
  const password = randomBytes(24).toString('base64url');
  await sql.begin(async (tx) => {
    const query: Query = (text) => tx.unsafe(text).simple();
    const [there] = await query(`select 1 from pg_roles where rolname = '${role}'`);
    await query(`${there ? 'alter' : 'create'} role "${role}" login password '${password}'`);
    await grantTables(query, role);
  });
  return {role, password};
}

async function grantTables(query: Query, role: string): Promise<void> {
  await query(`grant usage on schema baari to "${role}"`);
  await query(`grant select on baari.migration to "${role}"`);
  await query(`grant select, insert, update on baari.site to "${role}"`);
  await query(`grant select, insert on baari.site_epoch to "${role}"`);
  for (const table of ['daily_summary', 'hourly_summary', 'live_queue'])
    await query(`grant select, insert, update, delete on baari.${table} to "${role}"`);
}
