import type {Language} from './say.ts';

/**
 * What hospitals call things, in the other language: names are typed once by an administrator, and a patient reads
 * "कमरा 3" where somebody typed "Room 3". A name that is not here stays as it was typed.
 */
const hindi: Record<string, string> = {
  'general medicine': 'सामान्य चिकित्सा',
  'general opd': 'सामान्य ओपीडी',
  medicine: 'सामान्य चिकित्सा',
  cardiology: 'हृदय रोग',
  pediatrics: 'बाल रोग',
  paediatrics: 'बाल रोग',
  orthopedics: 'हड्डी रोग',
  orthopaedics: 'हड्डी रोग',
  gynecology: 'स्त्री रोग',
  gynaecology: 'स्त्री रोग',
  'obstetrics and gynaecology': 'प्रसूति एवं स्त्री रोग',
  dermatology: 'त्वचा रोग',
  skin: 'त्वचा रोग',
  ent: 'नाक कान गला',
  ophthalmology: 'नेत्र रोग',
  eye: 'नेत्र रोग',
  dental: 'दंत रोग',
  dentistry: 'दंत रोग',
  neurology: 'तंत्रिका रोग',
  psychiatry: 'मनोरोग',
  psychology: 'मनोविज्ञान',
  urology: 'मूत्र रोग',
  surgery: 'शल्य चिकित्सा',
  'general surgery': 'शल्य चिकित्सा',
  radiology: 'एक्स-रे विभाग',
  'x-ray': 'एक्स-रे',
  laboratory: 'प्रयोगशाला',
  lab: 'प्रयोगशाला',
  pharmacy: 'दवाख़ाना',
  billing: 'भुगतान',
  registration: 'पंजीकरण',
  vaccination: 'टीकाकरण',
  emergency: 'आपातकाल',
  physiotherapy: 'फ़िज़ियोथेरेपी',
  'ground floor': 'भूतल',
  'first floor': 'पहली मंज़िल',
  'second floor': 'दूसरी मंज़िल',
  'third floor': 'तीसरी मंज़िल',
  hall: 'हॉल',
  'main hall': 'मुख्य हॉल',
  'waiting hall': 'प्रतीक्षालय',
  left: 'बाएँ',
  right: 'दाएँ',
  'on the left': 'बाईं ओर',
  'on the right': 'दाईं ओर',
  'straight on': 'सीधे',
  'straight ahead': 'सीधे',
};
const numbered: Record<string, string> = {
  room: 'कमरा',
  counter: 'काउंटर',
  window: 'खिड़की',
  desk: 'डेस्क',
  cabin: 'केबिन',
  ward: 'वार्ड',
  chamber: 'कक्ष',
};

/** A department's, room's or queue's name as it is read in that language. Parts between commas are looked up one by one. */
export function localName(typed: string, language: Language): string {
  return language === 'hi' ? typed.split(', ').map(inHindi).join(', ') : typed;
}

function inHindi(typed: string): string {
  const known = hindi[typed.trim().toLowerCase()];
  if (known !== undefined) return known;
  const [, kind, number] = /^(\p{L}+)\s+([A-Z]?\d{1,4}[A-Z]?)$/iu.exec(typed.trim()) ?? [];
  const word = kind === undefined ? undefined : numbered[kind.toLowerCase()];
  return word === undefined ? typed : `${word} ${number}`;
}
