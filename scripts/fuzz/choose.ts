import {dice} from '../dice.ts';

/** Seeded choices: the same seed makes the same requests. */
export function choices(seed: number) {
  const {next} = dice(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (share: number) => next() < share,
    one: <T>(list: readonly T[]): T => list[below(list.length)]!,
  };
}
export type Choices = ReturnType<typeof choices>;
