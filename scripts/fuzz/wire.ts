// A client that sends bytes as they are: fetch would mend what a hostile client sends.
import net from 'node:net';

export interface Wire {
  method: string;
  target: string;
  /** In this order, repeats and all; a value may hold any bytes but is sent as latin1. */
  headers: readonly (readonly [string, string])[];
  body: Buffer | null;
  /** Sends the body in chunks, without a length. */
  chunked?: boolean;
  /** Says a length or a coding that its body does not have: the server may wait for the rest, and what follows would be it. */
  lies?: boolean;
}

export interface Answer {
  status: number;
  headers: ReadonlyMap<string, string>;
  body: string;
  /** The connection ended with it, or before it (then the status is 0). */
  closed: boolean;
}

/** So long may any answer take; a stream's beginning counts as one. */
const answerMs = 20_000;
/** What lies about its length is not waited for. */
const lieMs = 250;

export function bytesOf({method, target, headers, body, chunked}: Wire): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  if (body !== null) lines.push(chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`);
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (body === null) return head;
  return Buffer.concat(chunked ? [head, ...chunksOf(body)] : [head, body]);
}

function chunksOf(body: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  const size = Math.max(1, Math.ceil(body.length / 3));
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
  }
  return [...parts, Buffer.from('0\r\n\r\n')];
}

/** One connection that is opened anew whenever the server ends it. Asks one thing at a time. */
export function openLine(port: number, from?: string) {
  let socket: net.Socket | null = null;
  let received: Buffer = Buffer.alloc(0);
  let look: (() => void) | null = null;

  async function connect(): Promise<net.Socket> {
    if (socket && !socket.destroyed && !socket.readableEnded) return socket;
    const fresh = net.connect({port, host: '127.0.0.1', ...(from ? {localAddress: from} : {})});
    fresh.setNoDelay(true);
    fresh.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      look?.();
    });
    fresh.on('error', () => undefined);
    fresh.on('close', () => look?.());
    fresh.on('end', () => look?.());
    await new Promise<void>((resolve) => {
      fresh.once('connect', () => resolve());
      fresh.once('close', () => resolve());
    });
    socket = fresh;
    return fresh;
  }

  let last: Promise<unknown> = Promise.resolve();
  function send(bytes: Buffer, noBody = false, lies = false): Promise<Answer> {
    const mine = last.then(() => exchange(bytes, noBody, lies));
    last = mine.catch(() => undefined);
    return mine;
  }

  async function exchange(bytes: Buffer, noBody: boolean, lies: boolean): Promise<Answer> {
    const open = await connect();
    received = Buffer.alloc(0);
    open.write(bytes);
    const answer = await new Promise<Answer>((resolve) => {
      const done = (found: Answer) => {
        clearTimeout(late);
        look = null;
        resolve(found);
      };
      const ended = () => open.destroyed || open.readableEnded;
      const late = setTimeout(
        () => done({status: 0, headers: new Map(), body: lies ? '' : 'no answer in time', closed: true}),
        lies ? lieMs : answerMs,
      );
      look = () => {
        const found = parse(received, noBody, ended());
        if (found) done(found);
        else if (ended()) done({status: 0, headers: new Map(), body: '', closed: true});
      };
      look();
    });
    if (answer.closed || lies || ended(open)) end();
    return answer;
  }

  const ended = (one: net.Socket) => one.destroyed || one.readableEnded;

  function end(): void {
    socket?.destroy();
    socket = null;
  }

  return {send, ask: (wire: Wire) => send(bytesOf(wire), wire.method === 'HEAD', wire.lies), end};
}
export type Line = ReturnType<typeof openLine>;

/** The answer when it is there whole; null while bytes are missing. What comes after it is dropped with the connection. */
function parse(bytes: Buffer, noBody: boolean, ended: boolean): Answer | null {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const rest = bytes.subarray(headEnd + 4);
  if (status >= 100 && status < 200) return parse(rest, noBody, ended);
  const closed = headers.get('connection') === 'close';
  const answer = (body: Buffer, more = false) => ({status, headers, body: body.toString(), closed: closed || more});
  if (noBody || status === 204 || status === 304) return answer(Buffer.alloc(0));
  // A stream never ends: its beginning is the answer.
  if (headers.get('content-type')?.startsWith('text/event-stream')) return answer(rest, true);
  const length = headers.get('content-length');
  if (length !== undefined) {
    if (rest.length < Number(length)) return null;
    return answer(rest.subarray(0, Number(length)), rest.length > Number(length));
  }
  if (headers.get('transfer-encoding') === 'chunked') {
    const end = rest.indexOf('0\r\n\r\n');
    return end < 0 ? null : answer(unchunked(rest));
  }
  return ended ? answer(rest, true) : null;
}

function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (line < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
