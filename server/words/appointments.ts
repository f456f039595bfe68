import {en} from './appointments-en.ts';
import {hi} from './appointments-hi.ts';

/** The phone's pages about appointments; made by the server alone, so no phone loads them as a script. */
export const appointmentWords = {en, hi};
export type AppointmentWord = keyof typeof en;
