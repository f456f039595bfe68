import {type AdminWord, adminWords} from '../../../server/words/admin.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(adminWords, 'en'), hi: sayer(adminWords, 'hi')};

/** The administrator's own area of the catalogue. */
export function a(key: AdminWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}
