import type {Language} from './say.ts';

const locales: Record<Language, string> = {en: 'en-GB-u-nu-latn', hi: 'hi-IN-u-nu-latn'};
const formats = new Map<string, Intl.DateTimeFormat>();

/** A time of day in the hospital's zone, in Latin digits: `9:05`, or `9:05:08` with seconds. */
export function clockTime(at: string | number, timeZone: string, seconds = false): string {
  const written = format(`clock ${seconds} ${timeZone}`, 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? {second: '2-digit'} : {}),
    hourCycle: 'h23',
    timeZone,
  }).format(new Date(at));
  return written.replace(/^0(?=\d)/, '');
}

/** The local day as `2026-11-22`. */
export function localDay(at: string | number, timeZone: string): string {
  const options: Intl.DateTimeFormatOptions = {year: 'numeric', month: '2-digit', day: '2-digit', timeZone};
  return format(`day ${timeZone}`, 'en-CA', options).format(new Date(at));
}

/** How many local days `at` lies after `now`: 0 is today, 1 tomorrow. */
export function daysAfter(at: string, now: string, timeZone: string): number {
  const day = (when: string) => Date.parse(`${localDay(when, timeZone)}T00:00:00Z`);
  return Math.round((day(at) - day(now)) / 86_400_000);
}

export function weekday(at: string, timeZone: string, language: Language): string {
  return format(`weekday ${language} ${timeZone}`, locales[language], {weekday: 'long', timeZone}).format(new Date(at));
}

/** In the order of ISO 8601, by their names in FHIR (HealthcareService.availableTime.daysOfWeek). */
export const daysOfWeek = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type DayOfWeek = (typeof daysOfWeek)[number];

/** The days of the week as people say them. */
export function weekdayNames(language: Language): {id: DayOfWeek; name: string}[] {
  return daysOfWeek.map((id, index) => {
    // The first of January 2024 was a Monday.
    return {id, name: weekday(`2024-01-0${index + 1}T12:00:00Z`, 'UTC', language)};
  });
}

/** A stored day such as 2026-11-22 as people say it: `22 November`. */
export function dayName(day: string, language: Language): string {
  const options: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'long', timeZone: 'UTC'};
  return format(`dayname ${language}`, locales[language], options).format(new Date(`${day}T00:00:00Z`));
}

/** The weekday and the date of a stored day, short enough for a calendar's cell: `Mon`, `30 Nov`. */
export function shortDay(day: string, language: Language): {weekday: string; date: string} {
  const at = new Date(`${day}T00:00:00Z`);
  const written = (key: string, options: Intl.DateTimeFormatOptions) =>
    format(`${key} ${language}`, locales[language], {...options, timeZone: 'UTC'}).format(at);
  return {
    weekday: written('shortweekday', {weekday: 'short'}),
    date: written('shortdate', {day: 'numeric', month: 'short'}),
  };
}

/** From here on a wait is only said to be longer than this. */
const longMinutes = 8 * 60;

/**
 * A wait as a range that is never a single false minute: minutes in steps of five up to an hour and a half (two hours where it
 * may be less than one, always where it may be less than half an hour), else half hours; a working day and more is `8+`. `unit` is a word of the catalogue.
 */
export function waitRange(wait: {lowMinutes: number; highMinutes: number}): {range: string; unit: 'min' | 'hours'} {
  // A range of such hours would only pretend to know.
  if (wait.lowMinutes >= longMinutes) return {range: `${longMinutes / 60}+`, unit: 'hours'};
  if (wait.lowMinutes < 30 || wait.highMinutes <= (wait.lowMinutes < 60 ? 120 : 90)) {
    const low = wait.lowMinutes < 10 ? Math.max(0, Math.floor(wait.lowMinutes)) : Math.floor(wait.lowMinutes / 5) * 5;
    const high = Math.max(Math.ceil(wait.highMinutes / 5) * 5, low + 5);
    return {range: `${low}–${high}`, unit: 'min'};
  }
  const low = Math.floor(wait.lowMinutes / 30);
  const high = Math.max(Math.ceil(wait.highMinutes / 30), low + 1);
  return {range: `${halves(low)}–${halves(high)}`, unit: 'hours'};
}

function halves(count: number): string {
  const whole = Math.floor(count / 2);
  return count % 2 === 0 ? String(whole) : `${whole === 0 ? '' : whole}½`;
}

function format(key: string, locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let found = formats.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat(locale, options);
    formats.set(key, found);
  }
  return found;
}
