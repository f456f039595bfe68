/** Where a stream's bytes go: a browser's connection, or a test's list. */
export interface Sink {
  /** True: more may come at once. False: wait for `drained`. */
  write(bytes: Buffer): boolean;
  onDrained(drained: () => void): void;
  end(): void;
}

export interface Follower {
  readonly topics: ReadonlySet<string>;
  readonly device: string | null;
  readonly address: string | null;
  show(topic: string, bytes: Buffer | null): void;
  beat(bytes: Buffer): void;
  allowed(): boolean;
  end(): void;
}

interface Parts {
  topics: readonly string[];
  sink: Sink;
  device: string | null;
  address: string | null;
  stillAllowed?(): boolean;
}

/** A browser that takes nothing for so many beats is let go: it will come back and see the present. */
const mostMissedBeats = 3;

/**
 * One browser's stream. It has no queue: one write is in flight, and what changed meanwhile is only marked. When the
 * browser has taken the bytes it gets the marked topics as they are then: the latest state wins, memory stays flat.
 */
export function openFollower(
  parts: Parts,
  snapshot: (topic: string) => Buffer | null,
  gone: (me: Follower) => void,
): Follower {
  const {sink} = parts;
  const missed = new Set<string>();
  let blocked = false;
  let missedBeats = 0;
  let ended = false;

  sink.onDrained(() => {
    blocked = false;
    missedBeats = 0;
    for (const topic of [...missed]) {
      if (blocked) return;
      missed.delete(topic);
      show(topic, snapshot(topic));
    }
  });

  function send(bytes: Buffer): void {
    if (!sink.write(bytes)) blocked = true;
  }

  function show(topic: string, bytes: Buffer | null): void {
    if (ended || bytes === null) return;
    if (blocked) missed.add(topic);
    else send(bytes);
  }

  const me: Follower = {
    topics: new Set(parts.topics),
    device: parts.device,
    address: parts.address,
    show,
    beat(bytes) {
      if (ended) return;
      if (!blocked) return send(bytes);
      missedBeats++;
      if (missedBeats >= mostMissedBeats) gone(me);
    },
    allowed: () => parts.stillAllowed?.() ?? true,
    end() {
      if (ended) return;
      ended = true;
      sink.end();
    },
  };
  return me;
}

/** One event as the stream carries it. */
export function frame(event: string, id: number, data: unknown): Buffer {
  return Buffer.from(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
}
