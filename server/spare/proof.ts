import {createHmac, hash, randomBytes, timingSafeEqual} from 'node:crypto';

// Two boxes on a LAN without certificates. The secret never crosses the line: whoever asks shows that they know it, for this
// one question and once; what is carried (a copy) is locked with it (keeping/lock-copy.ts).

/** The question's proof: HMAC-SHA-256 under the shared secret of a nonce that the other side gave, and of all that is asked. */
export function proofOf(secret: string, nonce: string, method: string, path: string, body: string): string {
  const said = [nonce, method, path, hash('sha256', body, 'hex')].join('\n');
  return createHmac('sha256', secret).update(said).digest('base64url');
}

export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const nonceLivesMs = 60_000;
const mostNonces = 200;

export interface Nonces {
  give(): string;
  /** Whether it was given here, a short time ago, and is used for the first time. */
  take(nonce: string): boolean;
}

export function openNonces(steady: () => number): Nonces {
  const given = new Map<string, number>();
  return {
    give() {
      const now = steady();
      for (const [nonce, at] of given) if (now - at > nonceLivesMs || given.size >= mostNonces) given.delete(nonce);
      const nonce = randomBytes(16).toString('base64url');
      given.set(nonce, now);
      return nonce;
    },
    take(nonce) {
      const at = given.get(nonce);
      given.delete(nonce);
      return at !== undefined && steady() - at <= nonceLivesMs;
    },
  };
}
