/**
 * A stream to the box, or, where a network lets none through (a proxy that gathers answers until they end), polling as the
 * last resort: the same events, asked for every few seconds, with `polled` before them so that nobody takes them for live, and
 * `streamed` before the first that comes by itself again.
 */
export interface Source {
  readonly readyState: number;
  addEventListener(name: string, hear: (event: MessageEvent) => void): void;
  close(): void;
}

/** So many streams in a row that never said a word, over at least so long, before it is polled. */
const failuresMost = 4;
const failingMs = 12_000;
/** Closed sooner it has failed nothing: other topics were wanted. */
const silentMs = 2_000;
/** Below the silence that live.ts suffers (9.5 s), so that a polled page is not stale twice. */
const pollMs = 6_000;
const pollWithinMs = 6_000;
/** While polling, a stream is tried again so often: the network may have been mended. */
const streamAgainMs = 60_000;
/** One that broke, instead of being held back in silence, is tried again after this, then after twice that, and so on. */
const brokenAgainMs = 2_000;

/** What the network did to the streams of this page. */
export interface Record {
  failures: number;
  since: number;
}
const record: Record = {failures: 0, since: 0};

export interface SourceWorld {
  now(): number;
  random(): number;
  stream(url: string): Source;
  /** The answer's text; throws where there is none. */
  read(url: string, withinMs: number): Promise<string>;
  setTimer(work: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** True when streams have failed for long enough. */
export function isHopeless({failures, since}: Record, now: number): boolean {
  return failures >= failuresMost && now - since >= failingMs;
}

export function openSource(url: string, world: SourceWorld = browserWorld, kept: Record = record): Source {
  const listeners = new Map<string, ((event: MessageEvent) => void)[]>();
  let inner: Source | null = null;
  let closed = false;
  let spoke = false;
  let counted = false;
  let readyState = 0;
  let pollTimer: unknown = null;
  let againTimer: unknown = null;
  let brokenMs = brokenAgainMs;
  const openedAt = world.now();
  const polls = isHopeless(kept, openedAt);
  stream();
  if (polls) void poll();

  function stream(): void {
    inner?.close();
    inner = world.stream(url);
    for (const name of listeners.keys()) listen(name);
    if (polls) streamIn(streamAgainMs);
  }

  function streamIn(ms: number): void {
    world.clearTimer(againTimer);
    againTimer = world.setTimer(stream, ms);
  }

  function listen(name: string): void {
    const heard = inner;
    if (heard === null) return;
    heard.addEventListener(name, (event) => {
      if (inner !== heard || closed) return;
      if (name !== 'error') {
        word();
        emit(name, event);
        return;
      }
      readyState = heard.readyState;
      if (!spoke) failed();
      // While it can be polled, one more stream that failed changes nothing.
      if (!polls || spoke) emit(name, event);
      else {
        heard.close();
        streamIn(brokenMs);
        brokenMs = Math.min(brokenMs * 2, streamAgainMs);
      }
    });
  }

  function word(): void {
    if (polls && !spoke) emit('streamed', {data: '{}', lastEventId: ''} as MessageEvent);
    spoke = true;
    kept.failures = 0;
    stopPolling();
  }

  function failed(): void {
    if (counted) return;
    counted = true;
    if (kept.failures++ === 0) kept.since = world.now();
  }

  async function poll(): Promise<void> {
    const text = await world.read(`${url}&once=1`, pollWithinMs).catch(() => null);
    if (closed || spoke) return;
    if (text === null) {
      readyState = 0;
      emit('error', {} as MessageEvent);
      return;
    }
    emit('polled', {data: '{}', lastEventId: ''} as MessageEvent);
    for (const {name, data, id} of framesOf(text)) emit(name, {data, lastEventId: id} as MessageEvent);
    if (!closed) pollTimer = world.setTimer(poll, pollMs * (0.75 + world.random() / 2));
  }

  function stopPolling(): void {
    world.clearTimer(pollTimer);
    world.clearTimer(againTimer);
  }

  function emit(name: string, event: MessageEvent): void {
    for (const hear of listeners.get(name) ?? []) hear(event);
  }

  return {
    get readyState() {
      return readyState;
    },
    addEventListener(name, hear) {
      const others = listeners.get(name);
      if (others) others.push(hear);
      else {
        listeners.set(name, [hear]);
        listen(name);
      }
    },
    close() {
      if (closed) return;
      closed = true;
      // Given up in silence: a stream that a proxy holds back looks like this.
      if (!spoke && readyState === 0 && world.now() - openedAt >= silentMs) failed();
      stopPolling();
      inner?.close();
      inner = null;
    },
  };
}

/** The events in a text that ended, as a stream writes them. */
export function framesOf(text: string): {name: string; data: string; id: string}[] {
  return text.split('\n\n').flatMap((block) => {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2) ?? '';
    return field('event') === '' ? [] : [{name: field('event'), data: field('data'), id: field('id')}];
  });
}

const browserWorld: SourceWorld = {
  now: () => Date.now(),
  random: () => Math.random(),
  stream: (url) => new EventSource(url),
  async read(url, withinMs) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), withinMs);
    try {
      const answer = await fetch(url, {cache: 'no-store', credentials: 'same-origin', signal: stop.signal});
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.text();
    } finally {
      clearTimeout(timer);
    }
  },
  setTimer: (work, ms) => setTimeout(work, ms),
  clearTimer: (timer) => clearTimeout(timer as number),
};
