/** Seeded dice, so that a score can be repeated to the digit. sfc32 (Chris Doty-Humphrey, PractRand). */
export interface Dice {
  /** Uniform in [0, 1). */
  next(): number;
  normal(): number;
  /** Exponential with this mean; Infinity for a mean of Infinity. */
  exponential(mean: number): number;
}

export function dice(seed: number, stream = 0): Dice {
  let a = 0x9e3779b9 ^ Math.imul(stream + 1, 0x85ebca6b);
  let b = 0x243f6a88 ^ stream;
  let c = seed | 0;
  let counter = 1;
  let spare = Number.NaN;

  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  // Neighbouring seeds start alike; a few rounds part them.
  for (let round = 0; round < 15; round++) next();

  return {
    next,
    exponential: (mean) => (mean === Number.POSITIVE_INFINITY ? mean : -mean * Math.log(1 - next())),
    // Marsaglia's polar method: two values a round.
    normal: () => {
      if (!Number.isNaN(spare)) {
        const value = spare;
        spare = Number.NaN;
        return value;
      }
      for (;;) {
        const x = 2 * next() - 1;
        const y = 2 * next() - 1;
        const square = x * x + y * y;
        if (square >= 1 || square === 0) continue;
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * scale;
        return x * scale;
      }
    },
  };
}
