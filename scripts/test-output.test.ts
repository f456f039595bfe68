import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {judge, refusal, wishes} from './test-output.ts';

const totals = (total: number, passed: number, skipped = 0) =>
  `• •   (${passed} / ${total})\n\n  Total:     ${total}\n  Passed:    ${passed}\n  Skipped:   ${skipped}\n  Duration:  1.00ms\n\n`;
const ended = (output: string, exitCode: number | null = 0, timedOut = false) =>
  judge({output, exitCode, timedOut, limitSeconds: 120});

test('passed and failed are counted from the totals', () => {
  assert.equal(ended(totals(3, 3)), {passed: 3, failed: 0, skipped: 0, skips: []});
  assert.equal(ended(totals(3, 1), 1), {passed: 1, failed: 2, skipped: 0, skips: []});
});

test('colours do not matter, and the last totals count', () => {
  const esc = String.fromCharCode(27);
  const coloured = totals(9, 1) + totals(2, 2).replace('Passed:    2', `${esc}[32mPassed:    2${esc}[39m`);
  assert.is(ended(coloured.replace(`  ${esc}[32m`, `${esc}[32m  `)).passed, 2);
});

test('what was skipped is named', () => {
  const verdict = ended(`• SKIPPED: the morning — no browser\nSKIPPED: sync — no server\n${totals(1, 1, 2)}`);
  assert.equal(verdict.skips, ['the morning — no browser', 'sync — no server']);
  assert.is(verdict.skipped, 2);
  assert.equal(ended(totals(1, 1, 2)).skips, ['2 by test.skip, without a reason']);
});

test('a file that skips everything fails not, one that runs nothing does', () => {
  assert.is(ended(`SKIPPED: all of it — no root\n${totals(0, 0)}`).failed, 0);
  assert.is(ended(totals(0, 0)).problem, 'ran no test');
  assert.is(ended(totals(0, 0)).failed, 1);
});

test('an end before the totals fails, whatever the exit code', () => {
  assert.is(ended('', 0).failed, 1);
  assert.is(ended('', null).problem, 'ended with a signal before its tests did');
  assert.is(ended('Error: BAARI_REQUIRE names browser', 1).failed, 1);
});

test('a failing exit code after passed tests fails', () => {
  assert.is(ended(totals(2, 2), 7).problem, 'ended with code 7');
});

test('too late, and never ending, are told apart', () => {
  assert.is(ended('• •', null, true).problem, 'not done after 120 s');
  const open = ended(totals(2, 2), null, true);
  assert.is(open.problem, 'its tests ended but it did not: something is left open');
  assert.is(open.passed, 2);
  assert.is(open.failed, 1);
});

test('files without .run() or with .only are refused', () => {
  assert.match(refusal("test('x', () => {});") ?? '', /\.run/);
  assert.match(refusal("test.only('x', () => {});\ntest.run();") ?? '', /only/);
  assert.is(refusal("test('x', () => {});\ntest.run();"), undefined);
});

test('a file says its time limit and whether it runs alone', () => {
  assert.equal(wishes(''), {limitSeconds: 120, alone: false});
  assert.equal(wishes('// time-limit: 300\n// alone\n'), {limitSeconds: 300, alone: true});
  assert.equal(wishes('\n\n\n\n\n// alone'), {limitSeconds: 120, alone: false});
});

test.run();
