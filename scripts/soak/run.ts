// One soak: a server of its own, people for so many of its days, samples all along, and a look when everybody has gone.
import {type ChildProcess, spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {letPeopleIn, type People} from './people.ts';
import type {Sample, Soaked} from './samples.ts';

export interface Soak {
  days: number;
  daySeconds: number;
  /** A line for each sample. */
  told?(sample: Sample, streams: number): void;
}

/** The first part warms up: code is compiled, caches fill. */
const samplesInAll = 24;
const startWithinMs = 20_000;
const answerWithinMs = 60_000;
/**
 * Ended streams, idle connections and stalled readers are let go within this, and a copy that is being made and checked is done.
 * After an hour of days the file has grown, and the check of the night follows the copy: on a busy machine that takes minutes.
 */
const goneWithinMs = (playedMs: number) => Math.max(90_000, playedMs / 6);

export async function soak({
  days,
  daySeconds,
  told,
}: Soak): Promise<Soaked & {counts: People['counts']; seconds: number}> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-soak-'));
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'server.ts')],
    {
      env: {PATH: process.env.PATH ?? '', DEMO: '1', DATA_DIR: dataDir, SOAK_DAY_SECONDS: String(daySeconds)},
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  try {
    const {port} = await heard<{port: number}>(child, startWithinMs);
    await warm(port);
    const before = await sample(child);
    const startedAt = performance.now();
    const people = await letPeopleIn(port);
    const during: Sample[] = [];
    const everyMs = (days * daySeconds * 1000) / samplesInAll;
    for (let number = 1; number <= samplesInAll; number++) {
      await new Promise((done) => setTimeout(done, Math.max(0, startedAt + number * everyMs - performance.now())));
      const one = await sample(child);
      during.push(one);
      told?.(one, people.streams);
    }
    await people.stop();
    return {
      before,
      during,
      after: await whenGone(child, before, days * daySeconds * 1000),
      clientFaults: people.faults,
      counts: people.counts,
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    await end(child);
    fs.rmSync(dataDir, {recursive: true, force: true});
  }
}

/** One of everything, so that what is made once and kept is there before we count. */
async function warm(port: number): Promise<void> {
  const people = await letPeopleIn(port);
  await new Promise((done) => setTimeout(done, 1000));
  await people.stop();
  await new Promise((done) => setTimeout(done, 1500));
}

async function whenGone(child: ChildProcess, before: Sample, playedMs: number): Promise<Sample> {
  const until = performance.now() + goneWithinMs(playedMs);
  child.send('calm');
  for (;;) {
    const one = await sample(child);
    const quiet =
      one.sockets <= before.sockets &&
      one.timers <= before.timers &&
      one.followers <= before.followers &&
      Object.entries(one.resources).every(([name, count]) => count <= (before.resources[name] ?? 0));
    if (quiet || performance.now() > until) return one;
    await new Promise((done) => setTimeout(done, 300));
  }
}

function sample(child: ChildProcess): Promise<Sample> {
  child.send('sample');
  return heard<Sample>(child, answerWithinMs);
}

function heard<T>(child: ChildProcess, withinMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const done = (work: () => void) => {
      clearTimeout(late);
      child.off('message', onMessage);
      child.off('exit', onExit);
      work();
    };
    const onMessage = (message: unknown) => done(() => resolve(message as T));
    const onExit = (code: number | null) => done(() => reject(new Error(`the server ended with ${code}`)));
    const late = setTimeout(() => done(() => reject(new Error('the server does not answer'))), withinMs);
    child.once('message', onMessage);
    child.once('exit', onExit);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), 5000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    if (child.connected) child.send('end');
    else child.kill('SIGKILL');
  });
}
