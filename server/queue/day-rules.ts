import type {QueueState} from './schema.ts';

export interface Hours {
  /** Instants of today's opening and closing; null = no limit on that side. */
  opensAt: number | null;
  closesAt: number | null;
  /** When it opens on the day after. */
  opensNext: number | null;
}

/**
 * The state that people see: what staff said, or what the hours say. Before opening and after closing a queue is closed;
 * `opensAt` is then the time to tell people: today's, or once the day is over for it tomorrow's; null where no hours say it.
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
