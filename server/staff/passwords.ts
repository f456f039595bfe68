import {refuse} from '../base/refusal.ts';

/** Loaded when the first password comes: a box that starts after a power cut has people waiting, and no password yet. */
const argon2 = () => import('@node-rs/argon2');

/** Hashing takes tens of megabytes and a core each: two at once, a short line behind them, no more. */
const mostAtOnce = 2;
const mostWaiting = 20;
let running = 0;
const waiting: (() => void)[] = [];

/** OWASP's second choice for argon2id (19 MiB, 2 passes, 1 lane): a Pi still answers in a fraction of a second. */
const options = {memoryCost: 19_456, timeCost: 2, parallelism: 1};

export function hashPassword(password: string): Promise<string> {
  return inTurn(async () => (await argon2()).hash(password, options));
}

/** Whether the password fits. An unknown user costs the same time as a known one. */
export function fitsPassword(stored: string | null, password: string): Promise<boolean> {
  return inTurn(async () => (await (await argon2()).verify(stored ?? (await decoy()), password)) && stored !== null);
}

let decoyHash: string | null = null;
async function decoy(): Promise<string> {
  decoyHash ??= await (await argon2()).hash('nobody has this password', options);
  return decoyHash;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) {
    if (waiting.length >= mostWaiting) refuse('rate.limited', {retryAfterSeconds: 5});
    // Whoever is woken takes over the place of the one who wakes them: nobody can slip in between.
    await new Promise<void>((go) => waiting.push(go));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
