import {fork} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {freeBytesAt} from './copies.ts';
import {forgetPartsOf} from './make-copy.ts';
import type {Order, Reply, Results} from './work.ts';

/** Why the work came to nothing, as it travels between processes. */
export interface FoundFault {
  why: string;
  detail: string;
}

export class WorkFault extends Error {
  readonly why: string;
  constructor({why, detail}: FoundFault) {
    super(detail);
    this.why = why;
  }
}

const file = path.join(import.meta.dirname, 'work.ts');
const lookEveryMs = 500;
/** While a copy is read the log of changes can't be cut: at this size the copy gives way, to be tried again in a quieter hour. */
const mostWalBytes = 256 * 1024 * 1024;
/** With less than this free whoever is not the hospital's own work stops at once. */
const leastFreeBytes = 40 * 1024 * 1024;
const mostMs = 3 * 3600_000;

export interface Work<Result> {
  done: Promise<Result>;
  /** Ends it in the middle; `done` rejects with `stopped`. */
  stop(): void;
}

/** Runs one order in a process of its own, after everybody else's turn. What it began and did not finish is removed. */
export function startWork<What extends Order['what']>(
  order: Order & {what: What},
  {dataDir, gently = true}: {dataDir: string; gently?: boolean},
): Work<Results[What]> {
  const child = fork(file, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let fault: FoundFault | null = null;
  const stop = (found: FoundFault) => {
    fault ??= found;
    child.kill('SIGKILL');
  };
  const startedAt = performance.now();
  const folders = [dataDir, ...('folder' in order ? [order.folder] : [])];
  const watch = setInterval(() => {
    if (size(path.join(dataDir, 'baari.db-wal')) > mostWalBytes)
      stop({why: 'busy', detail: 'the hospital was too busy; tried again later'});
    else if (folders.some((folder) => freeOr(folder) < leastFreeBytes))
      stop({why: 'room', detail: 'the disk ran full'});
    else if (performance.now() - startedAt > mostMs) stop({why: 'fault', detail: 'it took more than three hours'});
  }, lookEveryMs);
  const done = new Promise<Results[What]>((resolve, reject) => {
    let reply: Reply | null = null;
    child.once('spawn', () => {
      if (gently) quietly(child.pid!);
      child.send(order);
    });
    child.once('message', (message) => {
      reply = message as Reply;
    });
    child.once('error', reject);
    child.once('close', () => {
      clearInterval(watch);
      if (reply && 'result' in reply) return resolve(reply.result as Results[What]);
      if ('folder' in order && child.pid) forgetPartsOf(child.pid, order.folder);
      const found = fault ?? (reply && 'fault' in reply ? reply.fault : {why: 'fault', detail: 'it ended too early'});
      reject(new WorkFault(found));
    });
  });
  done.catch(() => clearInterval(watch));
  return {done, stop: () => stop({why: 'stopped', detail: 'stopped'})};
}

function quietly(pid: number): void {
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Then it takes its turn like everybody.
  }
}

const size = (name: string): number => fs.statSync(name, {throwIfNoEntry: false})?.size ?? 0;

function freeOr(folder: string): number {
  try {
    return freeBytesAt(folder);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
