// F7: the network goes and comes back, the server is started again, the laptop sleeps. Phone, board, desk and doctor in a real
// browser must say that they are cut off, be right within 5 s of the return, and the board must announce each call once.
import {ensureScreens} from '../build.ts';
import type {Figure} from '../figures/record.ts';
import {type Hall, openHall, type Screen} from './network-hall.ts';
import {type Context, missing, notRun, type Row, rest, roundOf} from './row.ts';

export const rows: Record<'F7', Row> = {F7: network};

const head = {
  id: 'F7',
  what: 'network cut, holed, server started again, laptop asleep: phone, board, desk, doctor in a real browser',
  reach: 'every screen right within 5 s of return; every call announced once',
};
const withinMs = 5000;
/** Looked at for longer, to say how late it was. */
const lookMs = 40_000;
const lookEveryMs = 50;
/** A cut that breaks connections is seen at once; a hole only when the server has been silent for too long. */
const cutSeenMs = 2000;
const holeSeenMs = 13_000;
/** Whoever waits for its turn on the board: ten seconds each, five in a rush. */
const drainMs = 90_000;

interface Case {
  name: string;
  kind: 'cut' | 'hole' | 'sleep' | 'frozen';
  ms: number;
  /** The server ends in the middle, and is back before the network is. */
  restart?: NodeJS.Signals;
  /** How often somebody is called meanwhile; once unless said. */
  calls?: number;
}

const s = 1000;
/**
 * Each list is played in a hall of its own, all at the same time. Every call is younger than ten minutes when the network
 * returns: older ones are not announced any more (kiosk-ui/screens/board/announcements.ts).
 */
const shortRound: Case[][] = [
  [
    {name: 'cut 1 s', kind: 'cut', ms: 1 * s},
    {name: 'cut 6 s, SIGTERM', kind: 'cut', ms: 6 * s, restart: 'SIGTERM'},
    {name: 'hole 7 s', kind: 'hole', ms: 7 * s},
  ],
  [
    {name: 'hole 16 s, kill -9', kind: 'hole', ms: 16 * s, restart: 'SIGKILL'},
    {name: 'asleep 6 s', kind: 'sleep', ms: 6 * s},
  ],
];
const wholeRound: Case[][] = [
  [{name: 'cut 10 min', kind: 'cut', ms: 600 * s, calls: 4}],
  [{name: 'hole 10 min', kind: 'hole', ms: 600 * s, calls: 4}],
  [
    {name: 'cut 1 s', kind: 'cut', ms: 1 * s},
    {name: 'cut 10 s', kind: 'cut', ms: 10 * s},
    {name: 'cut 60 s', kind: 'cut', ms: 60 * s, calls: 2},
    {name: 'hole 1 s', kind: 'hole', ms: 1 * s},
    {name: 'hole 4 s', kind: 'hole', ms: 4 * s},
    {name: 'hole 7 s', kind: 'hole', ms: 7 * s},
    {name: 'hole 10 s', kind: 'hole', ms: 10 * s},
    {name: 'hole 15 s', kind: 'hole', ms: 15 * s},
    {name: 'hole 40 s', kind: 'hole', ms: 40 * s, calls: 2},
    {name: 'hole 60 s', kind: 'hole', ms: 60 * s},
    {name: 'SIGTERM, 8 s', kind: 'cut', ms: 8 * s, restart: 'SIGTERM'},
    {name: 'kill -9, 8 s', kind: 'cut', ms: 8 * s, restart: 'SIGKILL'},
    {name: 'SIGTERM in a hole of 12 s', kind: 'hole', ms: 12 * s, restart: 'SIGTERM'},
    {name: 'kill -9 in a hole of 30 s', kind: 'hole', ms: 30 * s, restart: 'SIGKILL'},
  ],
  [
    {name: 'asleep 5 s', kind: 'sleep', ms: 5 * s},
    {name: 'asleep 20 s', kind: 'sleep', ms: 20 * s},
    {name: 'frozen 20 s', kind: 'frozen', ms: 20 * s},
    {name: 'asleep 20 s, kill -9', kind: 'sleep', ms: 20 * s, restart: 'SIGKILL'},
    {name: 'asleep 5 min', kind: 'sleep', ms: 300 * s, calls: 3},
  ],
];

interface Played {
  name: string;
  /** From the return of the network until this screen was right, in ms. */
  rightMs: Record<string, number>;
}

interface Outcome {
  played: Played[];
  calls: number;
  faults: string[];
}

async function network(context: Context): Promise<Figure> {
  const why = missing(['browser'], 'F7, screens in a real browser');
  if (why) return notRun(context, head, why);
  await ensureScreens();
  const halls = await Promise.allSettled((context.whole ? wholeRound : shortRound).map((cases) => play(cases)));
  const outcomes = halls.map((hall) => {
    if (hall.status === 'rejected') throw hall.reason;
    return hall.value;
  });
  const played = outcomes.flatMap((one) => one.played);
  const faults = outcomes.flatMap((one) => one.faults);
  const slowest = Math.max(...played.flatMap(({rightMs}) => Object.values(rightMs)));
  const calls = outcomes.reduce((sum, one) => sum + one.calls, 0);
  return {
    ...head,
    baseline: null,
    measured: `${played.length} cases, slowest screen right ${inS(slowest)} after return; ${calls} calls announced once${faults.length === 0 ? '' : `; ${faults.length} FAULTS`}`,
    reached: faults.length === 0,
    notes: [
      ...played.map(
        ({name, rightMs}) =>
          `${name}: ${Object.entries(rightMs)
            .map(([screen, ms]) => `${screen} ${inS(ms)}`)
            .join(', ')}`,
      ),
      'meanwhile somebody was called, somebody left and somebody came; what a hole took comes when TCP tries again',
      ...faults.slice(0, 20),
    ],
    round: roundOf(context),
  };
}

const inS = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Plays these one after the other in one hall. */
async function play(cases: Case[]): Promise<Outcome> {
  const hall = await openHall();
  const outcome: Outcome = {played: [], calls: 0, faults: hall.faults};
  try {
    const fault = (words: string) => outcome.faults.push(words);
    for (const {name, late} of await untilRight(hall.screens, patienceAtStartMs))
      if (late) fault(`before anything: ${name} is not right: ${late}`);
    for (const one of cases) outcome.played.push(await playOne(hall, one, fault));
    await insistAnnounced(hall, fault);
    outcome.calls = hall.calls.size;
  } finally {
    hall.wake();
    await hall.close();
  }
  return outcome;
}

const patienceAtStartMs = 15_000;

async function playOne(hall: Hall, one: Case, fault: (words: string) => void): Promise<Played> {
  const began = performance.now();
  const frozen = one.kind === 'frozen' ? await freeze(hall.screens) : null;
  if (one.kind === 'sleep') hall.sleep();
  if (one.kind === 'cut') await hall.wire.cut();
  else hall.wire.hole();

  // Half of the calls fall early into the cut, the others late.
  const calls = one.calls ?? 1;
  for (let n = 0; n < calls; n++) {
    await rest(Math.max(0, began + (one.ms * (n + 0.4)) / (calls + 1) - performance.now()));
    await hall.goOn();
  }
  if (one.restart) {
    await hall.endServer(one.restart);
    await hall.startServer();
  }
  await rest(Math.max(0, began + one.ms - performance.now()));

  const awake = one.kind === 'cut' || one.kind === 'hole';
  if (awake && one.ms >= (one.kind === 'cut' ? cutSeenMs : holeSeenMs))
    await insistStale(hall.screens, one.name, fault);
  const returnedAt = performance.now();
  await hall.wire.restore();
  if (one.kind === 'sleep') hall.wake();
  await frozen?.();
  const rightMs: Record<string, number> = {};
  for (const {name, late, ms} of await untilRight(hall.screens, lookMs, returnedAt)) {
    rightMs[name] = ms;
    if (late) fault(`${one.name}: ${name} not right ${inS(ms)} after return: ${late}`);
    else if (ms > withinMs) fault(`${one.name}: ${name} right only ${inS(ms)} after return`);
  }
  return {name: one.name, rightMs};
}

/** Every screen must say since when it shows the past. */
async function insistStale(screens: Screen[], during: string, fault: (words: string) => void): Promise<void> {
  for (const {name, look} of screens) {
    const {stale} = await look();
    if (stale === null) fault(`${during}: ${name} does not say that it is cut off`);
    else if (!/\d:\d\d/.test(stale)) fault(`${during}: ${name} does not say since when: ${stale}`);
  }
}

/** Until each screen shows what the API says, and claims it: both read again each time, for time alone changes waits. */
function untilRight(screens: Screen[], limitMs: number, from = performance.now()) {
  return Promise.all(
    screens.map(async ({name, look, truth}) => {
      for (;;) {
        const [seen, want] = await Promise.all([look(), truth()]);
        const ms = performance.now() - from;
        if (seen.stale === null && seen.shows.trim() === want.trim()) return {name, ms, late: null};
        if (ms > limitMs) return {name, ms, late: `${seen.stale ?? ''} shows "${seen.shows}", is "${want}"`};
        await rest(lookEveryMs);
      }
    }),
  );
}

/** A tab that the browser puts to sleep while the network is away. */
async function freeze(screens: Screen[]): Promise<() => Promise<void>> {
  const sessions = await Promise.all(screens.map(({page}) => page.context().newCDPSession(page)));
  const set = (state: 'frozen' | 'active') =>
    Promise.all(sessions.map((session) => session.send('Page.setWebLifecycleState', {state})));
  await set('frozen');
  return async () => {
    await set('active');
    await Promise.all(sessions.map((session) => session.detach()));
  };
}

async function insistAnnounced(hall: Hall, fault: (words: string) => void): Promise<void> {
  const times = new Map([...hall.calls.keys()].map((id) => [id, 0]));
  const end = performance.now() + drainMs;
  while ((await hall.announced()).length < times.size && performance.now() < end) await rest(500);
  await rest(1000); // one too many would come now
  for (const id of await hall.announced()) times.set(id, (times.get(id) ?? 0) + 1);
  for (const [id, count] of times) {
    const number = hall.calls.get(id);
    if (!number) fault(`call ${id} was announced and never made`);
    else if (count !== 1) fault(`the call of ${number} was announced ${count} times`);
  }
}
