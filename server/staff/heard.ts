import type {Db} from '../base/database.ts';

/** When a session or display was last heard, from where and with which browser: since this start, kept in memory only. */
export interface Heard {
  atMs: number;
  address: string;
  agent: string;
}

/** The most that are remembered; a hospital has fewer sessions and displays than this. Whoever was silent longest is forgotten. */
const mostHeard = 2000;
const longestAgent = 300;
const heard = new WeakMap<Db, Map<string, Heard>>();

/** `device` is the actor's: `session:4`, `display:2`. */
export function noteHeard(db: Db, device: string, now: Heard): void {
  const known = heard.get(db) ?? new Map<string, Heard>();
  heard.set(db, known);
  known.delete(device);
  known.set(device, {...now, agent: now.agent.slice(0, longestAgent)});
  const oldest = known.keys().next().value;
  if (known.size > mostHeard && oldest !== undefined) known.delete(oldest);
}

/** A stream of theirs still takes its beats. */
export function noteStillThere(db: Db, device: string, atMs: number): void {
  const known = heard.get(db)?.get(device);
  if (known) noteHeard(db, device, {...known, atMs});
}

export function lastHeard(db: Db, device: string): Heard | undefined {
  return heard.get(db)?.get(device);
}
