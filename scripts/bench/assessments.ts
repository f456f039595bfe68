// S9: finding two sessions with one clinician among thousands. The query in this process, the answer over HTTP from a server
// of its own, and in the same run what a loop over all of the same data takes.
//   npm run bench -- S9
import http from 'node:http';
import path from 'node:path';
import {findPairs} from '../../server/appointments/pair-rows.ts';
import {localDayNumber} from '../../server/appointments/slot-rules.ts';
import {openDatabase} from '../../server/base/database.ts';
import {cursorFor} from '../../server/web/conventions.ts';
import type {Figure} from '../figures/record.ts';
import {insuranceCount, makeClinicians, regionCount} from './assessments-make.ts';
import {loadAll, openForScan, pageOf} from './assessments-scan.ts';
import type {BenchContext, Row} from './bench.ts';
import {median, quantile, ratioInWords, ratios} from './rounds.ts';
import {type Baari, forgetFolder, freshFolder, startBaari} from './server.ts';

export const rows: Record<string, Row> = {S9: measureAssessments};

/** Clinicians, and past appointments of each: one a working day for a year; fewer at the largest, which is there for the page. */
const sizes = {
  whole: [
    {clinicians: 1000, past: 250},
    {clinicians: 10_000, past: 250},
    {clinicians: 50_000, past: 25},
  ],
  quick: [
    {clinicians: 200, past: 20},
    {clinicians: 1000, past: 20},
  ],
};
/** The one that the budgets speak of. */
const counted = {whole: 10_000, quick: 1000};
const reach = {scan: 1 / 50, growth: 2, queryMs: 100, answerMs: 500, hitRate: 0.8};
const pageSize = 50;
/** Of a thousand clinicians about 55 serve one region, and 14 of them take one insurance. */
const fullPage = 20;
const zone = 'Asia/Kolkata';

async function measureAssessments(context: BenchContext): Promise<Figure> {
  const kind = context.quick ? 'quick' : 'whole';
  const notes: string[] = [];
  const pages: {clinicians: number; rounds: number[]}[] = [];
  let main: Measured | null = null;
  for (const size of sizes[kind]) {
    const dir = freshFolder();
    await makeClinicians({dir, ...size});
    const isMain = size.clinicians === counted[kind];
    const measured = await measureSize(dir, size.clinicians, context, isMain);
    pages.push({clinicians: size.clinicians, rounds: measured.full.map(({p50}) => p50)});
    if (isMain) main = measured;
    notes.push(...measured.notes.map((note) => `${size.clinicians} clinicians: ${note}`));
    forgetFolder(dir);
  }
  const {query, answer, scan, hitRate} = main!;
  const p95 = query.map((round) => round.p95);
  const ratio = ratios(p95, scan);
  const growth = ratios(pages.at(-1)!.rounds, pages[0]!.rounds);
  const answers = answer.map((round) => round.p95);
  const reached =
    median(ratio) <= reach.scan &&
    median(growth) <= reach.growth &&
    Math.max(...p95) < reach.queryMs &&
    Math.max(...answers) < reach.answerMs &&
    hitRate > reach.hitRate;
  const ms = (values: readonly number[]) => `${median(values).toFixed(2)} ms`;
  return {
    id: 'S9',
    what: `pairs of sessions among ${counted[kind]} clinicians × 30 days, 250 past appointments each: p95 of the query and of the HTTP answer`,
    baseline: `the same data read and scanned in JavaScript: ${ms(scan)}`,
    measured: `query p95 1/${Math.round(1 / median(ratio))} of the scan, ${ms(p95)}; answer p95 ${ms(answers)}; a full page of ${fullPage} at ${pages.at(-1)!.clinicians} ${ratioInWords(growth)} of one at ${pages[0]!.clinicians}; cache hit rate ${(hitRate * 100).toFixed(0)} %`,
    reach: `≤ 1/50 of the scan; growth ≤ ${reach.growth}×; answers < ${reach.answerMs} ms, queries < ${reach.queryMs} ms; hit rate > 80 %`,
    reached,
    notes: [
      ...notes,
      `a page is ${pageSize} clinicians with the earliest 20 pairs of each; every third of the coming times is booked, limits 4 a day and 16 a week; past appointments of each clinician: ${sizes[kind].map(({clinicians, past}) => `${past} at ${clinicians}`).join(', ')}`,
    ],
    round: context.quick ? 'short' : 'whole',
  };
}

interface Spread {
  p50: number;
  p95: number;
  p99: number;
}
interface Measured {
  query: Spread[];
  /** A page that is full at every size: what grows with the number of clinicians, and not with how many of them fit. */
  full: Spread[];
  answer: Spread[];
  scan: number[];
  hitRate: number;
  notes: string[];
}

async function measureSize(dir: string, clinicians: number, context: BenchContext, isMain: boolean): Promise<Measured> {
  const file = path.join(dir, 'baari.db');
  const db = openDatabase(file);
  const first = (db.prepare("select min(id) as id from doctors where name like 'Clinician%'").get() as {id: number}).id;
  const random = randomFrom(clinicians);
  const wanted = () => ({region: `S${random(regionCount)}`, insurance: `I${random(insuranceCount)}`});
  const deepAfter = first + Math.floor(clinicians * 0.9);
  const times = context.quick ? 30 : 100;
  const baari = await startBaari({dataDir: dir, waitMs: 120_000});
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const now = Date.now();
  const today = localDayNumber(now, zone);
  const found: Measured = {query: [], full: [], answer: [], scan: [], hitRate: 0, notes: []};
  const all: Record<string, Spread[]> = {};
  const keep = (what: string, spread: Spread) => {
    all[what] = [...(all[what] ?? []), spread];
    return spread;
  };
  const find = (after: number, filter: {region?: string; insurance?: string}, limit = pageSize) =>
    findPairs(db, {...filter, after, limit, now, lastDay: today + 30, weekStartsOn: 1});
  const get = (query: string, fresh: boolean) =>
    ask(baari, agent, 'GET', `/api/assessments?${query}&limit=${pageSize}`, undefined, fresh);
  const text = ({region, insurance}: {region: string; insurance: string}) => `region=${region}&insurance=${insurance}`;
  for (let round = 0; round <= context.rounds; round++) {
    const query = await spreadOf(times, () => void find(first - 1, wanted()));
    const deep = await spreadOf(times, () => void find(deepAfter, wanted()));
    const full = await spreadOf(times, () => void find(first - 1, {region: wanted().region}, fullPage));
    const wide = await spreadOf(times, () => void find(first - 1 + random(clinicians), {}));
    const answer = await spreadOf(times, () => get(text(wanted()), true));
    const deepAnswer = await spreadOf(times, () => get(`${text(wanted())}&cursor=${cursorFor(deepAfter)}`, true));
    const one = text(wanted());
    await get(one, false);
    const fromMemory = await spreadOf(times, () => get(one, false));
    // The first round warms.
    if (round === 0) continue;
    found.query.push(keep('query, first page', query));
    found.full.push(keep(`query, ${fullPage} clinicians of one region`, full));
    keep('query, deep page', deep);
    keep('query, any clinician', wide);
    found.answer.push(keep('answer, first page, not from memory', answer));
    keep('answer, deep page, not from memory', deepAnswer);
    keep('answer, from memory', fromMemory);
    if (!isMain) continue;
    const scanning = openForScan(file);
    const startedAt = performance.now();
    const loaded = loadAll(scanning, now, today);
    const loadedAt = performance.now();
    const page = pageOf(loaded, {...wanted(), limit: pageSize}, today);
    const endedAt = performance.now();
    scanning.close();
    if (page.length === 0) throw new Error('the scan found nobody');
    found.scan.push(endedAt - startedAt);
    keep('scan', {p50: endedAt - startedAt, p95: loadedAt - startedAt, p99: endedAt - loadedAt});
  }
  if (isMain) {
    insistSame(db, file, now, today, wanted());
    const {hitRate, visits, booked} = await browse(baari, agent, context, wanted, random);
    found.hitRate = hitRate;
    found.notes.push(
      `${visits} visitors one after the other (a first page, most a second, half the first again; 1 in 25 books a pair): ${booked} pairs booked, hit rate ${(hitRate * 100).toFixed(1)} %`,
    );
    const scans = all.scan!;
    delete all.scan;
    found.notes.push(
      `the scan: ${median(scans.map(({p95}) => p95)).toFixed(0)} ms to read, ${median(scans.map(({p99}) => p99)).toFixed(1)} ms to pair up what lies in memory`,
    );
  }
  for (const [what, spreads] of Object.entries(all)) {
    const at = (share: keyof Spread) => median(spreads.map((spread) => spread[share])).toFixed(2);
    found.notes.unshift(`${what}: p50 ${at('p50')}, p95 ${at('p95')}, p99 ${at('p99')} ms`);
  }
  agent.destroy();
  await baari.stop();
  db.close();
  return found;
}

/** The loop and the query must say the same, or neither figure means anything. */
function insistSame(
  db: ReturnType<typeof openDatabase>,
  file: string,
  now: number,
  today: number,
  wanted: {region: string; insurance: string},
): void {
  const scanning = openForScan(file);
  const slow = pageOf(loadAll(scanning, now, today), {...wanted, limit: pageSize}, today);
  scanning.close();
  const quick = findPairs(db, {...wanted, after: 0, limit: pageSize, now, lastDay: today + 30, weekStartsOn: 1}).found;
  const flat = (list: {id: number; pairs: readonly (readonly number[])[]}[], second: number) =>
    JSON.stringify(list.map(({id, pairs}) => [id, pairs.map((pair) => [pair[0], pair[second]])]));
  if (flat(slow, 1) !== flat(quick, 3)) throw new Error('the scan and the query found different pairs');
}

/** Visitors look and some book, on a server whose cache begins empty of them. */
async function browse(
  baari: Baari,
  agent: http.Agent,
  {quick}: BenchContext,
  wanted: () => {region: string; insurance: string},
  random: (below: number) => number,
) {
  const before = await cacheFigures(baari, agent);
  const visits = quick ? 300 : 3000;
  // Most people of a place look for the same few: by Zipf's law over forty filters.
  const filters = Array.from({length: 40}, wanted);
  const weights = filters.map((_, at) => 1 / (at + 1));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const pick = () => {
    let left = (random(1_000_000) / 1_000_000) * total;
    for (const [at, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return filters[at]!;
    }
    return filters[0]!;
  };
  let booked = 0;
  for (let visit = 0; visit < visits; visit++) {
    const {region, insurance} = pick();
    const query = `/api/assessments?region=${region}&insurance=${insurance}&limit=20`;
    const page = JSON.parse(await ask(baari, agent, 'GET', query)) as {
      items: {pairs: {first: {slotId: string}; second: {slotId: string}}[]}[];
      nextCursor: string | null;
    };
    if (page.nextCursor && random(10) < 6) await ask(baari, agent, 'GET', `${query}&cursor=${page.nextCursor}`);
    if (random(10) < 5) await ask(baari, agent, 'GET', query);
    if (random(25) > 0 || page.items.length === 0) continue;
    const {pairs} = page.items[random(page.items.length)]!;
    const {first, second} = pairs[random(pairs.length)]!;
    const body = {firstSlotId: first.slotId, secondSlotId: second.slotId, name: 'Asha', region, insurance};
    if ((await ask(baari, agent, 'POST', '/api/assessments', body)).includes('"bookings"')) booked++;
  }
  const after = await cacheFigures(baari, agent);
  const hits = after.hits - before.hits;
  return {hitRate: hits / (hits + after.misses - before.misses), visits, booked};
}

async function cacheFigures(baari: Baari, agent: http.Agent): Promise<{hits: number; misses: number}> {
  const signIn = JSON.parse(
    await ask(baari, agent, 'POST', '/api/session', {username: 'admin', password: 'demo-1234'}),
  ) as {token: string};
  const status = JSON.parse(await ask(baari, agent, 'GET', '/api/status', undefined, false, signIn.token)) as {
    cache: {assessments: {hits: number; misses: number}};
  };
  return status.cache.assessments;
}

async function spreadOf(times: number, work: () => unknown): Promise<Spread> {
  const took: number[] = [];
  for (let time = 0; time < times; time++) {
    const startedAt = performance.now();
    await work();
    took.push(performance.now() - startedAt);
  }
  return {p50: quantile(took, 0.5), p95: quantile(took, 0.95), p99: quantile(took, 0.99)};
}

function ask(
  baari: Baari,
  agent: http.Agent,
  method: string,
  where: string,
  body?: object,
  fresh = false,
  bearer?: string,
): Promise<string> {
  const headers = {
    ...(body ? {'content-type': 'application/json'} : {}),
    ...(fresh ? {'cache-control': 'no-cache'} : {}),
    ...(bearer ? {authorization: `Bearer ${bearer}`} : {}),
  };
  return new Promise((resolve, reject) => {
    const asked = http.request({port: baari.port, host: '127.0.0.1', method, path: where, headers, agent}, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (answer.statusCode! >= 400 && answer.statusCode !== 409)
          reject(new Error(`${method} ${where}: ${answer.statusCode} ${text.slice(0, 200)}`));
        else resolve(text);
      });
    });
    asked.on('error', reject);
    asked.end(body ? JSON.stringify(body) : undefined);
  });
}

/** Numbers below a bound, the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
