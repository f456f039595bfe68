import * as english from './reasons-en.ts';
import * as hindi from './reasons-hi.ts';
import type {Language} from './say.ts';

/** The codes that staff are offered. A reason travels and is kept as its code; each reader sees it in their language. */
export const reasonsOf = {
  call: ['doctor-asked', 'report-only', 'missed-call', 'transport', 'unwell'],
  priority: ['elderly', 'pregnant', 'disability', 'infant', 'unwell', 'staff-family'],
  emergency: ['chest-pain', 'breathless', 'injury', 'fainted', 'high-fever'],
  'walk-in': ['by-mistake', 'better', 'own-wish'],
  pause: ['tea', 'meal', 'rounds', 'emergency-case', 'equipment'],
} as const;
export type ReasonKind = keyof typeof reasonsOf;

const words: Record<Language, Readonly<Record<string, string>>> = {
  en: {...english.pauseReasons, ...english.staffReasons},
  hi: {...hindi.pauseReasons, ...hindi.staffReasons},
};

/** A known code in the reader's language; a reason in somebody's own words as it was written. */
export function reasonText(reason: string, language: Language): string {
  return words[language][`reason.${reason}`] ?? reason;
}
