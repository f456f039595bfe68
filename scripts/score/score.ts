/**
 * `npm run score`: how good are the wait estimates? Plays simulated mornings on seeds and worlds that nothing was tuned on
 * and prints three columns: people ahead × average, ours, and an oracle that knows everything but the dice.
 *
 *   --mornings 150   of each world        --seeds 900001   first seed
 *   --futures 150    played by the oracle  --tuning         the worlds and seeds of the tuning instead
 *   --strict         exit 1 when the aim is missed
 */
import {parseArgs} from 'node:util';
import type {Sample} from './measure.ts';
import {measureMorning} from './measure.ts';
import {heldOut, seeds, tuning} from './parameters.ts';
import {judge, table} from './report.ts';

const {values} = parseArgs({
  options: {
    mornings: {type: 'string', default: '150'},
    seeds: {type: 'string', default: String(seeds.score.first)},
    futures: {type: 'string', default: '150'},
    tuning: {type: 'boolean', default: false},
    strict: {type: 'boolean', default: false},
  },
});
const mornings = whole('mornings', values.mornings, 1, 100_000);
const futures = whole('futures', values.futures, 20, 10_000);
const first = values.tuning ? seeds.tuning.first : whole('seeds', values.seeds, 0, 2_000_000_000);
const worlds = values.tuning ? tuning : heldOut;

const started = performance.now();
const samples: Sample[] = [];
let seed = first;
for (const world of worlds) {
  for (let i = 0; i < mornings; i++) samples.push(...measureMorning(world, seed++, {perMoment: 2, futures}));
}
const seconds = (performance.now() - started) / 1000;

console.log(
  `${worlds.length} worlds × ${mornings} mornings, seeds ${first} to ${seed - 1}${values.tuning ? ' (tuning: not a score)' : ''}, ` +
    `${futures} futures for each of the oracle's answers, ${seconds.toFixed(0)} s\n`,
);
console.log(table(samples));
const faults = judge(samples);
console.log(faults.length === 0 ? 'The aim is reached.' : `The aim is missed: ${faults.join('; ')}.`);
process.exitCode = values.strict && faults.length > 0 ? 1 : 0;

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  console.error(
    `--${name} is "${text}"; it takes a whole number from ${least} to ${most}, for example --${name} ${least}.`,
  );
  process.exit(2);
}
