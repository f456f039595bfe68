// Machines are noisy and drift: so each round measures every side once, right after the other, the order is turned round
// every time, and what counts is the median of the rounds' own ratios.

/** Each side's figure in each round, in the order of the rounds. */
export type Rounds<Side extends string> = Record<Side, number[]>;

/** Measures every side once a round: A B, B A, A B … One at a time. */
export async function alternate<Side extends string>(
  rounds: number,
  sides: Record<Side, (round: number) => Promise<number>>,
): Promise<Rounds<Side>> {
  const names = Object.keys(sides) as Side[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Rounds<Side>;
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) figures[name].push(await sides[name](round));
  }
  return figures;
}

/** Round by round ours / baseline. */
export function ratios(ours: readonly number[], baseline: readonly number[]): number[] {
  if (ours.length !== baseline.length)
    throw new Error(`${ours.length} rounds of ours, ${baseline.length} of the baseline`);
  return ours.map((one, round) => {
    const held = baseline[round]!;
    if (!(held > 0) || !(one >= 0)) throw new Error(`round ${round}: no ratio of ${one} and ${held}`);
    return one / held;
  });
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between two values, the point between them (linear interpolation, as R's type 7). */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

/** `17.2× (5 rounds, 15.9 – 18.4)` */
export function ratioInWords(values: readonly number[], digits = 2): string {
  return `${median(values).toFixed(digits)}× (${spreadInWords(values, digits)})`;
}

/** `5 rounds, 15.9 – 18.4` */
export function spreadInWords(values: readonly number[], digits = 2): string {
  const low = Math.min(...values).toFixed(digits);
  const high = Math.max(...values).toFixed(digits);
  return `${values.length} ${values.length === 1 ? 'round' : 'rounds'}, ${low} – ${high}`;
}
