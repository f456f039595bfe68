/** Where time comes from. `now`: milliseconds since 1970, may jump; `steady`: milliseconds that only go forward. */
export interface Clock {
  now(): number;
  steady(): number;
  /** By how much `now` leapt since that instant, where that is known; else nothing. */
  leaptSince?(at: number): number;
}

export const systemClock: Clock = {now: () => Date.now(), steady: () => performance.now()};

/** A clock that tests turn by hand. */
export function handClock(start = Date.UTC(2026, 10, 22, 4, 0, 0)): Clock & {
  /** Another time of day: forward as if so much time had passed, back as if somebody had set the clock back. */
  set(now: number): void;
  /** Another time on the wall only. */
  leap(now: number): void;
  forward(ms: number): void;
} {
  let now = start;
  let steady = 0;
  return {
    now: () => now,
    steady: () => steady,
    set: (to) => {
      steady += Math.max(0, to - now);
      now = to;
    },
    leap: (to) => {
      now = to;
    },
    forward: (ms) => {
      now += ms;
      steady += ms;
    },
  };
}
