import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {spoken} from '../../../scripts/clips/words.ts';
import {languages} from '../../../server/words/say.ts';
import {clipsOf, numberClips} from './clip-order.ts';

const folder = path.join(import.meta.dirname, '../../public/assets/clips');
const mostBytes = 512 * 1024;
const at = (name: string) => ({id: '3', name, directions: null});
const said = (number: string, place: string, language: 'en' | 'hi') =>
  clipsOf({number, servicePoint: at(place)}, language).join(' ');

test('a call is a sentence in each language, its number read as a number', () => {
  assert.is(said('C-014', 'Room 3', 'en'), 'token C 14 please_go_to room 3');
  assert.is(said('C-014', 'Room 3', 'hi'), 'token C 14 please room 3 go_in');
  assert.is(said('G-041', 'Counter 12', 'en'), 'token G 40 1 please_go_to counter 12');
  assert.is(said('G-041', 'Counter 12', 'hi'), 'token G 41 please counter 12 go_at');
  assert.is(said('ENT-1024', 'Room 3B', 'en'), 'token E N T 1 thousand and 20 4 please_go_to room 3 B');
  assert.is(said('P-007', 'Lab', 'hi'), 'token P 7 please laboratory go_in');
});

test('a place without a recording: people are asked to look', () => {
  assert.is(said('C-014', "Dr. Rao's cabin", 'en'), 'token C 14 please_look');
  assert.is(said('C-014', 'ऊपर का कमरा', 'hi'), 'token C 14 please_look');
});

test('numbers are said as people say them', () => {
  const en = (number: number) => numberClips(String(number), 'en').join(' ');
  assert.is(en(0), '0');
  assert.is(en(19), '19');
  assert.is(en(20), '20');
  assert.is(en(99), '90 9');
  assert.is(en(100), '1 hundred');
  assert.is(en(114), '1 hundred and 14');
  assert.is(en(2000), '2 thousand');
  assert.is(en(2114), '2 thousand 1 hundred and 14');
  assert.is(en(100000), '1 0 0 0 0 0');
  const hi = (number: number) => numberClips(String(number), 'hi').join(' ');
  assert.is(hi(99), '99');
  assert.is(hi(114), '1 hundred 14');
  assert.is(hi(1024), '1 thousand 24');
  assert.is(numberClips('014', 'hi').join(' '), '14');
});

test('whatever is called: every file that it takes is there', () => {
  const there = Object.fromEntries(
    languages.map((language) => [language, new Set(fs.readdirSync(path.join(folder, language)))]),
  );
  const places = ['Room', 'Counter', 'Window', 'Desk', 'Cabin', 'Ward', 'Chamber'];
  const fixed = ['Laboratory', 'X-Ray', 'Pharmacy', 'Registration', 'Billing', 'Vaccination', 'Emergency'];
  const place = fc.oneof(
    fc.tuple(fc.constantFrom(...places), fc.integer({min: 0, max: 9999})).map(([kind, number]) => `${kind} ${number}`),
    fc.constantFrom(...fixed, 'Physiotherapy', 'Room B7', 'Room 7c', 'Somewhere'),
  );
  const letters = fc.array(fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), {maxLength: 3}).map((all) => all.join(''));
  fc.assert(
    fc.property(
      letters,
      fc.nat({max: 99_999}),
      place,
      fc.constantFrom(...languages),
      (prefix, serial, name, language) => {
        const number = `${prefix}-${String(serial).padStart(3, '0')}`;
        for (const clip of clipsOf({number, servicePoint: at(name)}, language))
          assert.ok(there[language]!.has(`${clip}.mp3`), `${language}/${clip}.mp3 for ${number}, ${name}`);
      },
    ),
    {numRuns: 2000},
  );
});

test('each word has a file, each file a word, and all of them are small', () => {
  let bytes = 0;
  for (const language of languages) {
    const files = fs.readdirSync(path.join(folder, language));
    assert.equal(
      files.sort(),
      Object.keys(spoken[language])
        .map((name) => `${name}.mp3`)
        .sort(),
    );
    for (const name of files) {
      const {size} = fs.statSync(path.join(folder, language, name));
      assert.ok(size > 500, `${language}/${name} is empty`);
      bytes += size;
    }
  }
  assert.ok(bytes < mostBytes, `${bytes} bytes`);
});

test.run();
