// time-limit: 180
// The real server, started under a clock that lies.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {fakeTime, wrongStarts} from './clock.ts';

if (!fakeTime) console.log('\nSKIPPED: starts with a wrong clock (F6) — libfaketime is not there');

(fakeTime ? test : test.skip)(
  'started in 1970, last week and 2036: numbers and day go on, and the desk puts it right',
  async () => {
    const faults: string[] = [];
    await wrongStarts(faults, []);
    assert.equal(faults, []);
  },
);

test.run();
