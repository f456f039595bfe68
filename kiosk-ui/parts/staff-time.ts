/**
 * Times as staff read them. The box's clock is the one that counts: a desk PC whose own clock is wrong must not
 * show wrong minutes, so `serverNowMs` follows the times that come with each answer.
 */
let aheadMs = 0;

/** Call with a time that the server wrote just now. */
export function noteServerTime(instant: string, nowMs = Date.now()) {
  const serverMs = Date.parse(instant);
  if (Number.isFinite(serverMs)) aheadMs = serverMs - nowMs;
}

export function serverNowMs(nowMs = Date.now()): number {
  return nowMs + aheadMs;
}

export function minutesSince(instant: string, nowMs = serverNowMs()): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 60_000));
}

/** `10:42`. An instant that carries the hospital's offset is read as written; one in UTC in the browser's own zone. */
export function clockTimeOf(instant: string): string {
  const written = /T(\d\d:\d\d).*[+-]\d\d:\d\d$/.exec(instant)?.[1];
  if (written && !/[+-]00:00$/.test(instant)) return written;
  const at = new Date(instant);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** The largest age that makes sense to print; beyond it the year was mistyped. */
const oldestYears = 125;

export function ageOf(yearOfBirth: number | null, nowMs = serverNowMs()): number | null {
  if (yearOfBirth === null) return null;
  const years = new Date(nowMs).getFullYear() - yearOfBirth;
  return years >= 0 && years <= oldestYears ? years : null;
}

/** `Sunday 22 November`, digits in Latin in every language. */
export function dayWords(language: string, nowMs = serverNowMs()): string {
  return new Intl.DateTimeFormat(`${language === 'en' ? 'en-GB' : language}-u-nu-latn`, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(nowMs);
}

/** A stored number as it is read aloud here: Indian mobile numbers in two fives, all others as they are. */
export function phoneWords(phone: string): string {
  const indian = /^\+91(\d{5})(\d{5})$/.exec(phone);
  return indian ? `${indian[1]} ${indian[2]}` : phone;
}
