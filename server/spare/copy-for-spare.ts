import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {startWork, type Work} from '../keeping/run-work.ts';
import {cycleMs} from './rules.ts';

export interface Ready {
  id: string;
  file: string;
  bytes: number;
  sha256: string;
  seq: number;
  at: number;
  tookMs: number;
}

export interface CopiesForSpare {
  /** The newest that lies ready and is fresh enough; else null, and one is begun if its time has come. */
  want(): Ready | null;
  /** The one with this name, while it is there. */
  find(id: string): Ready | null;
  close(): void;
}

export interface CopiesParts {
  dataDir: string;
  version: string;
  now(): number;
  steady(): number;
  seq(): number;
  secret(): string;
  failed(why: string): void;
  /** For tests: makes it sooner again. */
  cycle?(tookMs: number): number;
}

/** Copies of this box for its second one: locked with the secret, one at a time, never more often than their making allows. */
export function openCopiesForSpare({
  dataDir,
  version,
  now,
  steady,
  seq,
  secret,
  failed,
  cycle = cycleMs,
}: CopiesParts): CopiesForSpare {
  const folder = path.join(dataDir, 'spare-copies');
  // What an earlier run left was locked for a spare that asks anew.
  fs.rmSync(folder, {recursive: true, force: true});
  let ready: Ready | null = null;
  let work: Work<{file: string; seq: number; ms: number}> | null = null;
  let begunAt = Number.NEGATIVE_INFINITY;
  let tookMs = 0;

  function want(): Ready | null {
    if (ready && ready.seq === seq()) return ready;
    if (!work && steady() - begunAt >= cycle(tookMs)) void make();
    return work ? null : ready;
  }

  async function make(): Promise<void> {
    begunAt = steady();
    const at = now();
    try {
      fs.mkdirSync(folder, {recursive: true, mode: 0o700});
      work = startWork({what: 'copy', dataDir, folder, at, version, passphrase: secret(), rotateIn: null}, {dataDir});
      const made = await work.done;
      tookMs = steady() - begunAt;
      const before = ready;
      ready = {
        id: path.basename(made.file),
        file: made.file,
        bytes: fs.statSync(made.file).size,
        sha256: await sha256Of(made.file),
        seq: made.seq,
        at,
        tookMs,
      };
      if (before) fs.rmSync(before.file, {force: true});
    } catch (error) {
      tookMs = Math.max(tookMs, steady() - begunAt);
      failed(error instanceof Error && 'why' in error ? String(error.why) : 'fault');
    } finally {
      work = null;
    }
  }

  return {
    want,
    find: (id) => (ready?.id === id && fs.existsSync(ready.file) ? ready : null),
    close() {
      work?.stop();
      fs.rmSync(folder, {recursive: true, force: true});
    },
  };
}

export async function sha256Of(file: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of fs.createReadStream(file)) sum.update(chunk as Buffer);
  return sum.digest('hex');
}
