import {Temporal} from 'temporal-polyfill';

const quarterMs = 15 * 60_000;
/** Some forty days of one zone; a screen shows the times of one. */
const mostQuarters = 4096;
/** A box has one zone; others come and go with a setting. */
const mostZones = 8;
const known = new Map<string, Map<number, number>>();

/**
 * How many milliseconds the zone is ahead of UTC at that instant. To work it out costs tens of microseconds and leaves an entry
 * in a WeakMap of the library, which grows with all that come between two collections; so it is remembered for each quarter
 * hour, at whose edges clocks change.
 */
export function offsetOf(ms: number, timeZone: string): number {
  const quarter = Math.floor(ms / quarterMs);
  const quarters = known.get(timeZone) ?? new Map<number, number>();
  let offset = quarters.get(quarter);
  if (offset === undefined) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
    offset = Math.round(zoned.offsetNanoseconds / 1e6);
    if (quarters.size >= mostQuarters) quarters.clear();
    if (known.size >= mostZones && !known.has(timeZone)) known.clear();
    known.set(timeZone, quarters.set(quarter, offset));
  }
  return offset;
}
