/** Short words that are read aloud, written down and typed without asking how. 64 of them: six bits each. */
const words =
  'mango river lemon tiger paper green cloud stone field honey bread table glass night water maple candle garden silver orange ' +
  'window market bridge pepper winter summer monkey rabbit carpet basket copper violet pocket ladder button mirror ' +
  'island forest valley desert planet rocket anchor harbor castle temple banana coconut papaya tomato potato carrot ' +
  'butter sugar coffee kettle bottle pillow pencil ribbon hammer saddle camel peacock';
export const passwordWords: readonly string[] = words.split(' ');

/** Three words and two digits: about 24 bits, which the box's limit on sign-in tries makes enough for years. */
export function newPassword(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  const word = (at: number) => passwordWords[random[at]! % passwordWords.length]!;
  return `${word(0)}-${word(1)}-${word(2)}-${10 + (random[3]! % 90)}`;
}

/** A user name out of a person's name: the last word that has Latin letters, `Dr. Meera Rao` → `rao`. Never one that is taken. */
export function usernameFor(name: string, otherwise: string, taken: ReadonlySet<string>): string {
  const parts = name
    .toLowerCase()
    .replace(/\b(dr|doctor|mr|mrs|ms|smt|shri)\b\.?/g, ' ')
    .split(/[^a-z0-9]+/)
    .filter((part) => /^[a-z]/.test(part) && part.length > 1);
  const base = (parts[parts.length - 1] ?? otherwise).slice(0, 30);
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

export const isUsername = (text: string) => /^[a-z0-9][a-z0-9._-]{1,39}$/.test(text);
