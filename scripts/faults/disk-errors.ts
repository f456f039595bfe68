// F3: the Nth fsync or write of the real server fails, for every N, from its first breath on.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {dice} from '../dice.ts';
import {emptyLedger, fault, type Ledger, openLedger, settle, startLoad} from './acknowledged.ts';
import {type Folder, freshFolder, launch, type Server} from './child.ts';
import {type Client, openClient} from './client.ts';
import {compareExactly, compareRefused, verifyFolder} from './compare.ts';
import {type Context, countOf, missing, notRun, type Row, rest, roundOf, seed, until} from './row.ts';

const wholeN = 200;
/** One at the start, the rest under load. */
const shortTrials: Trial[] = [
  {what: 'fsync,fdatasync', error: 'EIO', n: 2, last: null},
  {what: 'fsync,fdatasync', error: 'EIO', n: 30, last: null},
  {what: 'fsync,fdatasync', error: 'EIO', n: 41, last: 41},
  {what: 'pwrite64', error: 'EIO', n: 77, last: null},
  {what: 'pwrite64', error: 'EIO', n: 120, last: 120},
  {what: 'pwrite64', error: 'ENOSPC', n: 90, last: 130},
];
/** The disk is full for so many writes, then there is room again. */
const fullFor = 40;
const trialMs = 15_000;
const afterwardsMs = 400;
const resumeMs = 10_000;

interface Trial {
  what: 'fsync,fdatasync' | 'pwrite64';
  error: 'EIO' | 'ENOSPC';
  n: number;
  /** The last call that fails; null: all from the nth on. */
  last: number | null;
}

interface Outcome {
  faults: string[];
  injected: number;
  /** How the server ended, or null when it lived on. */
  code: number | null | 'lived';
  ledger: Ledger;
}

export const rows: Record<string, Row> = {F3: failTheDisk};

async function failTheDisk(context: Context) {
  const trials = context.whole ? wholeTrials(countOf(context, wholeN, 0)) : shortTrials;
  const head = {
    id: 'F3',
    what: 'fsync or write fails at the Nth call (injected with strace into the real server)',
    reach: `N = ${context.whole ? `1 … ${countOf(context, wholeN, 0)}` : `${trials.length} values (short round)`}: 0 acknowledged writes lost, 0 wrong refusals, 0 doubled`,
  };
  const gone = missing(['strace'], 'F3 failing disk');
  if (gone) return notRun(context, head, gone);
  const startedAt = performance.now();
  const template = await folderWithSession();
  const faults: string[] = [];
  const ends = new Map<string, number>();
  const sums = {tokens: 0, unanswered: 0, unavailable: 0, injected: 0};
  for (const [index, trial] of trials.entries()) {
    const {ledger, ...outcome} = await play(trial, template);
    faults.push(...outcome.faults.map((words) => `${nameOf(trial)}: ${words}`));
    const end = outcome.code === 'lived' ? 'lived on' : `exit ${outcome.code}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
    sums.tokens += ledger.known.size;
    sums.unanswered += ledger.figures.unanswered;
    sums.unavailable += ledger.figures.unavailable;
    sums.injected += outcome.injected;
    if (context.whole && index % 25 === 24)
      console.log(`    F3 ${index + 1} of ${trials.length}, ${faults.length} faults`);
  }
  template.folder.remove();
  return {
    ...head,
    baseline: null,
    measured: `${trials.length} trials, ${faults.length === 0 ? '0 acknowledged writes lost, 0 wrong refusals, 0 doubled' : `${faults.length} FAULTS`}`,
    reached: faults.length === 0,
    notes: [
      `EIO from fsync/fdatasync or pwrite64, from the Nth on or at the Nth alone, and ENOSPC for ${fullFor} writes; the trace of each trial says INJECTED (${sums.injected} calls in all)`,
      `${[...ends].map(([end, count]) => `${count} × ${end}`).join(', ')}; ${sums.tokens} tokens; ${sums.unanswered} requests without an answer and ${sums.unavailable} answered 503, all asked again with their key after the restart`,
      `${Math.round((performance.now() - startedAt) / 1000)} s, seed ${seed}`,
      ...faults.slice(0, 10),
    ],
    round: roundOf(context),
  };
}

function wholeTrials(most: number): Trial[] {
  const trials: Trial[] = [];
  for (let n = 1; n <= most; n++) {
    const once = n % 4 === 0 ? n : null;
    trials.push({what: 'fsync,fdatasync', error: 'EIO', n, last: once});
    trials.push({what: 'pwrite64', error: 'EIO', n, last: once});
    if (n % 10 === 0) trials.push({what: 'pwrite64', error: 'ENOSPC', n, last: n + fullFor});
    if (n % 10 === 5) trials.push({what: 'fsync,fdatasync', error: 'ENOSPC', n, last: null});
  }
  return trials;
}

const nameOf = ({what, error, n, last}: Trial) =>
  `${error} from ${what} ${n}${last === null ? '+' : last === n ? '' : `..${last}`}`;

interface Template {
  folder: Folder;
  bearer: string;
}

/** Founded and signed in to, once: each trial plays on a copy. */
async function folderWithSession(): Promise<Template> {
  const folder = freshFolder();
  const server = launch(folder.path);
  const client = openClient(await server.serving);
  const {bearer} = await openLedger(client);
  client.close();
  await server.kill('SIGTERM');
  return {folder, bearer};
}

async function play(trial: Trial, template: Template): Promise<Outcome> {
  const folder = freshFolder();
  const dataDir = path.join(folder.path, 'data');
  fs.cpSync(template.folder.path, dataDir, {recursive: true});
  const trace = path.join(folder.path, 'trace');
  const ledger = emptyLedger(template.bearer);
  const server = launch(dataDir, {}, straceWith(trial, trace));
  const code = await untilItEnds(server, ledger, trial, trace);
  const injected = (fs.readFileSync(trace, 'utf8').match(/\(INJECTED\)/g) ?? []).length;
  if (injected === 0) fault(ledger, 'the trace does not say INJECTED: nothing was tried');
  // Unknown whether it stands: once it serves, the only honest end is 74, without an answer.
  const served = ledger.figures.answers > 0;
  if (code !== 'lived' && code !== 74 && (served || code !== 1)) fault(ledger, `the server ended with ${code}`);
  await lookAfterwards(ledger, dataDir);
  folder.remove();
  return {faults: ledger.faults, injected, code, ledger};
}

function straceWith({what, error, n, last}: Trial, trace: string): string[] {
  const when = last === null ? `${n}+` : last === n ? `${n}` : `${n}..${last}`;
  const inject = `inject=${what}:error=${error}:when=${when}`;
  return [
    'strace',
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-e',
    'trace=fsync,fdatasync,pwrite64',
    '-e',
    'signal=none',
    '-e',
    inject,
    '-o',
    trace,
  ];
}

/** Under load until the disk's failure has ended it; what lives on must go on by itself, and is then killed. */
async function untilItEnds(server: Server, ledger: Ledger, trial: Trial, trace: string): Promise<Outcome['code']> {
  const url = await server.serving.catch(() => null);
  if (url === null) return server.ended;
  const client = openClient(url);
  const load = startLoad(ledger, client, dice(seed + trial.n));
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  const last = trial.last ?? Number.POSITIVE_INFINITY;
  await until(trialMs, () => ended || injectedIn(trace) >= last - trial.n + 1);
  if (!ended) await rest(afterwardsMs);
  const code = ended ? await server.ended : 'lived';
  if (code === 'lived') await goesOn(ledger, client);
  await load.stop();
  client.close();
  if (code === 'lived') killTree(server);
  await server.ended;
  return code;
}

/** Ready again, and everything that was asked gets done, without anybody starting anything. */
async function goesOn(ledger: Ledger, client: Client): Promise<void> {
  const ready = async () => (await client.ask('/readyz', {method: 'GET'}))?.status === 200;
  if (!(await until(resumeMs, ready))) fault(ledger, `not ready ${resumeMs} ms after the disk was well again`);
  else if (!(await until(resumeMs, () => ledger.people.every(({asked}) => !asked?.refused))))
    fault(ledger, 'ready, but writes are still refused');
}

const injectedIn = (trace: string) => (fs.readFileSync(trace, 'utf8').match(/\(INJECTED\)/g) ?? []).length;

/** strace passes no signal on: the server under it is ended first. */
function killTree({child}: Server): void {
  spawnSync('kill', ['-9', ...childrenOf(child.pid!), String(child.pid)]);
}

function childrenOf(pid: number): string[] {
  return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
}

/** Started again on a disk that is well: all promises stand, refusals were true, and what is open gets done once. */
async function lookAfterwards(ledger: Ledger, dataDir: string): Promise<void> {
  const server = launch(dataDir);
  try {
    const client = openClient(await server.serving);
    compareRefused(ledger, dataDir);
    await settle(ledger, client);
    compareExactly(ledger, dataDir, true);
    client.close();
  } catch (error) {
    fault(ledger, error instanceof Error ? error.message : String(error));
  }
  await server.kill('SIGTERM');
  const bad = verifyFolder(dataDir);
  if (bad) fault(ledger, bad);
}
