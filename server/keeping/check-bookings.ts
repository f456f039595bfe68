import {bookingStates} from '../appointments/booking-rules.ts';
import {damage} from './fault.ts';
import type {Reader} from './open-file.ts';

/** What the journal alone says of bookings: the state, the slot and the number that its last word left each in. */
export interface BookingsSay {
  state: Map<number, string>;
  slot: Map<number, number>;
  serial: Map<number, number>;
}

export function nothingSaid(): BookingsSay {
  return {state: new Map(), slot: new Map(), serial: new Map()};
}

const stateAfter: Record<string, string> = {
  'booking.held': 'pending',
  'booking.booked': 'booked',
  'booking.expired': 'expired',
  'booking.checked-in': 'checked-in',
  'booking.reopened': 'checked-in',
  'booking.missed': 'no-show',
  'booking.fulfilled': 'fulfilled',
};

/** One entry about a booking. */
export function hearBooking(says: BookingsSay, kind: string, id: number, data: Record<string, unknown>): void {
  const state = kind === 'booking.cancelled' ? (data.late === true ? 'late-cancelled' : 'cancelled') : stateAfter[kind];
  if (state !== undefined) says.state.set(id, state);
  if (kind === 'booking.held' || kind === 'booking.moved') says.slot.set(id, Number(data.slot));
  if (kind === 'booking.booked') says.serial.set(id, Number(data.serial));
}

/**
 * No slot has two live claims; every booking is as the journal left it, on its slot, with its number; numbers are 1 … n; a
 * checked-in booking's token carries its time. Returns how many bookings there are.
 */
export function checkBookings(file: Reader, says: BookingsSay): number {
  const twice = file.first<[number, number]>(
    `select slotId, count(*) from bookings where state in ('pending', 'booked', 'checked-in', 'fulfilled', 'no-show')
     group by slotId having count(*) > 1 limit 1`,
  );
  if (twice) damage('booking.twice', {table: 'slots', row: twice[0], detail: `${twice[1]} live claims`});
  let count = 0;
  let numbered = 0;
  let highest = 0;
  const rows = file.rows<
    [number, string, number, number | null, number, number, number, number | null, number, number, number | null]
  >(
    `select bookings.id, bookings.state, bookings.slotId, bookings.serial, bookings.startAt, bookings.doctorId, bookings.dayNumber,
       bookings.tokenId, slots.startAt, slots.doctorId, tokens.slotAt
     from bookings left join slots on slots.id = bookings.slotId left join tokens on tokens.id = bookings.tokenId
     order by bookings.id`,
  );
  for (const [id, state, slotId, serial, startAt, doctorId, , tokenId, slotStart, slotDoctor, tokenSlotAt] of rows) {
    count++;
    const wrong = (detail: string): never => damage('booking.story', {table: 'bookings', row: id, detail});
    if (!(bookingStates as readonly string[]).includes(state) || says.state.get(id) !== state)
      wrong(`state is ${state}, the journal says ${says.state.get(id)}`);
    if (says.slot.get(id) !== slotId) wrong(`slot is ${slotId}, the journal says ${says.slot.get(id)}`);
    if ((says.serial.get(id) ?? null) !== serial)
      wrong(`number is ${serial}, the journal says ${says.serial.get(id) ?? 'none'}`);
    if (slotStart !== startAt || slotDoctor !== doctorId) wrong('its time or doctor is not that of its slot');
    if ((state === 'checked-in' || state === 'fulfilled') && tokenId === null)
      wrong('it was checked in without a token');
    if (tokenId !== null && tokenSlotAt !== startAt) wrong('its token has another time');
    if (serial !== null) {
      numbered++;
      highest = Math.max(highest, serial);
    }
  }
  if (says.state.size > count) damage('row.lost', {table: 'bookings', detail: `${count} / ${says.state.size}`});
  if (highest !== numbered)
    damage('booking.number', {table: 'bookings', detail: `${numbered} numbers, the last ${highest}`});
  return count;
}
