// What each row of `npm run faults` gets, and how it says that it could not run.

import type {Figure} from '../figures/record.ts';
import {need} from '../need.ts';

export interface Context {
  /** The budget's counts, or a short round of the same. */
  whole: boolean;
}

export type Row = (context: Context) => Promise<Figure>;

/** From the command line (`--seed=7`), so that a failure can be played again; else by chance, and printed. */
export const seed = Number(
  process.argv.find((word) => word.startsWith('--seed='))?.slice(7) ?? Math.floor(Math.random() * 1e9),
);

/** `--count=50`: so many instead of the round's own number. Such a round is never written down. */
const count = Number(process.argv.find((word) => word.startsWith('--count='))?.slice(8) ?? Number.NaN);

export const countOf = ({whole}: Context, wholeCount: number, shortCount: number): number =>
  Number.isInteger(count) ? count : whole ? wholeCount : shortCount;

export const roundOf = ({whole}: Context): Figure['round'] => (whole && Number.isNaN(count) ? 'whole' : 'short');

/** The figure of a row that this machine can't run: skipped, said, and never counted as passed. */
export function notRun(context: Context, figure: Pick<Figure, 'id' | 'what' | 'reach'>, why: string): Figure {
  return {
    ...figure,
    baseline: null,
    measured: `SKIPPED: ${why}`,
    reached: null,
    notes: [],
    round: roundOf(context),
  };
}

/** The first thing that is missing here, or null. `need` says it aloud. */
export function missing(things: Parameters<typeof need>[0][], what: string): string | null {
  for (const thing of things) if (!need(thing, what)) return `${thing} is not there`;
  return null;
}

export const rest = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Looks until it is so; false when the time is over. */
export async function until(limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!(await isSo())) {
    if (performance.now() > end) return false;
    await rest(50);
  }
  return true;
}
