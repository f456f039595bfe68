import type {Db} from '../base/database.ts';
import {dayOf, instantOf, isoAt} from '../base/day.ts';
import {directoryOf, type QueueRow, type ServicePoint} from '../places/directory.ts';
import {pictureAddress} from '../places/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import type {Settings} from '../settings/rules.ts';
import {lastCalls, lastMove} from './call-rows.ts';
import {hoursOn, stateNow} from './day-rules.ts';
import {type Line, lineOf, openDay, orderOf, orderRules, positionOf, shownDay} from './line.ts';
import {isActive, numberOf, type Standing} from './move-rules.ts';
import {activeLane} from './order-rules.ts';
import {finishedTokens, type LineToken, tokenById} from './rows.ts';
import type {BoardView, MyTokenView, QueueEvent, QueueView, StaffTokenView, TokenView} from './schema.ts';
import {ownUndoUntil} from './undo-mine.ts';
import {undoable} from './undo-move.ts';
import {waitOf} from './wait-of.ts';

/** What the views need beside the database: the moment, and the address that links carry. */
export interface Sight {
  db: Db;
  now: number;
  siteAddress: string;
}

/** The most waiting numbers in a queue's event. */
export const orderShown = 500;

export function queueViewOf(sight: Sight, queue: QueueRow): QueueView {
  const {db, now} = sight;
  const settings = settingsOf(db);
  const iso = (ms: number) => isoAt(ms, settings.timeZone);
  const directory = directoryOf(db);
  const department = directory.departments.get(queue.departmentId)!;
  const doctor = queue.doctorId === null ? undefined : directory.doctors.get(queue.doctorId);
  // Once the day is over nobody can join, whatever its lines were told while it lasted.
  const line = openDay(db) === null ? null : shownLine(db, queue.id);
  const state = line
    ? stateNow(line.queueDay, line.hours, now)
    : {state: 'closed' as const, opensAt: opensWithoutDay(queue, settings, now)};
  return {
    id: String(queue.id),
    code: queue.code,
    prefix: queue.prefix,
    name: queue.name,
    department: {id: String(department.id), name: department.name},
    doctor: doctor ? {id: String(doctor.id), name: doctor.name} : null,
    servicePoints: queue.servicePoints.map(placeViewOf),
    state: state.state,
    full: line !== null && queue.dailyCap !== null && line.taken >= queue.dailyCap,
    notice: line?.queueDay.notice ?? null,
    opensAt: state.opensAt === null ? null : iso(state.opensAt),
    resumesAt: line?.queueDay.resumesAt ? iso(line.queueDay.resumesAt) : null,
    lateMinutes: line?.queueDay.lateMinutes ?? 0,
    waiting: line?.tokens.waiting ?? 0,
    nowServing: line ? nowServing(db, queue, line) : [],
    wait: line && state.state !== 'closed' ? waitOf(sight, queue, line, line.tokens.waiting) : null,
    asOf: iso(now),
  };
}

/** While no day is open: when the next one opens this line. */
function opensWithoutDay(queue: QueueRow, {timeZone, rollOverHour}: Settings, now: number): number | null {
  const today = dayOf(now, timeZone, rollOverHour);
  const {opensAt, opensNext} = hoursOn(queue, today, (on, time) => instantOf(on, time, timeZone, rollOverHour));
  // A day that was closed before its own hours is not opened again by them.
  return opensAt !== null && opensAt > now ? null : opensNext;
}

export function queueEventOf(sight: Sight, queue: QueueRow, revision: number): QueueEvent {
  const line = shownLine(sight.db, queue.id);
  const order = line
    ? orderOf(sight.db, line, sight.now)
        .slice(0, orderShown)
        .map((token) => numberOf(queue.prefix, token.serial))
    : [];
  return {...queueViewOf(sight, queue), revision, order};
}

function shownLine(db: Db, queueId: number): Line | null {
  const day = shownDay(db);
  return day === null ? null : lineOf(db, queueId, day);
}

export function placeViewOf(point: ServicePoint): {id: string; name: string; directions: string | null} {
  return {id: String(point.id), name: point.name, directions: point.directions};
}

function nowServing(db: Db, queue: QueueRow, line: Line): QueueView['nowServing'] {
  const {servicePoints} = directoryOf(db);
  const shown: (QueueView['nowServing'][number] & {at: number})[] = [];
  for (const token of line.tokens.inRooms.values()) {
    const point = servicePoints.get(token.servicePointId ?? 0);
    if (point)
      shown.push({
        number: numberOf(queue.prefix, token.serial),
        servicePoint: placeViewOf(point),
        state: token.state,
        at: token.calledAt ?? 0,
      });
  }
  // Two rooms may call in the same millisecond: then by number, so that nothing changes places by itself.
  return shown.sort((a, b) => b.at - a.at || (a.number < b.number ? -1 : 1)).map(({at: _, ...one}) => one);
}

export function tokenViewOf(sight: Sight, token: LineToken, known?: number): TokenView {
  const {db, now, siteAddress} = sight;
  const settings = settingsOf(db);
  const iso = (ms: number | null) => (ms === null ? null : isoAt(ms, settings.timeZone));
  const directory = directoryOf(db);
  const queue = directory.queues.get(token.queueId)!;
  const line = token.day === shownDay(db) ? lineOf(db, token.queueId, token.day) : null;
  const position = known ?? (line ? positionOf(db, line, token, now) : null);
  const inRoom = token.state === 'called' || token.state === 'serving';
  const point = inRoom && token.servicePointId !== null ? directory.servicePoints.get(token.servicePointId) : undefined;
  const next = token.nextTokenId === null ? undefined : tokenById(db, token.nextTokenId);
  const nextQueue = next && directory.queues.get(next.queueId);
  return {
    id: String(token.id),
    key: token.key,
    number: numberOf(queue.prefix, token.serial),
    serial: token.serial,
    state: token.state,
    withdrawn: token.withdrawn === 1,
    lane: token.lane,
    activeLane: activeLane(token, now, orderRules(db)),
    position,
    ahead: position === null ? null : position - 1,
    wait:
      line && position !== null
        ? waitOf(sight, queue, line, position - 1, activeLane(token, now, orderRules(db)))
        : null,
    serviceDay: token.day,
    issuedAt: isoAt(token.issuedAt, settings.timeZone),
    visitId: String(token.visitId),
    queue: {id: String(queue.id), code: queue.code, name: queue.name},
    url: `${siteAddress}/t/${token.key}`,
    language: token.language,
    servicePoint: point ? placeViewOf(point) : null,
    calledAt: iso(inRoom ? token.calledAt : null),
    announcedAt: iso(token.state === 'called' ? (line?.lastCallAt.get(point?.id ?? 0) ?? token.calledAt) : null),
    asideUntil: iso(token.asideUntil),
    hereAt: iso(token.hereAt),
    next:
      next && nextQueue ? {number: numberOf(nextQueue.prefix, next.serial), url: `${siteAddress}/t/${next.key}`} : null,
  };
}

export function myTokenViewOf(sight: Sight, token: LineToken): MyTokenView {
  const {timeZone} = settingsOf(sight.db);
  const line =
    token.day === shownDay(sight.db) && isActive(token.state) ? lineOf(sight.db, token.queueId, token.day) : null;
  const movedBecause = (line?.moved.get(token.id) ?? []).map(({at, code, from, to}) => ({
    at: isoAt(at, timeZone),
    code,
    from,
    to,
  }));
  const undoMs = ownUndoUntil(sight.db, token, sight.now);
  return {...tokenViewOf(sight, token), movedBecause, undoUntil: undoMs === null ? null : isoAt(undoMs, timeZone)};
}

export function staffTokenViewOf(sight: Sight, token: LineToken, known?: number): StaffTokenView {
  const {timeZone, undoSeconds} = settingsOf(sight.db);
  const iso = (ms: number | null) => (ms === null ? null : isoAt(ms, timeZone));
  return {
    ...tokenViewOf(sight, token, known),
    name: token.name,
    phone: token.phone,
    yearOfBirth: token.yearOfBirth,
    sex: token.sex,
    patientId: token.patientId === null ? null : String(token.patientId),
    recordNumber: token.recordNumber,
    source: token.source,
    reason: token.reason,
    slotAt: iso(token.slotAt),
    calledAt: iso(token.calledAt),
    startedAt: iso(token.startedAt),
    endedAt: iso(token.endedAt),
    undoUntil: iso(undoUntil(sight, token, undoSeconds * 1000)),
  };
}

function undoUntil({db, now}: Sight, token: LineToken, undoMs: number): number | null {
  // Nothing moved a token that was issued longer ago than its newest instant; spares a query for the waiting many.
  if (token.state === 'waiting' && token.reasonSeq === null && token.laneSeq === token.arrivedSeq && !touched(token))
    return null;
  // Nothing moved somebody after their end: spares a query for each of the day's finished, at every change of the line.
  if (token.endedAt !== null && token.state !== 'no-show' && now - token.endedAt > undoMs) return null;
  const move = lastMove(db, token.id);
  if (!move || now - move.at > undoMs || !undoable(token, move)) return null;
  return move.at + undoMs;
}

function touched(token: Standing): boolean {
  return token.dueAtCall !== null || token.asideUntil !== null || token.lateCount > 0 || token.hereCount > 0;
}

const stateOrder = {called: 0, serving: 0, waiting: 1, held: 2, 'no-show': 3} as const;

/** A queue's day for staff: called and serving, then the line in call order, held, no-show, then finished, newest first. */
export function staffTokensOf(
  sight: Sight,
  queueId: number,
  states: ReadonlySet<string> | null,
  limit: number,
): {items: StaffTokenView[]; truncated: boolean} {
  const day = shownDay(sight.db);
  if (day === null) return {items: [], truncated: false};
  const line = lineOf(sight.db, queueId, day);
  const others = [...line.tokens.values()]
    .filter((token) => token.state !== 'waiting')
    .sort((a, b) => rank(a) - rank(b) || (b.calledAt ?? 0) - (a.calledAt ?? 0) || a.id - b.id);
  const present = others.filter((token) => rank(token) === 0);
  const away = others.filter((token) => rank(token) > 1);
  const wanted = (token: LineToken) => states === null || states.has(token.state);
  const order = orderOf(sight.db, line, sight.now);
  const places = new Map(order.map((token, index) => [token.id, index + 1]));
  const active = [...present, ...order, ...away].filter(wanted);
  const finished =
    active.length > limit ? [] : finishedTokens(sight.db, queueId, day, limit + 1 - active.length).filter(wanted);
  const all = [...active, ...finished];
  return {
    items: all.slice(0, limit).map((token) => staffTokenViewOf(sight, token, places.get(token.id))),
    truncated: all.length > limit,
  };
}

function rank(token: LineToken): number {
  return stateOrder[token.state as keyof typeof stateOrder] ?? 4;
}

/** The last twenty calls, newest first. */
const callsShown = 20;
const nextShown = 6;

export function boardViewOf(sight: Sight, boardId: string, queues: QueueView[], demo: boolean): BoardView | null {
  const {db, now} = sight;
  const directory = directoryOf(db);
  const board = directory.boards.get(boardId);
  if (!board) return null;
  const settings = settingsOf(db);
  const ids = boardQueueIds(db, boardId);
  const day = shownDay(db);
  const calls = day === null ? [] : lastCalls(db, ids, board.servicePointIds, day, callsShown);
  return {
    id: board.id,
    name: board.name,
    site: settings.siteName,
    languages: board.languages,
    queues: board.servicePointIds === null ? queues : queues.map((queue) => atPoints(queue, board.servicePointIds!)),
    calls: calls.flatMap((call) => {
      const queue = directory.queues.get(call.queueId);
      const point = directory.servicePoints.get(call.servicePointId);
      if (!queue || !point) return [];
      return {
        id: String(call.id),
        at: isoAt(call.at, settings.timeZone),
        number: numberOf(queue.prefix, call.serial),
        servicePoint: placeViewOf(point),
        queue: {id: String(queue.id), name: queue.name},
        again: call.again === 1,
      };
    }),
    message: board.message,
    layout: board.layout,
    picture: pictureAddress(board.id, board.picture),
    volume: board.volume,
    speech: board.speech,
    quiet: board.quiet,
    next: board.layout === 'room' ? nextNumbers(sight, ids) : [],
    timeZone: settings.timeZone,
    demo,
    asOf: isoAt(now, settings.timeZone),
  };
}

/** A queue as seen from these rooms. */
function atPoints(queue: QueueView, points: readonly number[]): QueueView {
  const here = ({id}: {id: string}) => points.includes(Number(id));
  return {
    ...queue,
    servicePoints: queue.servicePoints.filter(here),
    nowServing: queue.nowServing.filter(({servicePoint}) => here(servicePoint)),
  };
}

/** Who comes next at a room: the first of each of its lines, by turns. */
function nextNumbers(sight: Sight, queueIds: readonly number[]): string[] {
  const {queues} = directoryOf(sight.db);
  const lines = queueIds.map((id) => {
    const line = shownLine(sight.db, id);
    const order = line ? orderOf(sight.db, line, sight.now).slice(0, nextShown) : [];
    return order.map((token) => numberOf(queues.get(id)!.prefix, token.serial));
  });
  const byTurns = Array.from({length: nextShown}, (_, place) => lines.flatMap((line) => line[place] ?? []));
  return byTurns.flat().slice(0, nextShown);
}

export function boardQueueIds(db: Db, boardId: string): number[] {
  const directory = directoryOf(db);
  const board = directory.boards.get(boardId);
  if (!board) return [];
  return board.queueIds === null
    ? [...directory.queues.keys()]
    : board.queueIds.filter((id) => directory.queues.has(id));
}

/** How many are before a token; null when it does not wait today. */
export function positionOfToken({db, now}: Sight, token: LineToken): number | null {
  if (token.day !== shownDay(db)) return null;
  const position = positionOf(db, lineOf(db, token.queueId, token.day), token, now);
  return position === null ? null : position - 1;
}
