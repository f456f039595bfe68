import {deskFindWords} from '../../../server/words/desk-find.ts';
import {deskLineWords} from '../../../server/words/desk-line.ts';
import {deskPrintWords} from '../../../server/words/desk-print.ts';
import {sayer} from '../../../server/words/say.ts';
import {language, t} from '../../parts/staff-words.tsx';
import type {Deed} from './deeds.ts';

/** What only the desk says; what all staff screens share is `t` in parts/staff-words. */
const words = {
  en: {...deskFindWords.en, ...deskLineWords.en, ...deskPrintWords.en},
  hi: {...deskFindWords.hi, ...deskLineWords.hi, ...deskPrintWords.hi},
};
export type DeskWord = keyof typeof words.en;

const says = {en: sayer(words, 'en'), hi: sayer(words, 'hi')};

export function say(key: DeskWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}

export const isDeskWord = (key: string): key is DeskWord => key in words.en;

/** A deed on its button and, shorter, beside its key. */
export const deedWord = (deed: Deed) => (ownDeed(deed) ? say(`deed.${deed}`) : t(`deed.${deed}`));
export const shortWord = (deed: Deed) => (ownDeed(deed) ? say(`short.${deed}`) : t(`short.${deed}`));

const ownDeed = (deed: Deed): deed is 'walk-in' | 'person' => deed === 'walk-in' || deed === 'person';
