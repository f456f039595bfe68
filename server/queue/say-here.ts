import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {putInLine, tokenInPlay} from './change-token.ts';
import {standingOf} from './move-rules.ts';
import {putBack} from './restore-token.ts';
import {type LineToken, tokenByKey, updateStanding} from './rows.ts';

/**
 * "I'm here." After a missed call it puts the token back by itself, once; the second time it asks staff (`hereAt` shows on
 * their screens). While called it says "I'm coming". Refuses token.missing, token.state.
 */
export function sayHere(tx: Tx, key: string): LineToken {
  const mine = tokenByKey(tx.db, key) ?? refuse('token.missing');
  const {token, line} = tokenInPlay(tx, mine.id);
  if (token.state === 'no-show' && token.hereCount === 0) return putBack(tx, line, token, {here: true});
  if (token.state !== 'no-show' && token.state !== 'called') refuse('token.state', {state: token.state});
  const before = standingOf(token);
  const after = {...before, hereAt: tx.now};
  updateStanding(tx, token.id, before, after);
  tx.note({
    kind: token.state === 'called' ? 'token.coming' : 'token.asked-back',
    queueId: token.queueId,
    tokenId: token.id,
    visitId: token.visitId,
  });
  return putInLine(tx, line, token, after, token.reason);
}
