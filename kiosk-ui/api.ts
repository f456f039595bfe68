/** Talks to the box: JSON in and out, refusals as `Refusal`, a time limit on each try. Works on plain http://. */

const tryMs = 10_000;
const triesMost = 4;

/**
 * What the box (or the network) said instead of an answer. `code` is stable: the contract's codes, and from here
 * `network.down` and `network.timeout` with status 0. `fields` has whatever else the problem carried (`state`, `queues`, …).
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Record<string, unknown>) {
    const text = (key: string, otherwise: string) =>
      typeof problem[key] === 'string' ? (problem[key] as string) : otherwise;
    super(text('detail', text('title', `HTTP ${status}`)));
    this.name = 'Refusal';
    this.status = status;
    this.code = text('code', status === 0 ? 'network.down' : 'fault');
    this.title = text('title', this.code);
    this.detail = text('detail', this.title);
    this.fields = problem;
  }
}

export interface Asked {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  /** An Idempotency-Key (see `newKey`). With it a POST is repeated by itself while the network fails: doing it twice is safe. */
  key?: string;
  /** How often a keyed request is tried at most; one of many who keep the same key tries once. */
  tries?: number;
  /** One try's time limit. */
  withinMs?: number;
  signal?: AbortSignal;
}

/** Asks the box. Resolves with the parsed JSON (undefined where the answer is empty); rejects with `Refusal` only. */
export async function ask<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
  const {method = 'GET', key} = asked;
  // A read and a keyed write may be repeated; anything else is sent once, because its answer may have been lost.
  const tries = key === undefined ? 1 : (asked.tries ?? triesMost);
  for (let tried = 1; ; tried++) {
    try {
      return await askOnce<Answer>(path, method, asked);
    } catch (error) {
      const again = error instanceof Refusal && (error.status === 0 || error.status === 503) && tried < tries;
      if (!again || asked.signal?.aborted === true) throw error;
      await pause(400 * 2 ** tried * (0.5 + Math.random()));
    }
  }
}

export const get = <Answer>(path: string, asked: Asked = {}) => ask<Answer>(path, asked);
export const post = <Answer>(path: string, body: unknown = {}, asked: Asked = {}) =>
  ask<Answer>(path, {...asked, method: 'POST', body});
export const patch = <Answer>(path: string, body: unknown, asked: Asked = {}) =>
  ask<Answer>(path, {...asked, method: 'PATCH', body});
export const put = <Answer>(path: string, body: unknown, asked: Asked = {}) =>
  ask<Answer>(path, {...asked, method: 'PUT', body});
export const remove = <Answer>(path: string, asked: Asked = {}) => ask<Answer>(path, {...asked, method: 'DELETE'});

/** 128 random bits as 32 hex digits. `crypto.randomUUID` does not exist on plain http://, getRandomValues does. */
export function newKey(): string {
  let key = '';
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) key += (byte + 256).toString(16).slice(1);
  return key;
}

async function askOnce<Answer>(path: string, method: string, asked: Asked): Promise<Answer> {
  const stop = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop.abort();
  }, asked.withinMs ?? tryMs);
  const onAbort = () => stop.abort();
  asked.signal?.addEventListener('abort', onAbort);
  try {
    const headers: Record<string, string> = {accept: 'application/json'};
    if (asked.body !== undefined) headers['content-type'] = 'application/json';
    if (asked.key !== undefined) headers['idempotency-key'] = asked.key;
    const response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: stop.signal,
      ...(asked.body === undefined ? {} : {body: JSON.stringify(asked.body)}),
    });
    const text = await response.text();
    const answer = parsed(text);
    if (response.ok) return answer as Answer;
    const retryAfter = response.headers.get('retry-after');
    const problem = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
    throw new Refusal(response.status, retryAfter === null ? problem : {retryAfter: Number(retryAfter), ...problem});
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(0, late ? {code: 'network.timeout', title: 'No answer in time'} : {title: 'No connection'});
  } finally {
    clearTimeout(timer);
    asked.signal?.removeEventListener('abort', onAbort);
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
