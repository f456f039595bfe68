import type {Db} from '../base/database.ts';
import {lastMove} from '../queue/call-rows.ts';
import {type LineToken, tokenById} from '../queue/rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {type BookingState, stateAfterCancel} from './booking-rules.ts';
import type {Booking} from './rows.ts';

/** So often one visit may have gone on to another line or day. */
const mostSteps = 20;

/** Where the visit stands that a check-in began: after a transfer, or a night, with the token that followed. */
export function lastTokenOf(db: Db, tokenId: number): LineToken | undefined {
  let token = tokenById(db, tokenId);
  for (let step = 0; token?.nextTokenId && step < mostSteps; step++) token = tokenById(db, token.nextTokenId) ?? token;
  return token;
}

/**
 * What a checked-in booking is by what became of its token: fulfilled once the visit was completed; cancelled by who gave the
 * number up; a no-show who was called in vain until the day closed. Somebody whose day ended while they waited did come: they
 * stay checked in.
 */
export function stateByToken(db: Db, booking: Booking, token: LineToken, now: number): BookingState {
  if (booking.state !== 'checked-in' && booking.state !== 'fulfilled') return booking.state;
  if (token.state === 'done') return 'fulfilled';
  if (token.state === 'cancelled' && token.withdrawn === 0)
    return stateAfterCancel(booking.startAt, token.endedAt ?? now, settingsOf(db).lateCancelHours);
  if (token.state === 'expired') return wasMissed(db, token) ? 'no-show' : 'checked-in';
  return 'checked-in';
}

function wasMissed(db: Db, token: LineToken): boolean {
  const move = lastMove(db, token.id);
  return move?.kind === 'expire' && (JSON.parse(move.before) as {state: string}).state === 'no-show';
}
