// A slower disk for a server: the shim beside this file, compiled when it is needed.
import {execFileSync} from 'node:child_process';
import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {freshFolder} from './server.ts';

const source = fileURLToPath(new URL('fsync-delay.c', import.meta.url));

export interface Shim {
  /** For the environment of the server that shall be slowed. */
  env: Readonly<Record<string, string>>;
  /** How many fsync and fdatasync went through it, in all processes that have it. */
  count(): number;
}

/** Undefined where there is no C compiler. */
export function delayedDisk(delayUs: number): Shim | undefined {
  const folder = freshFolder('baari-shim-');
  const library = join(folder, 'fsync-delay.so');
  const counter = join(folder, 'count');
  try {
    execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source], {stdio: 'pipe'});
  } catch {
    return undefined;
  }
  writeFileSync(counter, Buffer.alloc(8));
  // The baseline's server runs as another user.
  chmodSync(folder, 0o755);
  chmodSync(counter, 0o666);
  return {
    env: {LD_PRELOAD: library, BENCH_FSYNC_DELAY_US: String(delayUs), BENCH_FSYNC_COUNT: counter},
    count: () => Number(readFileSync(counter).readBigUInt64LE()),
  };
}
