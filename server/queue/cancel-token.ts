import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {type LineToken, tokenByKey} from './rows.ts';

/** By staff. Refuses token.state. */
export function cancelToken(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.cancel', token.queueId);
  return cancel(tx, tokenId, words);
}

/** By its holder, who has the key. Refuses token.missing, token.state. */
export function cancelMine(tx: Tx, key: string): LineToken {
  const mine = tokenByKey(tx.db, key) ?? refuse('token.missing');
  return cancel(tx, mine.id);
}

function cancel(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insistLeaves('cancel', token);
  return moveToken(tx, line, token, {
    kind: 'cancel',
    fact: 'token.cancelled',
    words,
    keepReason: true,
    servicePointId: token.servicePointId,
    change: () => ({state: 'cancelled', endedAt: tx.now, servicePointId: null, dueAtCall: null, asideUntil: null}),
  });
}
