import type {DayView} from '../../../../server/appointments/schema.ts';

export type DoctorDay = DayView['items'][number];
export type Slot = DoctorDay['slots'][number];

/** Where the hand is: a doctor's column, and a time of day (`09:15`). */
export interface Spot {
  doctorId: string;
  time: string;
}

export const timeOf = (slot: {start: string}): string => slot.start.slice(11, 16);

/** Every time at which some doctor has a slot, in order: the rows. */
export function rowsOf(items: readonly DoctorDay[]): string[] {
  return [...new Set(items.flatMap(({slots}) => slots.map(timeOf)))].sort();
}

export function slotAt(items: readonly DoctorDay[], spot: Spot | null): Slot | null {
  const doctor = items.find((one) => one.doctor.id === spot?.doctorId);
  return doctor?.slots.find((slot) => timeOf(slot) === spot?.time) ?? null;
}

/** Where an arrow leads: up and down along the doctor's own slots, sideways to the slot nearest in time. */
export function moved(items: readonly DoctorDay[], from: Spot | null, dx: number, dy: number): Spot | null {
  const withSlots = items.filter(({slots}) => slots.length > 0);
  if (withSlots.length === 0) return null;
  const column = withSlots.findIndex((one) => one.doctor.id === from?.doctorId);
  if (from === null || column < 0) return spotIn(withSlots[0]!, '');
  if (dx !== 0) {
    const next = withSlots[Math.min(withSlots.length - 1, Math.max(0, column + dx))]!;
    return spotIn(next, from.time);
  }
  const {doctor, slots} = withSlots[column]!;
  const row = slots.findIndex((slot) => timeOf(slot) >= from.time);
  const at = Math.min(slots.length - 1, Math.max(0, (row < 0 ? slots.length - 1 : row) + dy));
  return {doctorId: doctor.id, time: timeOf(slots[at]!)};
}

/** The slot of a doctor that begins nearest to a time; the first where none is named. */
function spotIn({doctor, slots}: DoctorDay, time: string): Spot {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const nearest = slots.reduce((best, slot) =>
    time !== '' && Math.abs(minutes(timeOf(slot)) - minutes(time)) < Math.abs(minutes(timeOf(best)) - minutes(time))
      ? slot
      : best,
  );
  return {doctorId: doctor.id, time: timeOf(nearest)};
}

/** A day so many days later. */
export function dayAfter(day: string, by: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
}

export type GridKey =
  | {do: 'go'; dx: number; dy: number}
  | {do: 'day'; by: number}
  | {do: 'take' | 'move' | 'check-in' | 'cancel' | 'wait' | 'today' | 'help' | 'leave' | 'close'};

const keys: Record<string, GridKey> = {
  ArrowUp: {do: 'go', dx: 0, dy: -1},
  ArrowDown: {do: 'go', dx: 0, dy: 1},
  ArrowLeft: {do: 'go', dx: -1, dy: 0},
  ArrowRight: {do: 'go', dx: 1, dy: 0},
  PageUp: {do: 'day', by: -1},
  PageDown: {do: 'day', by: 1},
  Enter: {do: 'take'},
  m: {do: 'move'},
  c: {do: 'check-in'},
  x: {do: 'cancel'},
  w: {do: 'wait'},
  t: {do: 'today'},
  b: {do: 'close'},
  '?': {do: 'help'},
  F1: {do: 'help'},
  Escape: {do: 'leave'},
};

/** What a key means in the day view; the physical key counts where the keyboard is set to another script. */
export function gridKey(key: string, code: string, repeat: boolean): GridKey | null {
  const letter = key.length === 1 && key.charCodeAt(0) < 128 ? key.toLowerCase() : null;
  const found = keys[letter ?? key] ?? keys[/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? ''];
  if (!found || (repeat && found.do !== 'go')) return null;
  return found;
}
