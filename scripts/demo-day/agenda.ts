/** Deeds in the order of the day's minutes: one timer for all of them, a bound on how many wait and how many run at once. */
export interface Agenda {
  /** Minutes of the day that have passed. */
  minute(): number;
  /** Does `deed` at that minute of the day (at once when it has passed). False: no room, or stopped. */
  at(minute: number, deed: () => Promise<void>): boolean;
  in(minutes: number, deed: () => Promise<void>): boolean;
  readonly waiting: number;
  readonly running: number;
  /** Starts nothing more; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface AgendaParts {
  /** How many minutes of the day pass in one minute. */
  speed: number;
  /** Milliseconds that only go forward. */
  steady?: () => number;
  fault(error: unknown): void;
  mostWaiting?: number;
  mostRunning?: number;
}

/** A timer longer than this wakes once in between: setTimeout takes no more than 2^31 ms. */
const longestSleepMs = 60_000;

export function openAgenda({
  speed,
  steady = () => performance.now(),
  fault,
  mostWaiting = 20_000,
  mostRunning = 32,
}: AgendaParts): Agenda {
  const startedAt = steady();
  const due: {minute: number; deed: () => Promise<void>}[] = [];
  let running = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let quiet: (() => void) | null = null;

  const minute = () => ((steady() - startedAt) / 60_000) * speed;

  function at(when: number, deed: () => Promise<void>): boolean {
    if (stopped || due.length >= mostWaiting) return false;
    // Equal minutes keep the order in which they were asked for.
    let place = due.length;
    while (place > 0 && due[place - 1]!.minute > when) place--;
    due.splice(place, 0, {minute: when, deed});
    if (place === 0) look();
    return true;
  }

  function look(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    while (!stopped && running < mostRunning && due.length > 0 && due[0]!.minute <= minute()) begin(due.shift()!.deed);
    if (stopped || running >= mostRunning || due.length === 0) return;
    const sleepMs = ((due[0]!.minute - minute()) / speed) * 60_000;
    timer = setTimeout(look, Math.min(longestSleepMs, Math.max(1, sleepMs)));
  }

  function begin(deed: () => Promise<void>): void {
    running++;
    void deed()
      .catch((error: unknown) => {
        if (!stopped) fault(error);
      })
      .finally(() => {
        running--;
        if (running === 0) quiet?.();
        look();
      });
  }

  return {
    minute,
    at,
    in: (minutes, deed) => at(minute() + minutes, deed),
    get waiting() {
      return due.length;
    },
    get running() {
      return running;
    },
    stop() {
      stopped = true;
      due.length = 0;
      if (timer) clearTimeout(timer);
      timer = null;
      return running === 0 ? Promise.resolve() : new Promise((resolve) => (quiet = resolve));
    },
  };
}
