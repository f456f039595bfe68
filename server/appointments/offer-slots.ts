import {one} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {Refusal} from '../base/refusal.ts';
import {settingsOf} from '../settings/rows.ts';
import {insistCapacity} from './capacity.ts';
import {claimSlot, insistClaimable} from './claim-slot.ts';
import {localDayNumber} from './slot-rules.ts';
import {addTelling, openWaiters, overdueWaiters, saveWaiter, type Waiter} from './waitlist-rows.ts';

/** So many of the list are looked at in one transaction. */
const mostAtOnce = 100;
/** A time that begins sooner is of no use to somebody who must be told first. */
const leastAheadMs = 60 * 60_000;

/**
 * Offers this doctor's free times to those who wait for one: who was offered least and came first, the earliest time on their
 * days, as a hold that is theirs for a while. Returns how many offers were made.
 */
export function offerSlots(tx: Tx, doctorId: number): number {
  const waiting = openWaiters(tx.db, doctorId, 0, mostAtOnce).filter(({state}) => state === 'waiting');
  waiting.sort((a, b) => a.offers - b.offers || a.id - b.id);
  return waiting.filter((waiter) => offer(tx, waiter)).length;
}

function offer(tx: Tx, waiter: Waiter): boolean {
  const slotId = earliestFree(tx, waiter);
  if (slotId === null) return false;
  const claimable = insistClaimable(tx, slotId);
  if (!roomFor(tx, claimable)) return false;
  const {slot} = claimable;
  const offerMs = settingsOf(tx.db).waitlistOfferMinutes * 60_000;
  const booking = claimSlot(tx, claimable, {
    state: 'pending',
    serial: null,
    expiresAt: Math.min(tx.now + offerMs, slot.startAt),
    source: 'waitlist',
    deviceId: null,
    patientId: waiter.patientId,
    name: waiter.name,
    phone: waiter.phone,
    email: null,
    region: null,
    insurance: null,
    pairId: null,
    waitlistId: waiter.id,
    bookedAt: null,
  });
  tx.note({
    kind: 'booking.held',
    subject: `booking:${booking.id}`,
    data: {slot: slot.id, doctor: slot.doctorId, start: slot.startAt, waitlist: waiter.id},
  });
  tx.note({kind: 'waitlist.offered', subject: `waitlist:${waiter.id}`, data: {booking: booking.id}});
  saveWaiter(tx, waiter, {state: 'offered', bookingId: booking.id});
  addTelling(tx, booking.id, 'offered');
  return true;
}

/** The earliest time on their days that nobody claims, on a day on which the doctor takes one more. */
function earliestFree(tx: Tx, {doctorId, fromDay, toDay}: Waiter): number | null {
  const row = one<{id: number}>(
    tx.db,
    `select slots.id from slots join doctors on doctors.id = slots.doctorId
     where slots.doctorId = ? and slots.startAt > ? and slots.dayNumber between ? and ? and withdrawn = 0
       and not exists (select 1 from bookings where bookings.slotId = slots.id
         and state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')
         and (state <> 'pending' or expiresAt > ?))
       and (doctors.maxPerDay is null or (select count(*) from bookings where bookings.doctorId = slots.doctorId
         and bookings.dayNumber = slots.dayNumber and state not in ('cancelled', 'expired')
         and (state <> 'pending' or expiresAt > ?)) < doctors.maxPerDay)
     order by slots.startAt limit 1`,
    doctorId,
    tx.now + leastAheadMs,
    fromDay,
    toDay,
    tx.now,
    tx.now,
  );
  return row?.id ?? null;
}

function roomFor(tx: Tx, {doctor, slot}: ReturnType<typeof insistClaimable>): boolean {
  try {
    insistCapacity(tx, doctor, slot.dayNumber);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** Entries whose days are over leave the list. */
export function endOverdue(tx: Tx): void {
  const today = localDayNumber(tx.now, settingsOf(tx.db).timeZone);
  for (const waiter of overdueWaiters(tx.db, today, mostAtOnce)) {
    saveWaiter(tx, waiter, {state: 'over'});
    tx.note({kind: 'waitlist.over', subject: `waitlist:${waiter.id}`});
  }
}
