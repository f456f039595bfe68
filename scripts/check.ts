// npm run check: format and lint, types, floors. All of them run; any that fails makes the whole fail.
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {findViolations} from './floors.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

const checks: Array<[string, () => Promise<string | undefined>]> = [
  ['Biome (format, lint)', () => run(bin('biome'), ['check', '--error-on-warnings', '--max-diagnostics=50'])],
  ['types (tsc)', () => run(bin('tsc'), ['--noEmit', '-p', '.', '--pretty', 'false'])],
  ['floors (who may import whom)', async () => floors()],
];

const results = await Promise.all(checks.map(([name, check]) => timed(name, check)));
for (const {name, seconds, complaint} of results) {
  console.log(`${complaint === undefined ? 'ok    ' : 'FAILED'} ${name}  ${seconds} s`);
  if (complaint) console.log(complaint.trimEnd().replace(/^/gm, '       '));
}
if (results.some(({complaint}) => complaint !== undefined)) process.exitCode = 1;

async function timed(name: string, check: () => Promise<string | undefined>) {
  const startedAt = Date.now();
  const complaint = await check();
  return {name, complaint, seconds: ((Date.now() - startedAt) / 1000).toFixed(1)};
}

/** Resolves to what the program said where it failed, else to undefined. */
function run(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {cwd: root, stdio: ['ignore', 'pipe', 'pipe']});
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : output));
  });
}

function floors(): string | undefined {
  const violations = findViolations(root);
  if (violations.length === 0) return undefined;
  return violations.map(({file, line, imports, rule}) => `${file}:${line} imports ${imports}: ${rule}`).join('\n');
}
