import {type DeskTimesWord, deskTimesWords} from '../../../../server/words/desk-times.ts';
import {sayer} from '../../../../server/words/say.ts';
import {language} from '../../../parts/staff-words.tsx';

const says = {en: sayer(deskTimesWords, 'en'), hi: sayer(deskTimesWords, 'hi')};

export function w(key: DeskTimesWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}
