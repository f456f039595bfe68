// time-limit: 120
// A short round of F5: see damage.ts.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {damageAll, short} from './damage.ts';

test('every damage that changes or hides a row is found, and none makes the check fall', async () => {
  const {outcome} = await damageAll(short, () => {});
  assert.equal(outcome.missed, []);
  assert.equal(outcome.fell, []);
  assert.ok(outcome.scores.get('bit')!.harmful > 5, 'the damages did harm');
  assert.ok(outcome.scores.get('bit')!.tried > outcome.scores.get('bit')!.harmful, 'and some did none');
});

test.run();
