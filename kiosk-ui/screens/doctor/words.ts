import {doctorLineWords} from '../../../server/words/doctor-line.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(doctorLineWords, 'en'), hi: sayer(doctorLineWords, 'hi')};

/** What only the doctor's screen says; what all staff screens share is `t` in parts/staff-words. */
export function say(key: keyof typeof doctorLineWords.en, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}
