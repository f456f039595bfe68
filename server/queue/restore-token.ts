import type {Tx} from '../base/door.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import type {Line} from './line.ts';
import type {LineToken} from './rows.ts';

/** A no-show comes back after a set number of further calls, or at the end of a shorter line. Refuses token.state. */
export function restoreToken(tx: Tx, tokenId: number, words?: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.restore', token.queueId);
  insistLeaves('restore', token);
  return putBack(tx, line, token, {words});
}

/** The move itself; also made by the holder's own "I'm here". */
export function putBack(
  tx: Tx,
  line: Line,
  token: LineToken,
  by: {words?: string | undefined; here?: boolean},
): LineToken {
  const dueAtCall = line.queueDay.calls + settingsOf(tx.db).restoreAfterCalls;
  return moveToken(
    tx,
    line,
    token,
    {
      kind: 'restore',
      fact: 'token.restored',
      data: {dueAtCall},
      words: by.words,
      change: () => ({
        state: 'waiting',
        dueAtCall,
        endedAt: null,
        calledAt: null,
        hereAt: null,
        hereCount: token.hereCount + (by.here ? 1 : 0),
      }),
    },
    'restored',
  );
}
