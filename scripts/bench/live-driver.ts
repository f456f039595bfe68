// Ten thousand browsers in one process of their own: plain sockets, as little work per byte as Node allows, so that what is
// measured is the server. Forked by live-streams.ts, which speaks to it in messages (one command at a time).
import net from 'node:net';

/** What the parent asks; each is answered with the same `id`. */
export type Command =
  | {do: 'open'; port: number; count: number; paths: string[]; headers: string; perSecond: number}
  | {do: 'tell'; port: number; posts: Post[]; limitMs: number}
  | {do: 'state'}
  | {do: 'close'};

export interface Post {
  path: string;
  headers: string;
  body: string;
  /** Bytes that only the event of this post holds. */
  marker: string;
}

/** Times in milliseconds since the first byte of the (first) POST was handed to the kernel. */
export interface Told {
  firstMs: number;
  medianMs: number;
  lastMs: number;
  answeredMs: number;
  /** Open streams that had not got the event of any post when the limit was over. */
  lost: number;
  status: number[];
  eventBytes: number;
}

export interface State {
  open: number;
  /** Ended or broken though nobody here closed them. */
  ended: number;
  bytes: number;
  chunks: number;
}

interface Stream {
  socket: net.Socket;
  open: boolean;
  /** 0: not seen; 1: the marker was seen, the event has not ended; 2: all of it is here. */
  seen: 0 | 1 | 2;
  /** The end of the last chunk when it was not the end of an event. */
  carry: Buffer | null;
  got: number;
}

const sources = 16;
const streams = new Set<Stream>();
const shared = Buffer.allocUnsafe(256 * 1024);
const eventEnd = Buffer.from('\n\n');
const state = {ended: 0, bytes: 0, chunks: 0};
let markers: Buffer[] = [];
let arrived: (bytes: number) => void = () => {};
let closing = false;

process.on('message', (message: {id: number; command: Command}) => {
  answer(message.command).then(
    (value) => process.send!({id: message.id, value}),
    (error: unknown) => process.send!({id: message.id, fault: String(error)}),
  );
});
process.on('disconnect', () => process.exit(0));

function answer(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'open':
      return openAll(command);
    case 'tell':
      return tell(command);
    case 'close':
      return closeAll();
    default:
      return Promise.resolve({open: streams.size, ...state});
  }
}

/** Opens `count` streams at a steady pace; resolves when each has its answer's head and first event, if it has one. */
async function openAll({port, count, paths, headers, perSecond}: Extract<Command, {do: 'open'}>) {
  closing = false;
  const startedAt = performance.now();
  let under = 0;
  let failed = 0;
  const done: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    while (performance.now() < dueAt || under >= 200) await rest(2);
    under++;
    const path = paths[index % paths.length]!;
    done.push(
      openOne(
        port,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}\r\n`,
        `127.0.0.${2 + (index % sources)}`,
      )
        .catch(() => {
          failed++;
        })
        .finally(() => under--),
    );
  }
  await Promise.all(done);
  return {opened: streams.size, failed, ms: performance.now() - startedAt};
}

function openOne(port: number, head: string, localAddress: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => {
      reject(new Error('no answer'));
      socket.destroy();
    }, 15_000);
    const socket = net.connect({
      port,
      host: '127.0.0.1',
      localAddress,
      onread: {
        buffer: shared,
        callback(size) {
          take(stream, shared.subarray(0, size));
          return true;
        },
      },
    });
    const stream: Stream = {socket, open: false, seen: 0, carry: null, got: 0};
    const head200 = (bytes: Buffer) => {
      clearTimeout(giveUp);
      if (!bytes.toString('latin1', 0, 15).startsWith('HTTP/1.1 200')) {
        socket.destroy();
        return reject(new Error(bytes.toString('latin1', 0, 200)));
      }
      stream.open = true;
      streams.add(stream);
      resolve();
    };
    opened.set(stream, head200);
    socket.on('connect', () => socket.write(head));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(giveUp);
      reject(new Error('closed'));
      if (streams.delete(stream) && !closing) state.ended++;
    });
  });
}

/** What waits for a stream's first bytes. */
const opened = new WeakMap<Stream, (bytes: Buffer) => void>();

function take(stream: Stream, bytes: Buffer): void {
  state.chunks++;
  state.bytes += bytes.length;
  if (!stream.open) {
    opened.get(stream)!(bytes);
    return;
  }
  if (markers.length === 0 || stream.seen === 2) return;
  stream.got += bytes.length;
  const all = stream.carry === null ? bytes : Buffer.concat([stream.carry, bytes]);
  stream.carry = null;
  let from = 0;
  if (stream.seen === 0) {
    for (const marker of markers) {
      const at = all.indexOf(marker);
      if (at < 0) continue;
      stream.seen = 1;
      from = at;
      break;
    }
  }
  if (stream.seen === 1 && all.indexOf(eventEnd, from) >= 0) {
    stream.seen = 2;
    arrived(stream.got);
    return;
  }
  if (all[all.length - 1] !== 10) stream.carry = Buffer.from(all.subarray(-200));
}

/**
 * Sends the posts on one connection that stands already, one after the other as a browser does (the server cuts off whoever
 * sends many in one breath), and waits until each open stream has the event of one of them.
 */
async function tell({port, posts, limitMs}: Extract<Command, {do: 'tell'}>): Promise<Told> {
  const post = net.connect({port, host: '127.0.0.1', noDelay: true});
  await new Promise((resolve, reject) => post.once('connect', resolve).once('error', reject));
  for (const stream of streams) Object.assign(stream, {seen: 0, carry: null, got: 0});
  markers = posts.map(({marker}) => Buffer.from(marker));
  const expected = streams.size;
  const bytes = posts.map(({path, headers, body}) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const times: number[] = [];
  const status: number[] = [];
  let eventBytes = 0;
  let startedAt = 0;
  let answeredMs = Number.NaN;
  let head = '';
  let sent = 0;
  const allHere = new Promise<void>((resolve) => {
    const giveUp = setTimeout(resolve, limitMs);
    arrived = (size) => {
      eventBytes = Math.max(eventBytes, size);
      if (times.push(performance.now() - startedAt) === expected) {
        clearTimeout(giveUp);
        resolve();
      }
    };
  });
  const answered = new Promise<void>((resolve, reject) => {
    const giveUp = setTimeout(reject, limitMs, new Error('the POST was not answered'));
    const fail = (why: unknown) => {
      clearTimeout(giveUp);
      reject(why);
    };
    post.on('error', fail);
    post.on('close', () => fail(new Error(`the server closed after ${status.length} of ${posts.length} answers`)));
    post.on('data', (chunk) => {
      head += chunk.toString('latin1');
      const found = [...head.matchAll(/HTTP\/1\.1 (\d{3})/g)];
      if (found.length < posts.length) {
        if (found.length === sent) post.write(bytes[sent++]!);
        return;
      }
      answeredMs = performance.now() - startedAt;
      status.push(...found.map((one) => Number(one[1])));
      clearTimeout(giveUp);
      resolve();
    });
  });
  await rest(20);
  startedAt = performance.now();
  post.write(bytes[sent++]!);
  await Promise.all([allHere, answered]);
  markers = [];
  post.destroy();
  times.sort((a, b) => a - b);
  return {
    firstMs: times[0] ?? Number.NaN,
    medianMs: times[times.length >> 1] ?? Number.NaN,
    lastMs: times.at(-1) ?? Number.NaN,
    answeredMs,
    lost: expected - times.length,
    status,
    eventBytes,
  };
}

async function closeAll(): Promise<State> {
  closing = true;
  let index = 0;
  for (const {socket} of [...streams]) {
    // Reset, so that no port of ours has to rest for a minute.
    socket.resetAndDestroy();
    if (++index % 200 === 0) await rest(5);
  }
  await rest(50);
  return {open: streams.size, ...state};
}

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
