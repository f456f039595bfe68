// time-limit: 180
// alone
// A board's page at speed in a real browser: a hundred calls, and it holds no more after them than before. Hours of it: `npm run soak -- --board 60`.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {chromiumPath, need} from '../../scripts/need.ts';
import {boardFindings, soakBoard} from '../../scripts/soak/board-run.ts';

const play = need('browser', 'a board for weeks') ? test : test.skip;

play('a board that announces for weeks holds no more than on its first day', async () => {
  const samples = await soakBoard({executable: chromiumPath()!, seconds: 18, samples: 24, speed: 40});
  assert.ok(samples.at(-1)!.calls > 30, `only ${samples.at(-1)!.calls} calls in 18 s`);
  assert.equal(boardFindings(samples), []);
});

test.run();
