/**
 * `npm run demo`: the demo hospital in a folder of its own (./data-demo, or DATA_DIR), and a day of patients and staff, all
 * through the public HTTP interface.
 *
 *   --speed 10     minutes of the day that pass in one minute: 1 is real time
 *   --minutes 30   end after so many real minutes; without it the hospital stays open until Ctrl-C
 *   --seed 1       the same seed, the same day
 *   --quiet        only the demo's own lines
 *   PORT, HOST     as for npm start
 */
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ensureScreens} from './build.ts';
import {type RunningDay, startDay} from './demo-day/day.ts';
import {openHospital} from './demo-day/hospital.ts';
import {doorsOpen} from './demo-day/parameters.ts';
import {planDay} from './demo-day/plan.ts';
import {type ServerChild, startServer} from './demo-day/server-child.ts';
import {dayTime, openTally} from './demo-day/tally.ts';

const {values} = parseArgs({
  options: {
    speed: {type: 'string', default: '10'},
    minutes: {type: 'string'},
    seed: {type: 'string', default: '1'},
    quiet: {type: 'boolean', default: false},
  },
});
const speed = number('speed', values.speed, 0.1, 600);
const minutes = values.minutes === undefined ? null : number('minutes', values.minutes, 0.1, 24 * 60);
const seed = number('seed', values.seed, 0, 2_000_000_000);

const lineEveryMs = 60_000;
const stopRequests = new AbortController();
const tally = openTally();
let server: ServerChild | null = null;
let day: RunningDay | null = null;
let stopping: Promise<void> | null = null;
const timers = new Set<NodeJS.Timeout>();

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(0));

try {
  await ensureScreens().catch(() => console.error('The screens could not be built; serving the ones built before.'));
  server = await startServer({
    env: process.env,
    dataDir: path.resolve(process.env.DATA_DIR ?? './data-demo'),
    loud: !values.quiet,
    gaveUp: (code) => void stop(code === 0 ? 1 : (code ?? 1)),
  });
  const {address} = server;
  const hospital = openHospital({address, password: 'demo-1234', signal: stopRequests.signal});
  const plan = planDay(seed);
  const people = plan.parties.reduce((sum, party) => sum + party.people.length, 0);
  console.log(
    `The demo day: ${people} people from ${dayTime(0, doorsOpen)} to ${dayTime(plan.minutes, doorsOpen)}, ${speed} minutes a minute, seed ${seed}. Ctrl-C ends it.`,
  );
  day = await startDay({
    plan,
    speed,
    seed,
    hospital,
    tally,
    fault: (error) => console.error(`demo: ${error instanceof Error ? error.message : String(error)}`),
  });
  const told = setInterval(() => void tell(), lineEveryMs);
  timers.add(told);
  if (minutes !== null) timers.add(setTimeout(() => void end(), minutes * 60_000));
} catch (error) {
  if (!stopping) console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await stop(1);
}

async function tell(): Promise<void> {
  if (!day) return;
  const running = day;
  const waiting = await running.waiting().catch(() => 'not known');
  console.log(`${dayTime(running.minute(), doorsOpen)}  ${tally.since()}. Waiting: ${waiting}.`);
  if (minutes === null && (await running.over().catch(() => false))) {
    stopTimers();
    console.log(`The day is over. ${sum()} The hospital stays open until Ctrl-C.`);
  }
}

async function end(): Promise<void> {
  await tell();
  console.log(sum());
  await stop(0);
}

function sum(): string {
  const {totals, refusals} = tally;
  const words = Object.entries(totals).map(([what, count]) => `${count} ${what}`);
  const refused = [...refusals].map(([code, count]) => `${count} ${code}`).join(', ');
  return `In all: ${words.join(', ')}. Refused: ${refused || 'nothing'}.`;
}

function stopTimers(): void {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
}

function stop(code: number): Promise<void> {
  stopping ??= (async () => {
    stopTimers();
    const quiet = day?.stop();
    stopRequests.abort();
    await quiet;
    await server?.stop();
    process.exit(code);
  })();
  return stopping;
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  console.error(`--${name} is "${text}"; it takes a number from ${least} to ${most}, for example --${name} ${least}.`);
  process.exit(2);
}
