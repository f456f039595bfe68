// PostgreSQL as the baseline of tokens a second: a fresh cluster on a socket only, as PostgreSQL comes, with one hot row.
import postgres from 'postgres';
import {startPostgresServer} from '../postgres-server.ts';

export interface Postgres {
  /** The folder with its socket: the driver's `host`. */
  socketFolder: string;
  version: string;
  /** Empties the queue. */
  clear(): Promise<void>;
  /** What the one queue holds now. */
  count(): Promise<{rows: number; least: number; most: number; different: number; last: number}>;
  /** How often the log was synced to the disk since the last clear(). */
  walSyncs(): Promise<number>;
  /** Says what is on: `fsync on, synchronous_commit on …`; throws if an answer would not be durable. */
  insistDurable(): Promise<string>;
  stop(): Promise<void>;
}

/** Undefined where there is no PostgreSQL, or no user to run it as. */
export async function startPostgres(env: Readonly<Record<string, string>> = {}): Promise<Postgres | undefined> {
  const server = await startPostgresServer({env});
  if (!server) return undefined;
  const folder = server.socketFolder;
  const sql = postgres({host: folder, port: 5432, user: 'postgres', database: 'postgres', max: 1, onnotice: () => {}});
  await sql`create table queues (id int primary key, last int not null)`;
  await sql`create table tokens (id bigserial primary key, queue int not null references queues, serial int not null,
    name text not null, at timestamptz not null default now(), unique (queue, serial))`;
  await sql`insert into queues values (1, 0)`;
  const setting = async (name: string) => String((await sql`select current_setting(${name}) as value`)[0]!.value);
  return {
    socketFolder: folder,
    version: (await setting('server_version')).split(' ')[0]!,
    async clear() {
      await sql`truncate tokens`;
      await sql`update queues set last = 0`;
      await sql`checkpoint`;
      await sql`select pg_stat_reset_shared('wal')`;
    },
    async count() {
      const [row] =
        await sql`select count(*)::int as rows, coalesce(min(serial), 0) as least, coalesce(max(serial), 0) as most,
        count(distinct serial)::int as different, (select last from queues) as last from tokens`;
      return row as unknown as Awaited<ReturnType<Postgres['count']>>;
    },
    async walSyncs() {
      // The backends whose clients have just gone are still handing in theirs.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return Number((await sql`select wal_sync from pg_stat_wal`)[0]!.wal_sync);
    },
    async insistDurable() {
      const said: string[] = [];
      for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
        const value = await setting(name);
        if (value !== 'on') throw new Error(`PostgreSQL has ${name} ${value}`);
        said.push(`${name} on`);
      }
      return `${said.join(', ')}, wal_sync_method ${await setting('wal_sync_method')}`;
    },
    async stop() {
      await sql.end({timeout: 2});
      await server.stop();
    },
  };
}
