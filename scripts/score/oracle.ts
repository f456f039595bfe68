/**
 * The oracle knows each doctor's true distribution, today's pace and schedule (planned breaks, booked slots, what was
 * announced) and the whole present, but not the dice: how long the present consultation still takes, who will come,
 * when the late doctor arrives. It plays many futures from a copy of the present and answers their quantiles.
 */

import type {Dice} from '../dice.ts';
import type {Morning} from './morning.ts';
import {
  copyMorning,
  drawAnnouncement,
  drawArrival,
  drawBreakLength,
  drawCall,
  drawCheckIn,
  drawComeBack,
  drawComing,
  drawTests,
  step,
} from './morning.ts';
import {day} from './parameters.ts';

/** Redraws until a hidden time lies in the future; a present so unlikely that none does just lasts on. */
const mostTries = 300;

export interface Futures {
  likely: number;
  low: number;
  high: number;
}

export function foresee(present: Morning, token: number, futures: number, dice: Dice): Futures {
  const waits = new Float64Array(futures);
  for (let i = 0; i < futures; i++) {
    const morning = copyMorning(present);
    morning.followed = token;
    hideDice(morning, dice);
    while (morning.followedCalledAt === Number.POSITIVE_INFINITY && step(morning, dice));
    waits[i] = Math.min(900, morning.followedCalledAt) - present.now;
  }
  waits.sort();
  const at = (share: number): number => waits[Math.min(futures - 1, Math.floor(share * futures))]!;
  return {likely: at(0.5), low: at(0.1), high: at(0.9)};
}

/** Puts a fresh draw, conditional on what has been seen, in the place of everything that only the true dice know. */
function hideDice(morning: Morning, dice: Dice): void {
  const {clinic, now} = morning;
  const {people, service, breaks, lateness} = clinic.world;
  morning.nextArrivalAt = drawArrival(clinic, now, dice);
  morning.nextEmergencyAt =
    now < day.lastTokenMinute ? now + dice.exponential(60 / people.emergencyPerHour) : Number.POSITIVE_INFINITY;
  for (const one of morning.booked) one.at = later(now, () => drawCheckIn(clinic, one.slot, dice));
  for (const one of morning.held) one.until = later(now, () => one.from + drawTests(clinic, dice));
  for (const one of morning.absent) one.until = later(now, () => one.from + drawComeBack(clinic, dice));
  if (now < -lateness.toldBeforeMinutes) drawAnnouncement(morning, dice);
  morning.points.forEach((point, index) => {
    const away = point.awayFrom !== Number.POSITIVE_INFINITY;
    if (point.token >= 0) {
      point.until = later(now, () => {
        const call = drawCall(clinic, index, point.calledAt, point.lane, dice);
        point.absent = call.absent;
        return point.calledAt + call.minutes;
      });
    } else if (away && point.awayAs === 'late') {
      point.awayUntil = later(now, () => drawComing(morning, index, dice));
      point.nextUnplannedAt = Math.max(0, point.awayUntil) + dice.exponential(60 / breaks.unplannedPerHour);
      return;
    } else if (away) {
      point.awayUntil = later(now, () => point.awayFrom + drawBreakLength(clinic, point.awayMinutes, dice));
    } else {
      point.readyAt = Math.max(point.readyAt <= now ? now : 0, now + dice.exponential(service.changeoverMinutes));
    }
    // One that fell due during the present consultation is not seen yet.
    point.nextUnplannedAt = (point.token >= 0 ? point.calledAt : now) + dice.exponential(60 / breaks.unplannedPerHour);
  });
}

function later(now: number, draw: () => number): number {
  let at = draw();
  for (let tries = 0; at <= now && tries < mostTries; tries++) at = draw();
  return at > now ? at : now + 1;
}
