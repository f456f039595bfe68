import type {Db} from './database.ts';

/** A query that took longer is worth knowing: by its name and its text, which hold no values. */
export const slowQueryMs = 50;
/** The most that are kept; a program has fewer texts than this. */
const slowKept = 50;
/** One that is slow all the time is logged this often; `/api/status` counts each. */
const logEveryMs = 10_000;
const mostColumns = 6;

export interface SlowQuery {
  name: string;
  query: string;
  count: number;
  worstMs: number;
}

const kept = new Map<string, SlowQuery & {toldAt: number}>();
const listeners = new WeakMap<Db, (slow: {query: string; ms: number}) => void>();

/** Who is told of slow queries on this connection: their name, never their data. */
export function reportSlowQueries(db: Db, tell: (slow: {query: string; ms: number}) => void): void {
  listeners.set(db, tell);
}

export function noteSlow(db: Db, text: string, tookMs: number): void {
  const ms = Math.round(tookMs);
  const query = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  let slow = kept.get(query);
  if (!slow) {
    if (kept.size >= slowKept) return;
    slow = {name: queryName(text), query, count: 0, worstMs: 0, toldAt: Number.NEGATIVE_INFINITY};
    kept.set(query, slow);
  }
  slow.count++;
  slow.worstMs = Math.max(slow.worstMs, ms);
  const now = performance.now();
  if (now - slow.toldAt < logEveryMs) return;
  slow.toldAt = now;
  listeners.get(db)?.({query: slow.name, ms});
}

/** The slow queries of this process, worst first. */
export function slowQueries(): SlowQuery[] {
  return [...kept.values()]
    .map(({name, query, count, worstMs}) => ({name, query, count, worstMs}))
    .sort((a, b) => b.worstMs - a.worstMs);
}

/** What a statement does, in a few words that stay the same: `select tokens by queueId, day`. */
export function queryName(text: string): string {
  const plain = text
    .replace(/'[^']*'/g, "''")
    .replace(/\s+/g, ' ')
    .trim();
  const verb = /^\w+/.exec(plain)?.[0].toLowerCase() ?? 'query';
  const table = /\b(?:from|into|update) "?([a-z_]\w*)/i.exec(plain)?.[1] ?? '';
  const where = /\bwhere (.*)$/i.exec(plain)?.[1] ?? '';
  const compared = where.matchAll(/(?:\w+\.)?([a-z_]\w*) ?(?:=|<>|<=|>=|<|>|\bin\b|\blike\b|\bis\b)/gi);
  const columns = [...new Set([...compared].map((match) => match[1]!))].slice(0, mostColumns);
  return [verb, table, columns.length > 0 ? `by ${columns.join(', ')}` : ''].filter(Boolean).join(' ');
}
