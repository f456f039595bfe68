import {minutesOfDay} from './quiet-hours.ts';

/** When a board starts afresh: whatever a browser collects over weeks is gone then. Pure. */
const nightFromMinutes = 3 * 60;
const nightUntilMinutes = 4 * 60;
const youngMs = 12 * 3_600_000;
/** No call within the last ten minutes: nobody is just walking to a room. */
const calmMs = 10 * 60_000;

export interface RenewalSight {
  /** By the server's clock, like all instants here. */
  startedAt: number;
  now: number;
  zone: string;
  /** What is shown is the present, and no call is loud or waits to be. */
  calm: boolean;
  lastCallAt: number | null;
}

/** Between three and four at night, once, in a quiet moment; where that night has none, in the next. */
export function mayRenew({startedAt, now, zone, calm, lastCallAt}: RenewalSight): boolean {
  if (!calm || now - startedAt < youngMs) return false;
  if (lastCallAt !== null && now - lastCallAt < calmMs) return false;
  const minutes = minutesOfDay(now, zone);
  return minutes >= nightFromMinutes && minutes < nightUntilMinutes;
}
