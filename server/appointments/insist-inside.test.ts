import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {isInside} from './insist-inside.ts';

for (const address of [
  '',
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.9',
  '192.168.1.4',
  '::1',
  'fd12:3456:0:1::/64',
  'fe80:0:0:0::/64',
])
  test(`${address || 'no connection'} is in the house`, () => assert.ok(isInside(address)));
for (const address of ['203.0.113.7', '172.32.0.1', '8.8.8.8', '2001:db8:0:0::/64', 'unknown'])
  test(`${address} is not`, () => assert.not(isInside(address)));

test.run();
