// npm run coverage: the same tests, counted by V8 in every process that they start (the servers of journeys too); one
// report over the server's code. Fails under LINES_MIN, or when a test fails. Details: coverage/index.html.
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const LINES_MIN = 80;
const root = fileURLToPath(new URL('..', import.meta.url));
const counted = mkdtempSync(join(tmpdir(), 'baari-coverage-'));
const reports = join(root, 'coverage');

try {
  const tests = await run([join(root, 'scripts', 'test.ts'), ...process.argv.slice(2)], {NODE_V8_COVERAGE: counted});
  const reported = await run(reportCommand());
  const lines = reported === 0 ? linesCovered() : 0;
  console.log(`\nserver lines covered: ${lines.toFixed(2)} % (at least ${LINES_MIN} %)`);
  if (tests !== 0) console.log('The tests failed; see above.');
  if (tests !== 0 || lines < LINES_MIN) process.exitCode = 1;
} finally {
  rmSync(counted, {recursive: true, force: true});
}

function reportCommand(): string[] {
  const c8 = join(root, 'node_modules', 'c8', 'bin', 'c8.js');
  const which = [
    '--include=server/**/*.ts',
    '--exclude=**/*.test.ts',
    '--exclude=server/test/**',
    '--all',
    '--src=server',
  ];
  const shape = ['--reporter=text', '--reporter=json-summary', '--reporter=html', `--reports-dir=${reports}`];
  return [c8, 'report', `--temp-directory=${counted}`, '--merge-async', ...which, ...shape];
}

function linesCovered(): number {
  const summary = JSON.parse(readFileSync(join(reports, 'coverage-summary.json'), 'utf8'));
  return Number(summary.total.lines.pct) || 0;
}

function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {cwd: root, stdio: 'inherit', env: {...process.env, ...env}});
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, forward);
    child.once('exit', (code) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, forward);
      resolve(code ?? 1);
    });
  });
}
