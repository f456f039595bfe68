/** What a booking can be. `late-cancelled` counts against the doctor's day like one that took place. */
export const bookingStates = [
  'pending',
  'booked',
  'checked-in',
  'cancelled',
  'late-cancelled',
  'expired',
  'no-show',
  'fulfilled',
] as const;
export type BookingState = (typeof bookingStates)[number];

/** A hold lasts two minutes. */
export const holdMs = 2 * 60_000;
/** Live holds that one browser may have at once. */
export const holdsPerDevice = 2;
/** An assessment is two sessions of this length … */
export const assessmentMinutes = 90;
/** … whose local days differ by at least one and at most so many … */
export const pairDaysApart = 7;
/** … both within so many days. */
export const pairHorizonDays = 30;
/** The earliest pairs of a doctor that an answer names. */
export const pairsPerDoctor = 20;

export interface Claim {
  state: BookingState;
  expiresAt: number | null;
}

/** A hold past its time is none, whether or not anybody has written that down. */
export function isDeadHold({state, expiresAt}: Claim, now: number): boolean {
  return state === 'pending' && expiresAt !== null && expiresAt <= now;
}

/** As everybody sees it: an expired hold is expired at once. */
export function shownState(claim: Claim, now: number): BookingState {
  return isDeadHold(claim, now) ? 'expired' : claim.state;
}

export type SlotStatus = 'free' | 'busy' | 'busy-tentative';

export function slotStatus(claim: Claim | null, now: number): SlotStatus {
  if (claim === null || isDeadHold(claim, now)) return 'free';
  return claim.state === 'pending' ? 'busy-tentative' : 'busy';
}

/** Who cancels less than `lateHours` before the slot (or after it) has kept others from it. */
export function stateAfterCancel(startAt: number, now: number, lateHours: number): 'cancelled' | 'late-cancelled' {
  return now > startAt - lateHours * 3_600_000 ? 'late-cancelled' : 'cancelled';
}

export interface PairSlot {
  doctorId: number;
  dayNumber: number;
  startAt: number;
  minutes: number;
}

/** Whether two slots make an assessment: one doctor, 90 minutes each, on local days 1 to 7 apart, both within the horizon. */
export function isPair(first: PairSlot, second: PairSlot, today: number): boolean {
  const apart = second.dayNumber - first.dayNumber;
  return (
    first.doctorId === second.doctorId &&
    first.minutes === assessmentMinutes &&
    second.minutes === assessmentMinutes &&
    apart >= 1 &&
    apart <= pairDaysApart &&
    second.dayNumber <= today + pairHorizonDays
  );
}

export function bookingNumber(serial: number): string {
  return `APT-${String(serial).padStart(5, '0')}`;
}
