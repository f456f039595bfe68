import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';

export interface CallRow {
  id: number;
  queueId: number;
  day: string;
  tokenId: number;
  servicePointId: number;
  at: number;
  again: number;
  wheel: string | null;
  undone: number;
}

export function insertCall(tx: Tx, call: Omit<CallRow, 'id' | 'undone' | 'at'>): number {
  return insert(
    tx.db,
    'insert into calls (queueId, day, tokenId, servicePointId, at, again, wheel) values (?, ?, ?, ?, ?, ?, ?)',
    call.queueId,
    call.day,
    call.tokenId,
    call.servicePointId,
    tx.now,
    call.again,
    call.wheel,
  );
}

export function callById(db: Db, id: number): CallRow | undefined {
  return one<CallRow>(db, 'select * from calls where id = ?', id);
}

/** An undone call leaves the boards, and so do its repetitions. */
export function undoCalls(tx: Tx, tokenId: number, fromCallId: number): void {
  run(tx.db, 'update calls set undone = 1 where tokenId = ? and id >= ?', tokenId, fromCallId);
}

export interface BoardCallRow {
  id: number;
  at: number;
  again: number;
  queueId: number;
  servicePointId: number;
  serial: number;
}

/** The newest calls of these queues on one day, newest first. */
export function lastCalls(
  db: Db,
  queueIds: readonly number[],
  /** Only to these rooms; null: to all. */
  points: readonly number[] | null,
  day: string,
  limit: number,
): BoardCallRow[] {
  return all<BoardCallRow>(
    db,
    `select calls.id, calls.at, calls.again, calls.queueId, calls.servicePointId, tokens.serial
     from calls join tokens on tokens.id = calls.tokenId
     where calls.id > (select coalesce(max(id), 0) - 5000 from calls) and calls.day = ? and calls.undone = 0
       and calls.queueId in (select value from json_each(?))
       and (? is null or calls.servicePointId in (select value from json_each(?)))
     order by calls.id desc limit ?`,
    day,
    JSON.stringify(queueIds),
    points === null ? null : 1,
    JSON.stringify(points ?? []),
    limit,
  );
}

/** When each room of a queue last called somebody today. */
export function lastCallAtPoints(db: Db, queueId: number, day: string): {servicePointId: number; at: number}[] {
  return all<{servicePointId: number; at: number}>(
    db,
    // The last, not the latest: the clock may have been set back since.
    `select servicePointId, at, max(id) from
       (select id, servicePointId, at from calls where queueId = ? and day = ? and undone = 0 order by id desc limit 200)
     group by servicePointId`,
    queueId,
    day,
  );
}

export interface MoveRow {
  id: number;
  tokenId: number;
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  actorId: number | null;
  servicePointId: number | null;
  before: string;
  after: string;
  callId: number | null;
}

/** Without `undone`, which the journal tells. */
export const movesSealed: Sealed = {
  table: 'moves',
  key: ['id'],
  parts: ['tokenId', 'seq', 'at', 'kind', 'actorKind', 'actorId', 'servicePointId', 'after', 'callId'],
  long: 'before',
};

export function insertMove(tx: Tx, move: Omit<MoveRow, 'id' | 'at' | 'actorKind' | 'actorId'>): void {
  insert(
    tx.db,
    `insert into moves (tokenId, seq, at, kind, actorKind, actorId, servicePointId, before, after, callId, sum)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    move.tokenId,
    move.seq,
    tx.now,
    move.kind,
    tx.actor.kind,
    tx.actor.id,
    move.servicePointId,
    move.before,
    move.after,
    move.callId,
    rowSum(
      [
        move.tokenId,
        move.seq,
        tx.now,
        move.kind,
        tx.actor.kind,
        tx.actor.id,
        move.servicePointId,
        move.after,
        move.callId,
      ],
      move.before,
    ),
  );
}

export function lastMove(db: Db, tokenId: number): MoveRow | undefined {
  return one<MoveRow>(db, 'select * from moves where tokenId = ? and undone = 0 order by id desc limit 1', tokenId);
}

export function markUndone(tx: Tx, moveId: number): void {
  if (run(tx.db, 'update moves set undone = 1 where id = ? and undone = 0', moveId) !== 1)
    throw new Error(`move ${moveId} was undone already`);
}

// ---- floods ----

/**
 * One transaction of a void: the entry that names it, how many entries right before it cancelled a token each, and the step
 * before it.
 */
export interface FloodStep {
  seq: number;
  at: number;
  actorKind: string;
  actorId: number | null;
  cancelled: number;
  before: number | null;
}

/** Undefined where that entry is no void of this queue. */
export function floodStep(db: Db, queueId: number, seq: number): FloodStep | undefined {
  return one<FloodStep>(
    db,
    `select seq, at, actorKind, actorId, data ->> 'cancelled' as cancelled, data ->> 'before' as before
     from journal where seq = ? and kind = 'queue.flood-voided' and queueId = ?`,
    seq,
    queueId,
  );
}

/** Whom a step cancelled, and by which entry. */
export function cancelledInFlood(db: Db, {seq, cancelled}: FloodStep): {tokenId: number; seq: number}[] {
  return all<{tokenId: number; seq: number}>(
    db,
    "select tokenId, seq from journal where seq >= ? and seq < ? and kind = 'token.cancelled' order by seq",
    seq - cancelled,
    seq,
  );
}

/** The moves of a queue's day that say how long rooms were taken, oldest first; undone ones do not count. */
export function figureMoves(db: Db, queueId: number, day: string): Pick<MoveRow, 'kind' | 'at' | 'before'>[] {
  return all<Pick<MoveRow, 'kind' | 'at' | 'before'>>(
    db,
    `select moves.kind, moves.at, moves.before from tokens join moves on moves.tokenId = tokens.id
     where tokens.queueId = ? and tokens.day = ? and moves.undone = 0
       and moves.kind in ('complete', 'hold', 'transfer', 'no-show') order by moves.id`,
    queueId,
    day,
  );
}
