/**
 * One queue's morning as a chain of events. The same engine plays the true morning and, from a copy of its state with
 * fresh dice, the oracle's possible futures. Times are minutes from the planned start.
 */

import type {Dice} from '../dice.ts';
import type {Clinic} from './clinic.ts';
import {between, drawService, pick} from './clinic.ts';
import {day} from './parameters.ts';

export const lanes = ['emergency', 'returning', 'priority', 'booked', 'walk-in'] as const;
/** Default weights of the call order; emergencies stand outside the wheel. */
const weights = [0, 3, 2, 2, 1];
export const walkIn = 4;
const returning = 1;
const never = Number.POSITIVE_INFINITY;
/** A restored no-show waits for this many further calls (product.md, "Lanes"). */
const restoreAfterCalls = 3;

export interface Point {
  token: number;
  lane: number;
  calledAt: number;
  until: number;
  absent: boolean;
  readyAt: number;
  /** Away (not come yet, or on a break) until then; `awayFrom` is `never` when at work. */
  awayFrom: number;
  awayUntil: number;
  awayAs: 'late' | 'told' | 'untold' | 'silent';
  /** The length that was planned or announced for this absence. */
  awayMinutes: number;
  breaksTaken: number;
  nextUnplannedAt: number;
  endedAt: number;
}

export interface Morning {
  readonly clinic: Clinic;
  now: number;
  points: Point[];
  waiting: number[][];
  wheel: number[];
  restored: {token: number; calls: number}[];
  held: {token: number; from: number; until: number}[];
  absent: {token: number; from: number; until: number}[];
  booked: {slot: number; at: number}[];
  nextArrivalAt: number;
  nextEmergencyAt: number;
  tokens: number;
  calls: number;
  /** Late announcement of a single doctor: minutes, told at `toldAt` (`never`: not told). */
  lateToldAt: number;
  lateMinutes: number;
  /** The token that somebody follows: it doesn't cancel, and its first call is noted. */
  followed: number;
  followedCalledAt: number;
  seen: Seen | null;
}

/** What the box's journal would tell. */
export interface Seen {
  joined(token: number, lane: number, at: number): void;
  called(token: number): void;
  left(token: number): void;
  finished(minutes: number, absent: boolean, held: boolean): void;
}

export function openMorning(clinic: Clinic, dice: Dice, seen: Seen | null): Morning {
  const morning: Morning = {
    clinic,
    now: day.doorsMinute,
    points: clinic.doctors.map(() => emptyPoint()),
    waiting: lanes.map(() => []),
    wheel: lanes.map(() => 0),
    restored: [],
    held: [],
    absent: [],
    booked: clinic.slots.map((slot) => ({slot, at: drawCheckIn(clinic, slot, dice)})),
    nextArrivalAt: 0,
    nextEmergencyAt: day.doorsMinute + dice.exponential(60 / clinic.world.people.emergencyPerHour),
    tokens: 0,
    calls: 0,
    lateToldAt: never,
    lateMinutes: 0,
    followed: -1,
    followedCalledAt: never,
    seen,
  };
  morning.nextArrivalAt = drawArrival(clinic, day.doorsMinute, dice);
  const {breaks} = clinic.world;
  drawAnnouncement(morning, dice);
  morning.points.forEach((point, index) => {
    point.awayUntil = drawComing(morning, index, dice);
    point.nextUnplannedAt = Math.max(0, point.awayUntil) + dice.exponential(60 / breaks.unplannedPerHour);
  });
  return morning;
}

/** Plays the next event; false when the morning is over. */
export function step(morning: Morning, dice: Dice): boolean {
  const {people} = morning.clinic.world;
  const inLine = waitingCount(morning);
  let at = Math.min(morning.nextArrivalAt, morning.nextEmergencyAt);
  for (const one of morning.booked) if (one.at < at) at = one.at;
  for (const one of morning.held) if (one.until < at) at = one.until;
  for (const one of morning.absent) if (one.until < at) at = one.until;
  for (const point of morning.points) {
    const next = nextOfPoint(point, inLine > 0);
    if (next < at) at = next;
  }
  const cancelAt = inLine > 0 ? morning.now + dice.exponential(60 / people.cancelPerHour / inLine) : never;
  if (at === never || at > 900) return false;
  if (cancelAt < at) {
    morning.now = cancelAt;
    cancelOne(morning, dice);
    return true;
  }
  morning.now = at;
  if (morning.nextArrivalAt <= at) {
    join(morning, dice.next() < people.priorityShare ? 2 : walkIn);
    morning.nextArrivalAt = drawArrival(morning.clinic, at, dice);
  }
  if (morning.nextEmergencyAt <= at) {
    join(morning, 0);
    const next = at + dice.exponential(60 / people.emergencyPerHour);
    morning.nextEmergencyAt = next > day.lastTokenMinute ? never : next;
  }
  for (let i = morning.booked.length - 1; i >= 0; i--) {
    if (morning.booked[i]!.at > at) continue;
    morning.booked.splice(i, 1);
    join(morning, 3);
  }
  for (let i = morning.held.length - 1; i >= 0; i--) {
    const one = morning.held[i]!;
    if (one.until > at) continue;
    morning.held.splice(i, 1);
    stand(morning, one.token, returning);
  }
  for (let i = morning.absent.length - 1; i >= 0; i--) {
    const one = morning.absent[i]!;
    if (one.until > at) continue;
    morning.absent.splice(i, 1);
    morning.restored.push({token: one.token, calls: restoreAfterCalls});
  }
  morning.points.forEach((point, index) => {
    if (point.token >= 0 && point.until <= at) finish(morning, point, dice);
    if (point.awayFrom !== never && point.awayUntil <= at) point.awayFrom = never;
    if (point.token < 0 && point.awayFrom === never) leaveForBreak(morning, point, index, dice);
    if (point.token < 0 && point.awayFrom === never && point.readyAt <= at) callNext(morning, point, index, dice);
  });
  return true;
}

/** Waiting tokens in the order in which they would be called if nothing else happened. */
export function callOrder(morning: Morning): number[] {
  const waiting = morning.waiting.map((lane) => lane.slice());
  const wheel = morning.wheel.slice();
  const restored = morning.restored.map((one) => ({...one}));
  const order: number[] = [];
  for (;;) {
    const next = takeNext(waiting, wheel, restored);
    if (next === null) return order;
    order.push(next.token);
  }
}

export function waitingCount(morning: Morning): number {
  let count = morning.restored.length;
  for (const lane of morning.waiting) count += lane.length;
  return count;
}

export function copyMorning(morning: Morning): Morning {
  return {
    ...morning,
    points: morning.points.map((point) => ({...point})),
    waiting: morning.waiting.map((lane) => lane.slice()),
    wheel: morning.wheel.slice(),
    restored: morning.restored.map((one) => ({...one})),
    held: morning.held.map((one) => ({...one})),
    absent: morning.absent.map((one) => ({...one})),
    booked: morning.booked.map((one) => ({...one})),
    seen: null,
  };
}

/** Only a doctor with an own queue announces: a pool has no single start. */
export function drawAnnouncement(morning: Morning, dice: Dice): void {
  const {lateness} = morning.clinic.world;
  const told = morning.points.length === 1 && dice.next() < lateness.toldShare;
  morning.lateToldAt = told ? -lateness.toldBeforeMinutes : never;
  morning.lateMinutes = told ? 5 * Math.max(1, Math.round(drawLateness(morning.clinic, 0, dice) / 5)) : 0;
}

/** When the doctor comes, seen from before the start: by what was announced, or by habit. */
export function drawComing(morning: Morning, point: number, dice: Dice): number {
  const {lateness} = morning.clinic.world;
  // The announcement is part of the future until it is made; then it is the best word there is.
  if (morning.lateToldAt !== never) {
    return morning.lateMinutes * Math.exp(lateness.toldLogBias + lateness.toldLogSd * dice.normal());
  }
  return drawLateness(morning.clinic, point, dice);
}

/** Gamma of shape 2 around the doctor's habit, three minutes early at best. */
export function drawLateness(clinic: Clinic, point: number, dice: Dice): number {
  const mean = clinic.doctors[point]!.latenessMeanMinutes + 3;
  return dice.exponential(mean / 2) + dice.exponential(mean / 2) - 3;
}

export function drawBreakLength(clinic: Clinic, expectedMinutes: number, dice: Dice): number {
  const {logBias, logSd} = clinic.world.breaks;
  return expectedMinutes * Math.exp(logBias + logSd * dice.normal());
}

export function drawCheckIn(clinic: Clinic, slot: number, dice: Dice): number {
  // A booking counts from ten minutes before its slot; people come up to five minutes late.
  return dice.next() < clinic.world.people.bookedComesShare ? slot + between(-10, 5, dice) : never;
}

/** Thinning of a Poisson process with the day's rates. */
export function drawArrival(clinic: Clinic, afterMinute: number, dice: Dice): number {
  const highest = 1.6;
  let at = afterMinute;
  for (;;) {
    at += dice.exponential(60 / (clinic.arrivalsPerHour * highest));
    if (at > day.lastTokenMinute) return never;
    let rate = 0;
    for (const part of day.arrivals) if (at >= part.fromMinute) rate = part.rate;
    if (dice.next() * highest < rate) return at;
  }
}

/** What a call turns out to hold the room for. */
export function drawCall(
  clinic: Clinic,
  point: number,
  atMinute: number,
  lane: number,
  dice: Dice,
): {minutes: number; absent: boolean} {
  const {people} = clinic.world;
  if (dice.next() < people.noShowRate) {
    return {minutes: people.noShowHoldMinutes * between(0.7, 1.3, dice), absent: true};
  }
  return {minutes: drawService(clinic, point, atMinute, lane === returning, dice), absent: false};
}

/** Minutes until somebody who missed the call asks to be put back; most never do. */
export function drawComeBack(clinic: Clinic, dice: Dice): number {
  const {comeBackShare, comeBackMinutes} = clinic.world.people;
  return dice.next() < comeBackShare ? dice.exponential(comeBackMinutes) : never;
}

export function drawTests(clinic: Clinic, dice: Dice): number {
  const {testMedianMinutes, testLogSd} = clinic.world.people;
  return testMedianMinutes * Math.exp(testLogSd * dice.normal());
}

function callNext(morning: Morning, point: Point, index: number, dice: Dice): void {
  const next = takeNext(morning.waiting, morning.wheel, morning.restored);
  if (next === null) return;
  const call = drawCall(morning.clinic, index, morning.now, next.lane, dice);
  point.token = next.token;
  point.lane = next.lane;
  point.calledAt = morning.now;
  point.until = morning.now + call.minutes;
  point.absent = call.absent;
  morning.calls++;
  if (next.token === morning.followed && morning.followedCalledAt === never) morning.followedCalledAt = morning.now;
  morning.seen?.called(next.token);
}

function finish(morning: Morning, point: Point, dice: Dice): void {
  const {people, service} = morning.clinic.world;
  const {token, absent, lane} = point;
  const held = !absent && lane !== returning && dice.next() < people.testShare;
  morning.seen?.finished(morning.now - point.calledAt, absent, held);
  point.token = -1;
  point.endedAt = morning.now;
  point.readyAt = morning.now + dice.exponential(service.changeoverMinutes);
  if (absent) {
    morning.absent.push({token, from: morning.now, until: morning.now + drawComeBack(morning.clinic, dice)});
    return;
  }
  if (held) morning.held.push({token, from: morning.now, until: morning.now + drawTests(morning.clinic, dice)});
}

function leaveForBreak(morning: Morning, point: Point, index: number, dice: Dice): void {
  const {breaks} = morning.clinic.world;
  const planned = morning.clinic.breaks[index]![point.breaksTaken];
  let expected = 0;
  if (planned !== undefined && planned.atMinute <= morning.now) {
    expected = planned.minutes;
    point.breaksTaken++;
  } else if (point.nextUnplannedAt <= morning.now) {
    expected = breaks.unplannedMinutes * Math.exp(breaks.unplannedLogSd * dice.normal());
    point.nextUnplannedAt = morning.now + dice.exponential(60 / breaks.unplannedPerHour);
  }
  if (expected === 0) return;
  const told = dice.next();
  point.awayFrom = morning.now;
  point.awayMinutes = expected;
  point.awayUntil = morning.now + drawBreakLength(morning.clinic, expected, dice);
  point.awayAs = told < breaks.toldShare ? 'told' : told < breaks.toldShare + breaks.untoldShare ? 'untold' : 'silent';
}

/** Emergencies, then restored people whose calls have passed, then the wheel (smooth weighted round robin). */
function takeNext(
  waiting: number[][],
  wheel: number[],
  restored: {token: number; calls: number}[],
): {token: number; lane: number} | null {
  if (waiting[0]!.length > 0) {
    for (const one of restored) one.calls--;
    return {token: waiting[0]!.shift()!, lane: 0};
  }
  const others = waiting.some((lane) => lane.length > 0);
  const due = restored.findIndex((one) => one.calls <= 0 || !others);
  for (const one of restored) one.calls--;
  if (due >= 0) return {token: restored.splice(due, 1)[0]!.token, lane: walkIn};
  let best = -1;
  let sum = 0;
  for (let lane = 1; lane < waiting.length; lane++) {
    if (waiting[lane]!.length === 0) continue;
    sum += weights[lane]!;
    wheel[lane]! += weights[lane]!;
    if (best < 0 || wheel[lane]! > wheel[best]!) best = lane;
  }
  if (best < 0) return null;
  wheel[best]! -= sum;
  return {token: waiting[best]!.shift()!, lane: best};
}

function cancelOne(morning: Morning, dice: Dice): void {
  const lane = pick(
    morning.waiting.filter((tokens) => tokens.length > 0),
    dice,
  );
  if (lane === undefined) return;
  const index = Math.floor(dice.next() * lane.length);
  if (lane[index] === morning.followed) return;
  const [token] = lane.splice(index, 1);
  morning.seen?.left(token!);
}

function join(morning: Morning, lane: number): void {
  stand(morning, morning.tokens++, lane);
}

function stand(morning: Morning, token: number, lane: number): void {
  morning.waiting[lane]!.push(token);
  morning.seen?.joined(token, lane, morning.now);
}

function nextOfPoint(point: Point, somebodyWaits: boolean): number {
  if (point.token >= 0) return point.until;
  if (point.awayFrom !== never) return point.awayUntil;
  return somebodyWaits ? point.readyAt : never;
}

function emptyPoint(): Point {
  return {
    token: -1,
    lane: walkIn,
    calledAt: 0,
    until: never,
    absent: false,
    readyAt: day.doorsMinute,
    awayFrom: 0,
    awayUntil: 0,
    awayAs: 'late',
    awayMinutes: 0,
    breaksTaken: 0,
    nextUnplannedAt: never,
    endedAt: never,
  };
}
