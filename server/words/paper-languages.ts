import {type Language, languages} from './say.ts';

/** What paper can speak: the languages of the screens, and those that have words for posters and slips only. */
export const paperLanguages = [...languages, 'mr', 'bn', 'ta'] as const;
export type PaperLanguage = (typeof paperLanguages)[number];
export const paperOnly = ['mr', 'bn', 'ta'] as const satisfies readonly PaperLanguage[];

/** The screens' language in which names and times are written for this paper. */
export function screenLanguage(language: PaperLanguage): Language {
  return language === 'hi' ? 'hi' : 'en';
}

export type PaperCatalogue<Key extends string> = Record<PaperLanguage, Record<Key, string>>;

/** As `sayer` in say.ts, for paper. */
export function paperSayer<Key extends string>(catalogue: PaperCatalogue<Key>, language: PaperLanguage) {
  const words = catalogue[language];
  return (key: Key, values: Readonly<Record<string, string | number>> = {}): string =>
    words[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
