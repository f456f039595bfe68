// npm run fuzz [-- --whole] [-- --count N] [-- --seed N]: generated and mutated requests over every route, as everybody, on a
// server of its own. Prints the seed; the same seed sends the same requests.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {freshFolder, type Running, startServer} from '../../server/test/running.ts';
import {type Figure, recordFigure} from '../figures/record.ts';
import {choices} from './choose.ts';
import {faultIn} from './judge.ts';
import {type Operation, operationsOf} from './operations.ts';
import {everybody, type Person} from './people.ts';
import {type Known, requestFor} from './requests.ts';
import {nameMark} from './values.ts';
import {type Answer, bytesOf, type Line, openLine, type Wire} from './wire.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shortCount = 3000;
const wholeCount = 100_000;
/** So many at a time: enough that batches, waits and refusals happen. */
const linesOpen = 8;
/** The last tenth runs with the rates on: then most hear 429, and that must be right as well. */
const limitedShare = 0.1;
/**
 * What resident memory may grow by between the middle fifth and the last. Until then it fills: SQLite's page cache (32 MB), what
 * the allocator keeps of passwords' hashing. (V8's heap alone was 32 MB after 30 000 requests and after 110 000.)
 */
const mostGrowth = 1.25;
const growthAllowedMiB = 40;
const shownFaults = 20;

export interface FuzzResult {
  seed: number;
  sent: number;
  byStatus: Record<string, number>;
  faults: string[];
  memoryMiB: number[];
  verified: string;
}

export async function fuzz({count, seed}: {count: number; seed: number}): Promise<FuzzResult> {
  const result: FuzzResult = {seed, sent: 0, byStatus: {}, faults: [], memoryMiB: [], verified: ''};
  const limited = Math.floor(count * limitedShare);
  await round(result, {count: count - limited, seed, env: {RATE_LIMIT: 'off'}, measured: true});
  await round(result, {count: limited, seed: seed + 1, env: {}, measured: false});
  const grown = growth(result.memoryMiB);
  if (grown) result.faults.push(grown);
  return result;
}

interface Round {
  count: number;
  seed: number;
  env: Record<string, string>;
  measured: boolean;
}

async function round(result: FuzzResult, {count, seed, env, measured}: Round): Promise<void> {
  const dataDir = freshFolder();
  const server = await startServer(dataDir, {DEMO: '1', LOG_LEVEL: 'debug', ...env});
  const lines = Array.from({length: linesOpen}, () => openLine(server.port));
  try {
    const own = openLine(server.port);
    lines.push(own);
    const known: Known = {keys: [], tokenIds: [], port: server.port};
    const people = await everybody(own, server.port);
    const operations = await describedBy(own, server.port);
    const choose = choices(seed);
    let left = count;
    let place = 0;
    const work = async (line: Line) => {
      while (left > 0 && result.faults.length < shownFaults) {
        left--;
        const here = place++;
        if (measured && here % Math.ceil(count / 25) === 0) result.memoryMiB.push(residentMiB(server));
        // Often what makes tokens: an empty hospital refuses all the same way.
        const join = operations.find(
          ({method, path: at}) => method === 'POST' && at === '/api/queues/{queueId}/tokens',
        )!;
        const operation = choose.chance(0.12) ? join : choose.one(operations);
        const person = choose.one(people);
        if (!allowed(operation, person, choose.below(100))) {
          left++;
          continue;
        }
        const wire = requestFor(choose, operation, person, known);
        await ask(line, wire, person, {result, known, paths: [dataDir, root], here});
        if (here % 400 === 399) await keepRunning(own, people);
      }
    };
    await Promise.all(lines.slice(0, linesOpen).map(work));
    const alive = await own.ask({
      method: 'GET',
      target: '/readyz',
      headers: [['host', `127.0.0.1:${server.port}`]],
      body: null,
    });
    if (alive.status !== 200) result.faults.push(`after it /readyz says ${alive.status}`);
    for (const found of toldBy(server, people, known)) result.faults.push(found);
    result.verified += `${verify(dataDir, 'running')} `;
  } finally {
    for (const line of lines) line.end();
    const code = await server.end();
    if (code !== 0) result.faults.push(`the server ended with ${code}: ${server.output().slice(-500)}`);
  }
  const after = verify(dataDir, 'ended');
  result.verified += after;
  if (!after.endsWith('clean')) result.faults.push(`verify: ${after}`);
}

interface Judged {
  result: FuzzResult;
  known: Known;
  paths: string[];
  here: number;
}

async function ask(line: Line, wire: Wire, person: Person, {result, known, paths, here}: Judged): Promise<void> {
  const answer = await line.ask(wire);
  result.sent++;
  result.byStatus[answer.status] = (result.byStatus[answer.status] ?? 0) + 1;
  const fault = faultIn(wire, answer, paths);
  if (fault) result.faults.push(`#${here} as ${person.name}: ${shown(wire)}\n      ${fault}`);
  if (answer.status === 401) await person.renew();
  remember(known, answer);
}

/** Tokens that were given are asked for later; the newest few hundred do. */
function remember(known: Known, {status, body}: Answer): void {
  if (status !== 201) return;
  const {key, id} = (() => {
    try {
      return JSON.parse(body) as {key?: unknown; id?: unknown};
    } catch {
      return {key: undefined, id: undefined};
    }
  })();
  if (typeof key !== 'string' || typeof id !== 'string') return;
  known.keys.push(key);
  known.tokenIds.push(id);
  if (known.keys.length > 300) known.keys.shift();
  if (known.tokenIds.length > 300) known.tokenIds.shift();
}

/** What would end the run's own people or its day is asked seldom; passwords take a core each. */
function allowed({method, path: at}: Operation, person: Person, roll: number): boolean {
  if (at === '/api/session' && method !== 'GET') return roll < 10;
  if (at === '/api/displays/{id}') return roll < 10;
  if (at === '/api/users' && method === 'POST') return roll < 20;
  if (/service-day\/(close|open)|\/close$/.test(at)) return roll < 15;
  if (at === '/api/settings' && method === 'PATCH' && person.name === 'admin') return roll < 30;
  return true;
}

/** Opens what was closed, so that there is a hospital to ask. */
async function keepRunning(line: Line, people: Person[]): Promise<void> {
  const admin = people.at(-1)!;
  const host: [string, string] = ['host', '127.0.0.1'];
  const post = (target: string) =>
    line.ask({
      method: 'POST',
      target,
      headers: [host, ['content-type', 'application/json'], ...admin.headers()],
      body: Buffer.from('{}'),
    });
  await admin.renew();
  await post('/api/service-day/open');
  for (const queue of [1, 2, 3, 4]) for (const deed of ['open', 'resume']) await post(`/api/queues/${queue}/${deed}`);
}

async function describedBy(line: Line, port: number): Promise<Operation[]> {
  const answer = await line.ask({
    method: 'GET',
    target: '/api/openapi.json',
    headers: [['host', `127.0.0.1:${port}`]],
    body: null,
  });
  if (answer.status !== 200) throw new Error(`the description says ${answer.status}`);
  return operationsOf(JSON.parse(answer.body) as Parameters<typeof operationsOf>[0]);
}

/** Log lines hold ids and patterns only. */
function* toldBy(server: Running, people: Person[], known: Known): Generator<string> {
  const logged = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const secrets = [nameMark, 'fuzz-key-', ...known.keys, ...people.flatMap((one) => one.secrets())].filter(
    (one) => one.length > 5,
  );
  for (const line of logged) {
    const found = secrets.find((secret) => line.includes(secret));
    if (found) yield `the log holds "${found.slice(0, 12)}…": ${line.slice(0, 300)}`;
    if (/"level":(50|60)/.test(line)) yield `a fault was logged: ${line.slice(0, 600)}`;
  }
}

function verify(dataDir: string, when: string): string {
  if (!fs.existsSync(path.join(root, 'scripts/verify.ts'))) return 'no verify here';
  const {status, stdout, stderr} = spawnSync(process.execPath, [path.join(root, 'scripts/verify.ts')], {
    env: {...process.env, DATA_DIR: dataDir},
    encoding: 'utf8',
    timeout: 120_000,
  });
  return status === 0 ? `${when}: clean` : `${when}: ${status} ${(stdout + stderr).slice(0, 800)}`;
}

function residentMiB(server: Running): number {
  try {
    const pages = Number(fs.readFileSync(`/proc/${server.child.pid}/statm`, 'latin1').split(' ')[1]);
    return Math.round((pages * 4096) / 2 ** 20);
  } catch {
    return 0;
  }
}

function growth(memory: number[]): string | null {
  const fifth = Math.floor(memory.length / 5);
  if (fifth < 1) return null;
  const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [early, late] = [mean(memory.slice(2 * fifth, 3 * fifth)), mean(memory.slice(-fifth))];
  if (late <= early * mostGrowth || late - early < growthAllowedMiB) return null;
  return `memory grew from ${Math.round(early)} to ${Math.round(late)} MiB`;
}

function shown(wire: Wire): string {
  return JSON.stringify(bytesOf(wire).toString('latin1').slice(0, 700));
}

/** The row of figures: what was sent and what was found. Whole with as many requests as the budget names. */
export function figureOf(result: FuzzResult, {count, seconds}: {count: number; seconds: number}): Figure {
  const {seed, sent, byStatus, faults, memoryMiB, verified} = result;
  const whole = count >= wholeCount;
  const spread = Object.entries(byStatus).map(([status, times]) => `${status}: ${times}`);
  return {
    id: 'F8f',
    what: 'generated and mutated requests over every route, with and without sessions',
    baseline: null,
    measured: `${sent} requests, ${faults.length} faults`,
    reach: `${whole ? wholeCount : count} requests, no 5xx but the named 503, memory bounded, verify clean`,
    reached: faults.length === 0 && sent >= count,
    notes: [
      `seed ${seed}, ${seconds} s; answers ${spread.join(', ')}`,
      `memory ${memoryMiB.join(' ')} MiB; verify ${verified}`,
      ...faults.slice(0, shownFaults).map((fault) => `FAULT ${fault}`),
    ],
    round: whole ? 'whole' : 'short',
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name: string) => {
    const at = process.argv.indexOf(`--${name}`);
    return at < 0 ? null : Number(process.argv[at + 1]);
  };
  const seed = option('seed') ?? Math.floor(Math.random() * 2 ** 31);
  const count = option('count') ?? (process.argv.includes('--whole') ? wholeCount : shortCount);
  console.log(`seed ${seed}, ${count} requests`);
  const startedAt = performance.now();
  const result = await fuzz({count, seed});
  recordFigure(figureOf(result, {count, seconds: Math.round((performance.now() - startedAt) / 1000)}));
  if (result.faults.length > 0) console.log(`again with: npm run fuzz -- --count ${count} --seed ${seed}`);
  process.exit(result.faults.length === 0 ? 0 : 1);
}
