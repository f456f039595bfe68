import fs from 'node:fs';
import os from 'node:os';
import type {Clock} from '../base/clock.ts';
import {agreeMs, type Doubt, doubtAtLeap, doubtAtStart, firstMs, leapMs} from '../base/clock-rules.ts';
import {type Db, one} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {savedFact, saveFact} from '../settings/rows.ts';

/**
 * The box's time. It is the system's as long as that can be believed. Where it cannot, the box's time goes on from the newest
 * instant it knows, by the clock that only goes forward, until the system agrees or somebody confirms the date.
 */
export interface GuardedClock extends Clock {
  readonly doubt: Doubt | null;
  /** The newest instant that the box has known, in ms. */
  readonly highWater: number;
  /** The system's own time, right or wrong. */
  system(): number;
  /** Sets the box's time; from then on it is believed, whatever the system says, until the two agree. */
  confirm(to: number): void;
  /** By how much the time leapt since an instant of the box's time: what passed on the wall was so much more than what passed. */
  leaptSince(at: number): number;
  /** A leap over hours a moment ago, while people were at work: the day that ends by it did not end for them. */
  readonly leaptAtWork: boolean;
}

export interface GuardParts {
  db: Db;
  wall: Clock;
  /** Staff are to be told. */
  changed(): void;
  /** How long the machine has been on, asleep or awake, in ms; null where only the clock that stops with it is known. */
  awake?: (() => number) | null;
  bootId?: () => string | null;
}

const markKey = 'clock.mark';
const confirmedKey = 'clock.confirmed';

/** `after`: entries of the record up to this one were written by a clock that somebody set back since. */
interface Mark {
  at: number;
  after: number;
}

/** A confirmation holds as long as the system was not started anew. */
interface Confirmed {
  ahead: number;
  bootId: string;
}

/** So much the box does not write by itself before anybody has done something: more entries are looked at no further. */
const mostAlone = 500;
const mostLeaps = 50;
const recentMs = 5 * 60_000;

export function guardClock({db, wall, changed, awake = null, bootId = () => null}: GuardParts): GuardedClock {
  const fromSeq = lastSeq(db);
  let quiet = true;
  let askedAt = Number.NEGATIVE_INFINITY;
  let mark = highWaterOf(db);
  let doubt: Doubt | null = null;
  /** The box's time follows the system's; else it runs by itself from the anchor. */
  let follows = true;
  const anchor = {time: 0, steady: wall.steady(), awake: awake?.() ?? 0};
  /** The system's time less the box's, when somebody confirmed. */
  let ahead = 0;
  const leaps: {at: number; ms: number}[] = [];
  let leaptAtWork = Number.NEGATIVE_INFINITY;
  begin();

  function begin(): void {
    const system = wall.now();
    const confirmed = savedFact<Confirmed>(db, confirmedKey);
    if (confirmed && confirmed.bootId === bootId() && doubtAtStart(system - confirmed.ahead, mark) === null) {
      follows = false;
      ahead = confirmed.ahead;
      anchor.time = system - ahead;
    } else {
      doubt = doubtAtStart(system, mark);
      follows = doubt === null;
      anchor.time = follows ? system : Math.max(firstMs, mark ?? firstMs);
    }
    mark = Math.max(mark ?? anchor.time, anchor.time);
  }

  function now(): number {
    const steady = wall.steady();
    const system = wall.now();
    const own = anchor.time + steady - anchor.steady;
    if (!follows || Math.abs(system - own) > agreeMs) return judge(system, steady, own);
    anchor.time = system;
    anchor.steady = steady;
    if (system > mark!) mark = system;
    return system;
  }

  function judge(system: number, steady: number, awakeless: number): number {
    const own = awakeless + slept(steady);
    const leap = system - own;
    const agrees = Math.abs(leap) <= agreeMs;
    // Somebody's word stands until the system's clock agrees, or leaps by itself to where it can be believed.
    const confirmed = !follows && doubt === null;
    if (confirmed && !agrees && Math.abs(leap - ahead) <= agreeMs) return known(own);
    const found = agrees ? null : doubtAtLeap(leap, isQuiet(steady));
    if (found === null) {
      if (!agrees) noteLeap(own, leap, steady);
      setAnchor(system, steady);
      become(true, null);
      return known(system);
    }
    if (confirmed) {
      ahead = leap;
      return known(own);
    }
    if (follows) setAnchor(own, steady);
    become(false, found);
    return known(own);
  }

  /** Whole milliseconds: the steady clock has parts of them, and nothing that is written may. */
  function known(time: number): number {
    const whole = Math.round(time);
    if (whole > mark!) mark = whole;
    return whole;
  }

  /** What the machine slept through: the steady clock stood meanwhile. */
  function slept(steady: number): number {
    if (!awake) return 0;
    const missed = awake() - anchor.awake - (steady - anchor.steady);
    return missed > agreeMs ? missed : 0;
  }

  function setAnchor(time: number, steady: number): void {
    anchor.time = time;
    anchor.steady = steady;
    anchor.awake = awake?.() ?? 0;
  }

  function become(nowFollows: boolean, nowDoubt: Doubt | null): void {
    const told = doubt !== nowDoubt;
    follows = nowFollows;
    doubt = nowDoubt;
    if (told) changed();
  }

  function noteLeap(at: number, ms: number, steady: number): void {
    leaps.push({at, ms: Math.round(ms)});
    if (leaps.length > mostLeaps) leaps.shift();
    if (ms > leapMs && !isQuiet(steady)) leaptAtWork = steady;
  }

  /** Whether nobody has done anything since the start; asked at most once a second, and never again after a no. */
  function isQuiet(steady: number): boolean {
    if (!quiet || steady - askedAt < 1000) return quiet;
    askedAt = steady;
    const last = fromSeq + mostAlone;
    const deed = `select 1 from journal where seq > ? and seq <= ? and (actorKind <> 'system' or seq = ?) limit 1`;
    quiet = !one(db, deed, fromSeq, last, last);
    return quiet;
  }

  return {
    now,
    steady: () => wall.steady(),
    system: () => wall.now(),
    get doubt() {
      now();
      return doubt;
    },
    get highWater() {
      now();
      return mark!;
    },
    confirm(to) {
      const own = now();
      const steady = wall.steady();
      noteLeap(own, to - own, steady);
      setAnchor(to, steady);
      mark = Math.round(to);
      ahead = wall.now() - to;
      become(Math.abs(ahead) <= agreeMs, null);
    },
    leaptSince: (at) => leaps.reduce((sum, leap) => (leap.at >= at ? sum + leap.ms : sum), 0),
    get leaptAtWork() {
      return wall.steady() - leaptAtWork < recentMs;
    },
  };
}

function lastSeq(db: Db): number {
  return one<{seq: number | null}>(db, 'select max(seq) as seq from journal')?.seq ?? 0;
}

/** The newest instant that the file knows; null: none. The newest entries tell it: they stand in the order of writing. */
function highWaterOf(db: Db): number | null {
  const saved = savedFact<Mark>(db, markKey);
  const {at} = one<{at: number | null}>(
    db,
    'select max(at) as at from (select at from journal where seq > ? order by seq desc limit 100)',
    saved?.after ?? 0,
  ) ?? {at: null};
  const known = [saved?.at, at].filter((one): one is number => typeof one === 'number');
  return known.length === 0 ? null : Math.max(...known);
}

/** Now and then, so that a box in which nothing happens knows after a power cut how late it was. */
export function saveMark(tx: Tx): void {
  saveFact(tx, markKey, {at: tx.now, after: savedFact<Mark>(tx.db, markKey)?.after ?? 0} satisfies Mark);
}

/** Somebody said what time it is: `to`. Journaled; the record up to here no longer says how late it is. */
export function noteConfirmed(tx: Tx, {to, system, boot}: {to: number; system: number; boot: string | null}): void {
  const seq = tx.note({kind: 'clock.confirmed', subject: 'clock:1', data: {from: tx.now, to}});
  saveFact(tx, markKey, {at: to, after: seq} satisfies Mark);
  saveFact(tx, confirmedKey, boot === null ? null : ({ahead: system - to, bootId: boot} satisfies Confirmed));
}

/** Of the running system; null where it tells none. */
export function bootIdHere(): string | null {
  try {
    return fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null;
  }
}

export const awakeHere = (): number => os.uptime() * 1000;
