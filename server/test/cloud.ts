import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import {need} from '../../scripts/need.ts';
import {startPostgresServer} from '../../scripts/postgres-server.ts';
import {startEmbedded} from '../../sync/cloud/embedded.ts';

/** A Postgres for a test: a real server, or the embedded one. */
export interface TestCloud {
  url: string;
  sql: postgres.Sql;
  stop(): Promise<void>;
}

export const clouds = {
  postgres: async (): Promise<TestCloud> => withSql((await startPostgresServer({tcp: true}))!),
  pglite: async (): Promise<TestCloud> => withSql(await startEmbedded(null, 0)),
};

export const hasPostgres = (what: string) => need('postgres', what);

function withSql({url, stop}: {url: string; stop(): Promise<void>}): TestCloud {
  const sql = postgres(url, {max: 1, prepare: false, fetch_types: false, onnotice: () => {}});
  return {
    url,
    sql,
    async stop() {
      await sql.end({timeout: 1});
      await stop();
    },
  };
}

export const scratchFolder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'baari-cloud-'));
