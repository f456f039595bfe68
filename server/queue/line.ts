import {type Db, one} from '../base/database.ts';
import {instantOf} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {type Directory, directoryOf, type QueueRow} from '../places/directory.ts';
import {settingsOf} from '../settings/rows.ts';
import type {Settings} from '../settings/rules.ts';
import {lastCallAtPoints} from './call-rows.ts';
import {lastServiceDay, type QueueDay, queueDayOf, type ServiceDay} from './day-rows.ts';
import {type Hours, hoursOn} from './day-rules.ts';
import type {DayFigures} from './figure-rules.ts';
import {LineTokens} from './line-tokens.ts';
import {callOrder, type LineNow, type OrderRules, type Wheel} from './order-rules.ts';
import {activeTokens, type LineToken, overtakes, type Pace, paceOf} from './rows.ts';
import type {Lane, MoveCode} from './schema.ts';
import type {WaitInput} from './wait-rules.ts';

/**
 * One queue's present, kept beside the database so that a join does not read everybody who waits. It is only ever changed by
 * a deed inside the write door, and forgotten when that work does not reach the disk; the database can always rebuild it.
 */
export interface Line {
  readonly queueId: number;
  readonly day: string;
  queueDay: QueueDay;
  hours: Hours;
  /** Everybody still in play, by id. */
  tokens: LineTokens;
  /** Tokens that count against the daily cap. */
  taken: number;
  takenByPhones: number;
  /** Today's pace; null until somebody asks. */
  figures: DayFigures | null;
  /** When somebody came into a lane that goes before others; null until somebody asks. */
  overtakers: {lane: Lane; at: number}[] | null;
  /** When the service day was opened. */
  openedAt: number;
  /** What one moment's estimates have in common. */
  wait: {now: number; order: Line['order']; input: Omit<WaitInput, 'ahead'>} | null;
  pace: Pace | null;
  lastCallAt: Map<number, number>;
  moved: Map<number, Moved[]>;
  order: {now: number; tokens: LineToken[]} | null;
  /** The work that changed it last. */
  changedBy: Tx | null;
}

export interface Moved {
  at: number;
  code: MoveCode;
  from: number;
  to: number;
}

interface Lines {
  day: ServiceDay | null | undefined;
  byQueue: Map<number, Line>;
  /** What they were read with: when an administrator changes hours, places or settings, the lines are read anew. */
  directory: Directory;
  settings: Settings;
}

const kept = new WeakMap<Db, Lines>();

function linesOf(db: Db): Lines {
  const directory = directoryOf(db);
  const settings = settingsOf(db);
  let lines = kept.get(db);
  if (!lines || lines.directory !== directory || lines.settings !== settings) {
    lines = {day: undefined, byQueue: new Map(), directory, settings};
    kept.set(db, lines);
  }
  return lines;
}

/** The service day that is open; null between closing and opening. */
export function openDay(db: Db): string | null {
  const lines = linesOf(db);
  if (lines.day === undefined) lines.day = lastServiceDay(db) ?? null;
  return lines.day && lines.day.closedAt === null ? lines.day.day : null;
}

/** The day that screens show: the open one, else the last. */
export function shownDay(db: Db): string | null {
  openDay(db);
  return linesOf(db).day?.day ?? null;
}

/** Forgets everything kept; called when a day opens or closes. */
export function forgetLines(tx: Tx): void {
  kept.delete(tx.db);
  tx.onRollback(() => kept.delete(tx.db));
}

/** For whoever changes the line in this transaction: if the work is undone, the line is read anew. */
export function lineIn(tx: Tx, queueId: number, day: string): Line {
  const line = lineOf(tx.db, queueId, day);
  tx.onRollback(() => {
    // A refusal that changed nothing leaves the line as it was: else every "queue is full" would read it anew.
    // One that was read anew since may have been read from what is taken back now.
    const {byQueue} = linesOf(tx.db);
    if (line.changedBy === tx || byQueue.get(queueId) !== line) byQueue.delete(queueId);
  });
  return line;
}

/** Whoever changes anything of a line says so first. */
export function changesLine(tx: Tx, line: Line): void {
  line.changedBy = tx;
  line.order = null;
  line.wait = null;
}

export function lineOf(db: Db, queueId: number, day: string): Line {
  const lines = linesOf(db);
  const known = lines.byQueue.get(queueId);
  if (known && known.day === day) return known;
  const line = readLine(db, queueId, day);
  lines.byQueue.set(queueId, line);
  return line;
}

export function paceSubject(queue: QueueRow): string {
  return queue.doctorId === null ? `queue:${queue.id}` : `doctor:${queue.doctorId}`;
}

function readLine(db: Db, queueId: number, day: string): Line {
  openDay(db);
  const queue = directoryOf(db).queues.get(queueId)!;
  const tokens = LineTokens.of(activeTokens(db, queueId, day));
  const queueDay = queueDayOf(db, queueId, day) ?? freshQueueDay(queue, day);
  const {timeZone, rollOverHour} = settingsOf(db);
  let firstSeq = Number.MAX_SAFE_INTEGER;
  for (const token of tokens.values()) firstSeq = Math.min(firstSeq, token.arrivedSeq);
  return {
    queueId,
    day,
    queueDay,
    hours: hoursOn(queue, day, (on, time) => instantOf(on, time, timeZone, rollOverHour)),
    tokens,
    ...takenNumbers(db, queueId, day),
    figures: null,
    overtakers: null,
    openedAt: linesOf(db).day?.openedAt ?? 0,
    wait: null,
    pace: paceOf(db, paceSubject(queue)),
    lastCallAt: lastCallAtOf(db, {queueId, day}),
    moved: tokens.size > 0 ? readMoved(db, queueId, firstSeq) : new Map(),
    order: null,
    changedBy: null,
  };
}

export function lastCallAtOf(db: Db, {queueId, day}: Pick<Line, 'queueId' | 'day'>): Map<number, number> {
  return new Map(lastCallAtPoints(db, queueId, day).map((row) => [row.servicePointId, row.at]));
}

export function freshQueueDay(queue: QueueRow, day: string): QueueDay {
  return {
    queueId: queue.id,
    day,
    state: queue.startsOpen ? 'open' : 'not-started',
    stateBy: 'hours',
    notice: null,
    resumesAt: null,
    lateMinutes: 0,
    lastSerial: 0,
    calls: 0,
    wheel: '[0,0,0,0]',
  };
}

function takenNumbers(db: Db, queueId: number, day: string): Pick<Line, 'taken' | 'takenByPhones'> {
  return one<Pick<Line, 'taken' | 'takenByPhones'>>(
    db,
    `select count(*) as taken, count(*) filter (where source = 'phone') as takenByPhones from tokens
     where queueId = ? and day = ? and state not in ('cancelled', 'transferred')`,
    queueId,
    day,
  )!;
}

/** Who came later and why, read back from the journal. */
export function readMoved(db: Db, queueId: number, fromSeq: number): Map<number, Moved[]> {
  const moved = new Map<number, Moved[]>();
  for (const {at, data} of overtakes(db, queueId, fromSeq)) {
    const {code, moved: places} = JSON.parse(data) as {code: MoveCode; moved: [number, number, number][]};
    rememberMoved(moved, at, code, places);
  }
  return moved;
}

/** The last ten for each token. */
export function rememberMoved(
  moved: Map<number, Moved[]>,
  at: number,
  code: MoveCode,
  places: readonly (readonly [number, number, number])[],
): void {
  for (const [id, from, to] of places) {
    const mine = moved.get(id) ?? [];
    mine.push({at, code, from, to});
    if (mine.length > 10) mine.shift();
    moved.set(id, mine);
  }
}

// ---- order ----

export function orderRules(db: Db): OrderRules {
  const settings = settingsOf(db);
  return {
    weights: [settings.weightReturning, settings.weightPriority, settings.weightBooked, settings.weightWalkIn],
    bookedEarlyMs: settings.bookedEarlyMinutes * 60_000,
    bookedGraceMs: settings.bookedGraceMinutes * 60_000,
  };
}

export function lineNow(db: Db, line: Line, now: number): LineNow {
  return {
    now,
    calls: line.queueDay.calls,
    wheel: JSON.parse(line.queueDay.wheel) as Wheel as [number, number, number, number],
    rules: orderRules(db),
  };
}

export function waitingIn(line: Line): LineToken[] {
  const waiting: LineToken[] = [];
  for (const token of line.tokens.values()) if (token.state === 'waiting') waiting.push(token);
  return waiting;
}

/** The call order at this moment, worked out once per change (and per second, since time moves bookings). */
export function orderOf(db: Db, line: Line, now: number): LineToken[] {
  if (line.order && Math.abs(now - line.order.now) < 1000) return line.order.tokens;
  const tokens = callOrder(waitingIn(line), lineNow(db, line, now));
  line.order = {now, tokens};
  return tokens;
}

/** 1 = next; null when the token does not wait. */
export function positionOf(db: Db, line: Line, token: LineToken, now: number): number | null {
  if (token.state !== 'waiting') return null;
  if (isLastOfPlainLine(line, token)) return line.tokens.waiting;
  const at = orderOf(db, line, now).findIndex((other) => other.id === token.id);
  return at < 0 ? null : at + 1;
}

/**
 * The newest walk-in stands behind everybody, whatever the wheel says, unless somebody stepped aside or is due later.
 * Spares a join in a long line from ordering all of it.
 */
function isLastOfPlainLine(line: Line, token: LineToken): boolean {
  const {apart, lastArrivedSeq} = line.tokens;
  return line.order === null && apart === 0 && token.lane === 'walk-in' && token.arrivedSeq === lastArrivedSeq;
}
