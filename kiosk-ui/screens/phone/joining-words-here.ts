import type {JoiningWord} from '../../../server/words/joining.ts';
import type {Language} from '../../../server/words/say.ts';

/** Stands in for server/words/joining.ts, as words-here.ts does for phone.ts. */
export const joiningWords = {} as Record<Language, Record<JoiningWord, string>>;

export async function loadJoiningWords(language: Language): Promise<void> {
  joiningWords[language] =
    language === 'hi'
      ? (await import('../../../server/words/joining-hi.ts')).hi
      : (await import('../../../server/words/joining-en.ts')).en;
}
