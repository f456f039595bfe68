import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {lastMove, type MoveRow} from './call-rows.ts';
import {tokenInPlay} from './change-token.ts';
import {activeTokensOfDevice, type LineToken, tokenByKey} from './rows.ts';
import {takeBack, undoable} from './undo-move.ts';

/**
 * "Take it back": a holder's own last deed, leaving or stepping aside, within the time of any undo. Refuses token.missing,
 * token.state, undo.late, token.limit, service-point.busy.
 */
export function undoMine(tx: Tx, key: string): LineToken {
  const mine = tokenByKey(tx.db, key) ?? refuse('token.missing');
  const {token, line} = tokenInPlay(tx, mine.id);
  const move = ownMove(tx.db, token) ?? refuse('token.state', {state: token.state});
  const {undoSeconds, tokensPerPerson: limit} = settingsOf(tx.db);
  if (tx.now - move.at > undoSeconds * 1000) refuse('undo.late', {state: token.state});
  // Meanwhile this phone may have taken as many others as it may hold.
  const held = token.deviceId === null ? 0 : activeTokensOfDevice(tx.db, token.deviceId, token.day);
  if (token.state === 'cancelled' && held >= limit) refuse('token.limit', {limit});
  return takeBack(tx, line, token, move);
}

/** Until when, as an instant in ms; null when there is nothing that its holder may take back. */
export function ownUndoUntil(db: Db, token: LineToken, now: number): number | null {
  const undoMs = settingsOf(db).undoSeconds * 1000;
  const left = token.state === 'cancelled' && token.endedAt !== null && now - token.endedAt <= undoMs;
  const aside = token.state === 'waiting' && token.asideUntil !== null && token.asideUntil > now;
  const move = left || aside ? ownMove(db, token) : undefined;
  return move === undefined || now - move.at > undoMs ? null : move.at + undoMs;
}

function ownMove(db: Db, token: LineToken): MoveRow | undefined {
  const move = lastMove(db, token.id);
  const own = move?.actorKind === 'patient' && (move.kind === 'cancel' || move.kind === 'aside');
  return own && undoable(token, move) ? move : undefined;
}
