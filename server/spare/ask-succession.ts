import {randomBytes} from 'node:crypto';
import {askBox} from './ask-box.ts';
import {proofOf, sameText} from './proof.ts';
import type {Succession} from './schema.ts';

/** A start waits for this word at most so long: the hall is full of people, and most days nobody has taken over. */
const withinMs = 1500;

/** Asks the second box whether it took over from this very box while this one was away. Null: no, or it does not answer. */
export async function askSuccession(address: string, secret: string, epoch: string): Promise<Succession | null> {
  const nonce = randomBytes(24).toString('base64url');
  try {
    const answer = await askBox(address, secret, {
      method: 'GET',
      path: `/api/spare/succession?nonce=${nonce}`,
      signal: AbortSignal.timeout(withinMs),
    });
    const {promotion, proof} = (await answer.json()) as {promotion: Succession | null; proof: string};
    const right = proofOf(secret, nonce, 'ANSWER', '/api/spare/succession', JSON.stringify(promotion));
    return promotion && promotion.replaced === epoch && sameText(proof, right) ? promotion : null;
  } catch {
    return null;
  }
}
