import fs from 'node:fs';
import path from 'node:path';

/** One entry of the catalogue: its words in each language that it has, and how to say something else in its place. */
export interface Entry {
  file: string;
  key: string;
  /** The key as it stands in its object; `key` is the way down to it. */
  ownKey: string;
  words: Readonly<Record<string, string>>;
  put(language: string, words: string): void;
}

type Words = {[key: string]: string | Words};

const folder = path.join(import.meta.dirname, '../words');

/** Every entry of every catalogue file: whatever a file exports with both languages in it. */
export async function allEntries(): Promise<Entry[]> {
  const entries: Entry[] = [];
  const seen = new Set<unknown>();
  for (const file of fs.readdirSync(folder).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const exported = (await import(path.join(folder, file))) as Record<string, unknown>;
    const catalogues = Object.values(exported).filter(isCatalogue);
    // A language a file: `export const pauseReasons` in reasons-en.ts and reasons-hi.ts.
    if (/-en\.ts$/.test(file)) {
      const hindi = (await import(path.join(folder, file.replace(/-en\.ts$/, '-hi.ts')))) as Record<string, Words>;
      for (const [name, en] of Object.entries(exported) as [string, Words][])
        if (name !== 'en') catalogues.push({en, hi: hindi[name]!});
    }
    for (const catalogue of catalogues) {
      if (seen.has(catalogue.en)) continue;
      seen.add(catalogue.en);
      collect(entries, file, '', catalogue);
    }
  }
  return entries;
}

function isCatalogue(value: unknown): value is Record<string, Words> {
  return typeof value === 'object' && value !== null && 'en' in value && 'hi' in value;
}

/** Goes down all languages at once; a part that one of them lacks counts as empty there. */
function collect(entries: Entry[], file: string, at: string, tree: Record<string, Words>): void {
  const keys = new Set(Object.values(tree).flatMap((words) => Object.keys(words)));
  // A setting is told as [name, explanation, code of its unit]: the code is no word.
  if (Array.isArray(tree.en)) keys.delete('2');
  for (const key of keys) {
    const name = at === '' ? key : `${at}.${key}`;
    const here = Object.entries(tree).map(([language, words]) => [language, words[key] ?? ''] as const);
    if (here.some(([, words]) => typeof words === 'object'))
      collect(entries, file, name, Object.fromEntries(here) as Record<string, Words>);
    else
      entries.push({
        file,
        key: name,
        ownKey: key,
        words: Object.fromEntries(here) as Record<string, string>,
        put(language, words) {
          tree[language]![key] = words;
        },
      });
  }
}
