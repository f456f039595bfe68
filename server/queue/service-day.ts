import {Temporal} from 'temporal-polyfill';
import {type Db, run} from '../base/database.ts';
import {dayOf, endOfDay, isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {seal} from '../base/row-sum.ts';
import {directoryOf} from '../places/directory.ts';
import {savedFact, saveFact, settingsOf} from '../settings/rows.ts';
import {moveToken} from './change-token.ts';
import {lastServiceDay, type ServiceDay, serviceDaysSealed} from './day-rows.ts';
import {placeToken} from './issue-token.ts';
import {jumpAfterRestore} from './jump-numbers.ts';
import {forgetLines, lineIn, openDay, orderOf} from './line.ts';
import {activeTokens, carriedTokens, type LineToken, setCarryPlace, setNextToken} from './rows.ts';

/** Closes the day: what is left expires or, by setting (or where `carry` says so), goes into the next one. Refuses day.closed. */
export function closeDay(tx: Tx, {carry = false} = {}): ServiceDay {
  const day = openDay(tx.db) ?? refuse('day.closed');
  const carries = carry || settingsOf(tx.db).dayCloseCarries;
  let left = 0;
  for (const queueId of directoryOf(tx.db).queues.keys()) left += closeLine(tx, queueId, day, carries);
  run(tx.db, 'update service_days set closedAt = ? where day = ?', tx.now, day);
  seal(tx.db, serviceDaysSealed, day);
  tx.note({kind: 'day.closed', subject: `day:${day}`, data: {left, carries}});
  dayChanged(tx);
  return lastServiceDay(tx.db)!;
}

function closeLine(tx: Tx, queueId: number, day: string, carries: boolean): number {
  const line = lineIn(tx, queueId, day);
  const order = orderOf(tx.db, line, tx.now);
  const others = activeTokens(tx.db, queueId, day).filter((token) => token.state !== 'waiting');
  // Those who were called come first tomorrow, then the line as it stood, then those who were away for tests.
  const called = others.filter((token) => token.state === 'called');
  const held = others.filter((token) => token.state === 'held');
  const carried: LineToken[] = carries ? [...called, ...order, ...held] : [];
  for (const [place, token] of carried.entries()) setCarryPlace(tx, token.id, place);
  const left = [...others, ...order];
  for (const token of left)
    moveToken(
      tx,
      line,
      token,
      {
        kind: 'expire',
        fact: 'token.expired',
        data: {from: token.state, carried: carried.includes(token), place: carried.indexOf(token)},
        change: () => ({state: 'expired', endedAt: tx.now, servicePointId: null, dueAtCall: null, asideUntil: null}),
      },
      null,
    );
  return left.length;
}

/**
 * Opens a service day: the local date unless staff name another (at most tomorrow, never before the last one). A day that was
 * closed by mistake goes on where it stopped: its numbers are never given twice. Carried tokens come first, with new numbers.
 * Refuses day.open, day.future.
 */
export function startServiceDay(tx: Tx, named?: string): ServiceDay {
  if (openDay(tx.db)) refuse('day.open');
  const settings = settingsOf(tx.db);
  const today = dayOf(tx.now, settings.timeZone, settings.rollOverHour);
  const last = lastServiceDay(tx.db);
  const day = named ?? (last && last.day > today ? last.day : today);
  const tomorrow = Temporal.PlainDate.from(today).add({days: 1}).toString();
  if (day > tomorrow || (last && day < last.day)) refuse('day.future', {today, last: last?.day ?? null});
  if (last?.day === day) run(tx.db, 'update service_days set closedAt = null where day = ?', day);
  else run(tx.db, 'insert into service_days (day, openedAt) values (?, ?)', day, tx.now);
  seal(tx.db, serviceDaysSealed, day);
  noteEnd(tx, day);
  tx.note({kind: 'day.opened', subject: `day:${day}`, data: {again: last?.day === day}});
  dayChanged(tx);
  jumpAfterRestore(tx, day);
  if (last) carryOver(tx, last.day, day);
  return lastServiceDay(tx.db)!;
}

/** When the last day gives way, and by which settings that was worked out. */
interface DayEnd {
  day: string;
  timeZone: string;
  rollOverHour: number;
  at: number;
}

const dayEndKey = 'box.dayEnd';

function noteEnd(tx: Tx, day: string): void {
  const {timeZone, rollOverHour} = settingsOf(tx.db);
  const end: DayEnd = {day, timeZone, rollOverHour, at: endOfDay(day, timeZone, rollOverHour)};
  saveFact(tx, dayEndKey, end);
}

/**
 * Whether it is known already that the date has not passed the last service day. Zones cost a start as much as opening the
 * database several times over, and most starts are in the middle of a day. False where only a look at the zone can tell.
 */
export function lastDayStands(db: Db, now: number): boolean {
  const end = savedFact<DayEnd>(db, dayEndKey);
  const {timeZone, rollOverHour} = settingsOf(db);
  const known = end?.day === lastServiceDay(db)?.day && end?.timeZone === timeZone && end.rollOverHour === rollOverHour;
  return known && now < end.at;
}

function carryOver(tx: Tx, from: string, day: string): void {
  const {queues} = directoryOf(tx.db);
  for (const token of carriedTokens(tx.db, from)) {
    const queue = queues.get(token.queueId);
    if (!queue) continue;
    const line = lineIn(tx, token.queueId, day);
    const next = placeToken(tx, line, {
      queue,
      visitId: token.visitId,
      person: token,
      source: token.source,
      lane: token.lane === 'booked' ? 'walk-in' : token.lane,
      deviceId: token.deviceId,
      fromTokenId: token.id,
    });
    setNextToken(tx, token.id, next.id);
    tx.touch(`token:${token.id}`);
  }
}

function dayChanged(tx: Tx): void {
  forgetLines(tx);
  tx.touch('site');
}

/** The stored day as staff see it: the open one, else the last. */
export function serviceDayView(db: Db) {
  const {timeZone} = settingsOf(db);
  const last = lastServiceDay(db);
  const iso = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : isoAt(ms, timeZone));
  return {
    serviceDay: last?.day ?? null,
    state: last && last.closedAt === null ? ('open' as const) : ('closed' as const),
    openedAt: iso(last?.openedAt),
    closedAt: iso(last?.closedAt),
  };
}
