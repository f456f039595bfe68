import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {scannedKey, watchBursts} from './burst.ts';
import {meaningOfScan, phoneMatches} from './scan.ts';

test('a slip’s link, a number and a phone are told apart by their shape', () => {
  const key = 'k3Y_k3Y-k3Yk3Yk3Yk3Yk3';
  assert.equal(meaningOfScan(`http://10.20.0.5:8080/t/${key}`), {kind: 'link', key});
  assert.equal(meaningOfScan(`HTTPS://baari.local/t/${key}?lang=hi\n`), {kind: 'link', key});
  for (const typed of ['C-014', 'c14', 'C 014', ' c-0014 '])
    assert.equal(meaningOfScan(typed), {kind: 'number', prefix: 'C', serial: 14}, typed);
  assert.equal(meaningOfScan('ह-3'), {kind: 'number', prefix: 'ह', serial: 3});
  assert.equal(meaningOfScan('98123 45678'), {kind: 'phone', digits: '9812345678'});
  for (const other of ['R-000123', 'Sunita Devi', '981', '/q/CAR', 'http://10.20.0.5/q/CAR', ''])
    assert.equal(meaningOfScan(other), {kind: 'text'}, other);
});

test('a phone is one phone however it is typed', () => {
  for (const digits of ['9812345678', '09812345678', '919812345678'])
    assert.ok(phoneMatches('+919812345678', digits, true), digits);
  assert.ok(phoneMatches('+919812345678', '98123'));
  assert.not.ok(phoneMatches('+919812345678', '98123', true));
  assert.not.ok(phoneMatches('+919812345678', '45678'));
  assert.not.ok(phoneMatches(null, '98123'));
});

/** Types so many keys, each so long after the one before; answers what became of them. */
function typed(bursts: ReturnType<typeof watchBursts>, keys: readonly string[], gapMs: number, typing: boolean) {
  let atMs = 1000;
  return keys.map((key) => {
    atMs += gapMs;
    return bursts.press({key, atMs, typing}).do;
  });
}

test('a burst that ends with Enter is a scan, in a field and beside one', () => {
  const keys = [...'C-014', 'Enter'];
  assert.equal(typed(watchBursts(), keys, 8, true), ['pass', 'pass', 'pass', 'pass', 'pass', 'scan']);
  assert.equal(typed(watchBursts(), keys, 8, false), ['keep', 'swallow', 'swallow', 'swallow', 'swallow', 'scan']);
  const bursts = watchBursts();
  typed(bursts, [...'C-014'], 8, false);
  assert.equal(bursts.press({key: 'Enter', atMs: 1045, typing: false}), {do: 'scan', text: 'C-014'});
});

test('a person’s typing is never a scan, however they end it', () => {
  assert.equal(typed(watchBursts(), [...'C-014', 'Enter'], 80, true).pop(), 'pass');
  assert.equal(typed(watchBursts(), ['h', 't', 'p'], 80, false), ['keep', 'keep', 'keep']);
  assert.equal(typed(watchBursts(), ['4', '2', 'Enter'], 8, true).pop(), 'pass', 'too short for a code');
  assert.is(typed(watchBursts(500), [...'C-014', 'Enter'], 300, false).pop(), 'scan', 'a kiosk has time');
  assert.is(typed(watchBursts(500), [...'Sunita', 'Enter'], 300, true).pop(), 'pass', 'but a name is a name');
  const slowEnter = watchBursts();
  typed(slowEnter, [...'9812345678'], 8, true);
  assert.is(slowEnter.press({key: 'Enter', atMs: 9000, typing: true}).do, 'pass');
});

test('Shift between two letters does not tear a scan', () => {
  assert.is(typed(watchBursts(), ['Shift', 'C', '-', '0', '1', 'Enter'], 8, true).pop(), 'scan');
});

test('a scanner means English keys, also on a PC that is set to Hindi', () => {
  assert.is(scannedKey({key: 'ब', code: 'KeyY', shiftKey: false}), 'y');
  assert.is(scannedKey({key: 'छ', code: 'Semicolon', shiftKey: true}), ':');
  assert.is(scannedKey({key: '०', code: 'Digit0', shiftKey: false}), '0');
  assert.is(scannedKey({key: 'K', code: 'KeyK', shiftKey: true}), 'K');
});

test('an appointment is known by its ticket and by its number', () => {
  const key = 'Abcdefgh-ijklmnop_qrstuvwx12';
  assert.equal(meaningOfScan(`http://10.0.0.5:8080/b/${key}`), {kind: 'booking', key});
  for (const text of ['APT-00012', 'apt 12', 'APT12'])
    assert.equal(meaningOfScan(text), {kind: 'booking-number', serial: 12});
});

test.run();
