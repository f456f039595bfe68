const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Two clocks that differ by no more than this agree: time servers correct that much all the time. */
export const agreeMs = 2 * minuteMs;
/** So far the system's clock may leap forward while people are at work: a time server put it right in the middle of the day. */
export const leapMs = 6 * hourMs;
/** So long a box may have been off, or its clock have stood, before nobody believes a new date unasked. */
export const gapMs = 31 * dayMs;
/** Who is at the desk may confirm a time so far ahead of the newest thing in the record; more is the administrator's. */
export const deskAheadMs = 7 * dayMs;
/** And so far behind it: the box ran ahead and the record with it. */
export const deskBehindMs = dayMs;
/** Before this there was no Baari. A clock without a battery begins in 1970. */
export const firstMs = Date.UTC(2026, 0, 1);

export type Doubt = 'behind' | 'ahead';

/** What is wrong with the system's time when the box starts; `highWater`: the newest instant that the file knows, or null. */
export function doubtAtStart(now: number, highWater: number | null): Doubt | null {
  if (now < Math.max(firstMs, (highWater ?? firstMs) - agreeMs)) return 'behind';
  return highWater !== null && now > highWater + gapMs ? 'ahead' : null;
}

/**
 * What is wrong with a leap of the system's clock against one that cannot leap. Back is never believed. Forward is, as far as a
 * time server may correct a working box, or where nobody has worked since the start (`quiet`) as far as a box may have been off.
 */
export function doubtAtLeap(leap: number, quiet: boolean): Doubt | null {
  if (leap < -agreeMs) return 'behind';
  return leap > (quiet ? gapMs : leapMs) ? 'ahead' : null;
}

/** Whether somebody may set the box's time to `to`. Administrators always, but not to before there was a Baari. */
export function mayConfirm(
  role: string | null,
  {to, highWater, suspect}: {to: number; highWater: number; suspect: boolean},
): boolean {
  if (role === 'admin') return true;
  return role === 'desk' && suspect && to <= highWater + deskAheadMs && to >= highWater - deskBehindMs;
}
