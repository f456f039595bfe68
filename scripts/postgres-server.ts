// PostgreSQL of its own for tests and measurements: a fresh cluster in a temporary folder, as a user that is not root. Everything is
// as PostgreSQL comes: fsync on, synchronous_commit on, full_page_writes on.
import {execFileSync} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync} from 'node:fs';
import net, {type AddressInfo} from 'node:net';
import {join} from 'node:path';
import {type Child, forgetFolder, freshFolder, startChild} from './bench/server.ts';
import {postgresBinFolder} from './need.ts';

export interface PostgresServer {
  /** The folder with its socket: the driver's `host`. */
  socketFolder: string;
  port: number;
  /** On loopback, where that was asked for; else empty. The superuser `postgres`, no password. */
  url: string;
  stop(): Promise<void>;
}

export interface PostgresParts {
  env?: Readonly<Record<string, string>>;
  /** Listens on loopback too. */
  tcp?: boolean;
  /** More of `name=value`. */
  settings?: readonly string[];
}

/** Undefined where there is no PostgreSQL, or no user to run it as. */
export async function startPostgresServer({
  env = {},
  tcp = false,
  settings = [],
}: PostgresParts = {}): Promise<PostgresServer | undefined> {
  const bin = postgresBinFolder();
  const user = lesserUser();
  if (!bin || !user) return undefined;
  const folder = freshFolder('baari-pg-');
  const data = join(folder, 'data');
  chmodSync(folder, 0o755);
  chownSync(folder, user.uid, user.gid);
  mkdirSync(data, {mode: 0o700});
  chownSync(data, user.uid, user.gid);
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-locale', '-E', 'UTF8'], {
    ...user,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
  const port = tcp ? await freePort() : 5432;
  const listen = `listen_addresses=${tcp ? '127.0.0.1' : ''}`;
  const given = [listen, `unix_socket_directories=${folder}`, ...settings].flatMap((setting) => ['-c', setting]);
  const server: Child = await startChild({
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), ...given],
    ready: /database system is ready to accept connections/,
    env,
    cwd: folder,
    ...user,
  });
  return {
    socketFolder: folder,
    port,
    url: tcp ? `postgres://postgres@127.0.0.1:${port}/postgres` : '',
    async stop() {
      await server.stop('SIGINT');
      forgetFolder(folder);
    },
  };
}

/** PostgreSQL refuses to run as root. */
function lesserUser(): {uid: number; gid: number} | undefined {
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return {uid, gid: process.getgid?.() ?? uid};
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], {encoding: 'utf8', stdio: 'pipe'}));
      return {uid: id('-u'), gid: id('-g')};
    } catch {
      // the next one
    }
  }
  return undefined;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
