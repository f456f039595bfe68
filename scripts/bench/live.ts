// S3, S4, S5: ten thousand people look at their phones. The browsers are a process of their own (live-driver.ts); nginx with
// nchan (live-nchan.ts) is held against us on the same machine with the same driver.
import {readFileSync} from 'node:fs';
import type {Figure} from '../figures/record.ts';
import type {BenchContext, Row} from './bench.ts';
import {type Hospital, openHospital} from './live-hospital.ts';
import {type Load, measureLoad} from './live-load.ts';
import {type Nchan, nchanMissing, startNchan} from './live-nchan.ts';
import {type Streams, startStreams} from './live-streams.ts';
import {alternate, median, quantile, ratioInWords, ratios, spreadInWords} from './rounds.ts';
import {endEverything, startBaari} from './server.ts';

export const rows: Record<string, Row> = {S3: measureTelling, S4: measureMemory, S5: measureDeeds};

const accept = 'Accept: text/event-stream\r\n';
const perSecond = 2000;
const tellLimitMs = 20_000;
const nchanChannel = 'q';

// ---- S3 ----

async function measureTelling({rounds, quick}: BenchContext): Promise<Figure> {
  const what = 'time until the last of 10 000 streams has a queue event of 2 KB';
  const reach = '≤ 0.9×';
  const missing = nchanMissing();
  if (missing) return notRun('S3', what, reach, missing);
  const sizes = quick ? [100, 1000] : [100, 1000, 10_000];
  const ours = await openHospital(await startBaari(), {queues: 1, waiting: 160});
  const nchan = await startNchan();
  const [near, far] = [startStreams(), startStreams()];
  const notes: string[] = [];
  let lost = 0;
  let bytes = 0;
  let last: {ours: number[]; nchan: number[]} = {ours: [], nchan: []};
  let open = 0;
  let round = 0;
  for (const size of sizes) {
    for (const [streams, port, path] of [
      [near, ours.port, `/api/live?queue=${ours.queueIds[0]}`],
      [far, nchan.port, `/follow?id=${nchanChannel}`],
    ] as const)
      insistOpen(await streams.open({port, count: size - open, paths: [path], headers: accept, perSecond}));
    open = size;
    await rest(1500);
    // Once unmeasured: code and sockets are warm on both sides.
    await tellOurs(near, ours, `warm ${size}`);
    await tellNchan(far, nchan, `warm ${size}`, 2000);
    last = await alternate(size === sizes.at(-1) ? Math.max(rounds, quick ? 2 : 15) : Math.min(rounds, 5), {
      async ours() {
        const told = await tellOurs(near, ours, `notice ${size}-${++round}`);
        lost += told.lost;
        bytes = told.eventBytes;
        return told.lastMs;
      },
      async nchan() {
        const told = await tellNchan(far, nchan, `notice ${size}-${++round}`, bytes);
        lost += told.lost;
        return told.lastMs;
      },
    });
    notes.push(
      `${size} streams: ${median(last.ours).toFixed(1)} ms, nchan ${median(last.nchan).toFixed(1)} ms, ` +
        `${ratioInWords(ratios(last.ours, last.nchan))}`,
    );
  }
  const ended = (await near.state()).ended + (await far.state()).ended;
  await Promise.all([near.end(), far.end()]);
  const ratio = ratios(last.ours, last.nchan);
  return {
    id: 'S3',
    what,
    baseline: `nginx + nchan, one worker, same driver, from the publishing POST: ${spreadInWords(last.nchan, 0)} ms`,
    measured: `${ratioInWords(ratio)}; ${median(last.ours).toFixed(0)} ms with the commit`,
    reach,
    reached: median(ratio) <= 0.9 && lost === 0 && ended === 0,
    notes: [...notes, `an event has ${bytes} bytes; ${lost} events lost, ${ended} streams broken`],
    round: 'whole',
  };
}

/** A real deed, as staff do it: the notice of a line that runs late. Timed from the POST to the last stream. */
function tellOurs(streams: Streams, hospital: Hospital, marker: string) {
  return settled(
    streams.tell({
      port: hospital.port,
      limitMs: tellLimitMs,
      posts: [hospital.notice(hospital.queueIds[0]!, marker)],
    }),
  );
}

function tellNchan(streams: Streams, {port}: Nchan, marker: string, bytes: number) {
  // With nchan's own `id:` and `data:` the event is as long as ours.
  const body = JSON.stringify({notice: marker, pad: 'x'.repeat(Math.max(0, bytes - 74 - marker.length))});
  const post = {path: `/publish?id=${nchanChannel}`, headers: 'content-type: application/json\r\n', body, marker};
  return settled(streams.tell({port, limitMs: tellLimitMs, posts: [post]}));
}

/** Rests, so that the next measurement starts from quiet. */
async function settled<T>(work: Promise<T>): Promise<T> {
  const value = await work;
  await rest(300);
  return value;
}

// ---- S4 ----

async function measureMemory({rounds, quick}: BenchContext): Promise<Figure> {
  const what = 'resident memory of an idle stream';
  const reach = '≤ 1.2×';
  const missing = nchanMissing();
  if (missing) return notRun('S4', what, reach, missing);
  const count = quick ? 2000 : 10_000;
  const idleMs = quick ? 3000 : 15_000;
  const kilobytes = await alternate(rounds, {
    async ours() {
      const hospital = await openHospital(await startBaari(), {queues: 1, waiting: 160});
      const streams = startStreams();
      const path = `/api/live?queue=${hospital.queueIds[0]}`;
      const used = await grown(hospital.pid, streams, hospital.port, path, count, idleMs, (size) =>
        tellOurs(streams, hospital, `notice ${size}`),
      );
      await Promise.all([streams.end(), hospital.stop()]);
      return used;
    },
    async nchan() {
      const nchan = await startNchan();
      const streams = startStreams();
      const path = `/follow?id=${nchanChannel}`;
      const used = await grown(nchan.workerPid, streams, nchan.port, path, count, idleMs, (size) =>
        tellNchan(streams, nchan, `notice ${size}`, 2066),
      );
      await Promise.all([streams.end(), nchan.stop()]);
      return used;
    },
  });
  const ratio = ratios(kilobytes.ours, kilobytes.nchan);
  return {
    id: 'S4',
    what,
    baseline: `nginx + nchan, one worker: ${median(kilobytes.nchan).toFixed(1)} KB (${spreadInWords(kilobytes.nchan, 1)})`,
    measured: `${ratioInWords(ratio)}; ${median(kilobytes.ours).toFixed(1)} KB`,
    reach,
    reached: median(ratio) <= 1.2,
    notes: [
      `growth of the process from none to ${count} streams that had one event of 2 KB and then ${idleMs / 1000} s of quiet, ` +
        'both after a first thousand streams came and went; without what the kernel keeps for a socket',
    ],
    round: 'whole',
  };
}

/** By how many kilobytes a stream the process grew. */
async function grown(
  pid: number,
  streams: Streams,
  port: number,
  path: string,
  count: number,
  idleMs: number,
  tell: (size: number) => Promise<unknown>,
): Promise<number> {
  insistOpen(await streams.open({port, count: 1000, paths: [path], headers: accept, perSecond}));
  await tell(1000);
  await streams.close();
  await rest(2000);
  const before = residentKilobytes(pid);
  insistOpen(await streams.open({port, count, paths: [path], headers: accept, perSecond}));
  await tell(count);
  await rest(idleMs);
  return (residentKilobytes(pid) - before) / count;
}

function residentKilobytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}

// ---- S5 ----

async function measureDeeds({rounds, quick}: BenchContext): Promise<Figure> {
  const sizes = quick ? [1000] : [100, 1000, 10_000];
  const seconds = quick ? 4 : 8;
  const quiet = await openHospital(await startBaari(), {queues: 60, waiting: 15});
  const busy = await openHospital(await startBaari(), {queues: 60, waiting: 15});
  const streams = startStreams();
  const notes: string[] = [];
  const load = (hospital: Hospital): Promise<Load> => measureLoad(hospital, {seconds, joins: 50, calls: 20});
  await load(quiet);
  await load(busy);
  let open = 0;
  let joins: number[] = [];
  let calls: number[] = [];
  let worst = {join: 0, call: 0};
  let faults = 0;
  let lost = 0;
  for (const size of sizes) {
    open += await openHall(streams, busy, size - open);
    await rest(2000);
    const measured: Record<'none' | 'all', Load[]> = {none: [], all: []};
    await alternate(size === sizes.at(-1) ? rounds : Math.min(3, rounds), {
      none: async () => measured.none.push(await load(quiet)),
      all: async () => measured.all.push(await load(busy)),
    });
    const p95 = (side: Load[], deed: 'joinMs' | 'callMs') => side.map((one) => quantile(one[deed], 0.95));
    joins = ratios(p95(measured.all, 'joinMs'), p95(measured.none, 'joinMs'));
    calls = ratios(p95(measured.all, 'callMs'), p95(measured.none, 'callMs'));
    worst = {join: median(p95(measured.all, 'joinMs')), call: median(p95(measured.all, 'callMs'))};
    faults += [...measured.all, ...measured.none].reduce((sum, one) => sum + one.faults, 0);
    const before = {
      join: median(p95(measured.none, 'joinMs')),
      call: median(p95(measured.none, 'callMs')),
    };
    notes.push(
      `${size} streams: join p95 ${worst.join.toFixed(1)} ms (${before.join.toFixed(1)} with none, ${ratioInWords(joins)}), ` +
        `call-next p95 ${worst.call.toFixed(1)} ms (${before.call.toFixed(1)}, ${ratioInWords(calls)})`,
    );
    // All must have the last word of a line of theirs, or the load was only fast because it told nobody.
    const told = await streams.tell({
      port: busy.port,
      limitMs: tellLimitMs,
      posts: busy.queueIds.map((id) => busy.notice(id, `last word ${size} of ${id}.`)),
    });
    lost += told.lost;
    faults += told.status.filter((status) => status !== 200).length;
  }
  const {ended} = await streams.state();
  await streams.end();
  return {
    id: 'S5',
    what: 'p95 of join and of call-next while 10 000 streams are open over 60 queues',
    baseline: 'the same load on the same server with no streams',
    measured: `join ${ratioInWords(joins)}, ${worst.join.toFixed(1)} ms; call-next ${ratioInWords(calls)}, ${worst.call.toFixed(1)} ms`,
    reach: '≤ 2×, p95 < 50 ms',
    reached:
      median(joins) <= 2 && median(calls) <= 2 && worst.join < 50 && worst.call < 50 && faults + lost + ended === 0,
    notes: [
      ...notes,
      `50 joins/s and 20 calls/s, timed from when each was due; of a hundred streams one is a board of all queues, one in five hundred a ` +
        'desk of all queues, the rest phones that follow their own number and its queue',
      `${faults} answers but 200 and 201, ${lost} streams without the last word, ${ended} streams broken`,
    ],
    round: 'whole',
  };
}

/** Phones, boards and desks in the shares of a hospital; returns how many. */
export async function openHall(streams: Streams, hospital: Hospital, count: number): Promise<number> {
  const boards = Math.floor(count / 100);
  const desks = Math.floor(count / 500);
  const phones = count - boards - desks;
  const {port, bearer} = hospital;
  const keys = hospital.phoneKeys(phones);
  insistOpen(
    await streams.open({
      port,
      count: phones,
      paths: keys.map((key) => `/api/live?my=${key}`),
      headers: accept,
      perSecond,
    }),
  );
  if (boards > 0)
    insistOpen(await streams.open({port, count: boards, paths: ['/api/live?board=all'], headers: accept, perSecond}));
  if (desks > 0)
    insistOpen(
      await streams.open({
        port,
        count: desks,
        paths: ['/api/live?desk=1&changes=1'],
        headers: accept + bearer,
        perSecond,
      }),
    );
  return count;
}

// ---- what they share ----

function insistOpen({failed}: {failed: number}): void {
  if (failed > 0) throw new Error(`${failed} streams were not opened`);
}

function notRun(id: string, what: string, reach: string, why: string): Figure {
  return {id, what, baseline: null, measured: 'not run here', reach, reached: null, notes: [why], round: 'whole'};
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// For a look at one row without the frame: node scripts/bench/live.ts S3 [--quick]
if (import.meta.main) {
  const quick = process.argv.includes('--quick');
  for (const id of process.argv.slice(2).filter((arg) => arg in rows)) {
    console.log(JSON.stringify(await rows[id]!({rounds: quick ? 2 : 5, quick}), null, 2));
    await endEverything();
  }
  process.exit(0);
}
