import {en} from './joining-en.ts';
import {hi} from './joining-hi.ts';

/** Apart from phone.ts, so that a page with a number does not load it (kiosk-ui/screens/phone/words-here.ts). */
export const joiningWords = {en, hi};
export type JoiningWord = keyof typeof en;
