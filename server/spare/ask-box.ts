import {proofOf} from './proof.ts';

const answersWithinMs = 10_000;

/** The other box said no, or something that is no answer. */
export class SpareRefused extends Error {
  readonly status: number;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
  }
}

export interface Asked {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  withinMs?: number;
}

/** Asks the other box, and shows that we know the secret. Throws SpareRefused, or what fetch throws where it is away. */
export async function askBox(url: string, secret: string, asked: Asked): Promise<Response> {
  const within = (ms: number) => ({
    signal: AbortSignal.any([AbortSignal.timeout(ms), ...(asked.signal ? [asked.signal] : [])]),
  });
  const given = await fetch(`${url}/api/spare/nonce`, within(answersWithinMs));
  if (!given.ok) throw new SpareRefused(given.status, 'nonce');
  const {nonce} = (await given.json()) as {nonce: string};
  const body = asked.body === undefined ? '' : JSON.stringify(asked.body);
  const answer = await fetch(`${url}${asked.path}`, {
    method: asked.method,
    headers: {
      ...asked.headers,
      ...(body ? {'content-type': 'application/json'} : {}),
      authorization: `Spare ${nonce}.${proofOf(secret, nonce, asked.method, asked.path, body)}`,
    },
    ...(body ? {body} : {}),
    ...within(asked.withinMs ?? answersWithinMs),
  });
  if (!answer.ok) {
    const code = await answer.json().then(
      (problem) => String((problem as {code?: unknown}).code ?? 'unknown'),
      () => 'unknown',
    );
    throw new SpareRefused(answer.status, code);
  }
  return answer;
}
