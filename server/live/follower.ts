/** Where a stream's bytes go: a browser's connection, or a test's list. */
export interface Sink {
  /** True: more may come at once. False: wait for `drained`. */
  write(bytes: Buffer): boolean;
  onDrained(drained: () => void): void;
  /** After what was written has been taken. */
  end(): void;
  /** At once, whatever has not been taken. */
  cut(): void;
}

/**
 * How a topic looks now: the whole, or, for whoever was shown the picture before, the step that leads here. The whole is only
 * made when somebody needs it.
 */
export interface Stepped {
  n: number;
  /** The picture from which `step` leads here; null when there is no step. */
  from: number | null;
  step: Buffer | null;
  whole(): Buffer;
}
export type Picture = Buffer | Stepped;

export interface FollowerParts {
  topics: readonly string[];
  sink: Sink;
  device: string | null;
  address: string | null;
  stillAllowed?(): boolean;
  /** How a topic looks now. */
  snapshot(topic: string): Picture | null;
  /** Steady time. */
  now(): number;
  /** Steady times: the first beat, and the end of a bounded life. */
  beatAt: number;
  endsAt: number;
}

/**
 * One browser's stream. It has no queue: one write is in flight, and what changed meanwhile is only marked. When the
 * browser has taken the bytes it gets the marked topics as they are then: the latest state wins, memory stays flat.
 * It has no timer either: the hub's one timer asks what is due.
 */
export class Follower {
  readonly topics: readonly string[];
  readonly device: string | null;
  readonly address: string | null;
  beatAt: number;
  readonly endsAt: number;
  readonly #sink: Sink;
  readonly #snapshot: FollowerParts['snapshot'];
  readonly #stillAllowed: (() => boolean) | undefined;
  readonly #now: () => number;
  /** Topics that changed while it was blocked; made when the first does. */
  #missed: Set<string> | null = null;
  /** Which picture it has of each topic that comes in steps; made with the first. */
  #has: Map<string, number> | null = null;
  /** Since when the browser takes nothing; null while it does. */
  #blockedSince: number | null = null;
  #ended = false;

  constructor(parts: FollowerParts) {
    this.topics = parts.topics;
    this.device = parts.device;
    this.address = parts.address;
    this.beatAt = parts.beatAt;
    this.endsAt = parts.endsAt;
    this.#sink = parts.sink;
    this.#snapshot = parts.snapshot;
    this.#stillAllowed = parts.stillAllowed;
    this.#now = parts.now;
    parts.sink.onDrained(() => this.#drained());
  }

  /** Gives it a topic's frame, or marks the topic for later; null (there is no such thing any more) is left out. */
  show(topic: string, picture: Picture | null): void {
    if (this.#ended || picture === null) return;
    if (this.#blockedSince === null) this.#send(Buffer.isBuffer(picture) ? picture : this.#step(topic, picture));
    else {
      this.#missed ??= new Set();
      this.#missed.add(topic);
    }
  }

  #step(topic: string, {n, from, step, whole}: Stepped): Buffer {
    this.#has ??= new Map();
    const knows = step !== null && this.#has.get(topic) === from;
    this.#has.set(topic, n);
    return knows ? step : whole();
  }

  /** Says that the line is alive; to who takes nothing it would only pile up. */
  beat(bytes: Buffer): void {
    if (!this.#ended && this.#blockedSince === null) this.#send(bytes);
  }

  /** For how long the browser has taken nothing, in ms. */
  blockedMs(now: number): number {
    return this.#blockedSince === null ? 0 : now - this.#blockedSince;
  }

  allowed(): boolean {
    return this.#stillAllowed?.() ?? true;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end();
  }

  /** Ends it without its last words. */
  cut(): void {
    this.#ended = true;
    this.#sink.cut();
  }

  #drained(): void {
    this.#blockedSince = null;
    if (this.#missed === null) return;
    for (const topic of this.#missed) {
      if (this.#blockedSince !== null) return;
      this.#missed.delete(topic);
      this.show(topic, this.#snapshot(topic));
    }
    if (this.#missed.size === 0) this.#missed = null;
  }

  #send(bytes: Buffer): void {
    if (!this.#sink.write(bytes)) this.#blockedSince = this.#now();
  }
}

/** One event as the stream carries it. */
export function frame(event: string, id: number, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
}
