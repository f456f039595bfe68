import {Temporal} from 'temporal-polyfill';
import {offsetOf} from '../base/zone-rules.ts';

/** Bookable hours of one day, on the hospital's clock. Breaks lie between blocks. */
export interface Block {
  from: string;
  until: string;
}

export interface NewSlot {
  dayNumber: number;
  startAt: number;
  minutes: number;
}

const dayMs = 86_400_000;

/** A local date as days since 1970-01-01, and back. */
export function dayNumberOf(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs);
}
export function dayOfNumber(dayNumber: number): string {
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10);
}

/** 1 = Monday … 7 = Sunday. */
export function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}

/** The first day of the week that this day lies in, where weeks start on `startsOn` (1 = Monday). */
export function weekStart(dayNumber: number, startsOn: number): number {
  return dayNumber - ((weekdayOf(dayNumber) - startsOn + 7) % 7);
}

/** The calendar date in the zone to which an instant belongs. */
export function localDayNumber(ms: number, timeZone: string): number {
  return Math.floor((ms + offsetOf(ms, timeZone)) / dayMs);
}

/** The instant at which a local date begins; kept, since zone arithmetic costs tens of microseconds. */
export function startOfDay(dayNumber: number, timeZone: string): number {
  if (starts.zone !== timeZone || starts.byDay.size > mostStarts) {
    starts.zone = timeZone;
    starts.byDay.clear();
  }
  let start = starts.byDay.get(dayNumber);
  if (start === undefined) {
    start = Temporal.PlainDate.from(dayOfNumber(dayNumber)).toZonedDateTime(timeZone).epochMilliseconds;
    starts.byDay.set(dayNumber, start);
  }
  return start;
}
const mostStarts = 1000;
const starts = {zone: '', byDay: new Map<number, number>()};

/**
 * The slots of one local day, in order. On the two days a year when the clocks change, a time that the wall clock jumps over
 * has no slot, one that it shows twice has one (the first), and no slot reaches into another or past its block's end.
 */
export function slotsOfDay(blocks: readonly Block[], minutes: number, dayNumber: number, timeZone: string): NewSlot[] {
  const start = startOfDay(dayNumber, timeZone);
  const plain = startOfDay(dayNumber + 1, timeZone) - start === dayMs && offsetOf(start, timeZone) % 60_000 === 0;
  const at = plain
    ? (minute: number) => start + minute * 60_000
    : (minute: number) => wallInstant(dayNumber, minute, timeZone);
  const slots: NewSlot[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const block of [...blocks].sort((a, b) => minutesOf(a.from) - minutesOf(b.from))) {
    const until = minutesOf(block.until);
    const end = at(until) ?? at(until + 60) ?? Number.NEGATIVE_INFINITY;
    for (let minute = minutesOf(block.from); minute + minutes <= until; minute += minutes) {
      const startAt = at(minute);
      if (startAt === null || startAt < free || startAt + minutes * 60_000 > end) continue;
      free = startAt + minutes * 60_000;
      slots.push({dayNumber, startAt, minutes});
    }
  }
  return slots;
}

/** "24:00" is the end of the day. */
export function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}

/** When the wall clock shows this minute of the day; the first time where it does twice, null where it never does. */
function wallInstant(dayNumber: number, minute: number, timeZone: string): number | null {
  if (minute >= 24 * 60) return startOfDay(dayNumber + 1, timeZone) + (minute - 24 * 60) * 60_000;
  const plain = Temporal.PlainDate.from(dayOfNumber(dayNumber)).toPlainDateTime({
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  });
  const zoned = plain.toZonedDateTime(timeZone, {disambiguation: 'earlier'});
  return zoned.toPlainDateTime().equals(plain) ? zoned.epochMilliseconds : null;
}
