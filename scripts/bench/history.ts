// S6: does the counter get slower with the years? The same server, the same places; one file holds five years, the other none.
// Two processes side by side, one request at a time over one kept connection.
//   npm run bench -- S6     BENCH_HISTORY=DIR keeps the generated files there for the next time (13 GB for five million)
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type {Figure} from '../figures/record.ts';
import type {BenchContext, Row} from './bench.ts';
import {makeHistory} from './history-make.ts';
import {median, ratioInWords, ratios} from './rounds.ts';
import {type Baari, freshFolder, startBaari} from './server.ts';

const reach = 1.15;
/** A decade apart; the last are five years of 3 000 a day. */
const sizes = {whole: [50_000, 500_000, 5_000_000], quick: [2000, 20_000]};
const startLimitMs = 300_000;

/** The four that count, then what else screens read: those are notes. */
const counted = ['join', 'call next', 'my token', 'desk list'] as const;
const others = [
  'join by the desk',
  'patients by name',
  'patients by phone',
  'journal',
  'journal of a queue',
  'timeline',
] as const;
type What = (typeof counted)[number] | (typeof others)[number];

export const rows: Record<string, Row> = {S6: measureHistory};

async function measureHistory(context: BenchContext): Promise<Figure> {
  const notes: string[] = [];
  let last: Record<What, number[]> | null = null;
  for (const tokens of context.quick ? sizes.quick : sizes.whole) {
    const {byWhat, absolute, first, slow} = await compare(tokens, context);
    last = byWhat;
    const of = (names: readonly What[]) => names.map((name) => `${name} ${ratioInWords(byWhat[name])}`).join(', ');
    notes.push(`${tokens} numbers: ${of(counted)}; ${absolute}`);
    notes.push(`${tokens} numbers, beside: ${of(others)}`);
    notes.push(`${tokens} numbers: the first of each after the start: ${first}; slow queries: ${slow}`);
  }
  const worst = Math.max(...counted.map((name) => median(last![name])));
  return {
    id: 'S6',
    what: 'p50 of join, call-next, my token and desk list with five years of 3 000 numbers a day in the file',
    baseline: 'the same server with an empty file',
    measured: counted.map((name) => `${name} ${ratioInWords(last![name])}`).join(', '),
    reach: `≤ ${reach}× each`,
    reached: worst <= reach,
    notes: [
      ...notes,
      'one client, one request at a time; a round is the p50 of each; files in the page cache as they are',
    ],
    round: context.quick ? 'short' : 'whole',
  };
}

export async function compare(tokens: number, {rounds, quick}: BenchContext) {
  const sides = {years: await openSide(await folderWith(tokens)), empty: await openSide(await folderWith(0))};
  const times = quick ? 60 : 200;
  const first = {years: await sides.years.once(), empty: await sides.empty.once()};
  const heard: Record<keyof typeof sides, Record<What, number>[]> = {years: [], empty: []};
  // The first round warms: code is compiled, pages are read. Inside a round the sides take turns by tens, so that
  // whatever else the machine does falls on both.
  for (let round = 0; round <= rounds; round++) {
    const visits: Record<keyof typeof sides, Record<What, number>[]> = {years: [], empty: []};
    for (let ten = 0; ten < times / 10; ten++)
      for (const side of (round + ten) % 2 === 0 ? (['years', 'empty'] as const) : (['empty', 'years'] as const))
        for (let one = 0; one < 10; one++) visits[side].push(await sides[side].once());
    if (round > 0) for (const side of ['years', 'empty'] as const) heard[side].push(medians(visits[side]));
  }
  const of = (side: keyof typeof sides, what: What) => heard[side].map((round) => round[what]);
  const names = [...counted, ...others];
  const byWhat = Object.fromEntries(
    names.map((what) => [what, ratios(of('years', what), of('empty', what))]),
  ) as Record<What, number[]>;
  const ms = (value: number) => value.toFixed(2);
  const absolute = counted
    .map((what) => `${what} ${ms(median(of('years', what)))} / ${ms(median(of('empty', what)))} ms`)
    .join(', ');
  const firsts = names.map((what) => `${what} ${ms(first.years[what])} / ${ms(first.empty[what])} ms`).join(', ');
  // The one read that still walks far: a queue's record, narrowed to somebody who hardly ever worked there.
  const stranger = `${ms(await sides.years.strangerIn())} / ${ms(await sides.empty.strangerIn())} ms`;
  const slow = await sides.years.slow();
  for (const side of [sides.years, sides.empty]) await side.end();
  return {byWhat, absolute, first: `${firsts}, a queue's journal by one stranger to it ${stranger}`, slow};
}

function medians(visits: readonly Record<What, number>[]): Record<What, number> {
  return Object.fromEntries(
    [...counted, ...others].map((what) => [what, median(visits.map((visit) => visit[what]))]),
  ) as Record<What, number>;
}

/** A hospital with so many numbers behind it, made anew unless one is kept. */
export async function folderWith(tokens: number): Promise<string> {
  const keep = process.env.BENCH_HISTORY;
  if (keep === undefined || tokens === 0) {
    const dir = path.join(freshFolder(), String(tokens));
    await makeHistory({dir, tokens});
    return dir;
  }
  const dir = path.join(keep, String(tokens));
  if (!fs.existsSync(path.join(dir, 'made'))) {
    fs.rmSync(dir, {recursive: true, force: true});
    await makeHistory({dir, tokens});
    fs.writeFileSync(path.join(dir, 'made'), '');
  }
  return dir;
}

async function openSide(dataDir: string) {
  const baari = await startBaari({dataDir, waitMs: startLimitMs});
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const bearer = (await send<{token: string}>('POST', '/api/session', {username: 'admin', password: 'demo-1234'}))
    .token;
  const queues = (await send<{items: {id: string; servicePoints: {id: string}[]}[]}>('GET', '/api/queues')).items;
  let count = 0;
  let key = '';
  let tokenId = '';
  const inRoom = new Map<string, string>();

  async function send<Body>(method: string, where: string, body?: object, as?: string): Promise<Body> {
    const {status, text} = await request(baari, agent, method, where, body, as);
    if (status >= 400) throw new Error(`${method} ${where}: ${status} ${text.slice(0, 300)}`);
    return JSON.parse(text) as Body;
  }

  /** One visitor after the other goes through everything; each joins the next queue. */
  async function visit(): Promise<Record<What, number>> {
    const number = count++;
    const queue = queues[number % queues.length]!;
    const timed = async <Body>(what: What, method: string, where: string, body?: object, as?: string) => {
      const startedAt = performance.now();
      const answer = await send<Body>(method, where, body, as);
      took[what] = performance.now() - startedAt;
      return answer;
    };
    const took = {} as Record<What, number>;
    const phone = `98${String(20_000_000 + number).padStart(8, '0')}`;
    const mine = await timed<{key: string; id: string}>('join', 'POST', `/api/queues/${queue.id}/tokens`, {
      name: 'Asha Rao',
      phone,
    });
    ({key, id: tokenId} = mine);
    const person = {name: 'Ravi Kumar', phone: `97${String(20_000_000 + number).padStart(8, '0')}`};
    await timed('join by the desk', 'POST', `/api/queues/${queue.id}/tokens`, person, bearer);
    for (const what of ['call next', 'call next'] as const) {
      const point = queue.servicePoints[0]!.id;
      const completeTokenId = inRoom.get(point);
      const body = {servicePointId: point, ...(completeTokenId ? {completeTokenId} : {})};
      const {token} = await timed<{token: {id: string}}>(
        what,
        'POST',
        `/api/queues/${queue.id}/call-next`,
        body,
        bearer,
      );
      inRoom.set(point, token.id);
    }
    await timed('my token', 'GET', `/api/my/${key}`);
    await timed('desk list', 'GET', `/api/queues/${queue.id}/tokens`, undefined, bearer);
    await timed('patients by name', 'GET', '/api/patients?q=ravi%20kum&limit=20', undefined, bearer);
    await timed('patients by phone', 'GET', `/api/patients?q=${person.phone}&limit=20`, undefined, bearer);
    await timed('journal', 'GET', '/api/audit?limit=50', undefined, bearer);
    await timed('journal of a queue', 'GET', `/api/audit?limit=50&about=queue:${queue.id}`, undefined, bearer);
    await timed('timeline', 'GET', `/api/tokens/${tokenId}/timeline`, undefined, bearer);
    return took;
  }

  return {
    once: visit,
    async strangerIn(): Promise<number> {
      const startedAt = performance.now();
      await send('GET', '/api/audit?about=queue:1&actor=3&limit=200', undefined, bearer);
      return performance.now() - startedAt;
    },
    async slow(): Promise<string> {
      const {slowQueries} = await send<{slowQueries: {name: string; count: number; worstMs: number}[]}>(
        'GET',
        '/api/status',
        undefined,
        bearer,
      );
      return slowQueries.map(({name, count, worstMs}) => `${name} ${count} × up to ${worstMs} ms`).join(', ') || 'none';
    },
    async end() {
      agent.destroy();
      await baari.stop();
    },
  };
}

function request(baari: Baari, agent: http.Agent, method: string, where: string, body?: object, bearer?: string) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise<{status: number; text: string}>((resolve, reject) => {
    const asked = http.request(
      `${baari.url}${where}`,
      {
        method,
        agent,
        headers: {
          ...(text === undefined
            ? {}
            : {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}),
          ...(bearer ? {authorization: `Bearer ${bearer}`} : {}),
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString()}));
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(text);
  });
}
