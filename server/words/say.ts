/** The languages whose catalogue is complete. Order = order of the language switch. */
export const languages = ['en', 'hi'] as const;
export type Language = (typeof languages)[number];

/** One area of the catalogue: the same keys in every language; `{name}` marks a place for a value. */
export type Catalogue<Key extends string> = Record<Language, Record<Key, string>>;

export type Say<Key extends string> = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

/** Returns the function that says one area's words in one language. Values are put in as they are: escape at the page. */
export function sayer<Key extends string>(catalogue: Catalogue<Key>, language: Language): Say<Key> {
  const words = catalogue[language];
  return (key, values) =>
    values === undefined
      ? words[key]
      : words[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** The best language we have for an `Accept-Language` header or a stored choice; English where nothing fits. */
export function pickLanguage(wanted: string | null | undefined): Language {
  for (const part of (wanted ?? '').split(',').slice(0, 10)) {
    const base = part.trim().slice(0, 35).split(/[-;]/)[0]?.toLowerCase();
    const found = languages.find((language) => language === base);
    if (found) return found;
  }
  return 'en';
}
