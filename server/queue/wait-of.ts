import type {Db} from '../base/database.ts';
import type {QueueRow} from '../places/directory.ts';
import {figureMoves} from './call-rows.ts';
import {type DayFigures, foldMove, noFigures} from './figure-rules.ts';
import type {Line} from './line.ts';
import type {Standing} from './move-rules.ts';
import {arrivalsBefore} from './rows.ts';
import type {Lane, Wait} from './schema.ts';
import {estimateWait, noShowOf, overtakesPerHourOf, returnsOf, type WaitInput} from './wait-rules.ts';

/** A doctor who called nobody for so long is not counted as working, unless somebody is with them. */
const idleMs = 45 * 60_000;
/** In a pool others go on: a room that called nobody for so long while people wait is away. */
const poolIdleMs = 3 * 60_000;
/** Arrivals that go before others are counted over this time. */
const overtakersMs = 90 * 60_000;

/** The estimate for somebody in this lane with so many people before them; null while there is no ground for one. */
export function waitOf(
  {db, now}: {db: Db; now: number},
  queue: QueueRow,
  line: Line,
  ahead: number,
  lane: Lane = 'walk-in',
): Wait | null {
  return estimateWait({...shared(db, queue, line, now), ahead, ...ofLane(line, lane, now)});
}

/** What is the same for everybody in the line at this moment; kept, because a desk shows the whole line at once. */
function shared(db: Db, queue: QueueRow, line: Line, now: number): Omit<WaitInput, 'ahead'> {
  const kept = line.wait;
  if (kept && kept.now === now && kept.order === line.order) return kept.input;
  const figures = figuresOf(db, line);
  line.overtakers ??= arrivalsBefore(db, line.queueId, line.day);
  const working = workingPoints(queue, line, now);
  const input: Omit<WaitInput, 'ahead'> = {
    servicePoints: working,
    pointsAway: line.lastCallAt.size === 0 ? 0 : Math.max(0, queue.servicePoints.length - working.length),
    recentMs: figures.recentMs,
    history: line.pace,
    noShow: noShowOf(line.queueDay.calls, figures.missed),
    ...standing(line, now),
  };
  line.wait = {now, order: line.order, input};
  return input;
}

/** Whether service goes on, and if not, when it may; signed: negative is overdue. */
function standing({queueDay, hours}: Line, now: number): Pick<WaitInput, 'resumesInMs' | 'stopped' | 'lateMinutes'> {
  if (queueDay.state === 'paused')
    return {stopped: 'paused', resumesInMs: queueDay.resumesAt === null ? null : queueDay.resumesAt - now || -1};
  if (queueDay.state === 'not-started')
    return {
      stopped: 'not-started',
      resumesInMs: hours.opensAt === null ? null : hours.opensAt - now,
      lateMinutes: queueDay.lateMinutes,
    };
  return {resumesInMs: 0};
}

function ofLane(line: Line, lane: Lane, now: number): Pick<WaitInput, 'returns' | 'overtakesPerHour'> {
  if (lane === 'emergency') return {returns: {held: 0, share: 0}, overtakesPerHour: 0};
  const recent = (line.overtakers ?? []).filter((one) => one.at > now - overtakersMs);
  const before = recent.filter((one) => one.lane === 'emergency' || lane === 'walk-in' || lane === 'booked').length;
  const hours = Math.min(overtakersMs, Math.max(0, now - line.openedAt)) / 3600_000;
  const {figures} = line;
  const returns =
    lane === 'returning' || !figures
      ? {held: 0, share: 0}
      : returnsOf(line.tokens.held, figures.holds, figures.finished);
  return {returns, overtakesPerHour: overtakesPerHourOf(before, hours)};
}

/** Today's pace: read from the moves once, then folded move by move. */
export function figuresOf(db: Db, line: Line): DayFigures {
  line.figures ??= figureMoves(db, line.queueId, line.day)
    .map(({kind, at, before}) => ({kind, at, before: JSON.parse(before) as Standing}))
    .reduce(foldMove, noFigures);
  return line.figures;
}

function workingPoints(queue: QueueRow, line: Line, now: number): {elapsedMs: number | null}[] {
  const busy = new Map<number, number>();
  // A counter that takes two at once is as far as whoever has been there longest.
  for (const {servicePointId: id, calledAt} of line.tokens.inRooms.values())
    if (id !== null) busy.set(id, Math.max(busy.get(id) ?? 0, now - (calledAt ?? now)));
  const pool = queue.servicePoints.length > 1 && line.tokens.waiting > 0;
  const working = queue.servicePoints.flatMap((point): {elapsedMs: number | null}[] => {
    const elapsedMs = busy.get(point.id);
    if (elapsedMs !== undefined) return [{elapsedMs}];
    const last = line.lastCallAt.get(point.id);
    return last !== undefined && now - last < (pool ? poolIdleMs : idleMs) ? [{elapsedMs: null}] : [];
  });
  if (working.length > 0) return working;
  // Nobody is at work or was called yet today: as many as there are rooms.
  const rooms = Math.max(1, queue.servicePoints.length);
  return Array.from({length: rooms}, () => ({elapsedMs: null}));
}
