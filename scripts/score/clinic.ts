import type {WaitInput} from '../../server/queue/wait-rules.ts';
import {foldDuration} from '../../server/queue/wait-rules.ts';
import type {Dice} from '../dice.ts';
import type {World} from './parameters.ts';
import {day} from './parameters.ts';

/** What the oracle may know of a doctor: the distribution, not the dice. */
export interface Doctor {
  readonly meanLog: number;
  readonly sdLog: number;
  readonly driftPerHour: number;
  readonly latenessMeanMinutes: number;
}

/** One morning's plan: what the oracle calls "today's schedule". */
export interface Clinic {
  readonly world: World;
  readonly doctors: readonly Doctor[];
  /** Planned breaks, one list a doctor. */
  readonly breaks: readonly (readonly {atMinute: number; minutes: number}[])[];
  readonly arrivalsPerHour: number;
  /** Slot times that are taken. */
  readonly slots: readonly number[];
  readonly history: WaitInput['history'];
}

export function drawClinic(world: World, dice: Dice): Clinic {
  const pool = dice.next() < world.poolShare;
  const size = pool ? pick(world.poolSizes, dice) : 1;
  const habits = Array.from({length: size}, () => drawHabit(world, dice));
  const history = dice.next() < world.history.newDoctorShare ? null : pastDays(world, habits, dice);
  const doctors = habits.map((habit) => {
    return {...habit, meanLog: habit.meanLog + dice.normal() * world.service.dayLogSd};
  });
  const perMinute = doctors.reduce((sum, doctor) => sum + 1 / Math.exp(doctor.meanLog + doctor.sdLog ** 2 / 2), 0);
  const load = between(world.people.lowLoad, world.people.highLoad, dice);
  const slots = !pool && dice.next() < world.people.bookedMorningShare ? drawSlots(world, dice) : [];
  // Booked people are part of the load.
  const patients = Math.max(6, perMinute * day.capacityMinutes * load - slots.length);
  return {
    world,
    doctors,
    breaks: doctors.map(() => drawBreaks(world, dice)),
    arrivalsPerHour: patients / weightedHours(),
    slots,
    history,
  };
}

/** Minutes of one consultation that begins at this minute. */
export function drawService(clinic: Clinic, doctor: number, atMinute: number, returning: boolean, dice: Dice): number {
  const {service} = clinic.world;
  const {meanLog, sdLog, driftPerHour} = clinic.doctors[doctor]!;
  let minutes = Math.exp(meanLog + (driftPerHour * Math.max(0, atMinute)) / 60 + sdLog * dice.normal());
  if (returning) minutes *= service.returnFactor;
  if (dice.next() < service.heavyShare) minutes *= service.heavyFactor;
  return Math.max(0.3, minutes);
}

export const between = (low: number, high: number, dice: Dice): number => low + (high - low) * dice.next();
export const pick = <T>(list: readonly T[], dice: Dice): T => list[Math.floor(dice.next() * list.length)]!;

function drawHabit(world: World, dice: Dice): Doctor {
  const {service, lateness} = world;
  const median = service.medianMinutes * Math.exp(service.betweenDoctorsLogSd * dice.normal());
  const cv = between(service.lowCv, service.highCv, dice);
  return {
    meanLog: Math.log(Math.min(service.mostMinutes, Math.max(service.leastMinutes, median))),
    sdLog: Math.sqrt(Math.log(1 + cv * cv)),
    driftPerHour: service.driftMean + service.driftSd * dice.normal(),
    latenessMeanMinutes: between(lateness.lowMeanMinutes, lateness.highMeanMinutes, dice),
  };
}

/** The running history that the box would have kept: earlier days of the same doctors, mixed as in a pool. */
function pastDays(world: World, habits: readonly Doctor[], dice: Dice): WaitInput['history'] {
  let history: WaitInput['history'] = null;
  for (let past = 0; past < world.history.days; past++) {
    const today = habits.map((habit) => ({...habit, meanLog: habit.meanLog + dice.normal() * world.service.dayLogSd}));
    const shell = {world, doctors: today} as unknown as Clinic;
    for (let patient = 0; patient < world.history.patientsPerDay; patient++) {
      const doctor = pickBySpeed(today, dice);
      const returning = dice.next() < world.people.testShare / 2;
      const minute = (patient / world.history.patientsPerDay) * day.capacityMinutes;
      history = foldDuration(history, drawService(shell, doctor, minute, returning, dice) * 60_000);
    }
  }
  return history;
}

/** In a pool the quicker doctors see more of the people. */
function pickBySpeed(doctors: readonly Doctor[], dice: Dice): number {
  const speeds = doctors.map((doctor) => Math.exp(-doctor.meanLog - doctor.sdLog ** 2 / 2));
  let left = dice.next() * speeds.reduce((sum, speed) => sum + speed, 0);
  return Math.max(
    0,
    speeds.findIndex((speed) => {
      left -= speed;
      return left < 0;
    }),
  );
}

function drawSlots(world: World, dice: Dice): number[] {
  const slots: number[] = [];
  for (let minute = 0; minute < 210; minute += world.people.slotMinutes) {
    if (dice.next() < world.people.slotTakenShare) slots.push(minute);
  }
  return slots;
}

function drawBreaks(world: World, dice: Dice): {atMinute: number; minutes: number}[] {
  if (dice.next() >= world.breaks.plannedShare) return [];
  return [{atMinute: between(90, 150, dice), minutes: pick(world.breaks.plannedMinutes, dice)}];
}

function weightedHours(): number {
  return day.arrivals.reduce((sum, step, index) => {
    const until = day.arrivals[index + 1]?.fromMinute ?? day.lastTokenMinute;
    return sum + (step.rate * (until - step.fromMinute)) / 60;
  }, 0);
}
