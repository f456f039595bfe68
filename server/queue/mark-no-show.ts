import type {Tx} from '../base/door.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import type {LineToken} from './rows.ts';

/** Called and absent: the room is free again, the number stays theirs. Refuses token.state. */
export function markNoShow(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.no-show', token.queueId);
  insistLeaves('no-show', token);
  return moveToken(tx, line, token, {
    kind: 'no-show',
    fact: 'token.missed',
    words,
    servicePointId: token.servicePointId,
    change: () => ({state: 'no-show', servicePointId: null, startedAt: null, hereAt: null, endedAt: tx.now}),
  });
}
