import {signal} from '@preact/signals';
import {localName} from '../../server/words/names.ts';
import {reasonText} from '../../server/words/reasons.ts';
import {type Language, languages, pickLanguage, sayer} from '../../server/words/say.ts';
import {type StaffWord, staffWords} from '../../server/words/staff.ts';
import {waitRange} from '../../server/words/times.ts';

/** The language of this browser: the cookie `lang` (the server reads it for titles of refusals), else the browser's own. */
export const language = signal<Language>('en');

const yearSeconds = 365 * 24 * 3600;
const says = {en: sayer(staffWords, 'en'), hi: sayer(staffWords, 'hi')};

export function t(key: StaffWord, values?: Readonly<Record<string, string | number>>): string {
  return says[language.value](key, values);
}

/** A wait as patients read it, so that desk and phone never name different minutes. */
export function waitWords(wait: {lowMinutes: number; highMinutes: number}): string {
  const {range, unit} = waitRange(wait);
  return t('range', {range, unit: t(unit)});
}

/** What the hospital calls a line, a room or a department, as this person reads it. */
export const nameOf = (typed: string): string => localName(typed, language.value);

/** The words of a code (kind, dot, code); what has no words of its own is shown as it was written. */
export function codeWords(kind: 'reason' | 'fact' | 'who', code: string): string {
  if (kind === 'reason') return reasonText(code, language.value);
  const key = `${kind}.${code}`;
  return key in staffWords.en ? t(key as StaffWord) : code;
}

export function startLanguage() {
  const stored = /(?:^|; )lang=([^;]+)/.exec(document.cookie)?.[1];
  setLanguage(pickLanguage(stored ?? navigator.language));
}

export function setLanguage(next: Language) {
  language.value = next;
  document.documentElement.lang = next;
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore does not exist on plain http
  document.cookie = `lang=${next}; path=/; max-age=${yearSeconds}; samesite=lax`;
}

const names: Record<Language, string> = {en: 'EN', hi: 'हिन्दी'};

export function LanguageSwitch() {
  return (
    <fieldset class="languages">
      <legend class="unseen">{t('language')}</legend>
      {languages.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          class="btn quiet small"
          aria-pressed={language.value === one}
          onClick={() => setLanguage(one)}
        >
          {names[one]}
        </button>
      ))}
    </fieldset>
  );
}
