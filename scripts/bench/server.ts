// The processes that a measurement needs, and their guaranteed end: whatever started here is stopped by whoever started it,
// by endEverything() after the row, and by the end of this process at the latest.
import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const setpriv = '/usr/bin/setpriv';
const startMs = 30_000;
const stopMs = 10_000;
/** The most of a child's output that is kept. */
const outputLimit = 200_000;

export interface Child {
  pid: number;
  process: ChildProcess;
  /** What it printed so far (both streams, bounded). */
  output(): string;
  /** What `ready` found. */
  found: RegExpExecArray;
  /** Resolves with the exit code, null after a signal. */
  ended: Promise<number | null>;
  /** Sends the signal, waits for the end, kills after ten seconds. Twice is fine. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface ChildParts {
  command: string;
  args: readonly string[];
  /** It serves once its output matches. */
  ready: RegExp;
  /** Added to a bare environment (PATH, HOME, LANG). */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  uid?: number;
  gid?: number;
  waitMs?: number;
}

const children = new Map<ChildProcess, Child['stop']>();
const folders = new Set<string>();
process.once('exit', () => {
  for (const child of children.keys()) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, {recursive: true, force: true});
});

/** A fresh folder that is gone after the row. */
export function freshFolder(name = 'baari-bench-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  folders.add(folder);
  return folder;
}

export function forgetFolder(folder: string): void {
  rmSync(folder, {recursive: true, force: true});
  folders.delete(folder);
}

/** Starts a process and resolves when it says that it serves; rejects with its output when it ends first. */
export async function startChild({
  command,
  args,
  ready,
  env = {},
  waitMs = startMs,
  ...rest
}: ChildParts): Promise<Child> {
  const [program, given] = leashed(command, args);
  const child = spawn(program, given, {
    env: {PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', LANG: 'C.UTF-8', ...env},
    // Our own programs notice when this process is gone without a word (kill -9), and stop.
    stdio: command === process.execPath ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    ...rest,
  });
  let printed = '';
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      printed += String(error);
      children.delete(child);
      resolve(null);
    });
    child.once('close', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const giveUp = setTimeout(() => child.kill('SIGKILL'), stopMs);
    const code = await ended;
    clearTimeout(giveUp);
    return code;
  };
  children.set(child, stop);
  const found = await new Promise<RegExpExecArray>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`${command} ${why}:\n${printed.slice(-4000)}`));
    };
    const giveUp = setTimeout(fail, waitMs, `was not ready after ${waitMs} ms`);
    const look = (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-outputLimit);
      const match = ready.exec(printed);
      if (!match) return;
      clearTimeout(giveUp);
      resolve(match);
    };
    child.stdout!.on('data', look);
    child.stderr!.on('data', look);
    void ended.then((code) => {
      clearTimeout(giveUp);
      fail(`ended with ${code} before it was ready`);
    });
  });
  return {pid: child.pid!, process: child, output: () => printed, found, ended, stop};
}

/** Other people's programs are told by the kernel when this process is gone without a word, where the tool for it is there. */
function leashed(command: string, args: readonly string[]): [string, readonly string[]] {
  if (command === process.execPath || !existsSync(setpriv)) return [command, args];
  return [setpriv, ['--pdeathsig', 'TERM', command, ...args]];
}

export interface Baari extends Child {
  url: string;
  port: number;
  dataDir: string;
}

export interface BaariParts {
  /** A fresh one, gone after the row, unless named. */
  dataDir?: string;
  env?: Readonly<Record<string, string>>;
  /** For node itself, before main.ts: `--cpu-prof`. */
  nodeArgs?: readonly string[];
  waitMs?: number;
}

/** The real server, a process of its own on loopback: demo hospital, no limits per device, not announced on the network. */
export async function startBaari({
  dataDir = freshFolder(),
  env = {},
  nodeArgs = [],
  waitMs,
}: BaariParts = {}): Promise<Baari> {
  const child = await startChild({
    command: process.execPath,
    args: [...nodeArgs, main],
    // The last line of its greeting that is always there.
    ready: /on this machine {2}http:\/\/localhost:(\d+)[\s\S]*TV: http/,
    env: {HOST: '127.0.0.1', PORT: '0', DEMO: '1', RATE_LIMIT: 'off', DISCOVERY: 'off', DATA_DIR: dataDir, ...env},
    ...(waitMs ? {waitMs} : {}),
  });
  const port = Number(child.found[1]);
  return {...child, url: `http://127.0.0.1:${port}`, port, dataDir};
}

/** Stops what a row left running and removes its folders. */
export async function endEverything(): Promise<void> {
  await Promise.all([...children.values()].map((stop) => stop()));
  for (const folder of [...folders]) forgetFolder(folder);
}
