import type {BoardCall} from '../../../server/queue/schema.ts';
import type {Language} from '../../../server/words/say.ts';

/**
 * Which sound files say a call, in order: `token C 14 please_go_to room 3`. Each name is a file `/assets/clips/LANGUAGE/NAME.mp3`
 * (docs/roles/board.md lists them). Pure.
 */
export function clipsOf(call: Pick<BoardCall, 'number' | 'servicePoint'>, language: Language): string[] {
  const place = placeClips(call.servicePoint.name, language);
  return [...tokenClips(call.number, language), ...goingTo(place, language)];
}

/** The number alone: `token C 14`. */
export function tokenClips(number: string, language: Language): string[] {
  const [, letters = '', digits = ''] = /^([A-Z]*)-?(\d+)$/i.exec(number) ?? [];
  return ['token', ...lettersIn(letters), ...numberClips(digits, language)];
}

interface PlaceClips {
  clips: string[];
  /** One goes to a counter, into a room: two words in Hindi. */
  at: boolean;
}

function goingTo(place: PlaceClips | null, language: Language): string[] {
  if (place === null) return ['please_look'];
  if (language === 'en') return ['please_go_to', ...place.clips];
  return ['please', ...place.clips, place.at ? 'go_at' : 'go_in'];
}

/** As server/words/names.ts knows them: one list of names, so that what is read is what is said. */
const numbered = new Set(['room', 'counter', 'window', 'desk', 'cabin', 'ward', 'chamber']);
const named: Record<string, string> = {
  laboratory: 'laboratory',
  lab: 'laboratory',
  'x-ray': 'xray',
  pharmacy: 'pharmacy',
  registration: 'registration',
  billing: 'billing',
  vaccination: 'vaccination',
  emergency: 'emergency',
  physiotherapy: 'physiotherapy',
};
const stoodAt = new Set(['counter', 'window', 'desk', 'billing']);

/** Null where no recording says this place: then people are asked to look. */
function placeClips(typed: string, language: Language): PlaceClips | null {
  const name = typed.trim().toLowerCase();
  const known = named[name];
  if (known !== undefined) return {clips: [known], at: stoodAt.has(known)};
  const [, kind = '', before = '', digits = '', after = ''] = /^([a-z]+) ([a-z]?)(\d{1,4})([a-z]?)$/.exec(name) ?? [];
  if (!numbered.has(kind)) return null;
  const clips = [kind, ...lettersIn(before), ...numberClips(digits, language), ...lettersIn(after)];
  return {clips, at: stoodAt.has(kind)};
}

const lettersIn = (text: string) => text.toUpperCase().split('').filter(Boolean);

/** Numbers as people say them: `one hundred and fourteen`, `एक सौ चौदह`. From 100 000 on digit by digit. */
export function numberClips(digits: string, language: Language): string[] {
  const number = Number(digits);
  if (digits === '' || number >= 100_000) return digits.split('');
  const clips: string[] = [];
  const thousands = Math.floor(number / 1000);
  const hundreds = Math.floor((number % 1000) / 100);
  const rest = number % 100;
  if (thousands > 0) clips.push(...belowHundred(thousands, language), 'thousand');
  if (hundreds > 0) clips.push(...belowHundred(hundreds, language), 'hundred');
  if (rest > 0 && clips.length > 0 && language === 'en') clips.push('and');
  if (rest > 0 || clips.length === 0) clips.push(...belowHundred(rest, language));
  return clips;
}

/** Hindi has a word of its own for each number below a hundred. */
function belowHundred(number: number, language: Language): string[] {
  if (language === 'hi' || number < 20) return [String(number)];
  const ones = number % 10;
  return [String(number - ones), ...(ones > 0 ? [String(ones)] : [])];
}
