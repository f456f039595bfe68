import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {type LineToken, tokenByKey} from './rows.ts';

/** "I need 5 minutes": behind everybody until then, back in the old place by itself. Refuses token.missing, token.state, late.limit. */
export function stepAside(tx: Tx, key: string, minutes: number): LineToken {
  const mine = tokenByKey(tx.db, key) ?? refuse('token.missing');
  const {token, line} = tokenInPlay(tx, mine.id);
  insistLeaves('aside', token);
  const limit = settingsOf(tx.db).stepAsidesPerToken;
  if (token.lateCount >= limit) refuse('late.limit', {limit});
  return moveToken(tx, line, token, {
    kind: 'aside',
    fact: 'token.stepped-aside',
    data: {minutes},
    servicePointId: token.servicePointId,
    change: () => ({
      state: 'waiting',
      asideUntil: tx.now + minutes * 60_000,
      servicePointId: null,
      calledAt: null,
      hereAt: null,
      lateCount: token.lateCount + 1,
    }),
  });
}
