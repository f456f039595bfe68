import type {PhoneWord} from '../../../server/words/phone.ts';
import type {Language} from '../../../server/words/say.ts';
import {loadNames} from './names-here.ts';

/** Stands in for server/words/phone.ts in the phone's bundle (see vite.config.ts): only the page's language is loaded. */
export const phoneWords = {} as Record<Language, Record<PhoneWord, string>>;

export async function loadWords(language: Language): Promise<void> {
  const names = loadNames(language);
  phoneWords[language] =
    language === 'hi'
      ? (await import('../../../server/words/phone-hi.ts')).hi
      : (await import('../../../server/words/phone-en.ts')).en;
  await names;
}
