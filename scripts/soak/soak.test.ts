// time-limit: 240
// alone
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {soak} from './run.ts';
import {findings} from './samples.ts';

test('ten demo days at high speed leave nothing behind', async () => {
  const result = await soak({days: 10, daySeconds: 2.4});
  assert.equal(findings(result), []);
  const last = result.during.at(-1)!;
  assert.ok(last.days >= 10, `${last.days} days`);
  assert.ok(last.tokens > 200 && result.counts.calls > 100 && result.counts.slow > 20, JSON.stringify(result.counts));
});

test.run();
