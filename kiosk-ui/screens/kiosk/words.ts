import {type KioskWord, kioskWords} from '../../../server/words/kiosk-steps.ts';
import {type Language, sayer} from '../../../server/words/say.ts';

export type Word = (key: KioskWord, values?: Readonly<Record<string, string | number>>) => string;
export const wordsIn: Record<Language, Word> = {en: sayer(kioskWords, 'en'), hi: sayer(kioskWords, 'hi')};
export const languageNames: Record<Language, string> = {en: 'English', hi: 'हिन्दी'};

/** A refusal as a patient can be told it. */
export function refusedWords(code: string, language: Language): string {
  const key = `refused.${code}`;
  return key in kioskWords.en ? wordsIn[language](key as KioskWord) : wordsIn[language]('failed');
}
