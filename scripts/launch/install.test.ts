import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {versionFits} from './fitting-node.mjs';
import {allPresent} from './install.mjs';

test('only a Node that runs TypeScript by itself fits', () => {
  const fits: Record<string, boolean> = {
    '18.20.8': false,
    '20.20.2': false,
    '22.17.1': false,
    '22.18.0': true,
    '23.5.0': false,
    '23.6.0': true,
    '24.0.0': true,
    '26.1.0': true,
  };
  for (const [version, expected] of Object.entries(fits)) assert.is(versionFits(version), expected, version);
});

const one = {version: '1.0.0'};
const other = {version: '1.0.1'};
const optional = {version: '1.0.0', optional: true};

test('a whole install has every package in its locked version', () => {
  const wanted = {'': {}, 'node_modules/a': one, 'node_modules/b': one};
  assert.is(allPresent(wanted, {'node_modules/a': one, 'node_modules/b': one}), true);
  assert.is(allPresent(wanted, {'node_modules/a': one, 'node_modules/b': one, 'node_modules/more': one}), true);
  assert.is(allPresent(wanted, {'node_modules/a': one}), false);
  assert.is(allPresent(wanted, {'node_modules/a': one, 'node_modules/b': other}), false);
});

test('an optional package may be missing, but not be another version', () => {
  const wanted = {'node_modules/for-another-machine': optional};
  assert.is(allPresent(wanted, {}), true);
  assert.is(allPresent(wanted, {'node_modules/for-another-machine': other}), false);
});

test.run();
