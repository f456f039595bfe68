// Time as the simulation turns it: a wall clock that may jump, steady time that only goes forward, and every timer of this
// process on it. While it is installed nothing happens by itself: timers fire in the order of their instants, then of
// their making, and the server's `setImmediate` runs when the simulation says so. So a seed decides everything.
import type {Clock} from '../../server/base/clock.ts';
import {dice} from '../dice.ts';

interface Event {
  at: number;
  order: number;
  run(): void;
  /** A timer of the server dies with its process; the world's go on. */
  ofServer: boolean;
  everyMs: number | null;
  live: boolean;
}

export interface VirtualTime {
  clock: Clock;
  /** The running box's own: it distrusts a wall clock that leaps, and goes on from what it knew. */
  boxClock: Clock | null;
  /** What the box takes the time to be; the wall's while no box has run. */
  boxNow(): number;
  /** Everything that is due within so many milliseconds, in order. */
  advance(ms: number): Promise<void>;
  /** Promises and immediates until nothing is left that could go on without time passing. */
  settle(): Promise<void>;
  /** Waits for a promise of the server while its timers run. */
  finished<T>(work: Promise<T>): Promise<T>;
  /** The world's own: a message on its way, a patience that ends. */
  after(ms: number, run: () => void): void;
  jump(ms: number): void;
  /** The process is gone, and with it what it still wanted to do. */
  dropServer(): void;
  /** Called before each immediate of the server, so that it can die there. */
  beforeImmediate: (() => void) | null;
  afterImmediate: (() => void) | null;
  /** Called when everything rests, before time goes on: here a dead server is buried and a new one started. */
  onRest: (() => Promise<void>) | null;
  /** Called each time the server reads the clock. */
  onNow: (() => void) | null;
  readonly pending: number;
  uninstall(): void;
}

/** More rounds than any request needs; one more is a loop. */
const mostRounds = 10_000;
const real = {setImmediate, clearImmediate, setTimeout, clearTimeout, setInterval, clearInterval};
const realRandom = Math.random;

export function installVirtualTime(start: number): VirtualTime {
  let steady = 0;
  let offset = start;
  let order = 0;
  const events: Event[] = [];
  let immediates: Event[] = [];
  let inWorld = 0;

  function add(ms: number, run: () => void, everyMs: number | null, ofServer: boolean): Event {
    const event = {at: steady + Math.max(1, Math.floor(ms) || 1), order: order++, run, ofServer, everyMs, live: true};
    insert(event);
    return event;
  }

  function insert(event: Event): void {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = events[middle]!;
      if (other.at < event.at || (other.at === event.at && other.order < event.order)) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, event);
  }

  const handle = (event: Event) =>
    Object.assign(event, {unref: () => event, ref: () => event, hasRef: () => true, refresh: () => event});
  const clear = (event: Event | undefined | null) => {
    if (event) event.live = false;
  };
  const put = (name: string, value: unknown) => Object.assign(globalThis, {[name]: value});
  put('setTimeout', (run: (...a: unknown[]) => void, ms = 0, ...a: unknown[]) =>
    handle(add(ms, () => run(...a), null, inWorld === 0)),
  );
  put('setInterval', (run: (...a: unknown[]) => void, ms = 0, ...a: unknown[]) =>
    handle(add(ms, () => run(...a), Math.max(1, ms), inWorld === 0)),
  );
  put('setImmediate', (run: (...a: unknown[]) => void, ...a: unknown[]) => {
    const event = {at: 0, order: order++, run: () => run(...a), ofServer: true, everyMs: null, live: true};
    immediates.push(event);
    return handle(event);
  });
  for (const name of ['clearTimeout', 'clearInterval', 'clearImmediate']) put(name, clear);

  // Jitter must not decide anything, but it moves timers: so it is part of the seed as well.
  Math.random = dice(start).next;

  // All microtasks are done when a real immediate comes round.
  const breath = () => new Promise<void>((resolve) => real.setImmediate(resolve));

  const time: VirtualTime = {
    boxClock: null,
    boxNow() {
      return (this.boxClock ?? this.clock).now();
    },
    clock: {
      now: () => {
        time.onNow?.();
        return Math.floor(steady + offset);
      },
      steady: () => steady,
    },
    beforeImmediate: null,
    afterImmediate: null,
    onNow: null,
    onRest: null,
    async settle() {
      for (let round = 0; round < mostRounds; round++) {
        await breath();
        if (immediates.length === 0) return;
        const batch = immediates;
        immediates = [];
        for (const one of batch) {
          if (!one.live) continue;
          time.beforeImmediate?.();
          if (one.live) one.run();
          time.afterImmediate?.();
        }
      }
      throw new Error('the server never comes to rest');
    },
    async advance(ms) {
      const until = steady + ms;
      await time.settle();
      await time.onRest?.();
      for (let next = events[0]; next && next.at <= until; next = events[0]) {
        events.shift();
        if (!next.live) continue;
        steady = Math.max(steady, next.at);
        if (next.everyMs !== null) {
          next.at = steady + next.everyMs;
          next.order = order++;
          insert(next);
        }
        next.run();
        await time.settle();
        await time.onRest?.();
      }
      steady = until;
    },
    async finished(work) {
      let done = false;
      const mark = () => {
        done = true;
      };
      work.then(mark, mark);
      for (let round = 0; !done && round < mostRounds; round++) await time.settle();
      if (!done) throw new Error('the server waits for something that only time brings');
      return work;
    },
    after(ms, run) {
      inWorld++;
      add(ms, run, null, false);
      inWorld--;
    },
    jump: (ms) => {
      offset += ms;
    },
    dropServer() {
      for (const event of [...events, ...immediates]) if (event.ofServer) event.live = false;
      for (let at = events.length - 1; at >= 0; at--) if (!events[at]!.live) events.splice(at, 1);
      immediates = [];
    },
    get pending() {
      return events.filter((event) => event.live && !event.ofServer).length;
    },
    uninstall() {
      Object.assign(globalThis, real);
      Math.random = realRandom;
    },
  };
  return time;
}
