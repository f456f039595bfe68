import {signal} from '@preact/signals';
import type {StaffBookingView} from '../../../../server/appointments/schema.ts';

/** The day of appointments stands in the place of the lines; its own part of the screen is loaded when it first does. */
export const timesOpen = signal(false);
/** An appointment that looks for another time. */
export const moving = signal<StaffBookingView | null>(null);

export function toggleTimes() {
  timesOpen.value = !timesOpen.value;
  moving.value = null;
}

/** Where the hand goes on after the person was chosen on the left. */
export function focusTimes() {
  document.getElementById('times-grid')?.focus();
}
