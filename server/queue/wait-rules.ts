/**
 * The wait estimate: a range in whole minutes, from what the box knows at this moment. Closed form, some microseconds.
 * `npm run score` holds it against simulated mornings; the constants below were tuned there (scripts/score).
 *
 * The manner follows Whitt 1999, "Predicting Queueing Delays", Management Science 45(6): remaining times of those in the
 * rooms given their elapsed times, plus the work of the people ahead, by mean and variance.
 */

export interface WaitInput {
  /** People who will be called before this one, from the call order (position - 1). */
  ahead: number;
  /** One entry per active service point. elapsedMs: how long its present token has been called/serving, null = free now. */
  servicePoints: readonly {readonly elapsedMs: number | null}[];
  /** Room-occupying durations (call → completed, held or transferred) of this queue today, newest last, at most 50. */
  recentMs: readonly number[];
  /** The doctor's (or pool's) history: running mean and variance of log durations with a count; null when none. */
  history: {readonly meanLogMs: number; readonly varLogMs: number; readonly count: number} | null;
  /** Share of called people who did not come, and how long such a call holds the room; omitted = defaults. */
  noShow?: {readonly rate: number; readonly holdMs: number};
  /** Rate of arrivals that will overtake (emergency, priority), per hour; default small. 0 for an emergency's own wait. */
  overtakesPerHour?: number;
  /** People held for tests who will come back in front of this one, and the share of calls that end so. Omitted = none. */
  returns?: {readonly held: number; readonly share: number};
  /** Time until each booked person who has not checked in begins to count as booked. Omitted = none. */
  bookedInMs?: readonly number[];
  /** Breaks of today's schedule that are still to come, each of one room. Omitted = not known; empty = none planned. */
  breaks?: readonly {readonly inMs: number; readonly forMs: number}[];
  /** Rooms of this queue that are staffed today but away just now (not come yet, on a break). Omitted = none. */
  pointsAway?: number;
  /**
   * Time until service can go on: a pause's remaining time or the time until a not-started queue is expected to start.
   * 0 = running (or due now, if `stopped` says not-started), null = unknown end. Negative = the expected time has passed
   * by so much and it still stands.
   */
  resumesInMs: number | null;
  /** Announced lateness in minutes, not yet in `resumesInMs`. Counts only before the start: later the line shows it. */
  lateMinutes?: number;
  /** Why it stands while `resumesInMs` isn't 0: late starts run over more than pauses. Omitted = paused. */
  stopped?: 'not-started' | 'paused';
}

export interface WaitRange {
  likelyMinutes: number;
  lowMinutes: number;
  highMinutes: number;
}

type History = NonNullable<WaitInput['history']>;
/** Mean and variance, in minutes. */
interface Spread {
  mean: number;
  variance: number;
}

/** Ground for an estimate: so many durations of today, or so many remembered. */
const leastRecent = 5;
const leastRemembered = 5;
const mostRecent = 50;
const mostAhead = 1000;

/** A doctor's day differs from the usual day by this variance of the log; a pool's days differ less. */
const dayVariance = 0.1 ** 2;
/** A recent duration counts half after so many further ones, because the day drifts. */
const halfLife = 50;
/** How far the pace may still drift away within one wait (log variance per hour²). */
const driftVariancePerHour2 = 0.035 ** 2;
/** Log variance of durations before enough are known, worth so many observations. */
const usualVarLog = 0.28;
const usualVarWeight = 15;
/** A doctor of whom nothing is known: about 6 minutes, anything from 2 to 20 (Irving et al. 2017, BMJ Open 7:e017902). */
const usualMeanLog = Math.log(6);
const usualMeanVariance = 0.6 ** 2;
const defaultNoShow = {rate: 0.05, holdMs: 90_000};
/** Of those who missed their call so many come back, in front of most. */
const comeBackShare = 0.4;
const defaultOvertakesPerHour = 0.7;
/** Between "complete" and the next call. */
const changeoverMinutes = 0.15;
/** Breaks that nobody announced yet: their share of the time, and the variance that they add per minute of wait. */
const breakShareUnplanned = 0.01;
const breakSharePlanned = 0.03;
const breakVariancePerMinute = 1.1;
/** A start later than planned and nothing said: mean minutes, spread, and the mean that is left once it is overdue. */
const lateStartMean = 13;
const lateStartSd = 17;
const lateStartOverdueMean = 8;
const freePoint: Spread = {mean: changeoverMinutes, variance: 0.1};
/** A room whose doctor is away (late, on a break) comes back in about so many minutes. */
const awayPoint: Spread = {mean: 15, variance: 13 ** 2};
/** A planned break runs over by this factor, with this spread. */
const breakRunsOver = 1.1;
const breakSpread = 0.3;
/** People sent for tests are back after about so long, and then need less than a whole turn. */
const testMinutes = 80;
const returningFactor = 0.55;
const bookedComesShare = 0.77;
/** The durations known are mixed with short visits after tests; people ahead are mostly there for the first time. */
const firstVisitFactor = 1.03;
/** The history's mean belongs to the middle of the day; waits are longest, and asked for most, in its slower beginning. */
const morningLog = 0.02;
/** The wheel lets at most about so many overtake for each who is ahead (`waitOf`). */
const overtakenBound = 1.2;
/** Spread of the number who overtake (1 = Poisson). */
const overtakerSpread = 1.3;
const poolRestSpread = 0.45;
/** Work quickens towards noon by this share an hour; of those who wait, this share gives up each hour. */
const quickerPerHour = 0.035;
const leavingPerHour = 0.03;
/** 10th and 90th percentile of the standard normal. */
const z80 = 1.2816;

export function estimateWait(input: WaitInput): WaitRange | null {
  const {recentMs, history, resumesInMs} = input;
  if (resumesInMs === null) return null;
  if (recentMs.length < leastRecent && (history?.count ?? 0) < leastRemembered) return null;
  const stands = resumesInMs !== 0 || input.stopped === 'not-started';
  if (input.servicePoints.length === 0 && !stands) return null;

  const pace = paceOf(input);
  const work = workOf(input, pace);
  const stop = stands ? stopOf(input) : null;
  const ahead = Math.min(mostAhead, Math.max(0, Math.floor(input.ahead) || 0));
  const range = {likelyMinutes: 0, lowMinutes: 0, highMinutes: 1};
  // Never less than for somebody further in front (a sum of uncertain times may otherwise have a lower low end): worked out
  // along a fixed, ever wider row of places, each at least what the last was, and between two of them in proportion.
  let last = {...range, people: 0};
  for (let people = 0; ; people += 1 + (people >> 2)) {
    widen(range, waitOf(people, work, stop));
    if (people >= ahead)
      return shown(between(last, range, people === 0 ? 1 : (ahead - last.people) / (people - last.people)));
    last = {...range, people};
  }
}

/** Folds one more finished duration into a history: running, stable, and forgetting over about 250 durations. */
export function foldDuration(history: WaitInput['history'], durationMs: number): History {
  let log = Math.log(Math.min(3 * 3_600_000, Math.max(10_000, durationMs || 0)));
  if (history === null || history.count < 1) return {meanLogMs: log, varLogMs: 0, count: 1};
  const {meanLogMs, varLogMs} = history;
  // "Complete" pressed after lunch is not a consultation of two hours.
  if (history.count >= 20) {
    const most = 3.5 * Math.sqrt(varLogMs + 0.01);
    log = Math.min(meanLogMs + most, Math.max(meanLogMs - most, log));
  }
  const count = history.count + 1;
  const share = Math.max(1 / count, 1 / 250);
  const change = log - meanLogMs;
  // West 1979, exponentially weighted.
  return {
    meanLogMs: meanLogMs + share * change,
    varLogMs: (1 - share) * (varLogMs + share * change * change),
    count,
  };
}

/** Share of people who miss their call, from today's calls, shrunk towards the usual. */
export function noShowOf(calls: number, missed: number): NonNullable<WaitInput['noShow']> {
  return {...defaultNoShow, rate: (missed + defaultNoShow.rate * 20) / (Math.max(missed, calls) + 20)};
}

/** Who comes back from tests: people held now, and the share of today's finished turns that ended with a hold. */
export function returnsOf(held: number, holds: number, finished: number): NonNullable<WaitInput['returns']> {
  return {held, share: (holds + 1.5) / (Math.max(holds, finished) + 10)};
}

/** From the arrivals into lanes that go before this one within the last `hours` (best: up to 1.5), shrunk. */
export function overtakesPerHourOf(arrivals: number, hours: number): number {
  return (arrivals + 0.35) / (Math.max(0, hours) + 0.5);
}

/** Log-normal durations in minutes: parameters, and how sure we are of the mean. */
interface Pace {
  meanLog: number;
  varLog: number;
  doubt: number;
}

/** Today's durations shrunk towards the history (normal means with known variance; newer ones weigh more). */
function paceOf({recentMs, history, servicePoints, pointsAway}: WaitInput): Pace {
  const points = Math.max(1, servicePoints.length + (pointsAway ?? 0));
  const from = Math.max(0, recentMs.length - mostRecent);
  const fade = 0.5 ** (1 / halfLife);
  let weight = 0;
  let weightSquare = 0;
  let mean = 0;
  let square = 0;
  for (let i = from; i < recentMs.length; i++) {
    const log = Math.log(Math.max(10_000, recentMs[i]!) / 60_000);
    weight = weight * fade + 1;
    weightSquare = weightSquare * fade * fade + 1;
    const change = log - mean;
    mean += change / weight;
    square = square * fade + change * (log - mean);
  }
  const remembered = history === null ? 0 : Math.min(history.count, 300);
  const trusted = Math.min(remembered, 100);
  const knownVar = history === null ? 0 : history.varLogMs * trusted;
  const varLog = Math.min(
    1.5,
    (knownVar + square + usualVarLog * usualVarWeight) / (trusted + Math.max(0, weight - 1) + usualVarWeight),
  );
  const priorPrecision = remembered === 0 ? 1 / usualMeanVariance : 1 / (dayVariance / points + varLog / remembered);
  const freshPrecision = weight === 0 ? 0 : (weight * weight) / weightSquare / varLog;
  const prior = history === null || remembered === 0 ? usualMeanLog : history.meanLogMs - Math.log(60_000) + morningLog;
  const precision = priorPrecision + freshPrecision;
  if (weight > 0) mean += unfinished(servicePoints, mean, varLog) / weight;
  return {
    meanLog: (prior * priorPrecision + mean * freshPrecision) / precision,
    varLog,
    doubt: 1 / precision,
  };
}

/**
 * Who has finished so far were rather the quick ones; the slow ones still sit in the rooms. Renewal theory: of the time
 * spent, E[finished] = (time − rooms × item × (1 − cv²) / 2) / item, so the elapsed times belong to the mean.
 */
function unfinished(servicePoints: WaitInput['servicePoints'], meanLog: number, varLog: number): number {
  const mean = Math.exp(meanLog + varLog / 2);
  const expectedShare = Math.max(0, 2 - Math.exp(varLog)) / 2;
  let items = 0;
  for (const {elapsedMs} of servicePoints) {
    if (elapsedMs !== null) items += Math.min(3, elapsedMs / 60_000 / mean) - expectedShare;
  }
  return Math.min(1.5, Math.max(-1.5, items));
}

/** The rooms now, and one more person's share of them. */
interface Work {
  /** Remaining time of each room, shortest first. */
  rests: Spread[];
  /** One person's time in a room, those who don't come included. */
  item: Spread;
  /** Half the step of the renewal count: see `roomFree`. */
  phase: number;
  overtakers: Overtakers;
  /** Planned breaks, and the share of the time that goes to others. */
  breaks: readonly {inMinutes: number; forMinutes: number}[];
  breakShare: number;
  doubt: number;
}

interface Overtakers {
  perMinute: number;
  held: number;
  heldShare: number;
  bookedInMinutes: readonly number[];
}

function workOf(input: WaitInput, pace: Pace): Work {
  const noShow = input.noShow ?? defaultNoShow;
  const rate = Math.min(0.9, Math.max(0, noShow.rate));
  const hold = noShow.holdMs / 60_000;
  const mean = firstVisitFactor * Math.exp(pace.meanLog + pace.varLog / 2);
  const square = mean * mean * Math.exp(pace.varLog);
  const comes = 1 - rate + rate * comeBackShare;
  const itemMean = comes * mean + rate * hold;
  const itemSquare = comes * square + rate * hold * (hold + 2 * comeBackShare * mean);
  const item = {mean: itemMean + changeoverMinutes, variance: Math.max(0, itemSquare - itemMean * itemMean)};
  const rests = input.servicePoints.map(({elapsedMs}): Spread => {
    return elapsedMs === null ? freePoint : remaining(pace, elapsedMs / 60_000);
  });
  if (rests.length === 0) rests.push(freePoint);
  // Each of a pool's doctors is late in their own way; together they are surer than one.
  if (input.stopped === 'not-started') rests.fill(latenessOf(input));
  for (let point = 0; point < Math.min(20, input.pointsAway ?? 0); point++) rests.push(awayPoint);
  return {
    rests: rests.sort((a, b) => a.mean - b.mean),
    item,
    phase: (1 + item.variance / (item.mean * item.mean)) / 2,
    overtakers: {
      perMinute: Math.max(0, input.overtakesPerHour ?? defaultOvertakesPerHour) / 60,
      held: Math.max(0, input.returns?.held ?? 0),
      heldShare: Math.min(0.5, Math.max(0, input.returns?.share ?? 0)),
      bookedInMinutes: (input.bookedInMs ?? []).map((ms) => ms / 60_000),
    },
    breaks: (input.breaks ?? []).map(({inMs, forMs}) => ({inMinutes: inMs / 60_000, forMinutes: forMs / 60_000})),
    breakShare: input.breaks === undefined ? breakShareUnplanned + breakSharePlanned : breakShareUnplanned,
    doubt: pace.doubt,
  };
}

/** Time until somebody with so many people ahead is called. */
function waitOf(people: number, work: Work, stop: Spread | null): Spread {
  const {item, overtakers} = work;
  const stands = stop?.mean ?? 0;
  // People who overtake bring their own work, and others overtake during that; a longer wait meets more breaks.
  let extra = 0;
  let resting = 0;
  let free = roomFree(people, work);
  let wait = stands + free.mean;
  for (let round = 0; round < 4; round++) {
    const step = item.mean / free.points;
    // The wheel lets nobody be overtaken without end: the more go in front, the fewer of the next do.
    extra = expected(overtakers, stands, wait, step);
    extra /= 1 + extra / (overtakenBound * (people + 2));
    // A break comes first only if it begins before the call would have come without it.
    resting = planned(work, wait - resting) / work.rests.length;
    // Meanwhile the pace quickens and some ahead give up.
    const hours = Math.min(3, wait / 60);
    const stay = 1 - (leavingPerHour * hours) / 2;
    free = roomFree((people + extra) * stay * (1 - (quickerPerHour * Math.max(0, hours - stands / 60)) / 2), work);
    wait = stands + resting + free.mean / (1 - work.breakShare);
  }
  const share = 1 / free.points ** 2;
  const step = item.mean / free.points;
  const serving = wait - stands;
  let variance = free.variance + (people + extra) * item.variance * share + extra * overtakerSpread * step * step;
  variance += (breakVariancePerMinute * serving) / free.points;
  variance += (work.doubt + driftVariancePerHour2 * Math.min(4, serving / 60) ** 2) * serving * serving;
  variance += (breakSpread * resting) ** 2 + (stop?.variance ?? 0);
  return {mean: wait, variance};
}

/**
 * When the (people + 1)th room falls free, if nobody overtakes. One room: its rest and `people` items. The first m rooms:
 * their renewal counts (t − rest) / item + phase sum up to people + phase; the best m is the one with the least t, so that
 * a room that stays blocked does not count for those who are next.
 */
function roomFree(people: number, {rests, item, phase}: Work): Spread & {points: number} {
  const best = {mean: Number.POSITIVE_INFINITY, variance: 0, points: 1};
  let mean = 0;
  let variance = 0;
  for (let points = 1; points <= rests.length; points++) {
    mean += rests[points - 1]!.mean;
    variance += rests[points - 1]!.variance;
    const step = item.mean / points;
    const at = mean / points + step * (people + phase - points * phase);
    if (at >= best.mean) continue;
    best.mean = at;
    best.points = points;
    // Of several rooms the first one free is surer than each of them.
    best.variance = Math.min(variance / (points * points), step * step * poolRestSpread + variance / points ** 3);
  }
  best.mean = Math.max(rests[0]!.mean / rests.length, best.mean);
  return best;
}

/** Minutes of planned breaks within so long a wait; one near its end may or may not fall into it. */
function planned({breaks}: Work, waitMinutes: number): number {
  let minutes = 0;
  for (const {inMinutes, forMinutes} of breaks) minutes += breakRunsOver * forMinutes * within(inMinutes, waitMinutes);
  return minutes;
}

/** How surely something due falls into a wait that is itself only likely. */
function within(inMinutes: number, waitMinutes: number): number {
  return Math.min(1, Math.max(0, (waitMinutes - inMinutes) / (4 + 0.8 * waitMinutes) + 0.5));
}

/** People who will go in front within `waitMinutes`: they arrive, come back from tests, or have a slot. */
function expected(overtakers: Overtakers, standsMinutes: number, waitMinutes: number, stepMinutes: number): number {
  const back = 1 - Math.exp(-waitMinutes / testMinutes);
  const served = Math.max(0, waitMinutes - standsMinutes);
  const servedBack = served - testMinutes * (1 - Math.exp(-served / testMinutes));
  const returning = overtakers.held * back + (overtakers.heldShare * servedBack) / stepMinutes;
  let booked = 0;
  for (const inMinutes of overtakers.bookedInMinutes) {
    booked += bookedComesShare * within(inMinutes, waitMinutes);
  }
  return overtakers.perMinute * waitMinutes + returningFactor * returning + booked;
}

/** How long it still stands; a late start is each room's own, see `latenessOf`. */
function stopOf(input: WaitInput): Spread {
  const inMinutes = (input.resumesInMs ?? 0) / 60_000;
  if (input.stopped === 'not-started') return {mean: Math.max(0, inMinutes), variance: 0};
  return overrun(inMinutes, 1.2, 2 + 0.2 * Math.max(0, inMinutes), 4);
}

/** After the planned start, or from now on if that has passed. */
function latenessOf(input: WaitInput): Spread {
  const inMinutes = (input.resumesInMs ?? 0) / 60_000;
  const told = Math.max(0, input.lateMinutes ?? 0);
  const late =
    told > 0
      ? overrun(inMinutes + told, 0.1 * told, 1 + 0.33 * told, 2 + 0.25 * told)
      : overrun(inMinutes, lateStartMean, lateStartSd, lateStartOverdueMean);
  return {mean: Math.max(0.5, late.mean - Math.max(0, inMinutes)), variance: late.variance};
}

/** Something due in `inMinutes` (negative: overdue) that runs over by a mean; once overdue, what is left is about exponential. */
function overrun(inMinutes: number, mean: number, sd: number, overdueMean: number): Spread {
  if (inMinutes > 0) return {mean: inMinutes + mean, variance: sd * sd};
  // The longer overdue, the longer still.
  const left = overdueMean * (1 - Math.min(0, inMinutes) / 60);
  return {mean: left, variance: left * left};
}

/** Mean and variance of S − elapsed given S > elapsed, for log-normal S: partial moments of the log-normal. */
function remaining(pace: Pace, elapsedMinutes: number): Spread {
  const sd = Math.sqrt(pace.varLog);
  const mean = Math.exp(pace.meanLog + pace.varLog / 2);
  if (!(elapsedMinutes > 0.05)) return {mean, variance: mean * mean * (Math.exp(pace.varLog) - 1)};
  // Beyond 2.5 sd the ratio of tails is all rounding: what is left grows with what has passed.
  const z = (Math.log(elapsedMinutes) - pace.meanLog) / sd;
  const at = z < 2.5 ? elapsedMinutes : Math.exp(pace.meanLog + 2.5 * sd);
  const capped = Math.min(2.5, z);
  const longer = tail(capped);
  const first = (mean * tail(capped - sd)) / longer;
  const second = (mean * mean * Math.exp(pace.varLog) * tail(capped - 2 * sd)) / longer;
  const scale = Math.min(4, elapsedMinutes / at);
  const left = Math.max(0.3, (first - at) * scale);
  return {mean: left, variance: Math.max(0.05, second - first * first) * scale * scale};
}

/** P(Z > x) of the standard normal: Abramowitz & Stegun 26.2.17, error below 1e-7. */
function tail(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = 0.3989422804014327 * Math.exp((-x * x) / 2) * poly;
  return x < 0 ? 1 - upper : upper;
}

/** Log-normal of this mean and variance: median and 10th and 90th percentile, each at least what it was. */
function widen(range: WaitRange, wait: Spread): void {
  if (wait.mean <= 0) return;
  const varLog = Math.log(1 + wait.variance / (wait.mean * wait.mean));
  const sd = Math.sqrt(varLog);
  const median = wait.mean * Math.exp(-varLog / 2);
  range.likelyMinutes = Math.max(range.likelyMinutes, median);
  range.lowMinutes = Math.max(range.lowMinutes, median * Math.exp(-z80 * sd));
  range.highMinutes = Math.max(range.highMinutes, median * Math.exp(z80 * sd));
}

function between(low: WaitRange, high: WaitRange, share: number): WaitRange {
  const at = (from: number, to: number): number => from + share * (to - from);
  return {
    likelyMinutes: at(low.likelyMinutes, high.likelyMinutes),
    lowMinutes: at(low.lowMinutes, high.lowMinutes),
    highMinutes: at(low.highMinutes, high.highMinutes),
  };
}

function shown(range: WaitRange): WaitRange {
  const lowMinutes = whole(range.lowMinutes);
  const likelyMinutes = Math.max(lowMinutes, whole(range.likelyMinutes));
  const highMinutes = Math.max(likelyMinutes, lowMinutes + 1, whole(range.highMinutes));
  return {likelyMinutes, lowMinutes, highMinutes};
}

/** Whole minutes, at most a day. Screens may say longer times in fives. */
function whole(minutes: number): number {
  return Math.min(24 * 60, Math.round(minutes));
}
