import {Temporal} from 'temporal-polyfill';
import {offsetOf} from './zone-rules.ts';

/** The local date to which an instant belongs when the day rolls over at `rollOverHour` (4 = four in the morning). */
export function dayOf(nowMs: number, timeZone: string, rollOverHour: number): string {
  // By the hour on the wall: taking exact hours off would roll over an hour wrong on the two days when the clocks change.
  const wall = nowMs + offsetOf(nowMs, timeZone);
  const early = new Date(wall).getUTCHours() < rollOverHour;
  return new Date(early ? wall - 24 * 3_600_000 : wall).toISOString().split('T')[0]!;
}

export function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({days: 1}).toString();
}

/** The instant at which a service day gives way to the next. */
export function endOfDay(day: string, timeZone: string, rollOverHour: number): number {
  const next = Temporal.PlainDate.from(day).add({days: 1});
  return next.toZonedDateTime({timeZone, plainTime: {hour: rollOverHour}}).epochMilliseconds;
}

/** ISO 8601 with the site's offset: `2026-11-22T09:12:00+05:30`, milliseconds kept where there are any. */
export function isoAt(ms: number, timeZone: string): string {
  // ISO 8601 writes minutes; zones had odd seconds a century ago.
  const offsetMinutes = Math.round(offsetOf(ms, timeZone) / 60_000);
  const sign = offsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(offsetMinutes);
  const pad = (value: number) => String(value).padStart(2, '0');
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${local}${sign}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The instant of a local time of day ("09:30") on a service day; hours before the roll-over belong to the next morning. */
export function instantOf(day: string, time: string, timeZone: string, rollOverHour: number): number {
  const plain = Temporal.PlainDate.from(day);
  const at = Temporal.PlainTime.from(time);
  const date = at.hour < rollOverHour ? plain.add({days: 1}) : plain;
  return date.toZonedDateTime({timeZone, plainTime: at}).epochMilliseconds;
}

export function isTimeZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
