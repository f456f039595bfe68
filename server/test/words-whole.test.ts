// The types make English and Hindi complete; here is what types cannot see.
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {allEntries} from './catalogue.ts';

const entries = await allEntries();
const named = ({file, key}: {file: string; key: string}) => `${file} ${key}`;
/** What both languages write alike: names, codes and marks. */
const alike = new Set(['{gb} GB', '/path/to/backup-file', 'Baari', 'EN']);
const placeholders = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();

test('every file of words is read', () => {
  const files = fs
    .readdirSync(path.join(import.meta.dirname, '../words'))
    .filter((file) => /\bhi\b.*=/.test(fs.readFileSync(path.join(import.meta.dirname, '../words', file), 'utf8')))
    .filter((file) => !file.endsWith('.test.ts') && !file.endsWith('-hi.ts'));
  const read = new Set(entries.map(({file}) => file.replace(/-en\.ts$/, '.ts')));
  assert.equal(
    files.filter((file) => !read.has(file)),
    [],
  );
  assert.ok(entries.length > 1500, `${entries.length} entries`);
});

test('no entry is empty, or ends in a space, in any language', () => {
  const bad = entries.flatMap((entry) =>
    Object.entries(entry.words)
      .filter(([, words]) => words === '' || words !== words.trimEnd() || / {2}/.test(words))
      .map(([language, words]) => `${named(entry)} ${language}: "${words}"`),
  );
  assert.equal(bad, []);
});

test('the same {places} stand in every language', () => {
  const bad = entries
    .filter(({words}) => new Set(Object.values(words).map((one) => placeholders(one).join())).size > 1)
    .map((entry) => `${named(entry)}: ${JSON.stringify(entry.words)}`);
  assert.equal(bad, []);
});

test('what is a word is said in Hindi', () => {
  const bad = entries
    .filter(
      ({words}) =>
        words.en === words.hi && !alike.has(words.en!) && /\p{L}{2}/u.test(words.en!.replace(/\{\w+\}/g, '')),
    )
    .map((entry) => `${named(entry)}: ${entry.words.en}`);
  assert.equal(bad, []);
});

test('every digit is a Latin one, in every language', () => {
  const bad = entries
    .filter(({words}) => Object.values(words).some((one) => /(?![0-9])\p{Nd}/u.test(one)))
    .map((entry) => `${named(entry)}: ${JSON.stringify(entry.words)}`);
  assert.equal(bad, []);
});

test('English has no Devanagari in it, and Hindi is written in it', () => {
  const script = /\p{Script=Devanagari}/u;
  const bad = entries.filter(
    ({words}) =>
      /\p{L}{3}/u.test(words.hi!.replace(/\{\w+\}/g, '')) && !alike.has(words.hi!) && !script.test(words.hi!),
  );
  assert.equal(bad.map(named), []);
  const mixed = entries.filter(({words}) => script.test(words.en!.replace(/हिन्दी|हिंदी/g, '')));
  assert.equal(mixed.map(named), []);
});

test.run();
