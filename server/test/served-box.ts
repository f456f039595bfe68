import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** A real server process on a folder of its own, to be killed and started again on the same port. */
export interface ServedBox {
  readonly url: string;
  readonly dataDir: string;
  /** Everything that it printed so far. */
  printed(): string;
  start(): Promise<void>;
  /** kill -9: as when the power goes. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit status. */
  stop(): Promise<number | null>;
  /** Stops it and removes the folder. */
  end(): Promise<void>;
}

const startMostMs = 20_000;
const mainFile = path.join(import.meta.dirname, '../main.ts');

export async function serveBox(env: Record<string, string> = {}): Promise<ServedBox> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-served-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let printed = '';

  async function start(): Promise<void> {
    child = spawn(process.execPath, [mainFile], {
      env: {
        ...process.env,
        DEMO: '1',
        DISCOVERY: 'off',
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        PORT: String(port),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.on('data', (bytes) => {
      printed += bytes;
    });
    child.stderr?.on('data', (bytes) => {
      printed += bytes;
    });
    await untilReady(child);
  }

  async function untilReady(started: ChildProcess): Promise<void> {
    const until = performance.now() + startMostMs;
    while (performance.now() < until) {
      if (started.exitCode !== null) throw new Error(`the server ended while starting:\n${printed.slice(-2000)}`);
      const ready = await fetch(`${url}/readyz`)
        .then((answer) => answer.ok)
        .catch(() => false);
      if (ready) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`the server did not get ready:\n${printed.slice(-2000)}`);
  }

  function ended(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null) return Promise.resolve(running?.exitCode ?? null);
    return new Promise((done) => {
      running.once('exit', (status) => done(status));
      running.kill(signal);
    });
  }

  await start();
  return {
    url,
    dataDir,
    printed: () => printed,
    start,
    kill: async () => void (await ended('SIGKILL')),
    stop: () => ended('SIGTERM'),
    async end() {
      await ended('SIGTERM');
      fs.rmSync(dataDir, {recursive: true, force: true});
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = net.createServer();
    probe.on('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const {port} = probe.address() as net.AddressInfo;
      probe.close(() => done(port));
    });
  });
}
