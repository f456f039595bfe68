import fs from 'node:fs';
import {isIP} from 'node:net';
import type postgres from 'postgres';

/** So long the cloud may take to answer the knock. */
export const connectLimitSeconds = 8;

/**
 * One connection, made when the first statement is sent and never more than one. Without prepared statements and settings of a
 * session, so that a pooler (PgBouncer, transaction mode) may stand in between. The driver is loaded here, so that a box
 * without a cloud never has it.
 */
export async function openConnection(url: string): Promise<postgres.Sql> {
  const {default: connect} = await import('postgres');
  return connect(optionsOf(url));
}

type Options = postgres.Options<Record<string, postgres.PostgresType>>;

export function optionsOf(url: string): Options {
  const where = new URL(url);
  const text = (value: string) => decodeURIComponent(value);
  const host = where.hostname.replace(/^\[|\]$/g, '') || '127.0.0.1';
  const user = text(where.username) || 'baari';
  const tls = tlsOf(where, host);
  return {
    host,
    port: Number(where.port || 5432),
    database: text(where.pathname.slice(1)) || user,
    username: user,
    ...(where.password ? {password: text(where.password)} : {}),
    ...(tls ? {ssl: tls} : {ssl: false}),
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: connectLimitSeconds,
    idle_timeout: 0,
    max_lifetime: null,
    keep_alive: 10,
    // The caller decides when to try again.
    backoff: () => 0,
    onnotice: () => {},
    connection: {application_name: 'baari'},
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Encrypted and checked against the name, unless the other end is this machine. `sslmode=require` checks no certificate. */
function tlsOf(where: URL, host: string): object | null {
  const mode = where.searchParams.get('sslmode') ?? (isLoopback(host) ? 'disable' : 'verify-full');
  if (mode === 'disable' || mode === 'allow' || mode === 'prefer') return null;
  const root = where.searchParams.get('sslrootcert');
  return {
    // The certificate is held against this; a name is also sent, an address may not be.
    host,
    ...(isIP(host) === 0 ? {servername: host} : {}),
    rejectUnauthorized: mode !== 'require',
    ...(root ? {ca: fs.readFileSync(root)} : {}),
    // Of `verify-ca` only the authority counts.
    ...(mode === 'verify-ca' ? {checkServerIdentity: () => undefined} : {}),
  };
}
