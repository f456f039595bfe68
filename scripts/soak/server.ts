// The soak's server: the real box behind a real listener, with a day that lasts seconds. Started with --expose-gc and a
// channel to its parent, which asks it how it is.
import fs from 'node:fs';
import type {Server} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import path from 'node:path';
import {serve} from '@hono/node-server';
import type {Clock} from '../../server/base/clock.ts';
import {readConfig} from '../../server/base/config.ts';
import {openLog} from '../../server/base/log.ts';
import type {Sample} from './samples.ts';

/** Steady time runs this much faster, so that day checks, beats, stalls and the ends of streams all come by. */
const steadyFactor = 20;
/** What the server does every few minutes happens every few seconds. */
const longTimersMs = 60_000;
const longTimersFactor = 200;

const daySeconds = Number(process.env.SOAK_DAY_SECONDS);
const wallFactor = (24 * 3600) / daySeconds;
const start = Date.UTC(2026, 10, 23, 0, 0);
/** Once everybody has gone, the day goes at its own pace: copies and checks that are under way may end. */
let calmAt: number | null = null;
const clock: Clock = {
  now: () => {
    const passed = performance.now();
    return Math.floor(start + (calmAt === null ? passed * wallFactor : calmAt * wallFactor + passed - calmAt));
  },
  steady: () => performance.now() * steadyFactor,
};

// Intervals are counted by hand: those that do not keep the process alive are on no list of Node's.
const {setInterval: usual, clearInterval: usualEnd} = globalThis;
const intervals = new Set<unknown>();
globalThis.setInterval = ((run: () => void, ms = 0, ...rest: []) => {
  const interval = usual(run, ms >= longTimersMs ? ms / longTimersFactor : ms, ...rest);
  intervals.add(interval);
  return interval;
}) as typeof setInterval;
globalThis.clearInterval = (interval) => {
  intervals.delete(interval);
  usualEnd(interval);
};

const statements = new Set<string>();
const config = readConfig(process.env);
const {openBox} = await import('../../server/box.ts');
const log = openLog('silent');
// The first line loads the library, which listens for the process's end: before anything is counted.
log.info({}, 'the soak begins');
const open = await openBox({
  config,
  log,
  clock,
  ownAddress: () => 'http://127.0.0.1',
  broken(error) {
    console.error(error);
    process.exit(74);
  },
});
const {prepare} = open.db;
open.db.prepare = ((text: string) => {
  statements.add(text);
  return prepare.call(open.db, text);
}) as typeof prepare;

const server = serve({fetch: open.app.fetch, port: 0, hostname: '127.0.0.1'}, () =>
  process.send!({port: (server.address() as AddressInfo).port}),
) as Server;
const sockets = new Set<Socket>();
server.on('connection', (socket: Socket) => {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

process.on('message', async (word) => {
  if (word === 'sample') process.send!(await sample());
  if (word === 'calm') calmAt = performance.now();
  if (word !== 'end') return;
  server.close();
  server.closeAllConnections();
  open.close();
  process.exit(0);
});
process.on('disconnect', () => process.exit(0));

async function sample(): Promise<Sample> {
  // Twice, with a breath: what the first round lets go of, the second collects.
  for (let round = 0; round < 2; round++) {
    await new Promise((done) => setTimeout(done, 20));
    globalThis.gc!();
  }
  const {rss, heapUsed, external} = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  const one = (text: string) => prepare.call(open.db, text).pluck().get() as number;
  const pragma = (name: string) => open.db.pragma(name, {simple: true}) as number;
  const live = open.hub.figures;
  return {
    atMs: performance.now(),
    rss,
    heap: heapUsed + external,
    resources,
    timers: intervals.size + (resources.Timeout ?? 0) + (resources.Immediate ?? 0),
    sockets: resources.TCPSocketWrap ?? 0,
    files: fs.readdirSync('/proc/self/fd').length,
    listeners:
      listenersOf(process) + listenersOf(server) + [...sockets].reduce((sum, one) => sum + listenersOf(one), 0),
    followers: live.followers,
    topics: Object.values(live.byKind).reduce((sum, count) => sum + count, 0),
    statements: statements.size,
    days: one('select count(*) from service_days'),
    tokens: one('select count(*) from tokens'),
    entries: one('select count(*) from journal'),
    oldAnswers: one(`select count(*) from answers where expiresAt < ${clock.now() - 2 * keptTooLongMs()}`),
    databaseBytes: (pragma('page_count') - pragma('freelist_count')) * pragma('page_size'),
    walBytes: fs.statSync(path.join(config.dataDir, 'baari.db-wal'), {throwIfNoEntry: false})?.size ?? 0,
    writes: {...open.door.figures},
  };
}

/** Between two rounds of the cleaner, in the time of the wall. */
function keptTooLongMs(): number {
  return ((10 * 60_000) / longTimersFactor) * wallFactor;
}

function listenersOf(what: NodeJS.EventEmitter): number {
  return what.eventNames().reduce((sum, name) => sum + what.listenerCount(name), 0);
}
