/** A smaller cap is a doctor's handful of places, which the desk has in view: nothing of it is set aside. */
export const leastSharedCap = 40;

export interface Taken {
  /** Numbers of the day that count against the cap. */
  all: number;
  byPhones: number;
}

/**
 * How many numbers are left under a daily cap. Phones leave alone what is set aside for people at the desk and the kiosk and
 * not taken there yet, so that a flood of phones never uses up a day; the desk may take all of it.
 */
export function placesLeft(cap: number | null, taken: Taken, forPhones: boolean, deskSharePercent: number): number {
  if (cap === null) return Number.POSITIVE_INFINITY;
  const left = Math.max(0, cap - taken.all);
  if (!forPhones || cap < leastSharedCap) return left;
  const setAside = Math.floor((cap * deskSharePercent) / 100) - (taken.all - taken.byPhones);
  return Math.max(0, left - Math.max(0, setAside));
}
