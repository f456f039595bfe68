import {en} from './phone-en.ts';
import {hi} from './phone-hi.ts';

/** One file a language, so that a phone loads only the one it shows (kiosk-ui/screens/phone/words-here.ts). */
export const phoneWords = {en, hi};
export type PhoneWord = keyof typeof en;
