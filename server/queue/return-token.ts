import type {Tx} from '../base/door.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {laneAfterReturn} from './move-rules.ts';
import type {LineToken} from './rows.ts';

/** Back from a test, in the lane for returners (an emergency stays one). Refuses token.state. */
export function returnToken(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.return', token.queueId);
  insistLeaves('return', token);
  return moveToken(
    tx,
    line,
    token,
    {
      kind: 'return',
      fact: 'token.returned',
      words,
      change: (seq) => ({state: 'waiting', calledAt: null, ...laneAfterReturn(token, seq)}),
    },
    'returning',
  );
}
