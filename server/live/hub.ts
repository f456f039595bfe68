import type {Clock} from '../base/clock.ts';
import {refuse} from '../base/refusal.ts';
import {Follower, type Picture, type Sink} from './follower.ts';

/** How a topic looks at this moment, or null when it no longer exists. */
export type Render = (topic: string) => Picture | null;

export interface Limits {
  inAll: number;
  perTopic: number;
  perDevice: number;
  perAddress: number;
  /** Who takes nothing for so long is cut. */
  stallMs: number;
  /** About so long a stream lasts; each its own time, a fifth more or less. */
  lifeMs: number;
}

export interface HubParts {
  clock: Clock;
  limits(): Limits;
  /** Other topics that show this one: a queue's boards and desks. */
  dependents(topic: string): Iterable<string>;
  render: Render;
  /** 0 up to 1; tests bring their own. */
  random?(): number;
}

export interface Follow {
  topics: readonly string[];
  sink: Sink;
  device: string | null;
  address: string | null;
  /** Something to check before each beat (a session that was revoked): false ends the stream. */
  stillAllowed?(): boolean;
}

export interface HubFigures {
  followers: number;
  /** Of each kind of topic: `queue`, `token`, `board`, `desk`. */
  byKind: Record<string, number>;
  hits: number;
  misses: number;
  refused: number;
  refusedBy: Record<LimitName, number>;
  /** Cut because they took nothing, and ended because their time was over; by kind of their first topic. */
  stalled: Record<string, number>;
  aged: Record<string, number>;
}
type LimitName = 'inAll' | 'perTopic' | 'perDevice' | 'perAddress';

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
  snapshot(topic: string): Picture | null;
  readonly figures: HubFigures;
  close(): void;
}

/** A frame older than this is made anew when somebody asks: waits and "as of" move with time. */
const frameKeptMs = 2000;
/** At most so often are the same screens told again; changes in between are gathered. */
const gapMs = 15;
/**
 * The same for what shows other topics (`dependents`): a board of sixty queues changes with each of them and is twenty times as
 * long. Telling it as often as a queue would be nine tenths of all bytes. A call may be a blink late on the board.
 */
export const gatheredGapMs = 100;
/** Whoever asks something waits at most about so long behind a hall that is being told; then the loop comes round. */
const turnMs = 1;
/** So many are told between two looks at the clock. */
const toldPerLook = 16;
/** Comments for proxies and `beat` events for scripts, so that both sides notice a dead line; soon (kiosk-ui/live.ts says why). */
export const beatEveryMs = 6_000;
/** Even when nothing changes, waits shrink: what is followed is shown anew so often. */
export const refreshEveryMs = 30_000;
/**
 * The one timer looks so often at who is due. Beats and refreshes fall due one by one, not all in the same instant: ten
 * thousand writes in a row would let a call wait behind them.
 */
export const tickEveryMs = 125;
/** An ended stream may take so long over its last words before it is cut. */
const lastWordsMs = 1000;
/** Each stream's life is longer or shorter by up to this share, so that a hall of phones does not come back together. */
const lifeSpread = 0.2;
/** Tells a page of ours to open the next stream itself, without a word of being cut off; other clients follow `retry:`. */
const again = Buffer.from('event: again\ndata: {}\n\n');

/** Follows topics for any number of browsers. Knows no hospital: rooms say how a topic is rendered. */
export function openHub({clock, limits, dependents, render, random = Math.random}: HubParts): Hub {
  const byTopic = new Map<string, Topic>();
  const all = new Set<Follower>();
  const perDevice = new Map<string, number>();
  const perAddress = new Map<string, number>();
  const frames = new Map<string, {picture: Picture | null; at: number}>();
  const leaving: {follower: Follower; cutAt: number}[] = [];
  const prompt = newLane(gapMs);
  const gathered = newLane(gatheredGapMs);
  /** In the order in which they take their turns: each comes first in every second one, so that neither starves the other. */
  const lanes = [prompt, gathered];
  let turn: NodeJS.Immediate | null = null;
  let closed = false;
  const counts = {hits: 0, misses: 0, refused: 0};
  const refusedBy = {inAll: 0, perTopic: 0, perDevice: 0, perAddress: 0};
  const stalled: Record<string, number> = {};
  const aged: Record<string, number> = {};
  const now = () => clock.steady();
  const ticker = setInterval(tick, tickEveryMs);
  ticker.unref();

  function snapshot(topic: string): Picture | null {
    const kept = frames.get(topic);
    if (kept && !hasChanged(topic) && now() - kept.at < frameKeptMs) {
      counts.hits++;
      return kept.picture;
    }
    counts.misses++;
    return renderNow(topic);
  }

  function hasChanged(topic: string): boolean {
    return lanes.some(({dirty, due}) => dirty.has(topic) || due.has(topic));
  }

  function renderNow(topic: string): Picture | null {
    const picture = render(topic);
    // Tokens have as many topics as there are people: only shared frames are worth keeping.
    if (!topic.startsWith('token:')) frames.set(topic, {picture, at: now()});
    return picture;
  }

  function insistRoom(what: Pick<Follow, 'topics' | 'device' | 'address'>): void {
    const reached = closed ? 'inAll' : limitReached(what);
    if (reached === null) return;
    counts.refused++;
    refusedBy[reached]++;
    refuse('live.full', {retryAfterSeconds: 10 + Math.floor(random() * 20)});
  }

  function limitReached({topics, device, address}: Pick<Follow, 'topics' | 'device' | 'address'>): LimitName | null {
    const limit = limits();
    if (all.size >= limit.inAll) return 'inAll';
    if (device !== null && (perDevice.get(device) ?? 0) >= limit.perDevice) return 'perDevice';
    if (address !== null && (perAddress.get(address) ?? 0) >= limit.perAddress) return 'perAddress';
    if (topics.some((topic) => (byTopic.get(topic)?.followers.size ?? 0) >= limit.perTopic)) return 'perTopic';
    return null;
  }

  function follow(what: Follow): () => void {
    insistRoom(what);
    const at = now();
    const follower = new Follower({
      ...what,
      snapshot,
      now,
      beatAt: at + beatEveryMs * (0.2 + 0.8 * random()) - tickEveryMs,
      endsAt: at + limits().lifeMs * (1 + lifeSpread * (2 * random() - 1)),
    });
    all.add(follower);
    count(perDevice, what.device, 1);
    count(perAddress, what.address, 1);
    for (const topic of what.topics) {
      let one = byTopic.get(topic);
      if (!one) {
        one = {followers: new Set(), refreshAt: at + refreshEveryMs * (0.5 + 0.5 * random())};
        byTopic.set(topic, one);
      }
      one.followers.add(follower);
    }
    for (const topic of what.topics) follower.show(topic, snapshot(topic));
    return () => end(follower);
  }

  /** Takes it off every list; false when it had left already. */
  function forget(follower: Follower): boolean {
    if (!all.delete(follower)) return false;
    count(perDevice, follower.device, -1);
    count(perAddress, follower.address, -1);
    for (const topic of follower.topics) {
      const one = byTopic.get(topic);
      one?.followers.delete(follower);
      if (one?.followers.size === 0) byTopic.delete(topic);
    }
    return true;
  }

  function end(follower: Follower): void {
    if (!forget(follower)) return;
    follower.end();
    // Who reads nothing would keep its socket and what is buffered for it.
    if (!closed) leaving.push({follower, cutAt: now() + lastWordsMs});
  }

  function touched(topics: Iterable<string>): void {
    if (closed) return;
    for (const topic of topics) {
      prompt.dirty.add(topic);
      for (const other of dependents(topic)) gathered.dirty.add(other);
    }
    schedule(prompt);
    schedule(gathered);
  }

  function schedule(lane: Lane): void {
    // While it is still telling the last changes, the next ones are gathered: nothing piles up.
    if (lane.timer !== null || lane.dirty.size === 0 || lane.due.size > 0 || lane.telling !== null) return;
    const restMs = lane.flushedAt + lane.gapMs - now();
    lane.timer = restMs > 0 ? setTimeout(flush, restMs, lane) : setImmediate(flush, lane);
  }

  function flush(lane: Lane): void {
    lane.timer = null;
    lane.flushedAt = now();
    lane.due = lane.dirty;
    lane.dirty = new Set();
    if (turn === null) tell();
  }

  /** Tells who is left, a turn of the loop at a time: a join or a call never waits behind a whole hall. */
  function tell(): void {
    turn = null;
    const until = now() + turnMs;
    for (const lane of lanes) {
      while (lane.telling !== null || lane.due.size > 0) {
        lane.telling ??= nextOf(lane);
        if (lane.telling !== null && tellSome(lane.telling, until)) lane.telling = null;
        if (now() >= until) {
          turn = setImmediate(tell);
          lanes.reverse();
          return;
        }
      }
      schedule(lane);
    }
  }

  /** The next topic that is due, as it is now; null when nobody follows it. */
  function nextOf(lane: Lane): Telling | null {
    const topic = lane.due.values().next().value!;
    lane.due.delete(topic);
    const one = byTopic.get(topic);
    if (!one) {
      frames.delete(topic);
      return null;
    }
    // What changed up to this moment is in it.
    for (const {dirty, due} of lanes) {
      dirty.delete(topic);
      due.delete(topic);
    }
    one.refreshAt = now() + refreshEveryMs;
    // Who comes later gets the snapshot.
    return {topic, picture: renderNow(topic), followers: [...one.followers], next: 0};
  }

  /** False: the time is over, and not all have been told. */
  function tellSome(telling: Telling, until: number): boolean {
    const {topic, followers} = telling;
    // Somebody may have asked for it since, after a further change: nobody sees it older than others did.
    const kept = frames.get(topic);
    const picture = kept ? kept.picture : telling.picture;
    while (telling.next < followers.length) {
      const stop = Math.min(followers.length, telling.next + toldPerLook);
      for (; telling.next < stop; telling.next++) {
        const follower = followers[telling.next]!;
        // What no longer exists ends its streams: whoever comes back is told, instead of looking at a frozen picture.
        if (picture === null) end(follower);
        else follower.show(topic, picture);
      }
      if (telling.next < followers.length && now() >= until) return false;
    }
    return true;
  }

  function tick(): void {
    const at = now();
    const {stallMs} = limits();
    const beat = Buffer.from(`: beat\nevent: beat\ndata: {"at":${clock.now()}}\n\n`);
    for (const follower of all) {
      if (follower.blockedMs(at) >= stallMs) {
        tally(stalled, follower);
        forget(follower);
        follower.cut();
      } else if (at >= follower.endsAt) {
        tally(aged, follower);
        follower.beat(again);
        end(follower);
      } else if (at >= follower.beatAt) {
        // From when it was due: what ticks add must not add up.
        follower.beatAt = Math.max(follower.beatAt + beatEveryMs, at);
        if (follower.allowed()) follower.beat(beat);
        else end(follower);
      }
    }
    while (leaving.length > 0 && leaving[0]!.cutAt <= at) leaving.shift()!.follower.cut();
    const old: string[] = [];
    for (const [topic, one] of byTopic) if (at >= one.refreshAt) old.push(topic);
    if (old.length > 0) touched(old);
  }

  return {
    follow,
    insistRoom,
    touched,
    snapshot,
    endWhere: (test) => {
      for (const follower of all) if (test(follower.device)) end(follower);
    },
    get figures() {
      const byKind: Record<string, number> = {};
      for (const [topic, {followers}] of byTopic) {
        const kind = kindOf(topic);
        byKind[kind] = (byKind[kind] ?? 0) + followers.size;
      }
      return {
        followers: all.size,
        byKind,
        ...counts,
        refusedBy: {...refusedBy},
        stalled: {...stalled},
        aged: {...aged},
      };
    },
    close() {
      closed = true;
      clearInterval(ticker);
      if (turn !== null) clearImmediate(turn);
      for (const {timer} of lanes) {
        clearTimeout(timer as NodeJS.Timeout);
        clearImmediate(timer as NodeJS.Immediate);
      }
      for (const follower of all) end(follower);
      leaving.length = 0;
    },
  };
}

interface Topic {
  followers: Set<Follower>;
  /** When it is shown anew though nothing changed. */
  refreshAt: number;
}

/** Topics that are told equally often. */
interface Lane {
  readonly gapMs: number;
  /** What changed and waits for the gap to be over. */
  dirty: Set<string>;
  /** What is told now and has not been rendered yet: one at a time, when its turn comes. */
  due: Set<string>;
  telling: Telling | null;
  timer: NodeJS.Immediate | NodeJS.Timeout | null;
  flushedAt: number;
}

interface Telling {
  topic: string;
  picture: Picture | null;
  followers: readonly Follower[];
  /** Who is told next. */
  next: number;
}

function newLane(gapMs: number): Lane {
  return {gapMs, dirty: new Set(), due: new Set(), telling: null, timer: null, flushedAt: Number.NEGATIVE_INFINITY};
}

function kindOf(topic: string): string {
  return topic.split(':', 1)[0]!;
}

function tally(counts: Record<string, number>, {topics}: Follower): void {
  const kind = kindOf(topics[0] ?? '');
  counts[kind] = (counts[kind] ?? 0) + 1;
}

function count(counts: Map<string, number>, key: string | null, by: 1 | -1): void {
  if (key === null) return;
  const next = (counts.get(key) ?? 0) + by;
  if (next > 0) counts.set(key, next);
  else counts.delete(key);
}
