import {systemActor} from '../base/actor.ts';
import type {Clock} from '../base/clock.ts';
import type {Db} from '../base/database.ts';
import type {Door} from '../base/door.ts';
import {savedFact, saveFact, settingsOf} from '../settings/rows.ts';
import {deadHoldIds, expireHolds} from './expire-holds.ts';
import {forgetPastSlots, makeSlots} from './make-slots.ts';
import {endOverdue, offerSlots} from './offer-slots.ts';
import {scheduledDoctors} from './schedule-rows.ts';
import {settleBookings, unsettled} from './settle-bookings.ts';
import {localDayNumber} from './slot-rules.ts';
import {openWaiters, overdueWaiters, waitingDoctors} from './waitlist-rows.ts';

export interface BookingWatchParts {
  db: Db;
  clock: Clock;
  door: Door;
  clockIsSound(): boolean;
  fault(error: unknown): void;
}

const tickMs = 1000;
/** Holds that ran out are written down this often; nobody waits for it. */
const cleanMs = 30_000;
/** Slots of so many doctors are made in one transaction: others' calls and joins come in between. */
const doctorsAtOnce = 5;
const madeKey = 'appointments.slotsMade';

/**
 * What happens to appointments without anybody asking: holds end, tokens and days decide what became of bookings, free times are
 * offered to who waits, each day brings the slots of one day more. Everything here is safe to do twice and to miss.
 */
export function watchBookings({db, clock, door, clockIsSound, fault}: BookingWatchParts) {
  let settle = true;
  let cleanedAt = Number.NEGATIVE_INFINITY;
  let freed = new Set<number>();
  let running: Promise<void> | null = null;
  /** Where slot making stands: the doctor after whom it goes on; null when all is made. */
  let making: {goal: string; after: number} | null = null;

  /** Looks once; behind a look that is under way. */
  async function tick(): Promise<void> {
    while (running) await running;
    running = look();
    await running;
    running = null;
  }

  async function look(): Promise<void> {
    try {
      if (clock.steady() - cleanedAt >= cleanMs) {
        cleanedAt = clock.steady();
        await expire();
        if (overdueWaiters(db, localDayNumber(clock.now(), settingsOf(db).timeZone), 1).length > 0)
          await door.write(systemActor, endOverdue);
        // An offer that ran out, or a time that comes within reach, may be for the next.
        for (const doctorId of waitingDoctors(db)) freed.add(doctorId);
        settle = true;
      }
      if (settle) await settleNow();
      await offer();
      await make();
    } catch (error) {
      fault(error);
    }
  }

  async function expire(): Promise<void> {
    for (;;) {
      const ids = deadHoldIds(db, clock.now());
      if (ids.length === 0) return;
      await door.write(systemActor, (tx) => expireHolds(tx, ids));
    }
  }

  async function settleNow(): Promise<void> {
    settle = false;
    if (!clockIsSound()) return;
    const ids = unsettled(db, clock.now());
    if (ids.length === 0) return;
    settle = true;
    await door.write(systemActor, (tx) => settleBookings(tx, ids));
  }

  async function offer(): Promise<void> {
    const doctors = freed;
    freed = new Set();
    for (const doctorId of doctors)
      if (openWaiters(db, doctorId, 0, 1).length > 0)
        await door.write(systemActor, (tx) => void offerSlots(tx, doctorId));
  }

  /** Today's slots of all doctors, once a day and whenever a setting moves their horizon; a few doctors at a time. */
  async function make(): Promise<void> {
    if (!clockIsSound()) return;
    const {timeZone, slotDays} = settingsOf(db);
    const goal = `${localDayNumber(clock.now(), timeZone)} ${timeZone} ${slotDays}`;
    if (making === null && savedFact<string>(db, madeKey) === goal) return;
    if (making?.goal !== goal) making = {goal, after: 0};
    const {after} = making;
    const doctors = scheduledDoctors(db, after, doctorsAtOnce);
    const done = doctors.length < doctorsAtOnce;
    await door.write(systemActor, (tx) => {
      let made = 0;
      let removed = 0;
      for (const doctorId of doctors) {
        const its = makeSlots(tx, doctorId);
        made += its.made;
        removed += its.removed + forgetPastSlots(tx, doctorId);
      }
      if (made + removed > 0)
        tx.note({kind: 'slots.made', subject: 'site:1', data: {doctors: doctors.length, made, removed}});
      if (done) saveFact(tx, madeKey, goal);
    });
    making = done ? null : {goal, after: doctors.at(-1)!};
  }

  const timer = setInterval(() => void (running ?? tick()), tickMs);
  timer.unref();
  return {
    touched(topics: ReadonlySet<string>): void {
      for (const topic of topics) {
        if (topic === 'site' || topic.startsWith('queue:')) settle = true;
        if (topic.startsWith('freed:')) freed.add(Number(topic.slice(6)));
      }
    },
    tick,
    stop: () => clearInterval(timer),
  };
}
