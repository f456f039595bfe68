// One process from its start to its first good /readyz, its memory at rest, and its end.
import {type ChildProcess, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';

/** A start that takes longer has failed. */
const startLimitMs = 60_000;
const stopLimitMs = 10_000;
/** How often a start is asked whether it is ready: the resolution of what is measured. */
const askEveryMs = 1;

export interface Memory {
  rssMiB: number;
  /** Pages that others hold too (the program's own text, libraries) count only by their share. */
  pssMiB: number;
  /** What is this process's alone and comes from no file: heaps, buffers, stacks. */
  anonymousMiB: number;
}

export interface Started {
  readyMs: number;
  port: number;
  pid: number;
  memory(): Memory;
  end(): Promise<void>;
}

/** What this process must not leave behind, however it ends. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** `args` and `env` are told a free port of the loopback. Rejects with what was printed when it ends before it is ready. */
export async function startProcess(
  argsOf: (port: string) => string[],
  envOf: (port: string) => Record<string, string>,
): Promise<Started> {
  const port = await freePort();
  let printed = '';
  const startedAt = performance.now();
  const child = spawn(process.execPath, argsOf(String(port)), {
    env: {PATH: process.env.PATH ?? '', ...envOf(String(port))},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      children.delete(child);
      resolve();
    });
  });
  const keep = (text: Buffer) => {
    printed = (printed + text.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const end = () => endOf(child, ended);
  while (!(await isReady(port))) {
    if (child.exitCode === null && performance.now() - startedAt < startLimitMs) {
      await sleep(askEveryMs);
      continue;
    }
    const why = child.exitCode === null ? `not ready after ${startLimitMs} ms` : `ended with ${child.exitCode}`;
    await end();
    throw new Error(`${why}:\n${printed}`);
  }
  return {readyMs: performance.now() - startedAt, port, pid: child.pid!, memory: () => memoryOf(child.pid!), end};
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const call = http.get({host: '127.0.0.1', port, path: '/readyz', agent: false}, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode === 200));
    });
    call.once('error', () => resolve(false));
  });
}

function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)![1]) / 1024;
  return {rssMiB: mebibytes('Rss'), pssMiB: mebibytes('Pss'), anonymousMiB: mebibytes('Anonymous')};
}

async function endOf(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const giveUp = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(giveUp);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const {port} = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
