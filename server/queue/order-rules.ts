import type {Lane} from './schema.ts';

/** The lanes that share the turns by weight, in the order that breaks ties. Emergencies stand outside the wheel. */
export const wheelLanes = ['returning', 'priority', 'booked', 'walk-in'] as const;
export type WheelLane = (typeof wheelLanes)[number];
/** Four whole numbers in the order of `wheelLanes`. */
export type Wheel = readonly [number, number, number, number];
export const restingWheel: Wheel = [0, 0, 0, 0];

export interface OrderRules {
  readonly weights: Wheel;
  /** A booking counts as booked from so long before its slot … */
  readonly bookedEarlyMs: number;
  /** … until so long after it. */
  readonly bookedGraceMs: number;
}

/** What the order needs to know of a waiting token. Sequences are the journal's, so the wall clock cannot reorder anybody. */
export interface Waiting {
  readonly id: number;
  readonly lane: Lane;
  readonly laneSeq: number;
  readonly arrivedSeq: number;
  /** Restored no-show: comes when the day's calls have reached this number. */
  readonly dueAtCall: number | null;
  /** "I need 5 minutes": stands behind everybody until then. */
  readonly asideUntil: number | null;
  /** The booking's slot; only tokens in the lane `booked` have one. */
  readonly slotAt: number | null;
}

export interface LineNow {
  readonly now: number;
  /** Calls of the day that were not undone. */
  readonly calls: number;
  readonly wheel: Wheel;
  readonly rules: OrderRules;
}

/** The lane in which a token counts at this moment: a booking outside its window counts as walk-in. */
export function activeLane(token: Pick<Waiting, 'lane' | 'slotAt'>, now: number, rules: OrderRules): Lane {
  if (token.lane !== 'booked' || token.slotAt === null) return token.lane;
  return now >= token.slotAt - rules.bookedEarlyMs && now < token.slotAt + rules.bookedGraceMs ? 'booked' : 'walk-in';
}

/**
 * Who comes when: the one order from which every position is computed. Emergencies first, by arrival; a restored no-show
 * when its calls have passed; the other lanes by smooth weighted round robin (nginx, ngx_http_upstream_round_robin);
 * whoever stepped aside last. Pure and total: every waiting token stands in it exactly once.
 */
export function callOrder<T extends Waiting>(tokens: Iterable<T>, line: LineNow): T[] {
  const stand = sortedStand(tokens, line);
  const order: T[] = [];
  const wheel = [...line.wheel] as [number, number, number, number];
  for (let calls = line.calls; ; calls++) {
    const next = take(stand, calls, wheel, line.rules.weights);
    if (!next) return order;
    order.push(next.token);
  }
}

/** The next in turn, and what calling them adds to the wheel (all zeros where the wheel did not choose). Null: nobody waits. */
export function nextInTurn<T extends Waiting>(tokens: Iterable<T>, line: LineNow): {token: T; turn: Wheel} | null {
  const wheel = [...line.wheel] as [number, number, number, number];
  const next = take(sortedStand(tokens, line), line.calls, wheel, line.rules.weights);
  if (!next) return null;
  return {token: next.token, turn: wheel.map((value, at) => value - line.wheel[at]!) as unknown as Wheel};
}

export function turned(wheel: Wheel, turn: Wheel, by: 1 | -1): Wheel {
  return wheel.map((value, at) => value + by * turn[at]!) as unknown as Wheel;
}

/** The next instant after `now` at which time alone changes the order; null when none will. */
export function nextBoundary(tokens: Iterable<Waiting>, now: number, rules: OrderRules): number | null {
  let next: number | null = null;
  for (const token of tokens) {
    const instants =
      token.lane === 'booked' && token.slotAt !== null
        ? [token.asideUntil, token.slotAt - rules.bookedEarlyMs, token.slotAt + rules.bookedGraceMs]
        : [token.asideUntil];
    for (const at of instants) if (at !== null && at > now && (next === null || at < next)) next = at;
  }
  return next;
}

/** Whoever stands further back than before, with both places (1 = next). */
export function movedBack(
  before: readonly number[],
  after: readonly number[],
): {id: number; from: number; to: number}[] {
  const was = new Map(before.map((id, index) => [id, index + 1]));
  return after.flatMap((id, index) => {
    const from = was.get(id);
    return from !== undefined && from < index + 1 ? [{id, from, to: index + 1}] : [];
  });
}

interface Stand<T> {
  emergencies: T[];
  due: T[];
  lanes: [T[], T[], T[], T[]];
  aside: T[];
  /** How many were taken from the front of each list: shifting long arrays would make the order quadratic. */
  at: {emergencies: number; due: number; lanes: [number, number, number, number]; aside: number};
}

function sortedStand<T extends Waiting>(tokens: Iterable<T>, {now, rules}: LineNow): Stand<T> {
  const stand: Stand<T> = {
    emergencies: [],
    due: [],
    lanes: [[], [], [], []],
    aside: [],
    at: {emergencies: 0, due: 0, lanes: [0, 0, 0, 0], aside: 0},
  };
  for (const token of tokens) {
    const lane = activeLane(token, now, rules);
    if (token.asideUntil !== null && token.asideUntil > now) stand.aside.push(token);
    else if (lane === 'emergency') stand.emergencies.push(token);
    else if (token.dueAtCall !== null) stand.due.push(token);
    else stand.lanes[wheelLanes.indexOf(lane)]!.push(token);
  }
  stand.emergencies.sort(byLaneArrival);
  stand.due.sort((a, b) => a.dueAtCall! - b.dueAtCall! || a.laneSeq - b.laneSeq);
  stand.lanes[0].sort(byLaneArrival);
  stand.lanes[1].sort(byLaneArrival);
  stand.lanes[2].sort((a, b) => windowStart(a, rules) - windowStart(b, rules) || a.laneSeq - b.laneSeq);
  // Walk-ins, and bookings that count as such, by when they first came.
  stand.lanes[3].sort((a, b) => walkInSeq(a) - walkInSeq(b));
  stand.aside.sort((a, b) => a.asideUntil! - b.asideUntil! || a.laneSeq - b.laneSeq);
  return stand;
}

/** Takes the next one off the stand; turns `wheel` when the wheel chose. */
function take<T>(stand: Stand<T>, calls: number, wheel: number[], weights: Wheel): {token: T} | null {
  const {at} = stand;
  if (at.emergencies < stand.emergencies.length) return {token: stand.emergencies[at.emergencies++]!};
  const due = stand.due[at.due] as (T & Waiting) | undefined;
  if (due && due.dueAtCall! <= calls) return {token: stand.due[at.due++]!};
  const lane = turnWheel(stand, wheel, weights);
  if (lane >= 0) return {token: stand.lanes[lane]![at.lanes[lane]!++]!};
  if (due) return {token: stand.due[at.due++]!};
  if (at.aside < stand.aside.length) return {token: stand.aside[at.aside++]!};
  return null;
}

/** One step: each non-empty lane gains its weight, the largest goes and loses the sum; ties by the list's order. -1: all empty. */
function turnWheel<T>({lanes, at}: Stand<T>, wheel: number[], weights: Wheel): number {
  let sum = 0;
  let best = -1;
  for (let lane = 0; lane < 4; lane++) {
    if (at.lanes[lane]! >= lanes[lane]!.length) continue;
    sum += weights[lane]!;
    wheel[lane] = wheel[lane]! + weights[lane]!;
    if (best < 0 || wheel[lane]! > wheel[best]!) best = lane;
  }
  if (best >= 0) wheel[best] = wheel[best]! - sum;
  return best;
}

function byLaneArrival(a: Waiting, b: Waiting): number {
  return a.laneSeq - b.laneSeq;
}

/** Whoever has the earlier slot came first into the booked lane, unless they checked in after their window had begun. */
function windowStart(token: Waiting, rules: OrderRules): number {
  return token.slotAt === null ? 0 : token.slotAt - rules.bookedEarlyMs;
}

function walkInSeq(token: Waiting): number {
  return token.lane === 'walk-in' ? token.laneSeq : token.arrivedSeq;
}
