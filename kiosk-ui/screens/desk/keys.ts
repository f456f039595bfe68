import {type Deed, deeds, keyOfDeed} from './deeds.ts';

export interface Press {
  key: string;
  /** The physical key, for keyboards set to another script: Alt with a letter, or Devanagari typed by habit. */
  code?: string;
  altKey?: boolean;
  ctrlKey?: boolean;
  metaKey?: boolean;
  repeat?: boolean;
  /** True while a text field or a select has the focus. */
  typing: boolean;
}

export type Meaning =
  | {do: 'deed'; deed: Deed}
  | {do: 'queue'; place: number}
  | {do: 'move'; by: number}
  | {do: 'search' | 'new' | 'family' | 'lane' | 'help' | 'call-next' | 'times' | 'leave' | 'first' | 'last'};

const plain: Record<string, Meaning> = {
  '/': {do: 'search'},
  '?': {do: 'help'},
  F1: {do: 'help'},
  n: {do: 'new'},
  f: {do: 'family'},
  l: {do: 'lane'},
  g: {do: 'call-next'},
  b: {do: 'times'},
  Escape: {do: 'leave'},
  ArrowDown: {do: 'move', by: 1},
  ArrowUp: {do: 'move', by: -1},
  PageDown: {do: 'move', by: 10},
  PageUp: {do: 'move', by: -10},
  Home: {do: 'first'},
  End: {do: 'last'},
};

/** Latin letter or digit of the physical key, so that the keys work with a Hindi keyboard layout too. */
function latin(press: Press): string {
  const physical = /^(?:Key([A-Z])|Digit(\d))$/.exec(press.code ?? '');
  const own = press.key.length === 1 && press.key.charCodeAt(0) < 128 && !press.altKey;
  if (own) return press.key.toLowerCase();
  return physical ? (physical[1] ?? physical[2] ?? '').toLowerCase() : press.key;
}

/**
 * What a key press means at the desk; null when it belongs to the field, the button or the browser.
 * `offered`: the deeds of the selected row; a letter that several deeds share takes the one on offer.
 */
export function meaningOf(press: Press, offered: readonly Deed[]): Meaning | null {
  if (press.ctrlKey || press.metaKey) return null;
  const key = latin(press);
  if (press.typing && !press.altKey && key !== 'F1') return key === 'Escape' ? {do: 'leave'} : null;
  if (/^[1-9]$/.test(key)) return {do: 'queue', place: Number(key) - 1};
  const move = plain[key];
  if (move) return press.repeat && move.do !== 'move' ? null : move;
  // A held-down letter must not repeat a deed.
  if (press.repeat) return null;
  const deed = deeds.find((one) => keyOfDeed[one] === key && (offered.includes(one) || one === 'undo'));
  return deed ? {do: 'deed', deed} : null;
}
