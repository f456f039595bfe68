import {type DayOfWeek, daysOfWeek} from '../words/times.ts';
import type {QueueState} from './schema.ts';

export interface Hours {
  /** Instants of today's opening and closing; null = no limit on that side. */
  opensAt: number | null;
  closesAt: number | null;
  /** When it opens on the next day on which it does. */
  opensNext: number | null;
}

/** As administrators keep them: local times of day, null = no limit; and on which days of the week. */
export interface Weekly {
  opensAt: string | null;
  closesAt: string | null;
  daysOfWeek: readonly DayOfWeek[];
}

const dayMs = 86_400_000;
const dayOfWeek = (day: string) => daysOfWeek[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7]!;
const daysLater = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

/** The hours of one service day. A day of the week on which a queue has none is over before it begins. */
export function hoursOn(weekly: Weekly, day: string, instantOf: (day: string, time: string) => number): Hours {
  const isOpen = (on: string) => weekly.daysOfWeek.includes(dayOfWeek(on));
  const at = (on: string | undefined, time: string | null) =>
    on === undefined || time === null ? null : instantOf(on, time);
  const next = [1, 2, 3, 4, 5, 6, 7].map((days) => daysLater(day, days)).find(isOpen);
  const opensNext = at(next, weekly.opensAt);
  if (!isOpen(day)) return {opensAt: null, closesAt: Number.NEGATIVE_INFINITY, opensNext};
  return {opensAt: at(day, weekly.opensAt), closesAt: at(day, weekly.closesAt), opensNext};
}

/**
 * The state that people see: what staff said, or what the hours say. Before opening and after closing a queue is closed;
 * `opensAt` is then the time to tell people: today's, or once the day is over for it that of the next day on which it opens; null where no hours say it.
 */
export function stateNow(
  stored: {state: QueueState; stateBy: 'hours' | 'staff'},
  hours: Hours,
  now: number,
): {state: QueueState; opensAt: number | null} {
  const early = hours.opensAt !== null && now < hours.opensAt;
  const late = hours.closesAt !== null && now >= hours.closesAt;
  const opensAt = early ? hours.opensAt : late ? hours.opensNext : null;
  if (stored.stateBy === 'staff') return {state: stored.state, opensAt: stored.state === 'closed' ? opensAt : null};
  return early || late ? {state: 'closed', opensAt} : {state: stored.state, opensAt: null};
}

/** The next instant at which the hours change the state; null when none will today. */
export function nextHour(hours: Pick<Hours, 'opensAt' | 'closesAt'>, now: number): number | null {
  const ahead = [hours.opensAt, hours.closesAt].filter((at): at is number => at !== null && at > now);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}
