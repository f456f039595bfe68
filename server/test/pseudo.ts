import {parseSync, Visitor} from 'vite';
import type {Entry} from './catalogue.ts';

/**
 * A language for tests: English made about 40 % longer, with accents and brackets, so that what has no room, is cut off or
 * is not in the catalogue shows. It exists only in the test's process and browser (the server's catalogue in memory, the
 * built scripts on their way to the page): the product has no switch by which anybody could come to it.
 */
export function pseudo(words: string): string {
  // Places, codes like C-014 and addresses stay: they are no words.
  const parts = words.split(/(\{\w+\}|\S*[\d/@{}]\S*)/);
  return `[${parts.map((part, place) => (place % 2 === 1 ? part : longer(part))).join('')}]`;
}

const accents: Record<string, string> = {a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', c: 'ç', n: 'ñ', s: 'š', z: 'ž'};
const longerBy = 0.4;

/** Vowels are doubled, so that the words themselves grow, as German ones are longer; what is still missing follows at the end. */
function longer(part: string): string {
  let missing = Math.ceil(part.trim().length * longerBy);
  const grown = part.replace(/[a-z]/gi, (letter) => {
    const said = accents[letter] ?? letter;
    if (missing <= 0 || !/[aeiou]/.test(letter)) return said;
    missing--;
    return said + said;
  });
  return grown;
}

/** Puts the pseudo-language in the place of English, in this process; hands back the way to take it out again. */
export function speakPseudo(entries: readonly Entry[]): () => void {
  for (const entry of entries) entry.put('en', pseudo(entry.words.en!));
  return () => {
    for (const entry of entries) entry.put('en', entry.words.en!);
  };
}

/** A built script with the pseudo-language in the place of English: each text literal that is an English entry's words. */
export function pseudoScript(source: string, entries: readonly Entry[]): string {
  // A key with its words: `{unit: 'min'}` is a code, `{min: 'min'}` an entry. A setting's words stand in a list.
  const named = (key: string, words: string) => `${key}\0${words}`;
  const english = new Set(
    entries
      .filter(({words}) => words.en !== words.hi)
      .map(({ownKey, words}) => (/^\d$/.test(ownKey) ? words.en! : named(ownKey, words.en!))),
  );
  const found: {start: number; end: number; words: string}[] = [];
  const {program} = parseSync('screen.js', source);
  const take = (key: string | null, value: unknown) => {
    const words = textOf(value);
    if (words === null || !english.has(key === null ? words : named(key, words))) return;
    const {start, end} = value as {start: number; end: number};
    found.push({start, end, words});
  };
  new Visitor({
    Property: ({key, value}) => take(key.type === 'Identifier' ? key.name : textOf(key), value),
    ArrayExpression: ({elements}) => {
      for (const element of elements) if (element) take(null, element);
    },
  }).visit(program);
  let made = '';
  let at = 0;
  for (const {start, end, words} of found.sort((one, other) => one.start - other.start)) {
    made += source.slice(at, start) + JSON.stringify(pseudo(words));
    at = end;
  }
  return made + source.slice(at);
}

/** The text that a node of the source is, quoted or in backticks without places. */
function textOf(node: unknown): string | null {
  const {type, value, quasis} = node as {type: string; value?: unknown; quasis?: {value: {cooked?: string | null}}[]};
  if (type === 'Literal' && typeof value === 'string') return value;
  if (type === 'TemplateLiteral' && quasis?.length === 1) return quasis[0]!.value.cooked ?? null;
  return null;
}
