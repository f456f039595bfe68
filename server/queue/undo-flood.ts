import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist} from '../staff/permissions.ts';
import {cancelledInFlood, type FloodStep, floodStep, lastMove} from './call-rows.ts';
import {noteOvertaken} from './change-token.ts';
import {type Line, lineIn, type Moved, openDay, orderOf, readMoved} from './line.ts';
import {type LineToken, tokenById} from './rows.ts';
import {insistOwn, putBack, undoable} from './undo-move.ts';
import {mostVoidSteps} from './void-flood.ts';

export interface FloodUndone {
  /** So many have their place again. */
  returned: number;
  /** To so many something has happened since: they stay as they are. */
  stayed: number;
}

/** The steps of a void by the entry of its last, oldest first. Refuses token.missing where there was no such void. */
export function stepsOfVoid(db: Db, queueId: number, lastSeq: number): FloodStep[] {
  const steps: FloodStep[] = [];
  let seq: number | null = lastSeq;
  while (seq !== null && steps.length < mostVoidSteps) {
    const step: FloodStep = floodStep(db, queueId, seq) ?? refuse('token.missing');
    steps.unshift(step);
    seq = step.before;
  }
  return steps;
}

/** Until when a void whose last step this was can be taken back. */
export function undoFloodUntil(db: Db, lastAt: number): number {
  return lastAt + settingsOf(db).undoSeconds * 1000;
}

/**
 * Takes one step of a void back: each of its tokens gets the place that it had, if it is still exactly as the void left it. The rules
 * are those of any undo: one's own deed (or an administrator's word), within the usual time. `askedAt` is when that was asked:
 * a great flood takes many steps. Refuses undo.late, permission.denied, day.closed.
 */
export function undoFloodStep(
  tx: Tx,
  queueId: number,
  step: FloodStep,
  {askedAt, lastAt}: {askedAt: number; lastAt: number},
): FloodUndone {
  insist(tx.actor, 'queue.void', queueId);
  insistOwn(tx.actor, {...step, servicePointId: null}, queueId);
  if (askedAt > undoFloodUntil(tx.db, lastAt)) refuse('undo.late');
  const day = openDay(tx.db) ?? refuse('day.closed');
  const line = lineIn(tx, queueId, day);
  const orderBefore = orderOf(tx.db, line, tx.now).map((other) => other.id);
  const storyOf = storiesOf(tx.db, line);
  const cancelled = cancelledInFlood(tx.db, step);
  let returned = 0;
  for (const {tokenId, seq} of cancelled) {
    const token = line.tokens.get(tokenId) ?? tokenById(tx.db, tokenId)!;
    const move = lastMove(tx.db, tokenId);
    if (token.day !== day || move?.seq !== seq || !undoable(token, move)) continue;
    putBack(tx, line, token, move, () => storyOf(token));
    returned++;
  }
  if (returned > 0) {
    tx.note({kind: 'queue.flood-undone', queueId, data: {flood: step.seq, returned}});
    noteOvertaken(tx, line, orderBefore, 'undone', null);
  }
  return {returned, stayed: cancelled.length - returned};
}

/** Why somebody came later, read once for nearly all of a step: those who come back arrived one after the other. */
function storiesOf(db: Db, line: Line): (token: LineToken) => Moved[] | undefined {
  let read: {from: number; stories: Map<number, Moved[]>} | null = null;
  return ({id, arrivedSeq}) => {
    if (read === null || arrivedSeq < read.from)
      read = {from: arrivedSeq, stories: readMoved(db, line.queueId, arrivedSeq)};
    return read.stories.get(id);
  };
}
