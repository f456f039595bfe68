/** Where time comes from. `now`: milliseconds since 1970, may jump; `steady`: milliseconds that only go forward. */
export interface Clock {
  now(): number;
  steady(): number;
}

export const systemClock: Clock = {now: () => Date.now(), steady: () => performance.now()};

/** A clock that tests turn by hand. */
export function handClock(start = Date.UTC(2026, 10, 22, 4, 0, 0)): Clock & {
  set(now: number): void;
  forward(ms: number): void;
} {
  let now = start;
  let steady = 0;
  return {
    now: () => now,
    steady: () => steady,
    set: (to) => {
      now = to;
    },
    forward: (ms) => {
      now += ms;
      steady += ms;
    },
  };
}
