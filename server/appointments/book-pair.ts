import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {phoneOf} from '../patients/rows.ts';
import {settingsOf} from '../settings/rows.ts';
import {isPair} from './booking-rules.ts';
import {insistCapacity} from './capacity.ts';
import {claimSlot, insistClaimable} from './claim-slot.ts';
import {bookNow, insistUnderLimit} from './confirm-booking.ts';
import {type Booking, saveBooking, serves} from './rows.ts';
import {localDayNumber, weekStart} from './slot-rules.ts';

export interface PairBooking {
  first: {slotId: number; version?: number | undefined};
  second: {slotId: number; version?: number | undefined};
  name: string;
  phone?: string | undefined;
  email?: string | undefined;
  region: string;
  insurance: string;
  deviceId: number | null;
  newDevice?: (() => number) | null;
  capped?: boolean;
}

/**
 * Books the two sessions of an assessment, both or neither. Refuses slot.missing, slot.over, slot.taken, version.stale,
 * pair.invalid, doctor.at-capacity, booking.limit, input.invalid.
 */
export function bookPair(tx: Tx, body: PairBooking): [Booking, Booking] {
  const first = insistClaimable(tx, body.first.slotId, body.first.version);
  const second = insistClaimable(tx, body.second.slotId, body.second.version);
  const {timeZone, weekStartsOn} = settingsOf(tx.db);
  const {doctor} = first;
  if (!isPair(first.slot, second.slot, localDayNumber(tx.now, timeZone))) refuse('pair.invalid');
  if (!serves(tx.db, doctor.id, body.region, body.insurance)) refuse('pair.invalid');
  const sameWeek = weekStart(first.slot.dayNumber, weekStartsOn) === weekStart(second.slot.dayNumber, weekStartsOn);
  insistCapacity(tx, doctor, first.slot.dayNumber);
  insistCapacity(tx, doctor, second.slot.dayNumber);
  if (sameWeek) insistWeekTakesTwo(tx, doctor, first.slot.dayNumber);
  const phone = body.phone === undefined ? null : phoneOf(tx.db, body.phone);
  if (body.capped !== false && tx.actor.kind === 'patient') insistUnderLimit(tx, phone, body.deviceId);
  const {kind, role} = tx.actor;
  const claiming = {
    state: 'pending' as const,
    serial: null,
    expiresAt: tx.now,
    source:
      kind === 'staff' || kind === 'system'
        ? ('staff' as const)
        : role === 'kiosk'
          ? ('kiosk' as const)
          : ('phone' as const),
    deviceId: body.deviceId ?? body.newDevice?.() ?? null,
    patientId: null,
    name: body.name,
    phone,
    email: body.email ?? null,
    region: body.region,
    insurance: body.insurance,
    pairId: null,
    waitlistId: null,
    bookedAt: null,
  };
  const one = claimed(tx, first, claiming);
  const other = claimed(tx, second, claiming);
  const pair = {pairId: one.id};
  return [bookNow(tx, saveBooking(tx, one, pair), {}), bookNow(tx, saveBooking(tx, other, pair), {})];
}

function insistWeekTakesTwo(tx: Tx, doctor: Parameters<typeof insistCapacity>[1], dayNumber: number): void {
  insistCapacity(tx, {...doctor, maxPerDay: null}, dayNumber, 2);
}

function claimed(
  tx: Tx,
  claimable: Parameters<typeof claimSlot>[1],
  claiming: Parameters<typeof claimSlot>[2],
): Booking {
  const booking = claimSlot(tx, claimable, claiming);
  tx.note({
    kind: 'booking.held',
    subject: `booking:${booking.id}`,
    data: {slot: booking.slotId, doctor: booking.doctorId, start: booking.startAt},
  });
  return booking;
}
