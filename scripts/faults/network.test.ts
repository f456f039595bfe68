// time-limit: 150
// alone
// The short round of F7: see network.ts.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../need.ts';
import {rows} from './network.ts';

const inBrowser = need('browser', 'screens on a network that fails (F7)') ? test : test.skip;

inBrowser('every screen is right within 5 s of return, every call announced once', async () => {
  const {measured, notes, reached} = await rows.F7({whole: false});
  console.log([measured, ...notes].join('\n  '));
  assert.is(reached, true, [measured, ...notes].join('\n'));
});

test.run();
