// The real server as a process that is meant to be killed, and folders that are gone afterwards whatever happens.
import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const startMs = 30_000;
const outputKept = 20_000;

export interface Server {
  child: ChildProcess;
  /** Its address once it serves; fails with what it printed when it ends first. */
  serving: Promise<string>;
  /** The exit code; null after a signal. */
  ended: Promise<number | null>;
  output(): string;
  kill(signal?: NodeJS.Signals): Promise<number | null>;
}

const undo = new Set<() => void>();
let undone = false;
function undoAll(): void {
  if (undone) return;
  undone = true;
  // The last thing made goes first: a mount before the folder under it.
  for (const one of [...undo].reverse()) {
    try {
      one();
    } catch (error) {
      console.error('left behind:', error instanceof Error ? error.message : error);
    }
  }
}
process.once('exit', undoAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** Runs `work` when this process ends, unless the returned function has done so before. */
export function atEnd(work: () => void): () => void {
  undo.add(work);
  return () => {
    if (undo.delete(work)) work();
  };
}

export interface Folder {
  path: string;
  remove(): void;
}

export function freshFolder(parent = os.tmpdir()): Folder {
  const folder = fs.mkdtempSync(path.join(parent, 'baari-fault-'));
  return {path: folder, remove: atEnd(() => fs.rmSync(folder, {recursive: true, force: true}))};
}

/** Starts the server on this folder. `under` is a command that runs it (strace and its options). */
export function launch(dataDir: string, env: Record<string, string> = {}, under: string[] = []): Server {
  const [command, ...words] = [...under, process.execPath, main];
  const child = spawn(command!, words, {
    env: {
      PATH: process.env.PATH ?? '',
      HOST: '127.0.0.1',
      PORT: '0',
      DISCOVERY: 'off',
      DATA_DIR: dataDir,
      DEMO: '1',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = atEnd(() => child.kill('SIGKILL'));
  let printed = '';
  let isServing: (url: string) => void;
  let isNot: (fault: Error) => void;
  const serving = new Promise<string>((resolve, reject) => {
    isServing = resolve;
    isNot = reject;
  });
  serving.catch(() => {}); // who kills a server that is starting doesn't wait for it
  const giveUp = setTimeout(() => isNot(new Error(`not serving after ${startMs} ms:\n${printed}`)), startMs);
  const keep = (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-outputKept);
    const found = /on this machine {2}(http:\/\/localhost:\d+)/.exec(printed);
    if (found) isServing(found[1]!.replace('localhost', '127.0.0.1'));
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      clearTimeout(giveUp);
      forget();
      isNot(new Error(`ended with ${code} before it served:\n${printed}`));
      resolve(code);
    }),
  );
  void serving.then(
    () => clearTimeout(giveUp),
    () => {},
  );
  return {
    child,
    serving,
    ended,
    output: () => printed,
    kill(signal = 'SIGKILL') {
      child.kill(signal);
      return ended;
    },
  };
}
