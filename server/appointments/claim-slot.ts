import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {isDeadHold} from './booking-rules.ts';
import {insistCapacity} from './capacity.ts';
import {endBooking} from './end-booking.ts';
import {
  type BookedDoctor,
  type Booking,
  claimOf,
  doctorById,
  insertBooking,
  type NewBooking,
  type Slot,
  saveSlot,
  slotById,
} from './rows.ts';

export interface Claimable {
  slot: Slot;
  doctor: BookedDoctor;
  /** A hold that is over and still stands in the way. */
  dead: Booking | null;
}

/**
 * A slot that can be claimed now; nothing is written yet. Refuses slot.missing, slot.over, slot.taken, version.stale. A hold
 * past its time is in nobody's way.
 */
export function insistClaimable(tx: Tx, slotId: number, version?: number): Claimable {
  const slot = slotById(tx.db, slotId) ?? refuse('slot.missing');
  const claim = claimOf(tx.db, slotId) ?? null;
  if (claim && !isDeadHold(claim, tx.now)) refuse('slot.taken');
  if (slot.withdrawn === 1) refuse('slot.missing');
  if (slot.startAt <= tx.now) refuse('slot.over');
  if (version !== undefined && version !== slot.version) refuse('version.stale', {version: slot.version});
  return {slot, doctor: doctorById(tx.db, slot.doctorId)!, dead: claim};
}

/** Who claims, and how: everything but what the slot says itself. */
export type Claiming = Omit<NewBooking, 'slotId' | 'doctorId' | 'dayNumber' | 'startAt' | 'minutes' | 'createdAt'>;

/** Stores the claim. Capacity was asked before; the unique index is the last word. */
export function claimSlot(tx: Tx, {slot, dead}: Claimable, claiming: Claiming): Booking {
  const fresh = clearedSlot(tx, slot, dead);
  const booking = insertBooking(tx, {
    ...claiming,
    slotId: slot.id,
    doctorId: slot.doctorId,
    dayNumber: slot.dayNumber,
    startAt: slot.startAt,
    minutes: slot.minutes,
    createdAt: tx.now,
  });
  saveSlot(tx, fresh);
  slotsChanged(tx, slot.doctorId);
  return booking;
}

/** The slot without the hold that was over, which is written down now. */
export function clearedSlot(tx: Tx, slot: Slot, dead: Booking | null): Slot {
  if (!dead) return slot;
  endBooking(tx, dead, 'expired');
  return slotById(tx.db, slot.id)!;
}

/** Whoever shows or keeps this doctor's free times looks again. */
export function slotsChanged(tx: Tx, doctorId: number): void {
  tx.touch(`slots:${doctorId}`);
  tx.touch('appointments');
}

export {insistCapacity};
