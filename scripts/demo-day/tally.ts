/** Counts of what happened, and the one calm line per minute. Pure but for its own numbers. */
export const happenings = [
  'joined by phone',
  'registered at the desk',
  'called',
  'served',
  'not there',
  'back in line',
  'sent for tests',
  'back from tests',
  'transferred',
  'cancelled',
  'stepped aside',
  'moved forward',
  'paused',
  'resumed',
] as const;
export type Happening = (typeof happenings)[number];

export interface Tally {
  count(what: Happening): void;
  refused(code: string): void;
  readonly totals: Readonly<Record<Happening, number>>;
  readonly refusals: ReadonlyMap<string, number>;
  /** What was counted since the last asking, as words: `12 registered at the desk, 9 served`. */
  since(): string;
}

/** Codes are the server's own, a few dozen; more than that would be a fault of ours. */
const mostCodes = 100;

export function openTally(): Tally {
  const totals = Object.fromEntries(happenings.map((what) => [what, 0])) as Record<Happening, number>;
  const refusals = new Map<string, number>();
  let told = {...totals};
  return {
    count: (what) => void totals[what]++,
    refused(code) {
      if (refusals.has(code) || refusals.size < mostCodes) refusals.set(code, (refusals.get(code) ?? 0) + 1);
    },
    totals,
    refusals,
    since() {
      const words = happenings.flatMap((what) => {
        const more = totals[what] - told[what];
        return more > 0 ? [`${more} ${what}`] : [];
      });
      told = {...totals};
      return words.length > 0 ? words.join(', ') : 'nothing new';
    },
  };
}

/** The time on the demo hospital's wall: doors open at 8:30. */
export function dayTime(minute: number, opens: {hour: number; minute: number}): string {
  const all = opens.hour * 60 + opens.minute + Math.floor(minute);
  return `${String(Math.floor(all / 60) % 24).padStart(2, '0')}:${String(all % 60).padStart(2, '0')}`;
}
