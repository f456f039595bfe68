import {sayer} from '../../../server/words/say.ts';
import {type SetupPageWord, setupPageWords} from '../../../server/words/setup-page.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(setupPageWords, 'en'), hi: sayer(setupPageWords, 'hi')};

/** The first run's area of the catalogue. */
export function s(key: SetupPageWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}

export type {SetupPageWord};
