import {isIP} from 'node:net';
import path from 'node:path';

/** What the surroundings say about this run. Every value has been checked. */
export interface Config {
  port: number;
  host: string;
  httpsPort: number | null;
  tlsCert: string | null;
  tlsKey: string | null;
  dataDir: string;
  demo: boolean;
  adminPassword: string | null;
  cloudDatabaseUrl: string | null;
  discovery: boolean;
  trustedProxies: ReadonlySet<string>;
  rateLimit: boolean;
  logLevel: string;
}

/** A variable with a wrong value. The message is the one line that the start prints. */
export class ConfigFault extends Error {}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** Reads the environment; throws ConfigFault with one line naming variable, fault and an example. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const tlsCert = text(env, 'TLS_CERT');
  const tlsKey = text(env, 'TLS_KEY');
  const httpsPort = env.HTTPS_PORT ? port(env, 'HTTPS_PORT', 8443) : null;
  if ((tlsCert === null) !== (tlsKey === null))
    fault(tlsCert ? 'TLS_KEY' : 'TLS_CERT', 'is missing beside its pair', '/etc/baari/site.pem');
  return {
    port: port(env, 'PORT', 8080),
    host: host(env),
    httpsPort,
    tlsCert,
    tlsKey,
    dataDir: path.resolve(text(env, 'DATA_DIR') ?? './data'),
    demo: flag(env, 'DEMO'),
    adminPassword: adminPassword(env),
    cloudDatabaseUrl: cloudUrl(env),
    discovery: onOff(env, 'DISCOVERY'),
    trustedProxies: proxies(env),
    rateLimit: onOff(env, 'RATE_LIMIT'),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, 'info'),
  };
}

function fault(name: string, what: string, example: string): never {
  throw new ConfigFault(`${name} ${what}. Example: ${name}=${example}`);
}

function text(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = env[name]?.trim();
  return value ? value : null;
}

function port(env: Readonly<Record<string, string | undefined>>, name: string, usual: number): number {
  const value = text(env, name);
  if (value === null) return usual;
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535)
    fault(name, `must be a port from 0 to 65535, not "${shown(value)}"`, String(usual));
  return Number(value);
}

function host(env: Readonly<Record<string, string | undefined>>): string {
  const value = text(env, 'HOST') ?? '0.0.0.0';
  if (isIP(value) === 0 && !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(value))
    fault('HOST', `must be an address or a host name, not "${shown(value)}"`, '0.0.0.0');
  return value;
}

function flag(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const value = text(env, name);
  if (value === null || value === '0') return false;
  if (value === '1') return true;
  return fault(name, `must be 1 or 0, not "${shown(value)}"`, '1');
}

function onOff(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  return oneOf(env, name, ['on', 'off'], 'on') === 'on';
}

function oneOf(env: Readonly<Record<string, string | undefined>>, name: string, allowed: string[], usual: string) {
  const value = text(env, name) ?? usual;
  if (!allowed.includes(value)) fault(name, `must be one of ${allowed.join(', ')}, not "${shown(value)}"`, usual);
  return value;
}

function adminPassword(env: Readonly<Record<string, string | undefined>>): string | null {
  const value = env.ADMIN_PASSWORD;
  if (value === undefined || value === '') return null;
  if (value.length < 8 || value.length > 200) fault('ADMIN_PASSWORD', 'must have 8 to 200 characters', 'a-long-phrase');
  return value;
}

function cloudUrl(env: Readonly<Record<string, string | undefined>>): string | null {
  const value = text(env, 'CLOUD_DATABASE_URL');
  if (value === null) return null;
  const example = 'postgres://site@db.example.org/baari?sslmode=verify-full';
  // The value may hold a password, so it is never repeated.
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value))
    fault('CLOUD_DATABASE_URL', 'is not a Postgres address', example);
  const {hostname, searchParams} = new URL(value);
  const mode = searchParams.get('sslmode') ?? 'verify-full';
  if (!tlsModes.includes(mode)) fault('CLOUD_DATABASE_URL', 'has an sslmode that does not exist', example);
  if (!encryptedModes.includes(mode) && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
    fault('CLOUD_DATABASE_URL', 'goes over the network without TLS', example);
  return value;
}

const encryptedModes = ['require', 'verify-ca', 'verify-full'];
const tlsModes = ['disable', 'allow', 'prefer', ...encryptedModes];

function proxies(env: Readonly<Record<string, string | undefined>>): ReadonlySet<string> {
  const value = text(env, 'TRUSTED_PROXY');
  const all = (value ?? '').split(',').flatMap((part) => (part.trim() ? [part.trim()] : []));
  for (const one of all)
    if (isIP(one) === 0) fault('TRUSTED_PROXY', `must be addresses, not "${shown(one)}"`, '10.0.0.2,10.0.0.3');
  return new Set(all);
}

function shown(value: string): string {
  return value.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
}
