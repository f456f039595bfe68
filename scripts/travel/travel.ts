// `npm run travel`: mornings from seeds, thousands of them, and what they break.
//   npm run travel                        2 000 mornings, written down in docs/figures.md
//   npm run travel -- --mornings 50       fewer; under 1 000 are printed and not written down
// A signal lets it end with the morning that is being played, and count what it has.
//   npm run travel -- --seed 17           this morning alone, with its last steps when a promise breaks
//   npm run travel -- --seed 17 --shrink  the same, with as few steps as still break it
//   --from N                              the first seed; --steps N: how long a morning is
import {parseArgs} from 'node:util';
import {recordFigure} from '../figures/record.ts';
import {makeTemplate} from './hospital.ts';
import {type Outcome, playMorning, usualSteps} from './morning.ts';
import {shrink} from './shrink.ts';

const wholeMornings = 2000;
const leastMornings = 1000;
/** So often it says how far it is. */
const saidEvery = 100;
/** More would say the same thing again. */
const mostFailures = 5;

const {values} = parseArgs({
  options: {
    seed: {type: 'string'},
    mornings: {type: 'string'},
    from: {type: 'string'},
    steps: {type: 'string'},
    shrink: {type: 'boolean'},
  },
});
const steps = values.steps === undefined ? usualSteps : Number(values.steps);
const template = await makeTemplate();
try {
  if (values.seed === undefined) await playMany();
  else await playOne(Number(values.seed));
} finally {
  template.remove();
}

async function playOne(seed: number): Promise<void> {
  const outcome = await playMorning(template, {seed, steps});
  if (!outcome.broken) return console.log(`Seed ${seed}: every promise was kept. ${outcome.fingerprint}`);
  tell(outcome);
  process.exitCode = 1;
  if (!values.shrink) return;
  const {without, shortest} = await shrink(template, outcome);
  console.log(`\n${shortest.broken!.step + 1 - without.size} steps are enough:`);
  tell(shortest);
}

async function playMany(): Promise<void> {
  const mornings = values.mornings === undefined ? wholeMornings : Number(values.mornings);
  const from = values.from === undefined ? 1 : Number(values.from);
  const startedAt = performance.now();
  const sum = {steps: 0, answers: 0, entries: 0, deaths: 0};
  const broken: Outcome[] = [];
  let played = 0;
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopped = true;
    });
  for (let seed = from; seed < from + mornings && broken.length < mostFailures && !stopped; seed++, played++) {
    if (played > 0 && played % saidEvery === 0)
      console.log(`${played} mornings, ${broken.length} with a broken promise`);
    const outcome = await playMorning(template, {seed, steps});
    for (const name of ['steps', 'answers', 'entries', 'deaths'] as const) sum[name] += outcome[name];
    if (!outcome.broken) continue;
    broken.push(outcome);
    tell(outcome);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  recordFigure({
    id: 'T1',
    what: 'time travel: mornings without a broken promise',
    baseline: null,
    measured: `${played - broken.length} of ${played} mornings`,
    reach: 'all',
    reached: broken.length === 0,
    notes: [
      `${sum.steps} steps, ${sum.answers} answers judged, ${sum.entries} journal entries folded by the model, ${sum.deaths} deaths of the server; ${Math.round(sum.steps / seconds)} steps a second`,
      `seeds ${from} – ${from + played - 1}, ${steps} steps each`,
      ...broken.map(({seed, broken: what}) => `seed ${seed}: ${what!.promise}`),
    ],
    round: played >= leastMornings && steps === usualSteps ? 'whole' : 'short',
  });
  if (broken.length > 0) process.exitCode = 1;
}

function tell({seed, broken}: Outcome): void {
  console.log(`\nSeed ${seed}, step ${broken!.step}: a promise is broken: ${broken!.promise}`);
  console.log(`  ${broken!.what.split('\n').slice(0, 8).join('\n  ')}`);
  for (const line of broken!.trace) console.log(`    ${line}`);
}
