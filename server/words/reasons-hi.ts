import type * as english from './reasons-en.ts';

/** Why a line stands still: patients read these too, so a phone loads them and nothing else of this file. */
export const pauseReasons: Record<keyof typeof english.pauseReasons, string> = {
  'reason.tea': 'थोड़ा विराम',
  'reason.meal': 'भोजन का समय',
  'reason.rounds': 'वार्ड में राउंड पर',
  'reason.emergency-case': 'आपात मरीज़ के पास',
  'reason.equipment': 'उपकरण या बिजली',
};

/** Why somebody goes first: for staff only. */
export const staffReasons: Record<keyof typeof english.staffReasons, string> = {
  'reason.elderly': 'बुज़ुर्ग',
  'reason.pregnant': 'गर्भवती',
  'reason.disability': 'दिव्यांग',
  'reason.infant': 'छोटे बच्चे के साथ',
  'reason.unwell': 'बहुत अस्वस्थ',
  'reason.staff-family': 'अस्पताल कर्मी',
  'reason.chest-pain': 'सीने में दर्द',
  'reason.breathless': 'साँस फूलना',
  'reason.injury': 'चोट या ख़ून बहना',
  'reason.fainted': 'बेहोश हुए',
  'reason.high-fever': 'तेज़ बुख़ार',
  'reason.by-mistake': 'ग़लती से चुना गया',
  'reason.better': 'अब ठीक लग रहा है',
  'reason.own-wish': 'अपनी बारी से ही जाना चाहते हैं',
  'reason.doctor-asked': 'डॉक्टर ने बुलाया है',
  'reason.report-only': 'केवल रिपोर्ट दिखानी है',
  'reason.missed-call': 'बुलावा छूट गया',
  'reason.transport': 'बस या गाड़ी पकड़नी है',
  'reason.other': 'अन्य कारण',
};
