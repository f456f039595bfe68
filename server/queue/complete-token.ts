import type {Tx} from '../base/door.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {finishConsultation} from '../visits/rows.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {type Line, paceSubject} from './line.ts';
import {type LineToken, savePace} from './rows.ts';
import {foldDuration} from './wait-rules.ts';

/** The most durations that a line keeps for its estimate. */
const recentKept = 50;

/** Ends a consultation and stores it with its duration. From `called` it counts as started when called. Refuses token.state. */
export function completeToken(tx: Tx, tokenId: number, {note}: {note?: string | undefined}): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.complete', token.queueId);
  insistLeaves('complete', token);
  const calledAt = token.calledAt ?? tx.now;
  const startedAt = token.startedAt ?? calledAt;
  const {durationMs, occupiedMs} = finishConsultation(
    tx,
    {
      tokenId,
      visitId: token.visitId,
      queueId: token.queueId,
      doctorId: directoryOf(tx.db).queues.get(token.queueId)?.doctorId ?? null,
      servicePointId: token.servicePointId,
      startedAt,
      calledAt,
    },
    note ?? null,
  );
  learnPace(tx, line, occupiedMs);
  return moveToken(tx, line, token, {
    kind: 'complete',
    fact: 'token.completed',
    data: {durationMs},
    change: () => ({state: 'done', startedAt, endedAt: tx.now}),
  });
}

function learnPace(tx: Tx, line: Line, occupiedMs: number): void {
  line.recentMs = [...line.recentMs.slice(1 - recentKept), occupiedMs];
  line.pace = foldDuration(line.pace, occupiedMs);
  const queue = directoryOf(tx.db).queues.get(line.queueId);
  if (queue) savePace(tx, paceSubject(queue), line.pace);
}
