import {type AdminScreensWord, adminScreensWords} from '../../../server/words/admin-screens.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(adminScreensWords, 'en'), hi: sayer(adminScreensWords, 'hi')};

export function p(key: AdminScreensWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}
