import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {idleMs, isIdle} from './install-rules.ts';

const calm = {untouchedMs: idleMs, typed: false, asked: false, fresh: true};

test('a new version is taken by itself only when nobody is in the middle of anything', () => {
  assert.is(isIdle(calm), true);
  for (const busy of [{untouchedMs: idleMs - 1}, {typed: true}, {asked: true}, {fresh: false}])
    assert.is(isIdle({...calm, ...busy}), false, JSON.stringify(busy));
});

test.run();
