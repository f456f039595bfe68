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
import Database from 'better-sqlite3';
import {readConfig} from '../server/base/config.ts';
import {saveRecord} from '../server/keeping/records.ts';
import {finishRestore, prepareRestore} from '../server/keeping/restore-copy.ts';
import {startWork} from '../server/keeping/run-work.ts';
import {verifyFile} from '../server/keeping/verify.ts';
import {startServer} from './demo-day/server-child.ts';
import {differences} from './drill/differences.ts';

/** On an installed box the hospital's own variables are set: its ports are taken, and no drill may tell its cloud anything. */
const serverEnv = {
  PORT: '0',
  HOST: '127.0.0.1',
  DISCOVERY: 'off',
  LOG_LEVEL: 'error',
  HTTPS_PORT: undefined,
  TLS_CERT: undefined,
  TLS_KEY: undefined,
  CLOUD_DATABASE_URL: undefined,
  ADMIN_PASSWORD: undefined,
};
const {values} = parseArgs({
  options: {
    minutes: {type: 'string', default: '1'},
    speed: {type: 'string', default: '600'},
    seed: {type: 'string', default: '1'},
  },
});
/** The copy is made so long before the day is stopped, while people are still served. */
const copyBeforeMs = 8000;
/** At least so much of the day goes by before it. */
const leastDayMs = 4000;
const opensWithinMs = 180_000; // a slow card, and perhaps the screens are built first
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
  const day = await playDay(old);
  await sleep(Math.max(leastDayMs, Number(values.minutes) * 60_000 - copyBeforeMs));
  const made = await copyBeside(old);
  await day.ended;
  // From here the old box is gone: a clock runs until somebody gets a number again.
  const startedAt = performance.now();
  const fresh = path.join(folder, 'new');
  fs.mkdirSync(fresh);
  const at = Date.now();
  const done = await prepareRestore({file: made.file, dataDir: fresh, at, jump: null, passphrase: null});
  finishRestore(fresh, {replace: false, at});
  const file = path.join(fresh, 'baari.db');
  const differed = differences(made.file, file);
  const holders = whoHolds(made.file);
  const server = await startServer({env: serverEnv, dataDir: fresh, loud: false, gaveUp: () => {}});
  try {
    differed.push(...(await placesAreKept(server.address(), holders)));
    differed.push(...(await numbersGoOn(server.address(), done.jumps)));
  } finally {
    await server.stop();
  }
  const ms = Math.round(performance.now() - startedAt);
  const verdict = verifyFile(file);
  if (verdict.state !== 'clean') differed.push(`npm run verify: ${verdict.state}`);
  console.log(
    `Restored, compared, started, ${holders.length} places looked up, a number given in ${done.jumps.length} queues: ${(ms / 60_000).toFixed(2)} minutes.`,
  );
  console.log(
    `Beyond the jump and the new epoch differed: ${differed.length === 0 ? 'nothing' : differed.join('; ')}.`,
  );
  return {good: differed.length === 0, ms, differed};
}

/** Resolves once the doors are open; `ended` when the day is over and the server gone. */
async function playDay(dataDir: string): Promise<{ended: Promise<void>}> {
  const {minutes, speed, seed} = values;
  const script = path.join(import.meta.dirname, 'demo.ts');
  const args = [script, '--minutes', minutes, '--speed', speed, '--seed', seed, '--quiet'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    env: {...process.env, ...serverEnv, DATA_DIR: dataDir},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo = child;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const opened = new Promise<boolean>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => /The demo day/.test(text) && resolve(true));
    void ended.then(() => resolve(false));
    setTimeout(resolve, opensWithinMs, false).unref();
  });
  if (!(await opened)) throw new Error('the demo hospital did not open');
  return {ended};
}

async function copyBeside(dataDir: string) {
  const order = {what: 'copy', dataDir, folder: path.join(folder, 'copies'), at: Date.now(), version: 'drill'} as const;
  const made = await startWork(order, {dataDir, gently: false}).done;
  const size = `${Math.ceil(made.bytes / 1e6)} MB, ${made.seq} entries`;
  console.log(`Copied beside the running box: ${size}, ${(made.ms / 1000).toFixed(1)} s.`);
  return made;
}

interface Holder {
  key: string;
  serial: number;
}

/** Some of those who waited when the copy was made: what their phones show must be theirs still. */
function whoHolds(file: string): Holder[] {
  const db = new Database(file, {readonly: true, fileMustExist: true});
  try {
    return db
      .prepare("select key, serial from tokens where state = 'waiting' order by id desc limit 20")
      .all() as Holder[];
  } finally {
    db.close();
  }
}

async function placesAreKept(url: string, holders: Holder[]): Promise<string[]> {
  const wrong: string[] = holders.length > 0 ? [] : ['nobody waited when the copy was made'];
  for (const {key, serial} of holders) {
    const token = (await (await fetch(`${url}/api/my/${key}`)).json()) as {serial?: number; state?: string};
    if (token.serial !== serial || token.state !== 'waiting')
      wrong.push(`somebody's ${serial} is ${token.serial ?? 'unknown'}, ${token.state ?? 'gone'}`);
  }
  return wrong;
}

/** The next number of each queue is the one behind its jump. */
async function numbersGoOn(url: string, jumps: {queueId: number; to: number}[]): Promise<string[]> {
  const wrong: string[] = jumps.length > 0 ? [] : ['no queue jumped'];
  for (const {queueId, to} of jumps) {
    const answer = await fetch(`${url}/api/queues/${queueId}/tokens`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{}',
    });
    const body = (await answer.json()) as {serial?: number; code?: string};
    if (body.serial !== to + 1) wrong.push(`queue ${queueId} goes on with ${body.serial ?? body.code}, not ${to + 1}`);
  }
  return wrong;
}
