import {createRequire} from 'node:module';

export type {CountryCode} from 'libphonenumber-js';

type PhoneNumbers = typeof import('libphonenumber-js');

let loaded: PhoneNumbers | null = null;

/** The numbering plans of the world: a hundred files, read when the first number is typed and not at the start. */
export function phoneNumbers(): PhoneNumbers {
  // By require, because a deed inside the write door cannot wait for an import.
  loaded ??= createRequire(import.meta.url)('libphonenumber-js') as PhoneNumbers;
  return loaded;
}
