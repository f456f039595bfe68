// npm test [-- part of a file name …]: every test file in a process of its own, two at a time, those that measure alone at the end.
// The last line is `N passed, N failed`; above it stands what was skipped and why.
import {readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {ensureScreens} from './build.ts';
import {killAllTests, runTestFile} from './test-file.ts';
import {judge, refusal, type Verdict, wishes} from './test-output.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const TOPS = ['server', 'kiosk-ui', 'sync', 'scripts'];
const AT_ONCE = 2;
const SHOWN_MAX = 16_000; // characters of a failed file's output
const COVERAGE_FACTOR = process.env.NODE_V8_COVERAGE ? 2 : 1; // everything is slower while it is counted

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    killAllTests();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

const files = findTests(process.argv.slice(2));
const verdicts: Array<Verdict & {file: string}> = [];
await buildScreens();
// Whoever may take longest begins, journeys first among equals: so none of them is left for the end with nobody beside it.
const journeysFirst = (file: string) => (file.includes('.journey.') ? 0 : 1);
const jobs = files
  .map((file) => ({file, ...wishes(readFileSync(join(root, file), 'utf8'))}))
  .sort((a, b) => b.limitSeconds - a.limitSeconds || journeysFirst(a.file) - journeysFirst(b.file));
await runAll(
  jobs.filter(({alone}) => !alone),
  AT_ONCE,
);
await runAll(
  jobs.filter(({alone}) => alone),
  1,
);
report();

function findTests(parts: string[]): string[] {
  return TOPS.flatMap((top) => testsBelow(top))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
}

function testsBelow(top: string): string[] {
  try {
    return readdirSync(join(root, top), {withFileTypes: true, recursive: true})
      .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !/(^|\/)(dist|node_modules)\//.test(file));
  } catch {
    return []; // the folder is not there yet
  }
}

// Without screens the other tests still say what they know; the run fails all the same.
async function buildScreens(): Promise<void> {
  try {
    await ensureScreens();
  } catch (error) {
    console.log(`FAILED the screens could not be built\n${indent(String(error))}`);
    verdicts.push({file: 'scripts/build.ts', passed: 0, failed: 1, skipped: 0, skips: [], problem: 'no screens'});
  }
}

async function runAll(jobs: Array<{file: string; limitSeconds: number}>, atOnce: number): Promise<void> {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift())
      await runOne(job.file, job.limitSeconds * COVERAGE_FACTOR);
  };
  await Promise.all(Array.from({length: atOnce}, worker));
}

async function runOne(file: string, limitSeconds: number): Promise<void> {
  const startedAt = Date.now();
  const problem = refusal(readFileSync(join(root, file), 'utf8'));
  const ended = problem ? undefined : await runTestFile(file, root, limitSeconds);
  const verdict: Verdict = ended ? judge(ended) : {passed: 0, failed: 1, skipped: 0, skips: [], problem: problem!};
  verdicts.push({file, ...verdict});

  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const counts = [`${verdict.passed} passed`];
  if (verdict.failed) counts.push(`${verdict.failed} failed`);
  if (verdict.skipped) counts.push(`${verdict.skipped} skipped`);
  console.log(`${verdict.failed ? 'FAILED' : 'ok    '} ${file}  ${counts.join(', ')}  ${seconds} s`);
  if (verdict.problem) console.log(`       ${verdict.problem}`);
  if (verdict.failed && ended) console.log(indent(ended.output));
}

function indent(output: string): string {
  const shown =
    output.length > SHOWN_MAX ? `… (the last ${SHOWN_MAX} characters)\n${output.slice(-SHOWN_MAX)}` : output;
  return shown.trimEnd().replace(/^/gm, '       | ');
}

function report(): void {
  const sum = (count: 'passed' | 'failed' | 'skipped') =>
    verdicts.reduce((total, verdict) => total + verdict[count], 0);
  const broken = verdicts.filter(({failed}) => failed > 0);
  console.log('');
  if (verdicts.length === 0) console.log('No test was found, so nothing is known.');
  for (const {file, problem} of broken) console.log(`failed: ${file}${problem ? ` (${problem})` : ''}`);
  for (const {file, skips} of verdicts) for (const skip of skips) console.log(`skipped: ${skip} (${file})`);
  if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`);
  if (broken.length > 0 || sum('passed') + sum('skipped') === 0) process.exitCode = 1;
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}
