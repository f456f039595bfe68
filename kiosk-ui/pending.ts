/**
 * Deeds that wait while the box cannot be reached, each with the idempotency key under which it was tried: sent once when the box is
 * back, however often it was tried before. Kept for this tab's session only, since a desk's computer is shared.
 * Which deeds may wait, and why, stands in docs/decisions/0022-what-may-wait.md.
 */
import {ask, Refusal} from './api.ts';

export interface PendingDeed {
  /** Also its idempotency key. */
  key: string;
  path: string;
  body: unknown;
  /** What it is, in the words of whoever did it. */
  words: string;
  /** The signed-in person's id: nobody sends what somebody else did. */
  by: string;
  madeAt: number;
  state: 'waiting' | 'sent' | 'refused' | 'late';
  /** What the box said: the number that it gave, or why not. */
  said: string;
}

const minuteMs = 60_000;
/** How long after its press a deed is still what its presser means; what is not named here does not wait at all. */
const goodFor: readonly [RegExp, number][] = [
  [/^\/api\/queues\/[^/]+\/tokens$/, 10 * minuteMs],
  [/^\/api\/tokens\/[^/]+\/lane$/, 10 * minuteMs],
  [/^\/api\/tokens\/[^/]+\/(cancel|hold|return|transfer|restore)$/, 5 * minuteMs],
];
/** More than a desk can do while it waits for a box that restarts. */
export const pendingMost = 20;
const tryEveryMs = 3_000;
const tryWithinMs = 6_000;
const slot = 'baari.pending';

export function goodForMs(path: string): number {
  return goodFor.find(([paths]) => paths.test(path))?.[1] ?? 0;
}

export interface PendingWorld {
  now(): number;
  random(): number;
  read(): string | null;
  write(text: string | null): void;
  send(deed: PendingDeed): Promise<unknown>;
  setTimer(work: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

export interface Pending {
  list(): readonly PendingDeed[];
  /** True: it waits now, and will be sent. False: such a deed does not wait, or too many do. */
  keep(deed: Pick<PendingDeed, 'key' | 'path' | 'body' | 'words'>): boolean;
  /** The box is back: tries at once. */
  flush(): void;
  /** Takes one that is over from the list, or gives one up that still waits. */
  drop(key: string): void;
  /** Somebody signed in: goes on with what this same person left waiting before a reload. */
  begin(by: string): void;
  /** Signed out: nothing stays. */
  clear(): void;
}

export function openPending(
  onChange: (deeds: readonly PendingDeed[]) => void,
  onDone: (deed: PendingDeed, answer: unknown) => void = () => {},
  world: PendingWorld = browserWorld,
): Pending {
  let deeds: PendingDeed[] = [];
  let by: string | null = null;
  let timer: unknown = null;
  let sending = false;

  function change(next: PendingDeed[]): void {
    deeds = next;
    world.write(deeds.length === 0 ? null : JSON.stringify(deeds));
    onChange(deeds);
  }

  function mark(key: string, state: PendingDeed['state'], said: string): void {
    change(deeds.map((deed) => (deed.key === key ? {...deed, state, said} : deed)));
  }

  function sendIn(ms: number): void {
    world.clearTimer(timer);
    timer = world.setTimer(() => void sendAll(), ms);
  }

  /** In the order in which they were done, one at a time. */
  async function sendAll(): Promise<void> {
    if (sending) return;
    sending = true;
    for (;;) {
      markLate();
      const deed = deeds.find(({state}) => state === 'waiting');
      if (deed === undefined || by === null) break;
      const cut = await sendOne(deed);
      if (!cut) continue;
      sendIn(tryEveryMs * (0.75 + world.random() / 2));
      break;
    }
    sending = false;
  }

  /** True when the box cannot be reached: then the others wait too. */
  async function sendOne(deed: PendingDeed): Promise<boolean> {
    try {
      const answer = await world.send(deed);
      mark(deed.key, 'sent', numberIn(answer));
      onDone(deed, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Signed out meanwhile: the screen asks for the sign-in; whoever comes back goes on.
      if (error.status === 0 || error.status === 503 || error.status === 429 || error.status === 401) return true;
      mark(deed.key, 'refused', error.title);
    }
    return false;
  }

  function markLate(): void {
    const now = world.now();
    const isLate = ({state, path, madeAt}: PendingDeed) =>
      // A clock that was set back makes nothing young again.
      state === 'waiting' && Math.abs(now - madeAt) > goodForMs(path);
    if (deeds.some(isLate)) change(deeds.map((deed) => (isLate(deed) ? {...deed, state: 'late'} : deed)));
  }

  return {
    list: () => deeds,
    keep({key, path, body, words}) {
      if (by === null || goodForMs(path) === 0) return false;
      const others = deeds.filter((deed) => deed.state === 'waiting');
      if (others.length >= pendingMost) return false;
      const finished = deeds.filter((deed) => deed.state !== 'waiting').slice(-pendingMost);
      change([...finished, ...others, {key, path, body, words, by, madeAt: world.now(), state: 'waiting', said: ''}]);
      sendIn(tryEveryMs * (0.75 + world.random() / 2));
      return true;
    },
    flush: () => {
      if (deeds.some(({state}) => state === 'waiting')) void sendAll();
    },
    drop: (key) => change(deeds.filter((deed) => deed.key !== key)),
    begin(who) {
      by = who;
      change(kept(world.read()).filter((deed) => deed.by === who));
      if (deeds.some(({state}) => state === 'waiting')) sendIn(0);
    },
    clear() {
      by = null;
      world.clearTimer(timer);
      change([]);
    },
  };
}

function kept(text: string | null): PendingDeed[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? (list as PendingDeed[]).slice(-2 * pendingMost) : [];
  } catch {
    return [];
  }
}

function numberIn(answer: unknown): string {
  const {number, token} = (answer ?? {}) as {number?: unknown; token?: {number?: unknown}};
  const found = number ?? token?.number;
  return typeof found === 'string' ? found : '';
}

const browserWorld: PendingWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  read() {
    try {
      return sessionStorage.getItem(slot);
    } catch {
      return null;
    }
  },
  write(text) {
    try {
      if (text === null) sessionStorage.removeItem(slot);
      else sessionStorage.setItem(slot, text);
    } catch {
      // Forbidden or full: it waits in memory, and a reload would lose it.
    }
  },
  // Without the key's own repeats: one try at a time, ours are further apart.
  send: ({path, body, key}) => ask(path, {method: 'POST', body, key, withinMs: tryWithinMs, tries: 1}),
  setTimer: (work, ms) => setTimeout(work, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
};
