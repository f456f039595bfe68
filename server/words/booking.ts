import type {Language} from './say.ts';

/** What a phone's calendar says of an appointment. */
export const bookingCalendarWords: Record<Language, {summary: string; description: string}> = {
  en: {summary: 'Appointment with {doctor}', description: 'Number {number}. Show the ticket at the desk or the kiosk.'},
  hi: {summary: '{doctor} से अपॉइंटमेंट', description: 'नंबर {number}। टिकट काउंटर या कियोस्क पर दिखाएँ।'},
};
