import {run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {settingsOf} from '../settings/rows.ts';
import {isDeadHold} from './booking-rules.ts';
import {slotsChanged} from './claim-slot.ts';
import {addSlots, type ClaimedSlot, saveSlot, slotsBetween} from './rows.ts';
import {changesFrom, type Schedule, type ScheduleChange, scheduleOf} from './schedule-rows.ts';
import {localDayNumber, type NewSlot, slotsOfDay, startOfDay, weekdayOf} from './slot-rules.ts';

export interface Made {
  made: number;
  removed: number;
  /** Slots that somebody claims and that the hours no longer have. */
  outside: ClaimedSlot[];
}

/**
 * Makes a doctor's slots be what the hours say, from now to the last day of the horizon. Safe to run twice: what is there stays.
 * A free slot that the hours no longer have goes; one that somebody claims stays theirs and is nobody else's (`withdrawn`).
 */
export function makeSlots(tx: Tx, doctorId: number): Made {
  const {timeZone, slotDays} = settingsOf(tx.db);
  const today = localDayNumber(tx.now, timeZone);
  const wanted = wantedSlots(tx, doctorId, today, today + slotDays, timeZone);
  const present = slotsBetween(tx.db, doctorId, tx.now + 1, startOfDay(today + slotDays + 400, timeZone));
  const made: Made = {made: 0, removed: 0, outside: []};
  const taken: {from: number; until: number}[] = [];
  for (const slot of present) {
    const same = wanted.get(slot.startAt);
    const fits = same !== undefined && same.minutes === slot.minutes;
    const claimed = slot.state !== null && !isDeadHold({state: slot.state, expiresAt: slot.expiresAt}, tx.now);
    if (fits) {
      wanted.delete(slot.startAt);
      // After another time zone or an hour that came back.
      if (slot.withdrawn === 1 || slot.dayNumber !== same.dayNumber)
        saveSlot(tx, slot, {withdrawn: 0, dayNumber: same.dayNumber});
    } else if (claimed) {
      made.outside.push(slot);
      if (slot.withdrawn === 0) saveSlot(tx, slot, {withdrawn: 1});
      taken.push({from: slot.startAt, until: slot.startAt + slot.minutes * 60_000});
    } else if (forgetSlot(tx, slot)) made.removed++;
    else if (same) {
      // Its row stays for whoever had it once; the time is bookable again, at the new length.
      wanted.delete(slot.startAt);
      saveSlot(tx, slot, {withdrawn: 0, minutes: same.minutes, dayNumber: same.dayNumber});
      made.made++;
    } else if (slot.withdrawn === 0) saveSlot(tx, slot, {withdrawn: 1});
  }
  const fresh = [...wanted.values()].filter(
    ({startAt, minutes}) => !taken.some(({from, until}) => startAt < until && startAt + minutes * 60_000 > from),
  );
  addSlots(tx, doctorId, fresh);
  made.made += fresh.length;
  if (made.made + made.removed > 0) slotsChanged(tx, doctorId);
  return made;
}

/** What the hours say, by start, without what has begun already. */
function wantedSlots(tx: Tx, doctorId: number, from: number, to: number, timeZone: string): Map<number, NewSlot> {
  const schedule = scheduleOf(tx.db, doctorId);
  if (!schedule) return new Map();
  const changes = changesFrom(tx.db, doctorId, from);
  const slots = new Map<number, NewSlot>();
  for (let day = from; day <= to; day++)
    for (const slot of slotsOfDay(blocksOn(schedule, changes, day), schedule.slotMinutes, day, timeZone))
      if (slot.startAt > tx.now) slots.set(slot.startAt, slot);
  return slots;
}

/** The newest change that touches the day, else the week's hours. */
export function blocksOn(schedule: Schedule, changes: readonly ScheduleChange[], day: number) {
  const change = changes.findLast(({fromDay, toDay}) => fromDay <= day && day <= toDay);
  return change ? (change.hours ?? []) : schedule.hours[weekdayOf(day) - 1]!;
}

/** False: a booking named it once, so the row stays. */
function forgetSlot(tx: Tx, slot: ClaimedSlot): boolean {
  const text =
    'delete from slots where id = ? and not exists (select 1 from bookings where bookings.slotId = slots.id)';
  return run(tx.db, text, slot.id) === 1;
}

/** Past times that nobody ever asked for go, a bounded number at a time. Returns how many. */
export function forgetPastSlots(tx: Tx, doctorId: number, limit = 500): number {
  return run(
    tx.db,
    `delete from slots where id in (select id from slots where doctorId = ? and startAt < ?
       and not exists (select 1 from bookings where bookings.slotId = slots.id) order by startAt limit ?)`,
    doctorId,
    tx.now - 2 * 86_400_000,
    limit,
  );
}
