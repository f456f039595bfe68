import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {isUsername, newPassword, passwordWords, usernameFor} from './passwords.ts';
import {
  bodyOf,
  changed,
  faultsOf,
  type Line,
  lettersFor,
  newLine,
  pasteInto,
  tidy,
  timeOf,
  undone,
} from './sheet-model.ts';
import {zoneOf} from './zones.ts';

const line = (over: Partial<Line>): Line => ({...newLine(), ...over});
const codes = (lines: Line[], at: number) => faultsOf(lines, at).map(({field, code}) => `${field}: ${code}`);

test('times as people type them', () => {
  const typed = ['9', '09', '930', '9.30', '9:30', '9:30 am', '2pm', '12 am', '12 PM', '23:59', '0'];
  assert.equal(typed.map(timeOf), [
    '09:00',
    '09:00',
    '09:30',
    '09:30',
    '09:30',
    '09:30',
    '14:00',
    '00:00',
    '12:00',
    '23:59',
    '00:00',
  ]);
  assert.equal(['24', 'nine', '9:75', '13 pm', '12345', ''].map(timeOf), [null, null, null, null, null, null]);
});

test('what is not right yet is named by its box', () => {
  const lines = [
    line({department: 'ENT', prefix: 'E', opensAt: '09:00', closesAt: '17:00'}),
    line({department: '', doctor: 'Dr. A', prefix: 'e'}),
    line({department: 'Eye', prefix: 'आ', opensAt: '18:00', closesAt: '09:00'}),
    line({department: 'Skin', prefix: 'S', opensAt: '09:00'}),
    line({department: 'Lab', prefix: 'L', opensAt: 'soon', closesAt: '10:00'}),
    newLine(),
  ];
  assert.equal(
    lines.map((_, at) => codes(lines, at)),
    [
      [],
      ['department: department', 'prefix: prefixTwice'],
      ['prefix: prefix', 'closesAt: order'],
      ['closesAt: half'],
      ['opensAt: time'],
      [],
    ],
  );
});

test('letters are found until the alphabet ends', () => {
  const has = (...prefixes: string[]) => prefixes.map((prefix) => line({prefix}));
  assert.is(lettersFor('Skin', has()), 'S');
  assert.is(lettersFor('Skin', has('S')), 'SK');
  assert.is(lettersFor('Skin', has('S', 'SK', 'SI', 'SN')), 'A');
  assert.is(lettersFor('त्वचा', has('A', 'B')), 'C');
  assert.is(lettersFor('X', has(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ')), 'XA');
});

test('a block from a spreadsheet lies where it was pasted, and makes the lines that it needs', () => {
  const lines = [line({department: 'ENT', prefix: 'E', doctor: 'Dr. Old'})];
  const next = pasteInto(
    lines,
    0,
    'department',
    'ENT\tDr. Anil Rao\tRoom 1\r\nSkin\tDr. B. Khan\tRoom 2, Room 3\tFirst floor\n',
  );
  assert.equal(
    next.map(({department, doctor, rooms, directions, prefix}) => [department, doctor, rooms, directions, prefix]),
    [
      ['ENT', 'Dr. Anil Rao', 'Room 1', '', 'E'],
      ['Skin', 'Dr. B. Khan', 'Room 2, Room 3', 'First floor', 'S'],
    ],
  );
  assert.equal(bodyOf(next[1]!).rooms, ['Room 2', 'Room 3']);
  assert.is(lines[0]!.doctor, 'Dr. Old', 'the table before is untouched');
});

test('undo brings a line back as itself while the box still knows it, else as a new one', () => {
  const first = line({department: 'ENT', queueId: '4'});
  const second = line({department: 'Eye', queueId: '5'});
  const history = changed({lines: [first, second], before: []}, [first]);
  assert.equal(
    undone(
      history,
      new Map([
        [first.key, '4'],
        [second.key, '5'],
      ]),
    ).lines,
    [first, second],
  );
  assert.equal(undone(history, new Map([[first.key, '4']])).lines[1]!.queueId, null);
});

test('boxes are made tidy', () => {
  assert.equal([tidy('prefix', ' ga '), tidy('doctor', ' Dr.  A '), tidy('opensAt', '8')], ['GA', 'Dr. A', '08:00']);
});

test('user names come from names, and are never somebody else’s', () => {
  const taken = new Set(['rao']);
  assert.equal(
    ['Dr. Meera Rao', 'Dr. Imran Khan', 'डॉ. अनीता', 'Dr. K.'].map((name) => usernameFor(name, 'doctor1', taken)),
    ['rao2', 'khan', 'doctor1', 'doctor1'],
  );
});

test('passwords fit the rule and differ', () => {
  assert.equal([passwordWords.length, new Set(passwordWords).size], [64, 64]);
  const made = new Set(Array.from({length: 200}, newPassword));
  assert.ok(made.size > 195);
  for (const one of made) assert.match(one, /^[a-z]+-[a-z]+-[a-z]+-\d\d$/);
  assert.ok(isUsername('dr.rao') && !isUsername('R') && !isUsername('राव'));
});

test('a city is enough to find a zone', () => {
  const known = ['Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York'];
  assert.equal(
    ['kolkata', 'asia/kathmandu', 'New York', 'Mars', ''].map((typed) => zoneOf(typed, known)),
    ['Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York', null, null],
  );
});

test.run();
