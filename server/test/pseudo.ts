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
  const english = new Set(entries.filter(({words}) => words.en !== words.hi).map(({words}) => words.en!));
  const found: {start: number; end: number; words: string}[] = [];
  const take = (node: {start: number; end: number}, words: unknown) => {
    if (typeof words === 'string' && english.has(words)) found.push({start: node.start, end: node.end, words});
  };
  const {program} = parseSync('screen.js', source);
  // Only where words stand in a catalogue: as the value of a key, or in a setting's list.
  new Visitor({
    Property: ({value}) => takeText(value, take),
    ArrayExpression: ({elements}) => {
      for (const element of elements) if (element) takeText(element, take);
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

interface TextNode {
  type: string;
  start: number;
  end: number;
  value?: unknown;
  quasis?: {value: {cooked?: string | null}}[];
}

function takeText(node: unknown, take: (node: TextNode, words: unknown) => void): void {
  const text = node as TextNode;
  if (text.type === 'Literal') take(text, text.value);
  if (text.type === 'TemplateLiteral' && text.quasis?.length === 1) take(text, text.quasis[0]!.value.cooked);
}
