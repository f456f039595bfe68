/**
 * `npm run drill`: does a restore work? A demo hospital with a full day of patients, a copy while they are served, a new folder, a
 * restore, a start, and every row compared. Prints the minutes that it took and what differed; ends with 1 when something did. In
 * the data folder (DATA_DIR) only the result is kept, so that the admin page can say when this was last tried.
 *
 *   --minutes 1    so long the day is played, at --speed 600 (minutes of the day in a minute)
 *   --seed 1       the same seed, the same day
 */
import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {readConfig} from '../server/base/config.ts';
import {saveRecord} from '../server/keeping/records.ts';
import {finishRestore, prepareRestore} from '../server/keeping/restore-copy.ts';
import {startWork} from '../server/keeping/run-work.ts';
import {verifyFile} from '../server/keeping/verify.ts';
import {startServer} from '../server/test/running.ts';
import {differences} from './drill/differences.ts';

const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '1'},
    speed: {type: 'string', default: '600'},
    seed: {type: 'string', default: '1'},
  },
});
/** The copy is made so long before the day is stopped, while people are still served. */
const copyBeforeMs = 8000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-drill-'));
let demo: ChildProcess | null = null;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1));
process.once('exit', () => {
  demo?.kill('SIGKILL');
  fs.rmSync(folder, {recursive: true, force: true});
});

const {good, ms, differed} = await drill();
const {dataDir} = readConfig(process.env);
if (fs.existsSync(path.join(dataDir, 'baari.db'))) saveRecord(dataDir, 'drill', {at: Date.now(), good, ms, differed});
console.log(good ? 'The drill is good.' : 'The drill FAILED.');
process.exitCode = good ? 0 : 1;

async function drill(): Promise<{good: boolean; ms: number; differed: string[]}> {
  const old = path.join(folder, 'old');
  console.log(`A day of the demo hospital, ${values.minutes} min …`);
  const ended = playDay(old);
  await sleep(Math.max(5000, Number(values.minutes) * 60_000 - copyBeforeMs));
  const order = {
    what: 'copy',
    dataDir: old,
    folder: path.join(folder, 'copies'),
    at: Date.now(),
    version: 'drill',
  } as const;
  const made = await startWork(order, {dataDir: old, gently: false}).done;
  console.log(
    `Copied beside the running box: ${Math.ceil(made.bytes / 1e6)} MB, ${made.seq} entries, ${seconds(made.ms)}.`,
  );
  await ended;
  // From here the old box is gone: a clock runs until somebody gets a number again.
  const startedAt = performance.now();
  const fresh = path.join(folder, 'new');
  fs.mkdirSync(fresh);
  const at = Date.now();
  const done = await prepareRestore({file: made.file, dataDir: fresh, at, jump: null, passphrase: null});
  finishRestore(fresh, {replace: false, at});
  const differed = differences(made.file, path.join(fresh, 'baari.db'));
  const server = await startServer(fresh, {LOG_LEVEL: 'warn'});
  try {
    differed.push(...(await numbersGoOn(server.url, done.jumps)));
  } finally {
    await server.end();
  }
  const ms = Math.round(performance.now() - startedAt);
  const verdict = verifyFile(path.join(fresh, 'baari.db'));
  if (verdict.state !== 'clean') differed.push(`npm run verify: ${verdict.state}`);
  console.log(`Restored, compared, started, a number given: ${(ms / 60_000).toFixed(2)} minutes.`);
  console.log(
    `Beyond the jump and the new epoch differed: ${differed.length === 0 ? 'nothing' : differed.join('; ')}.`,
  );
  return {good: differed.length === 0, ms, differed};
}

function playDay(dataDir: string): Promise<void> {
  const {minutes, speed, seed} = values;
  const args = [
    path.join(import.meta.dirname, 'demo.ts'),
    '--minutes',
    minutes,
    '--speed',
    speed,
    '--seed',
    seed,
    '--quiet',
  ];
  demo = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: {...process.env, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', DISCOVERY: 'off', LOG_LEVEL: 'error'},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((resolve) => demo!.once('close', () => resolve()));
}

/** The next number of each queue is the one behind its jump. */
async function numbersGoOn(url: string, jumps: {queueId: number; to: number}[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const {queueId, to} of jumps) {
    const answer = await fetch(`${url}/api/queues/${queueId}/tokens`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{}',
    });
    const body = (await answer.json()) as {serial?: number; code?: string};
    // A queue that the day had closed gives none.
    if (body.code !== 'queue.closed' && body.code !== 'token.limit' && body.serial !== to + 1)
      wrong.push(`queue ${queueId} goes on with ${body.serial ?? body.code} and not ${to + 1}`);
  }
  return wrong;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
