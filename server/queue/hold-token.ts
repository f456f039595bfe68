import type {Tx} from '../base/door.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import type {LineToken} from './rows.ts';

/** Sent away for a test: keeps number and seniority, frees the room. Refuses token.state. */
export function holdToken(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.hold', token.queueId);
  insistLeaves('hold', token);
  return moveToken(tx, line, token, {
    kind: 'hold',
    fact: 'token.held',
    words,
    keepReason: true,
    servicePointId: token.servicePointId,
    change: () => ({state: 'held', servicePointId: null, startedAt: null, dueAtCall: null, asideUntil: null}),
  });
}
