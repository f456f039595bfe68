// Where the server's time goes under the load of S1: node scripts/bench/profile.ts [seconds] [functions]
// Takes V8's own processor profile (`--cpu-prof`), cuts out the load, and prints: functions and packages by their own time; our own
// functions by the time of what they call outside our code (SQLite, Node, packages); and with everything that they call.
import {readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {drive} from './load.ts';
import {endEverything, freshFolder, startBaari} from './server.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
/** What a profile calls the time in which the process did nothing, or had not begun. */
const idle = new Set(['(idle)', '(root)']);

export interface Profile {
  nodes: {id: number; callFrame: {functionName: string; url: string; lineNumber: number}; children?: number[]}[];
  /** Microseconds of the machine's steady clock, which all processes share. */
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

if (import.meta.main) {
  await profileWrites(Number(process.argv[2] ?? 8), Number(process.argv[3] ?? 40));
  process.exit(0);
}

async function profileWrites(seconds: number, shown: number): Promise<void> {
  try {
    const folder = freshFolder('baari-profile-');
    const server = await startBaari({nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']});
    const url = `${server.url}/api/queues/1/tokens`;
    const warm = await drive({url, clients: 50, amount: 5000});
    const from = steadyUs();
    const load = await drive({url, clients: 50, amount: Math.round(warm.perSecond * seconds)});
    const to = steadyUs();
    await server.stop();
    const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
    if (!file) throw new Error(`no profile was written:\n${server.output()}`);
    console.log(`${Math.round(load.perSecond)} tokens a second with the profiler on (${load.created} of them)\n`);
    print(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, from, to, shown);
  } finally {
    await endEverything();
  }
}

export function steadyUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

export function print({nodes, startTime, samples, timeDeltas}: Profile, from: number, to: number, shown = 40): void {
  const own = new Map<number, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const us = timeDeltas[index] ?? 0;
    at += us;
    if (at >= from && at <= to) own.set(id, (own.get(id) ?? 0) + us);
  }
  const busy = nodes.filter(({callFrame}) => !idle.has(callFrame.functionName));
  const all = busy.reduce((sum, node) => sum + (own.get(node.id) ?? 0), 0);
  const percent = (us: number) => `${((us / all) * 100).toFixed(1).padStart(5)} %`;

  console.log(`busy for ${Math.round((all / (to - from)) * 100)} % of the time\n`);
  console.log('own time by function');
  for (const [name, us] of sums(busy, own, nameOf).slice(0, shown)) console.log(`${percent(us)}  ${name}`);
  console.log('\nown time by file or package');
  for (const [name, us] of sums(busy, own, placeOf).slice(0, 30)) console.log(`${percent(us)}  ${name}`);
  console.log('\nour functions, with what they call outside our code');
  for (const [name, us] of withOutside(nodes, own).slice(0, shown)) console.log(`${percent(us)}  ${name}`);
  console.log('\nwith everything called from it, our own functions');
  for (const [name, us] of inclusive(nodes, own).slice(0, shown)) console.log(`${percent(us)}  ${name}`);
}

function sums(nodes: Profile['nodes'], own: Map<number, number>, name: (node: Profile['nodes'][number]) => string) {
  const byName = new Map<string, number>();
  for (const node of nodes) byName.set(name(node), (byName.get(name(node)) ?? 0) + (own.get(node.id) ?? 0));
  return [...byName].sort((a, b) => b[1] - a[1]);
}

/** Each sample counts for the innermost function of ours above it. */
function withOutside(nodes: Profile['nodes'], own: Map<number, number>): [string, number][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byName = new Map<string, number>();
  const walk = (id: number, above: string): void => {
    const node = byId.get(id)!;
    if (idle.has(node.callFrame.functionName) && node.callFrame.functionName !== '(root)') return;
    const name = isThin(node) || !isOurs(node) ? above : nameOf(node);
    byName.set(name, (byName.get(name) ?? 0) + (own.get(id) ?? 0));
    for (const child of node.children ?? []) walk(child, name);
  };
  if (nodes[0]) walk(nodes[0].id, '(outside: HTTP, collector, timers)');
  return [...byName].sort((a, b) => b[1] - a[1]);
}

function isOurs({callFrame: {url}}: Profile['nodes'][number]): boolean {
  return url.includes('/server/') && !url.includes('node_modules');
}

/** `one`, `run`, `insert`: the time belongs to who asks. */
function isThin({callFrame: {url}}: Profile['nodes'][number]): boolean {
  return url.endsWith('/server/base/database.ts');
}

/** Counted once where a function calls itself. */
function inclusive(nodes: Profile['nodes'], own: Map<number, number>): [string, number][] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const byName = new Map<string, number>();
  const walk = (id: number, above: ReadonlySet<string>): number => {
    const node = byId.get(id)!;
    const name = nameOf(node);
    const mine = isOurs(node) && !above.has(name);
    const inner = mine ? new Set([...above, name]) : above;
    let us = own.get(id) ?? 0;
    for (const child of node.children ?? []) us += walk(child, inner);
    if (mine) byName.set(name, (byName.get(name) ?? 0) + us);
    return us;
  };
  if (nodes[0]) walk(nodes[0].id, new Set());
  return [...byName].sort((a, b) => b[1] - a[1]);
}

function nameOf({callFrame: {functionName, url, lineNumber}}: Profile['nodes'][number]): string {
  const place = placeIn(url);
  return `${functionName || '(anonymous)'}${place ? `  ${place}:${lineNumber + 1}` : ''}`;
}

function placeOf({callFrame: {functionName, url}}: Profile['nodes'][number]): string {
  const place = placeIn(url);
  if (!place) return functionName.startsWith('(') ? functionName : 'native code';
  const package_ = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(place);
  return package_ ? package_[1]! : place;
}

function placeIn(url: string): string {
  return url.startsWith('file://') ? relative(top, fileURLToPath(url)) : url;
}
