import {type AdminWord, adminWords} from '../../../server/words/admin.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(adminWords, 'en'), hi: sayer(adminWords, 'hi')};

/** The administrator's own area of the catalogue. */
export function a(key: AdminWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}

/** The words of a code where there are any, else null. */
export function aCode(kind: string, code: string, values?: Readonly<Record<string, string | number>>): string | null {
  const key = `${kind}.${code}`;
  return key in adminWords.en ? a(key as AdminWord, values) : null;
}
