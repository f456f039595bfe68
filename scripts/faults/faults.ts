// npm run faults [-- F1 F3 … --whole --seed=7 --count=50]: breaks things on purpose and looks what was lost. Without --whole a
// short round of each; with it the budget's counts, which are written into docs/figures.md. What this machine can't run is
// skipped and said. Ends with 1 when a row is missed.
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {recordFigure} from '../figures/record.ts';
import {type Row, seed} from './row.ts';

const modules: Record<string, string> = {
  F1: './kill.ts',
  F2: './power.ts',
  F3: './disk-errors.ts',
  F4: './disk-full.ts',
  F5: './damage.ts',
  F6: './clock.ts',
  F7: './network.ts',
  F8: '../fuzz/hostile.ts',
  F9: './cloud.ts',
};

const words = process.argv.slice(2);
const whole = words.includes('--whole') || words.includes('--long');
const chosen = words.filter((word) => !word.startsWith('--')).map((word) => word.toUpperCase());
const unknown = chosen.filter((id) => !(id in modules));
if (unknown.length > 0) {
  console.error(`No such row: ${unknown.join(', ')}. There are ${Object.keys(modules).join(', ')}.`);
  process.exit(2);
}

console.log(`${whole ? 'The whole round' : 'A short round'} of faults, seed ${seed}`);
let [reached, missed, skipped] = [0, 0, 0];
for (const id of chosen.length > 0 ? chosen : Object.keys(modules)) {
  const file = fileURLToPath(new URL(modules[id]!, import.meta.url));
  if (!existsSync(file)) {
    console.log(`\n${id}  SKIPPED: not built yet`);
    skipped++;
    continue;
  }
  const {rows} = (await import(file)) as {rows: Record<string, Row>};
  try {
    const figure = await rows[id]!({whole});
    recordFigure(figure);
    if (figure.reached === null) skipped++;
    else if (figure.reached) reached++;
    else missed++;
  } catch (error) {
    missed++;
    console.log(`\n${id}  MISSED: could not be played to the end\n`, error);
  }
}
console.log(`\n${reached} reached, ${missed} missed, ${skipped} skipped`);
process.exit(missed > 0 ? 1 : 0);
