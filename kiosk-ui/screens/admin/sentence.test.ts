import {readdirSync, readFileSync} from 'node:fs';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {statusOf} from '../../../server/base/refusal.ts';
import {auditGroups} from '../../../server/journal/rows.ts';
import {settingKinds} from '../../../server/settings/rules.ts';
import {permissions} from '../../../server/staff/permissions.ts';
import {settingGroups, settingsTold} from '../../../server/words/admin-settings.ts';
import {hasSentence, type SentenceEntry, sentenceOf} from './sentence.ts';

const root = new URL('../../../server/', import.meta.url);
const sources = readdirSync(root, {recursive: true, encoding: 'utf8'})
  .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|^(words|test|keeping|pages)\//.test(file))
  .map((file) => readFileSync(new URL(file, root), 'utf8'));
const places = ['queue', 'department', 'service-point', 'doctor', 'board'];

/** Every text of the shape of a fact that is nothing else, and what the set-up lists note. */
function factsInTheCode(): string[] {
  const first =
    'token|move|queue|day|session|setting|patient|consultation|display|site|demo|user|printer|booking|waitlist|schedule|leave|slots';
  const found = new Set(places.flatMap((one) => ['added', 'changed', 'removed'].map((what) => `${one}.${what}`)));
  for (const source of sources)
    for (const [, fact] of source.matchAll(new RegExp(`'((?:${first})\\.[a-z-]+)'`, 'g'))) found.add(fact!);
  const others = new Set<string>([...Object.keys(statusOf), ...Object.keys(permissions), 'site.key', 'site.crt']);
  // These are also codes of refusals.
  for (const both of ['queue.closed', 'queue.paused', 'day.closed']) others.delete(both);
  return [...found].filter((one) => !others.has(one)).sort();
}

test('every kind of fact that the code notes has a sentence', () => {
  const facts = factsInTheCode();
  assert.ok(facts.length > 45, `only ${facts.length} found`);
  for (const known of ['token.lane-changed', 'move.undone', 'queue.paused', 'session.ended', 'demo.founded'])
    assert.ok(facts.includes(known), known);
  assert.equal(
    facts.filter((one) => !hasSentence(one)),
    [],
  );
});

test('every kind is found by one of the journal’s filters', () => {
  const starts = Object.values(auditGroups).flatMap(({kinds}) => kinds as readonly string[]);
  assert.equal(
    factsInTheCode().filter((fact) => !starts.some((start) => fact.startsWith(start))),
    [],
  );
});

test('every setting has a name, an explanation and a place, in both languages', () => {
  const keys = Object.keys(settingKinds).sort();
  assert.equal(Object.keys(settingsTold.en).sort(), keys);
  assert.equal(Object.keys(settingsTold.hi).sort(), keys);
  assert.equal(Object.values(settingGroups).flat().sort(), keys);
});

const entry = (what: string, more: Partial<SentenceEntry> = {}): SentenceEntry => ({
  what,
  actor: {kind: 'staff', id: '2', name: 'Desk 1'},
  device: 'session:4',
  about: {queueId: '2', tokenId: '14', visitId: null, subject: null},
  data: null,
  named: {'token:14': 'C-014', 'queue:2': 'Cardiology', 'service-point:3': 'Room 3', 'token:9': 'C-009'},
  words: null,
  ...more,
});
const english = {language: 'en', timeZone: 'Asia/Kolkata', fieldName: () => null} as const;
const inHindi = {...english, language: 'hi'} as const;

test('a sentence says who did what to whom and why', () => {
  const moved = entry('token.lane-changed', {data: {from: 'walk-in', to: 'priority'}, words: 'age 82'});
  assert.is(sentenceOf(moved, english), 'Desk 1 moved C-014 to priority: age 82');
  assert.is(sentenceOf(moved, inHindi), 'Desk 1 ने C-014 को प्राथमिकता में रखा: age 82');
  assert.is(
    sentenceOf(entry('token.called', {data: {servicePoint: 3, inTurn: false}, words: 'unwell'}), inHindi).includes(
      'कमरा 3',
    ),
    true,
  );
  const overtaken = entry('queue.overtaken', {data: {code: 'emergency', by: 9, moved: [[14, 2, 3]]}});
  assert.is(sentenceOf(overtaken, english), 'C-009 came before C-014 (from place 2 to 3). The reason: an emergency');
  const setting = entry('setting.changed', {
    about: {queueId: null, tokenId: null, visitId: null, subject: 'setting:undoSeconds'},
    data: {from: 60, to: 90},
  });
  assert.is(sentenceOf(setting, english), 'Desk 1 changed the setting “Undo is possible for” from 60 to 90');
  const ended = (device: string) => sentenceOf(entry('session.ended', {device, data: {session: 4}}), english);
  assert.is(ended('session:4'), 'Desk 1 signed out');
  assert.is(ended('session:1'), 'Desk 1 signed out browser 4');
  const paired = (data: object) =>
    sentenceOf(
      entry('display.paired', {
        about: {queueId: null, tokenId: null, visitId: null, subject: 'display:7'},
        data: {...data, board: 'all'},
      }),
      english,
    );
  assert.is(paired({kind: 'board'}), 'Desk 1 connected display 7 as a board: all queues');
  assert.is(paired({kind: 'kiosk'}), 'Desk 1 connected display 7 as a kiosk');
});

test('no sentence shows a mark in the place of a value, whatever an entry lacks', () => {
  for (const fact of factsInTheCode())
    for (const reader of [english, inHindi])
      for (const data of [
        null,
        {from: 'a', to: 'b', by: 9, again: true, flood: true, carried: true, resumesAt: 0, n: 1},
      ]) {
        const said = sentenceOf(entry(fact, {data, named: {}}), reader);
        assert.not.match(said, /[{}]|undefined|NaN|null/, `${fact}: ${said}`);
      }
});

test.run();
