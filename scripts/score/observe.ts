/** What the box would know at this moment, from its journal alone, put into the estimate's input. */

import type {WaitInput} from '../../server/queue/wait-rules.ts';
import {noShowOf, overtakesPerHourOf, returnsOf} from '../../server/queue/wait-rules.ts';
import type {Morning, Point, Seen} from './morning.ts';
import {day} from './parameters.ts';

const never = Number.POSITIVE_INFINITY;
/** A pool's room that has called nobody for so long while people wait is not at work. */
const idleMinutes = 3;

export interface Journal extends Seen {
  readonly recentMs: number[];
  /** Called at least once, or cancelled: no longer followed. */
  readonly gone: Set<number>;
  readonly laneOf: Map<number, number>;
  joins: {lane: number; at: number}[];
  calls: number;
  absences: number;
  holds: number;
}

export function keepJournal(): Journal {
  const journal: Journal = {
    recentMs: [],
    gone: new Set(),
    laneOf: new Map(),
    joins: [],
    calls: 0,
    absences: 0,
    holds: 0,
    joined(token, lane, at) {
      journal.joins.push({lane, at});
      journal.laneOf.set(token, lane);
    },
    called(token) {
      journal.gone.add(token);
      journal.calls++;
    },
    left(token) {
      journal.gone.add(token);
    },
    finished(minutes, absent, held) {
      if (held) journal.holds++;
      if (absent) journal.absences++;
      else journal.recentMs.push(minutes * 60_000);
    },
  };
  return journal;
}

export function observe(morning: Morning, journal: Journal, ahead: number, lane: number): WaitInput {
  const {clinic, now} = morning;
  const stop = standing(morning);
  return {
    ahead,
    servicePoints: activePoints(morning, stop.stopped === 'not-started').map((point) => ({
      elapsedMs: point.token >= 0 ? (now - point.calledAt) * 60_000 : null,
    })),
    recentMs: journal.recentMs.slice(-50),
    history: clinic.history,
    noShow: noShowOf(journal.calls, journal.absences),
    overtakesPerHour: overtaking(journal, lane, now),
    returns:
      lane === 0 || lane === 1
        ? {held: 0, share: 0}
        : returnsOf(morning.held.length, journal.holds, journal.recentMs.length),
    bookedInMs:
      lane === 4
        ? morning.clinic.slots.filter((slot) => slot - 10 > now).map((slot) => (slot - 10 - now) * 60_000)
        : [],
    pointsAway: morning.points.length - activePoints(morning, stop.stopped === 'not-started').length,
    breaks: plannedBreaks(morning),
    ...stop,
  };
}

/** "People ahead × average": the mean of today's durations, else of the past, shared among the rooms at work. */
export function plainEstimate(morning: Morning, journal: Journal, ahead: number): number {
  const {history} = morning.clinic;
  const known = journal.recentMs.length > 0;
  const mean = known
    ? journal.recentMs.reduce((sum, ms) => sum + ms, 0) / journal.recentMs.length / 60_000
    : Math.exp((history?.meanLogMs ?? 0) + (history?.varLogMs ?? 0) / 2) / 60_000;
  return (ahead * mean) / Math.max(1, activePoints(morning, journal.calls === 0).length);
}

function standing(morning: Morning): Pick<WaitInput, 'resumesInMs' | 'stopped' | 'lateMinutes'> {
  const {now, points} = morning;
  const away = points.filter((point) => point.awayFrom !== never);
  if (away.length === points.length && away.every((point) => point.awayAs === 'late')) {
    const told = now >= morning.lateToldAt ? morning.lateMinutes : 0;
    return {resumesInMs: dueIn(0 - now), stopped: 'not-started', lateMinutes: told};
  }
  // A pool's rooms come and go; only a doctor's own queue is paused as a whole.
  const [only] = points;
  if (points.length > 1 || only === undefined || only.awayFrom === never || only.awayAs === 'silent') {
    return {resumesInMs: 0};
  }
  if (only.awayAs === 'untold') return {resumesInMs: null, stopped: 'paused'};
  return {resumesInMs: dueIn(only.awayFrom + only.awayMinutes - now), stopped: 'paused'};
}

/** From the doctors' schedules: what is still to come, also when it is due and the present patient is not out yet. */
function plannedBreaks({clinic, points, now}: Morning): NonNullable<WaitInput['breaks']> {
  return clinic.breaks.flatMap((breaks, point) =>
    breaks.slice(points[point]!.breaksTaken).map(({atMinute, minutes}) => ({
      inMs: Math.max(0, atMinute - now) * 60_000,
      forMs: minutes * 60_000,
    })),
  );
}

/** 0 means "running", so a time that is due this very instant counts as just overdue. */
function dueIn(minutes: number): number {
  return Math.round(minutes * 60_000) || -1;
}

function activePoints(morning: Morning, notStarted: boolean): Point[] {
  if (notStarted || morning.points.length === 1) return morning.points;
  return morning.points.filter((point) => {
    if (point.token >= 0 || point.awayFrom === never) return true;
    return point.awayAs !== 'late' && morning.now - point.endedAt < idleMinutes;
  });
}

/** Arrivals of the last 90 minutes into lanes that go before this one; those from tests are known apart. */
function overtaking(journal: Journal, lane: number, now: number): number {
  if (lane === 0) return 0;
  const seen = journal.joins.filter((join) => {
    return join.at > now - 90 && (join.lane === 0 || (join.lane === 2 && lane >= 3));
  });
  return overtakesPerHourOf(seen.length, Math.min(90, now - day.doorsMinute) / 60);
}
