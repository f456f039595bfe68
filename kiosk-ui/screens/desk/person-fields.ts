import {serverNowMs} from '../../parts/staff-time.ts';

const oldestYears = 125;

/** What was typed as "age or year of birth": the year, null where nothing was, undefined where it is neither. */
export function yearFrom(text: string, nowMs = serverNowMs()): number | null | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  if (!/^\d{1,4}$/.test(typed)) return undefined;
  const now = new Date(nowMs).getFullYear();
  const year = typed.length === 4 ? Number(typed) : now - Number(typed);
  return year > now || now - year > oldestYears ? undefined : year;
}

/** A phone as a person may type it; the box knows better and says so. */
export const mayBePhone = (text: string) => /^\+?[\d\s()-]{4,20}$/.test(text.trim());
