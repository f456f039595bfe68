// npm run cloud: a page of all sites. From the Postgres that CLOUD_DATABASE_URL names, or else from one of its own in the folder
// DATA_DIR/cloud, to which boxes on this machine can send: two boxes and a cloud without any Postgres installed.
//   PORT (8090) the page; HOST (127.0.0.1) where it listens; CLOUD_PORT (54320) where boxes send to

import type {AddressInfo} from 'node:net';
import path from 'node:path';
import {serve} from '@hono/node-server';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {type Embedded, startEmbedded} from '../sync/cloud/embedded.ts';
import {migrateCloud} from '../sync/cloud/migrate.ts';
import {cloudPage} from '../sync/cloud/page.ts';
import {openConnection} from '../sync/connection.ts';

const portOf = (name: string, usual: number) => {
  const value = process.env[name]?.trim() || String(usual);
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
    throw new ConfigFault(`${name} must be a port from 0 to 65535. Example: ${name}=${usual}`);
  return Number(value);
};

try {
  await start();
} catch (error) {
  if (error instanceof ConfigFault) console.error(`baari: ${error.message}`);
  else if (error instanceof Error && 'code' in error) console.error(`baari: the cloud cannot start (${error.code})`);
  else console.error('baari: the cloud cannot start:', error);
  process.exit(1);
}

async function start(): Promise<void> {
  const {cloudDatabaseUrl, dataDir} = readConfig({...process.env, PORT: undefined, DEMO: undefined});
  let embedded: Embedded | null = null;
  if (cloudDatabaseUrl === null) {
    console.log('Starting an embedded Postgres (about 750 MB, five seconds) …');
    embedded = await startEmbedded(path.join(dataDir, 'cloud'), portOf('CLOUD_PORT', 54_320));
  }
  const url = embedded?.url ?? cloudDatabaseUrl!;
  const sql = await openConnection(url);
  if (embedded) await migrateCloud(sql);
  const hostname = process.env.HOST?.trim() || '127.0.0.1';
  const server = serve({fetch: cloudPage(sql).fetch, port: portOf('PORT', 8090), hostname}, (address: AddressInfo) => {
    console.log(`\nBaari cloud\n\n  the page   http://localhost:${address.port}`);
    if (embedded) console.log(`  for boxes  CLOUD_DATABASE_URL=${embedded.url} npm start`);
    console.log('\n  Counts only, no names. The page asks for no password: keep it on a network of your own.\n');
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    server.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await sql.end({timeout: 1}).catch(() => {});
    await embedded?.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  if (process.connected) process.on('disconnect', () => void stop());
}
