/** Plays mornings and keeps, for each estimate taken, what the three columns said and what happened. */

import type {WaitInput, WaitRange} from '../../server/queue/wait-rules.ts';
import {estimateWait} from '../../server/queue/wait-rules.ts';
import type {Dice} from '../dice.ts';
import {dice} from '../dice.ts';
import {drawClinic} from './clinic.ts';
import type {Morning} from './morning.ts';
import {callOrder, copyMorning, openMorning, step} from './morning.ts';
import {keepJournal, observe, plainEstimate} from './observe.ts';
import type {Futures} from './oracle.ts';
import {foresee} from './oracle.ts';
import type {World} from './parameters.ts';

export const moments = ['join', '1 ahead', '5 ahead', '20 ahead'] as const;
export type Moment = (typeof moments)[number];
const aheadOf: readonly (number | null)[] = [null, 1, 5, 20];

export interface Sample {
  readonly world: string;
  readonly moment: Moment;
  readonly ahead: number;
  readonly points: number;
  readonly lane: number;
  readonly input: WaitInput;
  readonly truthMinutes: number;
  readonly plainMinutes: number;
  /** Null: "not known yet". */
  readonly ours: WaitRange | null;
  /** Ours when nobody entered breaks or bookings. */
  readonly unscheduled: WaitRange | null;
  /** Ours from the least that a box must give: without any of the optional facts. */
  readonly bare: WaitRange | null;
  readonly oracle: Futures | null;
}

export interface Scope {
  /** Estimates kept of each moment and morning, chosen evenly among all. */
  readonly perMoment: number;
  /** Futures that the oracle plays for each; 0 = no oracle. */
  readonly futures: number;
}

interface Open {
  token: number;
  at: number;
  morning: Morning;
  ahead: number;
  input: WaitInput;
  plainMinutes: number;
}

export function measureMorning(world: World, seed: number, scope: Scope): Sample[] {
  const nature = dice(seed, 0);
  const choice = dice(seed, 1);
  const clinic = drawClinic(world, nature);
  const journal = keepJournal();
  const morning = openMorning(clinic, nature, journal);
  const calledAt = new Map<number, number>();
  const called = journal.called.bind(journal);
  journal.called = (token) => {
    if (!calledAt.has(token)) calledAt.set(token, morning.now);
    called(token);
  };
  const taken = moments.map(() => new Set<number>());
  const kept = moments.map(() => [] as Open[]);
  const met = moments.map(() => 0);

  while (step(morning, nature)) {
    callOrder(morning).forEach((token, ahead) => {
      if (journal.gone.has(token)) return;
      aheadOf.forEach((wanted, moment) => {
        if (taken[moment]!.has(token) || (wanted !== null && wanted !== ahead)) return;
        taken[moment]!.add(token);
        const place = reservoirPlace(met[moment]!++, scope.perMoment, choice);
        if (place < 0) return;
        kept[moment]![place] = {
          token,
          at: morning.now,
          morning: copyMorning(morning),
          ahead,
          input: observe(morning, journal, ahead, journal.laneOf.get(token) ?? 4),
          plainMinutes: plainEstimate(morning, journal, ahead),
        };
      });
    });
  }

  return kept.flatMap((opens, moment) =>
    opens.flatMap((open): Sample[] => {
      const at = calledAt.get(open.token);
      if (at === undefined) return [];
      const ours = estimateWait(open.input);
      return [
        {
          world: world.name,
          moment: moments[moment]!,
          ahead: open.ahead,
          points: clinic.doctors.length,
          lane: journal.laneOf.get(open.token) ?? 4,
          input: open.input,
          truthMinutes: at - open.at,
          plainMinutes: open.plainMinutes,
          ours,
          unscheduled: estimateWait(withoutSchedule(open.input)),
          bare: estimateWait(leastOf(open.input)),
          oracle:
            ours === null || scope.futures === 0
              ? null
              : foresee(open.morning, open.token, scope.futures, dice(seed, 2 + open.token * 4 + moment)),
        },
      ];
    }),
  );
}

function withoutSchedule({breaks: _breaks, bookedInMs: _bookedInMs, ...rest}: WaitInput): WaitInput {
  return rest;
}

function leastOf({ahead, servicePoints, recentMs, history, resumesInMs, stopped}: WaitInput): WaitInput {
  return {ahead, servicePoints, recentMs, history, resumesInMs, ...(stopped === undefined ? {} : {stopped})};
}

/** Algorithm R: where the next of an endless row goes in a sample of `size`, or -1. */
function reservoirPlace(before: number, size: number, choice: Dice): number {
  if (before < size) return before;
  const place = Math.floor(choice.next() * (before + 1));
  return place < size ? place : -1;
}
