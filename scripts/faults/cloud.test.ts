// time-limit: 120
// The short round of F9.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {need} from '../need.ts';
import {rows} from './cloud.ts';

const here = need('postgres', 'cloud and box (F9)') ? test : test.skip;

here('F9: a box and its cloud, whatever happens between them', async () => {
  const {measured, notes, reached} = await rows.F9!({whole: false});
  console.log([measured, ...notes].join('\n  '));
  assert.is(reached, true, [measured, ...notes].join('\n'));
});

test.run();
