import {type AdminTodayWord, adminTodayWords} from '../../../server/words/admin-today.ts';
import {sayer} from '../../../server/words/say.ts';
import {clockTimeOf, dayWords} from '../../parts/staff-time.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(adminTodayWords, 'en'), hi: sayer(adminTodayWords, 'hi')};

export function d(key: AdminTodayWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}

/** `Sunday 22 November, 10:42`. */
export const momentOf = (iso: string) => `${dayWords(language.value, Date.parse(iso))}, ${clockTimeOf(iso)}`;

/** Long times as people say them; below an hour in minutes. */
export function longTime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? d('hours', {h: hours, m: minutes % 60}) : d('days', {d: Math.floor(hours / 24), h: hours % 24});
}
