import {appointmentWords} from '../words/appointments.ts';
import {type Language, sayer} from '../words/say.ts';
import {clockTime, dayName, localDay, weekday} from '../words/times.ts';

/** A stored day as people say it: `Today`, `Tomorrow`, `Monday, 30 November`. */
export function dayWords(day: string, today: string, language: Language): string {
  const say = sayer(appointmentWords, language);
  const apart = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (apart === 0) return say('today');
  if (apart === 1) return say('tomorrow');
  return `${weekday(`${day}T12:00:00Z`, 'UTC', language)}, ${dayName(day, language)}`;
}

/** A moment as people say it: `Monday, 30 November, 9:15`. */
export function momentWords(at: string, now: string, timeZone: string, language: Language): string {
  const day = dayWords(localDay(at, timeZone), localDay(now, timeZone), language);
  return sayer(appointmentWords, language)('whenAt', {day, time: clockTime(at, timeZone)});
}
