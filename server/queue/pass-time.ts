import type {Tx} from '../base/door.ts';
import {noteOvertaken, putInLine} from './change-token.ts';
import {changesLine, lineIn, lineNow, openDay, orderOf, waitingIn} from './line.ts';
import {standingOf} from './move-rules.ts';
import {callOrder} from './order-rules.ts';
import {updateStanding} from './rows.ts';
import type {MoveCode} from './schema.ts';

/**
 * Time alone changed the order (a booking's window began or ended, somebody's five minutes are over): says so in the
 * journal, so that screens hear of it like of any change. `at` is the instant that changed it, perhaps a while ago.
 */
export function passTime(tx: Tx, queueId: number, at: number): void {
  const day = openDay(tx.db);
  if (!day) return;
  const line = lineIn(tx, queueId, day);
  // Whoever is in line now, as they would stand had time not come so far: other deeds may have come in between.
  const before = callOrder(waitingIn(line), {...lineNow(tx.db, line, tx.now), now: at - 1}).map((token) => token.id);
  let code: MoveCode = 'booked';
  for (const token of [...line.tokens.values()]) {
    if (token.asideUntil === null || token.asideUntil > tx.now) continue;
    const standing = standingOf(token);
    const back = {...standing, asideUntil: null};
    updateStanding(tx, token.id, standing, back);
    tx.note({kind: 'token.came-back', queueId, tokenId: token.id, visitId: token.visitId});
    putInLine(tx, line, token, back, token.reason);
    // Whoever stepped aside was put back in line: nobody else's appointment took their place.
    code = 'restored';
  }
  changesLine(tx, line);
  const after = orderOf(tx.db, line, tx.now).map((token) => token.id);
  if (after.some((id, index) => before[index] !== id)) noteOvertaken(tx, line, before, code, null);
  tx.touch(`queue:${queueId}`);
}
