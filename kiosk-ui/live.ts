/**
 * Follows `/api/live` and knows how old what it shows is. EventSource alone notices neither a half-dead connection nor a
 * phone that slept, and reconnects without jitter; so this closes and opens the stream itself.
 */

/**
 * The server sends `event: beat` every 6 s; longer silence than this means that the line is cut. No longer, because what is lost
 * in a hole of more than five seconds comes by itself only when TCP tries again, which by then is more than five seconds later.
 */
export const silenceMs = 9_500;
/** After waking up, one missed beat is enough to ask again. */
export const wakeSilenceMs = 7_000;
/**
 * After silence a new stream speaks soon, unless this network is slow (the last one took longer). If not, it fell into the hole
 * too and may stay there for a minute: the next is tried.
 */
export const firstWordMs = 2_800;
const checkMs = 1_000;
/** Every screen is right within 5 s of the network's return, so the longest pause between tries stays below that. */
const retryMostMs = 3_000;
/** A server that answers but refuses (too many streams) is asked less often. */
const refusedMostMs = 20_000;

export interface LiveState {
  /** True while what is shown is the present; never while it is only polled. */
  fresh: boolean;
  /** When the server was last heard, in ms of this machine's clock; null before the first word. */
  heardAt: number | null;
  /** True when the server answered but would not open the stream (full, key unknown, signed out): time to poll or reload. */
  refused: boolean;
}

export interface LiveHandlers {
  /** By event name; the data is parsed JSON in the shape that the contract names, `id` the journal's sequence. */
  // biome-ignore lint/suspicious/noExplicitAny: each screen names the shape of the events that it asked for.
  on: Record<string, (data: any, id: string) => void>;
  onState?: (state: LiveState) => void;
  /** The server's clock minus this one's, in ms, at each beat. */
  onSkew?: (skewMs: number) => void;
}

export interface Live {
  state(): LiveState;
  /** Opens a new stream at once. */
  refresh(): void;
  close(): void;
}

/** What `follow` needs of the browser; tests bring their own. */
export interface LiveWorld {
  now(): number;
  random(): number;
  open(url: string): EventSource;
  /** Calls back, once and soon, when streams may be opened; without it that is at once. */
  ready?(then: () => void): void;
  setTimer(work: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
  /** Tells when the page may have slept (`wake`), goes away (`leave`) or the line may be gone (`doubt`); returns how to stop. */
  watch(wake: () => void, leave: () => void, doubt: () => void): () => void;
}

/** Full jitter over the upper half, so that a thousand phones do not knock in step after a restart. */
export function retryInMs(failures: number, refused: boolean, random: number): number {
  const most = refused ? refusedMostMs : retryMostMs;
  const step = Math.min(most, 500 * 2 ** Math.min(failures, 10));
  return Math.round(step * (0.5 + random / 2));
}

/** True when the last word is too old. A clock that was set back counts as heard just now, never as silent for years. */
export function isSilent(heardAt: number, now: number, limitMs: number = silenceMs): boolean {
  return now - heardAt > limitMs;
}

/** Follows `/api/live?<query>` until `close`. One stream at a time, one timer at a time. */
export function follow(query: string, handlers: LiveHandlers, world: LiveWorld = browserWorld): Live {
  let stream: EventSource | null = null;
  let timer: unknown = null;
  let failures = 0;
  let closed = false;
  let away = false;
  let ready = false;
  /** This network lets no stream through: what comes was asked for, and is a few seconds old (source.ts). */
  let polled = false;
  /** When this stream said anything, or was opened. */
  let lifeAt = world.now();
  let spoke = false;
  /** How long the last stream took over its first word, and how long the next may take. */
  let tookMs = 0;
  let patienceMs = silenceMs;
  let state: LiveState = {fresh: false, heardAt: null, refused: false};
  const stopWatching = world.watch(wake, leave, open);
  const begin = () => {
    if (!ready && !closed) {
      ready = true;
      open();
    }
  };
  if (world.ready) world.ready(begin);
  else begin();

  function open(): void {
    drop();
    if (closed || away || !ready) return;
    lifeAt = world.now();
    spoke = false;
    const opened = world.open(`/api/live?${query}`);
    stream = opened;
    let told = false;
    for (const [name, handle] of Object.entries(handlers.on)) {
      opened.addEventListener(name, (event) => {
        if (stream !== opened) return;
        told = true;
        failures = 0;
        attempt(() => handle(JSON.parse((event as MessageEvent).data), (event as MessageEvent).lastEventId));
        heard(true);
      });
    }
    opened.addEventListener('beat', (event) => {
      if (stream !== opened) return;
      polled = false;
      // A beat proves the line, but before the first snapshot what is shown may still be old.
      heard(told || state.fresh);
      attempt(() => {
        // An instant as text or in ms.
        const at = new Date(JSON.parse((event as MessageEvent).data).at).getTime();
        if (!Number.isNaN(at)) handlers.onSkew?.(at - world.now());
      });
    });
    opened.addEventListener('polled', () => {
      if (stream === opened) polled = true;
    });
    opened.addEventListener('streamed', () => {
      if (stream === opened) polled = false;
    });
    // The server ends each stream after a while and says so first: the next one is opened without a word of doubt.
    opened.addEventListener('again', () => {
      if (stream === opened) open();
    });
    opened.addEventListener('error', () => {
      if (stream !== opened) return;
      const refused = opened.readyState === 2;
      // The machine itself gave up on a silent network: as if nothing had been heard.
      if (!refused && isSilent(lifeAt, world.now(), checkMs)) return fail(false, 0);
      // Packets come through: whoever is slow now is a server with a hall of phones before its door.
      patienceMs = silenceMs;
      fail(refused);
    });
    timer = world.setTimer(check, checkMs);
  }

  function heard(fresh: boolean): void {
    const now = world.now();
    if (!spoke) tookMs = now - lifeAt;
    spoke = true;
    lifeAt = now;
    tell({fresh: fresh && !polled, heardAt: lifeAt, refused: false});
  }

  function check(): void {
    const now = world.now();
    if (now < lifeAt) lifeAt = now;
    if (!isSilent(lifeAt, now, spoke ? silenceMs : patienceMs)) timer = world.setTimer(check, checkMs);
    else {
      patienceMs = tookMs > firstWordMs ? silenceMs : firstWordMs;
      // Whoever listened in vain has paused enough.
      fail(false, 0);
    }
  }

  function fail(refused: boolean, step = failures++): void {
    drop();
    tell({fresh: false, heardAt: state.heardAt, refused});
    if (closed || away) return;
    timer = world.setTimer(open, retryInMs(step, refused, world.random()));
  }

  function wake(): void {
    if (closed) return;
    const wasAway = away;
    away = false;
    if (wasAway || stream === null || isSilent(lifeAt, world.now(), wakeSilenceMs)) {
      failures = 0;
      open();
    }
  }

  /** An open stream keeps a page out of the back/forward cache; pageshow opens it again. */
  function leave(): void {
    away = true;
    drop();
    tell({...state, fresh: false});
  }

  function drop(): void {
    if (timer !== null) world.clearTimer(timer);
    timer = null;
    stream?.close();
    stream = null;
  }

  function tell(next: LiveState): void {
    const same = next.fresh === state.fresh && next.refused === state.refused && next.heardAt === state.heardAt;
    state = next;
    if (!same && !closed) attempt(() => handlers.onState?.(next));
  }

  return {
    state: () => state,
    refresh: () => {
      failures = 0;
      open();
    },
    close: () => {
      closed = true;
      drop();
      stopWatching();
    },
  };
}

/** One screen's fault in one event must not end the stream for all that follow. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.error(error);
  }
}

/** How long a page waits for the part by which tabs share one stream; then it opens its own. */
const sharingMs = 3_000;
let opener = (url: string) => new EventSource(url);

export const browserWorld: LiveWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  open: (url) => opener(url),
  /** Loaded first: six tabs with a stream each would leave no connection to load it by. */
  ready(then) {
    const timer = setTimeout(then, sharingMs);
    import('./tabs.ts')
      .then(({openShared}) => {
        opener = openShared;
      })
      .catch(() => {})
      .then(() => {
        clearTimeout(timer);
        then();
      });
  },
  setTimer: (work, ms) => setTimeout(work, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
  watch(wake, leave, doubt) {
    const onVisible = () => {
      if (document.visibilityState === 'visible') wake();
    };
    const pairs: [EventTarget, string, () => void][] = [
      [document, 'visibilitychange', onVisible],
      [window, 'pageshow', wake],
      [window, 'focus', wake],
      [window, 'pagehide', leave],
      // A new stream shows at once whether it is true: a kiosk that runs on the box itself needs no network.
      [window, 'offline', doubt],
      // What was under way on the old network may not be heard of for long.
      [window, 'online', doubt],
    ];
    for (const [target, name, work] of pairs) target.addEventListener(name, work);
    return () => {
      for (const [target, name, work] of pairs) target.removeEventListener(name, work);
    };
  },
};
