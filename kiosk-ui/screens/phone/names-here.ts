import type {localName as whole} from '../../../server/words/names.ts';
import type {Language} from '../../../server/words/say.ts';

/** Stands in for server/words/names.ts in the phone's bundle, as words-here.ts does: an English page needs no list of Hindi names. */
export let localName: typeof whole = (typed) => typed;

export async function loadNames(language: Language): Promise<void> {
  if (language === 'hi') localName = (await import('./names-hi.ts')).localName;
}
