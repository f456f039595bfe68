import {type BoardWord, boardWords} from '../../../server/words/board.ts';
import {localName} from '../../../server/words/names.ts';
import {type Language, sayer} from '../../../server/words/say.ts';

type Values = Record<string, string | number>;

/** One of our words in each of the board's languages, each marked as what it is. */
export function Said({word, languages, values}: {word: BoardWord; languages: readonly Language[]; values?: Values}) {
  return <Parts parts={languages.map((language) => [language, sayer(boardWords, language)(word, values)])} />;
}

/** A department's, room's or queue's name in each of the board's languages. */
export function Name({typed, languages}: {typed: string; languages: readonly Language[]}) {
  return <Parts parts={namesOf(typed, languages).map((text) => [languageOf(text), text])} />;
}

/** Languages in which a name reads the same count once. */
export const namesOf = (typed: string, languages: readonly Language[]) => [
  ...new Set(languages.map((language) => localName(typed, language))),
];

function Parts({parts}: {parts: [string | undefined, string][]}) {
  return (
    <>
      {parts.map(([language, text], index) => (
        <span key={text} lang={language}>
          {index > 0 && <i aria-hidden="true"> · </i>}
          {text}
        </span>
      ))}
    </>
  );
}

/** The language of a text that somebody typed, by its letters; undefined for Latin ones: the page's own. */
export function languageOf(text: string): string | undefined {
  if (/[\u0900-\u097f]/.test(text)) return 'hi';
  if (/[\u0600-\u06ff]/.test(text)) return 'ur';
  return /[a-z]/i.test(text) ? 'en' : undefined;
}
