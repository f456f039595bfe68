// `npm run bench`: the speed and size rows of the budgets, each as a ratio to a baseline that runs in the same call.
//   npm run bench                     every row, written down in docs/figures.md
//   npm run bench -- S3 S6            these rows only
//   npm run bench -- S1 --quick       fewer and shorter rounds; printed, not written down
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type Figure, recordFigure} from '../figures/record.ts';
import {endEverything} from './server.ts';

export interface BenchContext {
  /** How many alternating rounds: the median of at least five counts. */
  rounds: number;
  /** Shorter loads and smaller sizes: says whether it works, not how fast it is. */
  quick: boolean;
}
export type Row = (context: BenchContext) => Promise<Figure>;

const ROWS: Record<string, string> = {
  S1: './write.ts',
  S2: './write.ts',
  S3: './live.ts',
  S4: './live.ts',
  S5: './live.ts',
  S6: './history.ts',
  S7: './start.ts',
  S8: './page.ts',
  S9: './assessments.ts',
  S10: './cloud.ts',
  S11: './page.ts',
};

const {chosen, quick} = read(process.argv.slice(2));
const context: BenchContext = {rounds: quick ? 2 : 5, quick};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

const table: {row: string; measured: string; reach: string; verdict: string}[] = [];
let failed = 0;
for (const id of chosen) {
  try {
    const figure = await measure(id);
    if (figure === null) table.push({row: id, measured: 'not built', reach: '', verdict: ''});
    else {
      recordFigure({...figure, round: quick ? 'short' : figure.round});
      const verdict = figure.reached === null ? 'not run here' : figure.reached ? 'reached' : 'MISSED';
      table.push({row: id, measured: figure.measured, reach: figure.reach, verdict});
    }
  } catch (error) {
    failed++;
    console.error(`\n${id}  failed:`, error);
    table.push({row: id, measured: 'failed, see above', reach: '', verdict: 'FAILED'});
  }
  await endEverything();
}
print(table);
process.exit(failed > 0 ? 1 : 0);

async function measure(id: string): Promise<Figure | null> {
  const file = ROWS[id]!;
  if (!existsSync(fileURLToPath(new URL(file, import.meta.url)))) return null;
  const module = (await import(file)) as {rows?: Record<string, Row>};
  const row = module.rows?.[id];
  return row ? await row(context) : null;
}

function read(args: string[]): {chosen: string[]; quick: boolean} {
  const names = args.filter((arg) => !arg.startsWith('--')).map((arg) => arg.toUpperCase());
  const unknown = [
    ...names.filter((name) => !(name in ROWS)),
    ...args.filter((arg) => arg.startsWith('--') && arg !== '--quick'),
  ];
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(' ')}. Rows: ${Object.keys(ROWS).join(' ')}; --quick`);
    process.exit(2);
  }
  return {chosen: names.length > 0 ? [...new Set(names)] : Object.keys(ROWS), quick: args.includes('--quick')};
}

function print(rows: readonly {row: string; measured: string; reach: string; verdict: string}[]): void {
  const head = {row: 'row', measured: 'measured', reach: 'reach', verdict: ''};
  const width = (key: keyof typeof head) => Math.max(...[head, ...rows].map((one) => one[key].length));
  const line = (one: typeof head) =>
    `${one.row.padEnd(width('row'))}  ${one.measured.padEnd(width('measured'))}  ${one.reach.padEnd(width('reach'))}  ${one.verdict}`;
  console.log(`\n${[head, ...rows].map((one) => line(one).trimEnd()).join('\n')}`);
  if (quick) console.log('\n--quick: too short to count; nothing was written down.');
}
