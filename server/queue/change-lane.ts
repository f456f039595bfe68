import type {Tx} from '../base/door.ts';
import {insist} from '../staff/permissions.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {laneSeqAfterChange} from './move-rules.ts';
import type {LineToken} from './rows.ts';
import type {Lane, MoveCode} from './schema.ts';

const codes: Partial<Record<Lane, MoveCode>> = {
  emergency: 'emergency',
  priority: 'priority',
  booked: 'booked',
  returning: 'returning',
  // By the first arrival, and with a share of the turns.
  'walk-in': 'turns',
};

/** Moves somebody into another lane, with a reason that stays in the record. Refuses token.state. */
export function changeLane(tx: Tx, tokenId: number, lane: Lane, reason: string): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.lane', token.queueId);
  insistLeaves('lane', token);
  return moveToken(
    tx,
    line,
    token,
    {
      kind: 'lane',
      fact: 'token.lane-changed',
      data: {from: token.lane, to: lane},
      words: reason,
      keepReason: true,
      change: (seq) => ({lane, laneSeq: lane === token.lane ? token.laneSeq : laneSeqAfterChange(lane, token, seq)}),
    },
    codes[lane],
  );
}
