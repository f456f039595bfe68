// What was measured stands in docs/figures.json (for programs) and docs/figures.md (for people), written by the programs that
// measure and by nobody's hand: `npm run bench`, `npm run faults`, `npm run fuzz`, `npm run soak`, `npm run travel`.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {render} from './render.ts';

export interface Figure {
  /** The row of the budgets: `S3`, `F1`. */
  id: string;
  /** What was measured, in a line. */
  what: string;
  /** What it was held against in the same run; null where the row is a count, not a ratio. */
  baseline: string | null;
  /** What came out, units and spread included: `17.2× (5 rounds, 15.9 – 18.4)`. */
  measured: string;
  /** What must be reached, as the budgets say it. */
  reach: string;
  /** null: it could not run here; `notes` then says why. */
  reached: boolean | null;
  /** Further lines: growth, conditions, what was lost, seeds. */
  notes: string[];
  /** The whole of it, or the short round that every check runs. Only whole rounds are written down. */
  round: 'whole' | 'short';
}

export interface KeptFigure extends Figure {
  at: string;
  commit: string;
  machine: string;
}

const docs = join(fileURLToPath(new URL('../..', import.meta.url)), 'docs');
const file = join(docs, 'figures.json');

/** Prints a row; a whole round is also written down, in place of the row's last one. */
export function recordFigure(figure: Figure): void {
  const word = figure.reached === null ? 'NOT RUN' : figure.reached ? 'reached' : 'MISSED';
  console.log(`\n${figure.id}  ${figure.what}\n    ${figure.measured}   (reach ${figure.reach}: ${word})`);
  for (const note of figure.notes) console.log(`    ${note}`);
  if (figure.round === 'short') return;
  const kept = keptFigures().filter(({id}) => id !== figure.id);
  kept.push({...figure, at: new Date().toISOString().slice(0, 16), commit: commitNow(), machine: machineHere()});
  kept.sort((a, b) => a.id.localeCompare(b.id, 'en', {numeric: true}));
  write(file, `${JSON.stringify(kept, null, 2)}\n`);
  write(join(docs, 'figures.md'), render(kept));
}

export function keptFigures(): KeptFigure[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KeptFigure[]) : [];
}

function write(target: string, text: string): void {
  writeFileSync(`${target}.new`, text);
  renameSync(`${target}.new`, target);
}

/** The commit that was measured; a `+` says that files had changed since. */
function commitNow(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, {cwd: docs, encoding: 'utf8'}).trim();
    const changed = git('status', '--porcelain', '--', '../server', '../kiosk-ui', '../scripts', '../package.json');
    return git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '+');
  } catch {
    return 'no git';
  }
}

export function machineHere(): string {
  const gib = Math.round(os.totalmem() / 2 ** 30);
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${os.cpus().length} × ${cpu}, ${gib} GiB, ${os.type()} ${os.release().split('-')[0]}, Node ${process.versions.node}`;
}
