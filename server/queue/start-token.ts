import type {Tx} from '../base/door.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import type {LineToken} from './rows.ts';

/** The person is in the room. Refuses token.state. */
export function startToken(tx: Tx, tokenId: number): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.start', token.queueId);
  insistLeaves('start', token);
  return moveToken(tx, line, token, {
    kind: 'start',
    fact: 'token.started',
    change: () => ({state: 'serving', startedAt: tx.now}),
  });
}
