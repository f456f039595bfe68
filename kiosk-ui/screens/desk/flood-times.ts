/** What the two fields say, as instants of the hospital. */
export interface FloodTimes {
  from: string;
  to: string;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** `10:42` so many minutes before the moment that the server wrote, in the hospital's own time. */
export function clockBefore(asOf: string, minutes: number): string {
  return new Date(localMs(asOf) - minutes * minuteMs).toISOString().slice(11, 16);
}

/**
 * Two times of day as instants: both lie in the last 24 hours, the second counts with its whole minute. Null while one of
 * them is no time, or where they are the wrong way round.
 */
export function floodTimes(asOf: string, from: string, to: string): FloodTimes | null {
  const [first, last] = [lastTime(asOf, from), lastTime(asOf, to)];
  if (first === null || last === null || first > last) return null;
  return {from: instant(asOf, first), to: instant(asOf, last + minuteMs - 1)};
}

/** The offset that the server writes, in milliseconds. */
function offsetMs(asOf: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(asOf) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * minuteMs;
}

function localMs(asOf: string): number {
  return Date.parse(asOf) + offsetMs(asOf);
}

/** The last time that the hospital's clock showed this; the minute that runs counts. */
function lastTime(asOf: string, time: string): number | null {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const now = localMs(asOf);
  const today = Math.floor(now / dayMs) * dayMs + (Number(hours) * 60 + Number(minutes)) * minuteMs;
  return today <= now ? today : today - dayMs;
}

function instant(asOf: string, ms: number): string {
  return new Date(ms - offsetMs(asOf)).toISOString();
}
