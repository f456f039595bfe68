// Leaves out steps of a failing morning for as long as the same promise breaks: halves, then quarters, down to single ones.
import type {Template} from './hospital.ts';
import {type Outcome, playMorning} from './morning.ts';

/** Each try plays the morning once. */
const mostTries = 400;

export async function shrink(
  template: Template,
  failed: Outcome,
): Promise<{without: ReadonlySet<number>; shortest: Outcome}> {
  const {seed} = failed;
  const steps = failed.broken!.step + 1;
  let without = new Set<number>();
  let shortest = failed;
  let tries = 0;
  for (let size = Math.ceil(steps / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < steps && tries < mostTries; from += size) {
      const left = Array.from({length: size}, (_, index) => from + index).filter(
        (one) => one < steps && !without.has(one),
      );
      if (left.length === 0) continue;
      const fewer = new Set([...without, ...left]);
      tries++;
      const outcome = await playMorning(template, {seed, steps, without: fewer});
      if (outcome.broken?.promise !== failed.broken!.promise) continue;
      without = fewer;
      shortest = outcome;
    }
  }
  return {without, shortest};
}
