// Runs one test file in a process group of its own, within its time, and leaves nothing of it behind.
import {type ChildProcess, spawn} from 'node:child_process';
import type {Ended} from './test-output.ts';

const OUTPUT_MAX = 400_000; // characters kept of one file's output; the end says how it went
const LEFT_OPEN_MS = 15_000; // from the totals to the end of the process
const LEASH = new URL('./launch/leash.mjs', import.meta.url).href;
// The contract's variables, so that tests do not depend on the shell that they were started from.
const NOT_INHERITED =
  'PORT HOST HTTPS_PORT TLS_CERT TLS_KEY DATA_DIR DEMO ADMIN_PASSWORD CLOUD_DATABASE_URL DISCOVERY TRUSTED_PROXY RATE_LIMIT LOG_LEVEL FORCE_COLOR';

const running = new Set<ChildProcess>();

export async function runTestFile(file: string, root: string, limitSeconds: number): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', LEASH, file], {
    cwd: root,
    env: testEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  running.add(child);
  let output = '';
  let timedOut = false;
  const giveUp = () => {
    timedOut = true;
    killGroup(child);
  };
  const timers = [setTimeout(giveUp, limitSeconds * 1000)];
  const collect = (chunk: string) => {
    output = (output + chunk).slice(-OUTPUT_MAX);
    if (timers.length === 1 && /^ {2}Duration: /m.test(chunk)) {
      const ask = () => child.connected && child.send('what is open?', () => {});
      timers.push(setTimeout(ask, LEFT_OPEN_MS - 1000), setTimeout(giveUp, LEFT_OPEN_MS));
    }
  };
  child.stdout!.setEncoding('utf8').on('data', collect);
  child.stderr!.setEncoding('utf8').on('data', collect);

  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => {
      killGroup(child); // what it started and forgot; also what would keep its output open
      const closed = setTimeout(() => resolve(code), 1000);
      child.once('close', () => {
        clearTimeout(closed);
        resolve(code);
      });
    });
  });
  for (const timer of timers) clearTimeout(timer);
  running.delete(child);
  return {output, exitCode, timedOut, limitSeconds};
}

/** For the runner's own end: no test outlives it. */
export function killAllTests(): void {
  for (const child of running) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // nobody of the group is left
  }
}

function testEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {...process.env, NO_COLOR: '1', BAARI_TEST: '1'};
  for (const name of NOT_INHERITED.split(' ')) delete env[name];
  return env;
}
