import type {DayView} from '../../../../server/appointments/schema.ts';
import {follow} from '../../../live.ts';
import {ask} from '../../sign-in/session.ts';

/** Whoever has just done something sees it at once, whenever its word comes. */
const changedHere = 'appointments-changed';
export const tellChanged = () => document.dispatchEvent(new Event(changedHere));

const soonMs = 250;
/** Where no word comes, it is asked again. */
const anywayMs = 60_000;

/** Asks for a day of appointments now and after each change, until the returned function is called. */
export function followDay(
  path: () => string,
  show: (day: DayView) => void,
  failed: (error: unknown) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;
  let asking = false;
  let again = false;
  const load = async () => {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    again = false;
    try {
      const day = await ask<DayView>(path());
      if (!gone) show(day);
    } catch (error) {
      if (!gone) failed(error);
    }
    asking = false;
    if (!gone) timer = setTimeout(load, again ? soonMs : anywayMs);
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(load, soonMs);
  };
  const changed = () => void load();
  document.addEventListener(changedHere, changed);
  const stream = follow('appointments=1', {on: {appointments: soon}});
  void load();
  return () => {
    gone = true;
    clearTimeout(timer);
    document.removeEventListener(changedHere, changed);
    stream.close();
  };
}
