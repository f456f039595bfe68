import {systemActor} from '../base/actor.ts';
import type {Clock} from '../base/clock.ts';
import type {Db} from '../base/database.ts';
import {dayOf} from '../base/day.ts';
import type {Door} from '../base/door.ts';
import {directoryOf} from '../places/directory.ts';
import {settingsOf} from '../settings/rows.ts';
import {lastServiceDay} from './day-rows.ts';
import {nextHour} from './day-rules.ts';
import {lineOf, openDay, orderRules, waitingIn} from './line.ts';
import {nextBoundary} from './order-rules.ts';
import {passTime} from './pass-time.ts';
import {closeDay, lastDayStands, startServiceDay} from './service-day.ts';

export interface WatchParts {
  db: Db;
  clock: Clock;
  door: Door;
  /** While the clock is not to be believed, no day opens or closes by itself. */
  clockIsSound(): boolean;
  /** The clock leapt over hours a moment ago, while people were at work. */
  clockLeapt?(): boolean;
  fault(error: unknown): void;
}

const tickMs = 1000;
/** A local midnight can't be missed by more than this. */
const dayCheckMs = 15_000;

/**
 * Watches for what happens by time alone: a booking's window, somebody's five minutes, opening hours, the next service
 * day. Looks once a second at the queues that changed; computes nothing for those that did not.
 */
export function watchTime({db, clock, door, clockIsSound, clockLeapt, fault}: WatchParts) {
  const due = new Map<number, number>();
  let changed = new Set<number>(directoryOf(db).queues.keys());
  let dayCheckedAt = Number.NEGATIVE_INFINITY;
  let working = false;

  async function tick(): Promise<void> {
    if (working) return;
    working = true;
    try {
      if (clock.steady() - dayCheckedAt >= dayCheckMs) {
        dayCheckedAt = clock.steady();
        await turnDay();
      }
      lookAhead();
      const now = clock.now();
      for (const [queueId, at] of [...due]) {
        if (at > now) continue;
        due.delete(queueId);
        // Refused for now (a full disk): looked at again with the next tick.
        changed.add(queueId);
        await door.write(systemActor, (tx) => passTime(tx, queueId, at));
      }
    } catch (error) {
      fault(error);
    } finally {
      working = false;
    }
  }

  /** For each line that changed: when time will next change it. */
  function lookAhead(): void {
    const queues = changed;
    changed = new Set();
    const day = openDay(db);
    for (const queueId of queues) {
      due.delete(queueId);
      if (day === null || !directoryOf(db).queues.has(queueId)) continue;
      const line = lineOf(db, queueId, day);
      const now = clock.now();
      const waiting = waitingIn(line);
      // Minutes that ran out while nobody looked (the power was off, or since the last tick) are due at once.
      const overdue = waiting.flatMap(({asideUntil}) => (asideUntil !== null && asideUntil <= now ? asideUntil : []));
      const instants = [...overdue, nextBoundary(waiting, now, orderRules(db)), nextHour(line.hours, now)];
      const known = instants.filter((at): at is number => at !== null);
      if (known.length > 0) due.set(queueId, Math.min(...known));
    }
  }

  /** Opens today's service day when none is open, and closes one whose date has passed. */
  async function turnDay(): Promise<void> {
    const last = lastServiceDay(db);
    if (last && !clockIsSound()) return;
    const {timeZone, rollOverHour} = settingsOf(db);
    const today = dayOf(clock.now(), timeZone, rollOverHour);
    if (last && last.day >= today) return;
    await door.write(systemActor, (tx) => {
      // Who waits was here a moment ago, whatever the date says now.
      if (openDay(tx.db)) closeDay(tx, {carry: clockLeapt?.() === true});
      startServiceDay(tx);
    });
  }

  const timer = setInterval(tick, tickMs);
  return {
    /** The first look, before anybody is served. */
    async begin(): Promise<void> {
      if (!lastDayStands(db, clock.now())) await turnDay();
    },
    touched(topics: ReadonlySet<string>): void {
      if (topics.has('site')) for (const id of directoryOf(db).queues.keys()) changed.add(id);
      for (const topic of topics) if (topic.startsWith('queue:')) changed.add(Number(topic.slice(6)));
    },
    tick,
    stop: () => clearInterval(timer),
  };
}
