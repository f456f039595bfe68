// time-limit: 120
// alone
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {makeTemplate} from './hospital.ts';
import {playMorning} from './morning.ts';
import {seeds} from './seeds.ts';

/** Other seeds than the long run begins with. */
const firstSeed = 500_001;
const mornings = 40;
const steps = 70;

const template = await makeTemplate();
test.after(() => template.remove());

test(`${mornings} mornings with deaths, jumps of the clock and a bad network keep every promise`, async () => {
  let deaths = 0;
  let answers = 0;
  for (let seed = firstSeed; seed < firstSeed + mornings; seed++) {
    const outcome = await playMorning(template, {seed, steps});
    assert.is(outcome.broken, null, `seed ${seed} of ${steps} steps: ${JSON.stringify(outcome.broken, null, 2)}`);
    deaths += outcome.deaths;
    answers += outcome.answers;
  }
  assert.ok(deaths > mornings / 2, `only ${deaths} deaths`);
  assert.ok(answers > mornings * steps * 0.6, `only ${answers} answers`);
});

for (const {seed, found} of seeds)
  test(`never again: ${found} (seed ${seed})`, async () => {
    const outcome = await playMorning(template, {seed});
    assert.is(outcome.broken, null, JSON.stringify(outcome.broken, null, 2));
  });

test('a seed decides everything', async () => {
  const [first, second] = [
    await playMorning(template, {seed: 7, steps: 60}),
    await playMorning(template, {seed: 7, steps: 60}),
  ];
  assert.is(first.fingerprint, second.fingerprint);
  assert.ok(first.answers > 20);
});

test.run();
