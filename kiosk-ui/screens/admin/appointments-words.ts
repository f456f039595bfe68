import {type AdminAppointmentsWord, adminAppointmentsWords} from '../../../server/words/admin-appointments.ts';
import {sayer} from '../../../server/words/say.ts';
import {language} from '../../parts/staff-words.tsx';

const says = {en: sayer(adminAppointmentsWords, 'en'), hi: sayer(adminAppointmentsWords, 'hi')};

export function b(key: AdminAppointmentsWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}
