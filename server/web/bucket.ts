import {LRUCache} from 'lru-cache';
import type {Clock} from '../base/clock.ts';
import {refuse} from '../base/refusal.ts';

/** The most strangers that are remembered at once; the longest unseen are forgotten first. */
const mostKeys = 20_000;
/** What may come at once, unless a caller says otherwise: a minute's worth. */
const usualBurstMs = 60_000;

/**
 * A leaky bucket per key (GCRA: one instant per key is all there is to remember). A burst may come at once, then evenly.
 * Steady time, so that a clock that jumps lets nobody in or locks nobody out. Keys must be short and made by us: what a
 * caller sends at will is hashed first, or twenty thousand long ones would fill the memory.
 */
export function openBuckets(clock: Clock) {
  const full = new LRUCache<string, number>({max: mostKeys});
  return {
    /** Takes one; refuses rate.limited with the seconds until there is room again. */
    take(key: string, perMinute: number, burstMs = usualBurstMs): void {
      const now = clock.steady();
      const stepMs = 60_000 / perMinute;
      const at = Math.max(full.get(key) ?? 0, now);
      // One is always let in, also where the burst is shorter than a step.
      const waitMs = at - now + Math.min(stepMs, burstMs) - burstMs;
      if (waitMs > 0) refuse('rate.limited', {retryAfterSeconds: waitMs / 1000});
      full.set(key, at + stepMs);
    },
  };
}
export type Buckets = ReturnType<typeof openBuckets>;
