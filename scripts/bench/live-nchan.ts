// nginx with nchan in a folder of its own, on a port of its own.
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import net from 'node:net';
import {join} from 'node:path';
import {type Child, freshFolder, startChild} from './server.ts';

const module = '/usr/lib/nginx/modules/ngx_nchan_module.so';
const binary = '/usr/sbin/nginx';

export interface Nchan extends Child {
  port: number;
  /** The process that holds the connections. */
  workerPid: number;
}

/** Why there is no baseline here, or null. */
export function nchanMissing(): string | null {
  return existsSync(module) && existsSync(binary) ? null : 'nginx with nchan is not here (install libnginx-mod-nchan)';
}

export async function startNchan(): Promise<Nchan> {
  const folder = freshFolder('baari-nchan-');
  const port = await freePort();
  const conf = readFileSync(new URL('./live-nchan.conf', import.meta.url), 'utf8')
    .replaceAll('{{folder}}', folder)
    .replaceAll('{{port}}', String(port))
    .replaceAll('{{user}}', process.getuid?.() === 0 ? 'user root;' : '');
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const child = await startChild({
    command: binary,
    args: ['-p', folder, '-c', join(folder, 'nginx.conf')],
    ready: /start worker process (\d+)/,
  });
  return {...child, port, workerPid: Number(child.found[1])};
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
