import type {Clock} from '../base/clock.ts';
import {refuse} from '../base/refusal.ts';
import type {Follower, Sink} from './follower.ts';
import {openFollower} from './follower.ts';

/** How a topic looks at this moment: the whole frame as bytes, or null when it no longer exists. */
export type Render = (topic: string) => Buffer | null;

export interface HubParts {
  clock: Clock;
  limits(): {inAll: number; perTopic: number; perDevice: number; perAddress: number};
  /** Other topics that show this one: a queue's boards and desks. */
  dependents(topic: string): Iterable<string>;
  render: Render;
  /** At most so often are the same screens told again; changes in between are gathered. */
  gapMs?: number;
}

export interface Follow {
  topics: readonly string[];
  sink: Sink;
  device: string | null;
  address: string | null;
  /** Something to check before each beat (a session that was revoked): false ends the stream. */
  stillAllowed?(): boolean;
}

export interface Hub {
  /** Starts a stream: sends each topic as it is now, then every change. Refuses live.full. Returns how to end it. */
  follow(follow: Follow): () => void;
  /** Refuses live.full before anything has been sent. */
  insistRoom(follow: Pick<Follow, 'topics' | 'device' | 'address'>): void;
  /** These topics changed on the disk. Screens hear of it right away, all of them the same bytes. */
  touched(topics: Iterable<string>): void;
  /** Ends every stream for which this is true: people signed out, displays unpaired. */
  endWhere(test: (device: string | null) => boolean): void;
  /** A topic's present frame, from memory while nothing changed. */
  snapshot(topic: string): Buffer | null;
  readonly figures: {followers: number; byKind: Record<string, number>; hits: number; misses: number; refused: number};
  close(): void;
}

/** A frame older than this is made anew when somebody asks: waits and "as of" move with time. */
const frameKeptMs = 2000;
/** Comments for proxies and `beat` events for scripts, so that both sides notice a dead line. */
export const beatEveryMs = 12_000;
/** Even when nothing changes, waits shrink: what is followed is shown anew so often. */
const refreshEveryMs = 30_000;

/** Follows topics for any number of browsers. Knows no hospital: rooms say how a topic is rendered. */
export function openHub({clock, limits, dependents, render, gapMs = 15}: HubParts): Hub {
  const byTopic = new Map<string, Set<Follower>>();
  const all = new Set<Follower>();
  const perDevice = new Map<string, number>();
  const perAddress = new Map<string, number>();
  const frames = new Map<string, {bytes: Buffer | null; at: number}>();
  let dirty = new Set<string>();
  let flushTimer: NodeJS.Immediate | NodeJS.Timeout | null = null;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let closed = false;
  const counts = {hits: 0, misses: 0, refused: 0};
  const beat = setInterval(sendBeats, beatEveryMs);
  const refresh = setInterval(() => touched([...byTopic.keys()]), refreshEveryMs);
  beat.unref();
  refresh.unref();

  function snapshot(topic: string): Buffer | null {
    const kept = frames.get(topic);
    if (kept && !dirty.has(topic) && clock.steady() - kept.at < frameKeptMs) {
      counts.hits++;
      return kept.bytes;
    }
    counts.misses++;
    return renderNow(topic);
  }

  function renderNow(topic: string): Buffer | null {
    const bytes = render(topic);
    // Tokens have as many topics as there are people: only shared frames are worth keeping.
    if (!topic.startsWith('token:')) frames.set(topic, {bytes, at: clock.steady()});
    return bytes;
  }

  function insistRoom({topics, device, address}: Pick<Follow, 'topics' | 'device' | 'address'>): void {
    const limit = limits();
    const full =
      closed ||
      all.size >= limit.inAll ||
      topics.some((topic) => (byTopic.get(topic)?.size ?? 0) >= limit.perTopic) ||
      (device !== null && (perDevice.get(device) ?? 0) >= limit.perDevice) ||
      (address !== null && (perAddress.get(address) ?? 0) >= limit.perAddress);
    if (!full) return;
    counts.refused++;
    refuse('live.full', {retryAfterSeconds: 10 + Math.floor(Math.random() * 20)});
  }

  function follow(what: Follow): () => void {
    insistRoom(what);
    const follower = openFollower(what, snapshot, end);
    all.add(follower);
    count(perDevice, what.device, 1);
    count(perAddress, what.address, 1);
    for (const topic of what.topics) {
      let followers = byTopic.get(topic);
      if (!followers) {
        followers = new Set();
        byTopic.set(topic, followers);
      }
      followers.add(follower);
    }
    for (const topic of what.topics) follower.show(topic, snapshot(topic));
    return () => end(follower);
  }

  function end(follower: Follower): void {
    if (!all.delete(follower)) return;
    count(perDevice, follower.device, -1);
    count(perAddress, follower.address, -1);
    for (const topic of follower.topics) {
      const followers = byTopic.get(topic);
      followers?.delete(follower);
      if (followers?.size === 0) byTopic.delete(topic);
    }
    follower.end();
  }

  function touched(topics: Iterable<string>): void {
    if (closed) return;
    for (const topic of topics) {
      dirty.add(topic);
      for (const other of dependents(topic)) dirty.add(other);
    }
    if (flushTimer !== null || dirty.size === 0) return;
    const restMs = flushedAt + gapMs - clock.steady();
    flushTimer = restMs > 0 ? setTimeout(flush, restMs) : setImmediate(flush);
  }

  function flush(): void {
    flushTimer = null;
    flushedAt = clock.steady();
    const changed = dirty;
    dirty = new Set();
    for (const topic of changed) {
      const followers = byTopic.get(topic);
      if (!followers || followers.size === 0) {
        frames.delete(topic);
        continue;
      }
      const bytes = renderNow(topic);
      for (const follower of [...followers]) {
        // What no longer exists ends its streams: whoever comes back is told, instead of looking at a frozen picture.
        if (bytes === null) end(follower);
        else follower.show(topic, bytes);
      }
    }
  }

  function sendBeats(): void {
    const bytes = Buffer.from(`: beat\nevent: beat\ndata: {"at":${clock.now()}}\n\n`);
    for (const follower of [...all]) {
      if (follower.allowed()) follower.beat(bytes);
      else end(follower);
    }
  }

  return {
    follow,
    insistRoom,
    touched,
    snapshot,
    endWhere: (test) => {
      for (const follower of [...all]) if (test(follower.device)) end(follower);
    },
    get figures() {
      const byKind: Record<string, number> = {};
      for (const [topic, followers] of byTopic) {
        const kind = topic.split(':')[0]!;
        byKind[kind] = (byKind[kind] ?? 0) + followers.size;
      }
      return {followers: all.size, byKind, ...counts};
    },
    close() {
      closed = true;
      clearInterval(beat);
      clearInterval(refresh);
      if (flushTimer !== null) {
        clearTimeout(flushTimer as NodeJS.Timeout);
        clearImmediate(flushTimer as NodeJS.Immediate);
      }
      for (const follower of [...all]) end(follower);
    },
  };
}

function count(counts: Map<string, number>, key: string | null, by: 1 | -1): void {
  if (key === null) return;
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}
