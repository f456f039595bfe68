import type {Tx} from '../base/door.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {finishConsultation} from '../visits/rows.ts';
import {insistLeaves, moveToken, tokenInPlay} from './change-token.ts';
import {changesLine, type Line, lineIn, paceSubject} from './line.ts';
import {type LineToken, paceOf, savePace} from './rows.ts';
import {foldDuration} from './wait-rules.ts';

/** Ends a consultation and stores it with its duration. From `called` it counts as started when called. Refuses token.state. */
export function completeToken(tx: Tx, tokenId: number, {note}: {note?: string | undefined}): LineToken {
  const {token, line} = tokenInPlay(tx, tokenId);
  insist(tx.actor, 'token.complete', token.queueId);
  insistLeaves('complete', token);
  const calledAt = token.calledAt ?? tx.now;
  const startedAt = token.startedAt ?? calledAt;
  const {durationMs, occupiedMs, leaptMs} = finishConsultation(
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
    data: leaptMs === 0 ? {durationMs} : {durationMs, leaptMs},
    change: () => ({state: 'done', startedAt, endedAt: tx.now}),
  });
}

function learnPace(tx: Tx, line: Line, occupiedMs: number): void {
  const {queues} = directoryOf(tx.db);
  const queue = queues.get(line.queueId);
  if (!queue) return;
  const subject = paceSubject(queue);
  const pace = foldDuration(paceOf(tx.db, subject), occupiedMs);
  savePace(tx, subject, pace);
  // A doctor has one pace, however many lines they serve.
  for (const its of queues.values()) {
    if (paceSubject(its) !== subject) continue;
    const other = lineIn(tx, its.id, line.day);
    changesLine(tx, other);
    other.pace = pace;
  }
}
