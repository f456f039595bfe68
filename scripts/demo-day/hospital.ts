import {randomBytes} from 'node:crypto';

/** The hospital as a client on the network sees it: nothing here knows anything but HTTP. */
export interface Reply<Body> {
  status: number;
  body: Body;
  /** `Set-Cookie`, name and value only. */
  cookie: string | null;
}

export interface Ask {
  body?: unknown;
  /** A user name of the demo hospital; nobody when left out. */
  as?: string;
  cookie?: string | null;
}

export interface Hospital {
  ask<Body>(method: 'GET' | 'POST' | 'PATCH', path: string, ask?: Ask): Promise<Reply<Body>>;
  readonly figures: {requests: number; retries: number};
}

export interface HospitalParts {
  /** Asked before each try, because a restarted server may stand elsewhere. */
  address(): string;
  password: string;
  signal: AbortSignal;
}

/** A server that restarts is back within seconds; after so many tries (about a minute) the deed is given up. */
const mostTries = 20;
const longestWaitMs = 4000;
const answerWithinMs = 15_000;

export class NoAnswer extends Error {}

/** Asks as often as needed, each deed with one key: what was answered before a crash is answered again, not done twice. */
export function openHospital({address, password, signal}: HospitalParts): Hospital {
  const bearers = new Map<string, Promise<string>>();
  const figures = {requests: 0, retries: 0};

  async function ask<Body>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    {body, as, cookie}: Ask = {},
  ): Promise<Reply<Body>> {
    const key = method === 'POST' && path !== '/api/session' ? randomBytes(18).toString('base64url') : null;
    for (let tries = 0; tries < mostTries && !signal.aborted; tries++) {
      if (tries > 0) figures.retries++;
      const reply = await oneTry<Body>(method, path, {body, as, cookie: cookie ?? null, key});
      if (reply !== null && 'status' in reply) return reply;
      await rest(reply?.waitMs ?? Math.min(longestWaitMs, 150 * 2 ** tries));
    }
    throw new NoAnswer(`${method} ${path}`);
  }

  async function oneTry<Body>(
    method: string,
    path: string,
    {body, as, cookie, key}: {body: unknown; as: string | undefined; cookie: string | null; key: string | null},
  ): Promise<Reply<Body> | {waitMs: number} | null> {
    try {
      const bearer = as === undefined ? null : await bearerOf(as);
      figures.requests++;
      const answer = await fetch(address() + path, {
        method,
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
        headers: {
          ...(body === undefined ? {} : {'content-type': 'application/json'}),
          ...(bearer ? {authorization: `Bearer ${bearer}`} : {}),
          ...(cookie ? {cookie} : {}),
          ...(key ? {'idempotency-key': key} : {}),
        },
        ...(body === undefined ? {} : {body: JSON.stringify(body)}),
      });
      const text = await answer.text();
      if (answer.status === 503 || answer.status === 429) return {waitMs: retryAfterMs(answer)};
      if (answer.status === 401 && as !== undefined) {
        bearers.delete(as);
        return null;
      }
      const isJson = /json/.test(answer.headers.get('content-type') ?? '');
      return {
        status: answer.status,
        body: (isJson && text ? JSON.parse(text) : {}) as Body,
        cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? null,
      };
    } catch {
      return null;
    }
  }

  /** One sign-in per person, however many deeds want it at once. */
  function bearerOf(username: string): Promise<string> {
    const known = bearers.get(username);
    if (known) return known;
    const asked = ask<{token?: string}>('POST', '/api/session', {body: {username, password}}).then(({body}) => {
      if (!body.token) throw new Error(`${username} can't sign in`);
      return body.token;
    });
    bearers.set(username, asked);
    asked.catch(() => bearers.delete(username));
    return asked;
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  return {ask, figures};
}

function retryAfterMs(answer: Response): number {
  const seconds = Number(answer.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, 10_000) : 1000;
}
