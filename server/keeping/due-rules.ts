const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface LastCopy {
  at: number;
  /** How long it took. */
  ms: number;
  seq: number;
}

/** Making copies takes at most a tenth of the time, however large the file is. */
const share = 10;
const atLeastEveryMs = 24 * hourMs;

/**
 * Whether a copy is to be made: the time is over and something was written since, or a whole day has passed. A last copy from the
 * future was made under a clock that ran ahead, and counts as old.
 */
export function copyIsDue({
  now,
  last,
  everyMinutes,
  seq,
}: {
  now: number;
  last: LastCopy | null;
  everyMinutes: number;
  seq: number;
}): boolean {
  if (everyMinutes === 0) return false;
  if (last === null) return true;
  const since = now - last.at;
  if (since < -minuteMs || since >= atLeastEveryMs) return true;
  return since >= Math.max(everyMinutes * minuteMs, last.ms * share) && seq !== last.seq;
}

/** At its hour once a night; a box that is off at night is checked by day, every other day. */
export function checkIsDue({
  now,
  lastAt,
  checkAtHour,
  timeZone,
}: {
  now: number;
  lastAt: number | null;
  checkAtHour: number;
  timeZone: string;
}): boolean {
  const since = lastAt === null ? Number.POSITIVE_INFINITY : now - lastAt;
  if (since < -hourMs || since >= 48 * hourMs) return true;
  return since >= 20 * hourMs && hourOf(now, timeZone) === checkAtHour;
}

function hourOf(now: number, timeZone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', {timeZone, hour: '2-digit', hourCycle: 'h23'}).format(now));
}
