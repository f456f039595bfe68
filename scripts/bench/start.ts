// S7: how long after a power cut does the box serve again, and what does it weigh? The same file, opened by us and by the
// barest process that could answer for it; the sides alternate every round.
//   npm run bench -- S7     BENCH_HISTORY=DIR keeps the generated file there for the next time (13 GB for five million)
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import type {Figure} from '../figures/record.ts';
import type {BenchContext, Row} from './bench.ts';
import {folderWith} from './history.ts';
import {alternate, median, ratioInWords, ratios} from './rounds.ts';
import {type Memory, type Started, startProcess} from './start-process.ts';

const reach = {time: 3, memory: 2.5};
const tokens = {whole: 5_000_000, quick: 10_000};
/** Nobody asks anything meanwhile: then it is at rest. */
const restMs = 5000;
/** Pages and reads of one busy minute, after which it rests again. */
const asked = 300;

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const bare = fileURLToPath(new URL('start-bare.mjs', import.meta.url));

export const rows: Record<string, Row> = {S7: measureStart};

async function measureStart({rounds, quick}: BenchContext): Promise<Figure> {
  const dataDir = await folderWith(quick ? tokens.quick : tokens.whole);
  const startOurs = (more: Record<string, string> = {}) =>
    startProcess(
      () => [main],
      (port) => ({HOST: '127.0.0.1', PORT: port, DISCOVERY: 'off', DATA_DIR: dataDir, ...more}),
    );
  const startBare = () =>
    startProcess(
      (port) => [bare, path.join(dataDir, 'baari.db'), port],
      () => ({}),
    );

  // The first start closes the history's last day and keeps what it compiled; that is told, not counted.
  const first = await once(await startOurs());
  const uncached = await once(await startOurs({NODE_DISABLE_COMPILE_CACHE: '1'}));
  const memory = {ours: [] as Memory[], bare: [] as Memory[], oursAsked: [] as Memory[], bareAsked: [] as Memory[]};
  const readyMs = await alternate(rounds, {
    ours: async () => {
      const started = await startOurs();
      const {atRest, afterAsked} = await weigh(started, ['/readyz', '/', '/api/queues', '/q/GEN', '/api/boards/all']);
      memory.ours.push(atRest);
      memory.oursAsked.push(afterAsked);
      return started.readyMs;
    },
    bare: async () => {
      const started = await startBare();
      const {atRest, afterAsked} = await weigh(started, ['/readyz']);
      memory.bare.push(atRest);
      memory.bareAsked.push(afterAsked);
      return started.readyMs;
    },
  });

  const rss = (of: Memory[]) => of.map((one) => one.rssMiB);
  const time = ratios(readyMs.ours, readyMs.bare);
  const weight = ratios(rss(memory.ours), rss(memory.bare));
  const mib = (of: Memory[], what: keyof Memory) => median(of.map((one) => one[what])).toFixed(0);
  const parts = (of: Memory[]) =>
    `${mib(of, 'rssMiB')} MiB (shared pages by their share ${mib(of, 'pssMiB')}, anonymous ${mib(of, 'anonymousMiB')})`;
  return {
    id: 'S7',
    what: `from node server/main.ts to a good /readyz with ${quick ? tokens.quick : tokens.whole} numbers in the file; memory at rest`,
    baseline: 'node:http and better-sqlite3 on the same file with the same pragmas, /readyz by a real read',
    measured: `${ratioInWords(time)}; ${ratioInWords(weight)}`,
    reach: `≤ ${reach.time}×; ≤ ${reach.memory}×`,
    reached: median(time) <= reach.time && median(weight) <= reach.memory,
    notes: [
      `ready after ${median(readyMs.ours).toFixed(0)} ms, bare ${median(readyMs.bare).toFixed(0)} ms`,
      `at rest ${restMs / 1000} s after the start: ${parts(memory.ours)}; bare ${parts(memory.bare)}`,
      `at rest after ${asked} requests: ${parts(memory.oursAsked)}; bare ${parts(memory.bareAsked)}: ` +
        ratioInWords(ratios(rss(memory.oursAsked), rss(memory.bareAsked))),
      `not counted: the first start on this file, which closes its last day, ${first.readyMs.toFixed(0)} ms; a start that ` +
        `finds no compiled code ${uncached.readyMs.toFixed(0)} ms, ${uncached.memory.rssMiB.toFixed(0)} MiB`,
    ],
    round: quick ? 'short' : 'whole',
  };
}

async function once(started: Started): Promise<{readyMs: number; memory: Memory}> {
  const memory = started.memory();
  await started.end();
  return {readyMs: started.readyMs, memory};
}

async function weigh(started: Started, paths: readonly string[]) {
  try {
    await sleep(restMs);
    const atRest = started.memory();
    for (let count = 0; count < asked; count++) {
      const answer = await fetch(`http://127.0.0.1:${started.port}${paths[count % paths.length]}`);
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`${paths[count % paths.length]} answered ${answer.status}`);
    }
    await sleep(restMs);
    return {atRest, afterAsked: started.memory()};
  } finally {
    await started.end();
  }
}
