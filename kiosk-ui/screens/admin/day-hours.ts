import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {quantile} from '../doctor/figures.ts';

export interface HourFigures {
  hour: number;
  given: number;
  served: number;
  /** Of those who were called in this hour; null: nobody was. */
  medianWaitMinutes: number | null;
}

type Times = Pick<StaffTokenView, 'state' | 'issuedAt' | 'calledAt' | 'endedAt'>;

/** The day by hour, from the first with a number to the last with anything. Hours are the hospital's, as the instants are written. */
export function hoursOf(tokens: readonly Times[]): HourFigures[] {
  const given = new Map<number, number>();
  const served = new Map<number, number>();
  const waits = new Map<number, number[]>();
  const add = (into: Map<number, number>, hour: number) => into.set(hour, (into.get(hour) ?? 0) + 1);
  for (const {state, issuedAt, calledAt, endedAt} of tokens) {
    add(given, hourIn(issuedAt));
    if (state === 'done' && endedAt) add(served, hourIn(endedAt));
    if (calledAt) {
      const minutes = (Date.parse(calledAt) - Date.parse(issuedAt)) / 60_000;
      waits.set(hourIn(calledAt), [...(waits.get(hourIn(calledAt)) ?? []), minutes]);
    }
  }
  const hours = [...given.keys(), ...served.keys(), ...waits.keys()];
  if (hours.length === 0) return [];
  const first = Math.min(...hours);
  return Array.from({length: Math.max(...hours) - first + 1}, (_, at) => {
    const hour = first + at;
    const wait = quantile(waits.get(hour) ?? [], 0.5);
    return {
      hour,
      given: given.get(hour) ?? 0,
      served: served.get(hour) ?? 0,
      medianWaitMinutes: wait === null ? null : Math.round(wait),
    };
  });
}

/** The hour of `2026-11-22T09:05:00+05:30`, which is 9. */
const hourIn = (instant: string) => Number(instant.slice(11, 13));
