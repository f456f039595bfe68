import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const main = path.join(import.meta.dirname, '../main.ts');
/** How long a start may take on a busy machine before the test gives up. */
const startMs = 60_000;
const stopMs = 20_000;

export interface Running {
  url: string;
  port: number;
  child: ChildProcess;
  /** Everything that it printed so far. */
  output(): string;
  /** Sends the signal as often as named and waits for the end; resolves to the exit code, null after a kill. */
  end(signal?: NodeJS.Signals, times?: number): Promise<number | null>;
}

/** What this test's process must not leave behind, however it ends. */
const children = new Set<ChildProcess>();
const folders: string[] = [];
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) fs.rmSync(folder, {recursive: true, force: true});
});

/** A fresh folder that is gone when the test's process ends. */
export function freshFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-run-'));
  folders.push(folder);
  return folder;
}

/** The real server as a process of its own, on loopback; resolves when it serves, throws with its output when it ends first. */
export async function startServer(dataDir: string, env: Record<string, string> = {}): Promise<Running> {
  const {child, output, ended} = launch(dataDir, env);
  const port = await new Promise<number>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`not serving after ${startMs} ms:\n${output()}`)), startMs);
    const look = () => {
      const found = /on this machine {2}http:\/\/localhost:(\d+)/.exec(output());
      // The greeting is out when its last fixed line is; what follows it comes in the same breath.
      if (!found || !/TV: http/.test(output())) return;
      clearTimeout(giveUp);
      setTimeout(resolve, 30, Number(found[1]));
    };
    child.stdout!.on('data', look);
    void ended.then((code) => {
      clearTimeout(giveUp);
      reject(new Error(`ended with ${code} before it served:\n${output()}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    child,
    output,
    async end(signal = 'SIGTERM', times = 1) {
      for (let time = 0; time < times; time++) child.kill(signal);
      const giveUp = setTimeout(() => child.kill('SIGKILL'), stopMs);
      const code = await ended;
      clearTimeout(giveUp);
      return code;
    },
  };
}

/** A start that is expected to end by itself. */
export async function runToEnd(dataDir: string, env: Record<string, string>) {
  const {child, output, ended} = launch(dataDir, env);
  const giveUp = setTimeout(() => child.kill('SIGKILL'), startMs);
  const code = await ended;
  clearTimeout(giveUp);
  return {code, output: output()};
}

function launch(dataDir: string, env: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      ...(process.env.NODE_V8_COVERAGE ? {NODE_V8_COVERAGE: process.env.NODE_V8_COVERAGE} : {}),
      HOST: '127.0.0.1',
      PORT: '0',
      DISCOVERY: 'off',
      DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let printed = '';
  const keep = (chunk: Buffer) => {
    printed += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      children.delete(child);
      resolve(code);
    }),
  );
  return {child, output: () => printed, ended};
}
