import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {holdMs, holdsPerDevice} from './booking-rules.ts';
import {insistCapacity} from './capacity.ts';
import {claimSlot, insistClaimable} from './claim-slot.ts';
import {type Booking, liveHoldsOfDevice} from './rows.ts';

export interface Holding {
  version?: number | undefined;
  /** The row of the browser that asks; null for staff and kiosks. */
  deviceId: number | null;
  /** Called only when the hold stands: gives the browser its row. */
  newDevice?: (() => number) | null;
  /** False lifts the cap per device (load tests on a throw-away folder). */
  capped?: boolean;
}

/**
 * Keeps a slot for two minutes. Refuses slot.missing, slot.over, slot.taken, version.stale, doctor.at-capacity, hold.limit.
 * A live hold counts against the doctor's limits.
 */
export function holdSlot(tx: Tx, slotId: number, {version, deviceId, newDevice, capped = true}: Holding): Booking {
  const claimable = insistClaimable(tx, slotId, version);
  insistCapacity(tx, claimable.doctor, claimable.slot.dayNumber);
  if (capped && deviceId !== null && liveHoldsOfDevice(tx.db, deviceId, tx.now) >= holdsPerDevice)
    refuse('hold.limit', {limit: holdsPerDevice});
  const {kind, role} = tx.actor;
  const booking = claimSlot(tx, claimable, {
    state: 'pending',
    serial: null,
    expiresAt: tx.now + holdMs,
    source: kind === 'staff' || kind === 'system' ? 'staff' : role === 'kiosk' ? 'kiosk' : 'phone',
    deviceId: deviceId ?? newDevice?.() ?? null,
    patientId: null,
    name: null,
    phone: null,
    email: null,
    region: null,
    insurance: null,
    pairId: null,
    waitlistId: null,
    bookedAt: null,
  });
  tx.note({
    kind: 'booking.held',
    subject: `booking:${booking.id}`,
    data: {slot: booking.slotId, doctor: booking.doctorId, start: booking.startAt},
  });
  return booking;
}
