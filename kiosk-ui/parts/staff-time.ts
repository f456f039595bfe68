/**
 * Times as staff read them. The box's clock and the hospital's zone are the ones that count: a desk PC whose own are wrong must
 * not show wrong minutes or hours, so `serverNowMs` follows the times that come with each answer.
 */
let aheadMs = 0;
let told = false;
/** The browser's own until the box has said its. */
let siteZone: string | undefined;
let clock = clockIn(siteZone);

/** Call with the hospital's zone as the box tells it. */
export function noteSiteZone(timeZone: string) {
  if (timeZone === siteZone) return;
  siteZone = timeZone;
  clock = clockIn(timeZone);
}

function clockIn(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone});
}

/** Call with a time that the server wrote just now. */
export function noteServerTime(instant: string, nowMs = Date.now()) {
  const serverMs = Date.parse(instant);
  if (!Number.isFinite(serverMs)) return;
  aheadMs = serverMs - nowMs;
  told = true;
}

/** False until the box has told its time: a PC's own may be wrong by years. */
export const knowsServerTime = (): boolean => told;

export function serverNowMs(nowMs = Date.now()): number {
  return nowMs + aheadMs;
}

export function minutesSince(instant: string, nowMs = serverNowMs()): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 60_000));
}

/** `10:42`. An instant that carries an offset is the server's, in the hospital's time: it is read as written. */
export function clockTimeOf(instant: string): string {
  return /T(\d\d:\d\d).*[+-]\d\d:\d\d$/.exec(instant)?.[1] ?? clock.format(new Date(instant));
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
    timeZone: siteZone,
  }).format(nowMs);
}

/** A stored number as it is read aloud here: Indian mobile numbers in two fives, all others as they are. */
export function phoneWords(phone: string): string {
  const indian = /^\+91(\d{5})(\d{5})$/.exec(phone);
  return indian ? `${indian[1]} ${indian[2]}` : phone;
}
