// `npm start` for real, in a project of its own with a stand-in for the server: whatever is killed, nothing stays.
import {type ChildProcess, spawn} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {test} from 'uvu';
import * as assert from 'uvu/assert';

const scripts = fileURLToPath(new URL('..', import.meta.url));
// The project's own line: without its `exec`, Debian's shell stays between npm and us and keeps a SIGINT to itself.
const startLine = JSON.parse(readFileSync(join(scripts, '..', 'package.json'), 'utf8')).scripts.start;
const GONE_WITHIN_MS = 5_000;
const STAND_IN = `
import {writeFileSync} from 'node:fs';
import {Worker} from 'node:worker_threads';
// A thread is started with our own --import: what it loads may not take it for a program whose launcher is gone.
new Worker('', {eval: true});
const stop: () => void = process.env.STUBBORN ? () => {} : () => setTimeout(() => process.exit(0), 300);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
if (process.env.ENDS_WITH) process.exit(Number(process.env.ENDS_WITH));
setInterval(() => {}, 1000);
writeFileSync('pids', JSON.stringify({server: process.pid, launcher: process.ppid}));
console.log('serving ' + process.argv.slice(2).join(' '));
`;

let root = '';
let npm: ChildProcess;

test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'baari-launch-'));
  for (const part of ['launch', 'start.mjs', 'run.mjs', 'build.ts']) {
    cpSync(join(scripts, part), join(root, 'scripts', part), {recursive: true});
  }
  mkdirSync(join(root, 'server'));
  writeFileSync(join(root, 'server', 'main.ts'), STAND_IN);
  const about = {name: 'stand-in', version: '1.0.0', type: 'module', scripts: {start: startLine}};
  writeFileSync(join(root, 'package.json'), JSON.stringify(about));
  const lockfile = {name: 'stand-in', version: '1.0.0', lockfileVersion: 3, packages: {'': {}}};
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lockfile));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(lockfile));
});
test.after.each(() => {
  try {
    process.kill(-npm.pid!, 'SIGKILL');
  } catch {
    // as it should be: nobody is left
  }
  rmSync(root, {recursive: true, force: true});
});

interface Started {
  pids: {npm: number; launcher: number; server: number};
  ended: Promise<{code: number | null; signal: string | null}>;
}

async function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const ended = spawnNpm(args, env);
  for (let i = 0; i < 200 && !existsSync(join(root, 'pids')); i++) await sleep(50);
  await sleep(50);
  return {pids: {npm: npm.pid!, ...JSON.parse(readFileSync(join(root, 'pids'), 'utf8'))}, ended};
}

function spawnNpm(args: string[], env: NodeJS.ProcessEnv, stdio: 'ignore' | 'pipe' = 'ignore') {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  npm = spawn('npm', ['start', ...args], {cwd: root, env: {...process.env, PATH, ...env}, stdio, detached: true});
  return new Promise<{code: number | null; signal: string | null}>((resolve) => {
    npm.once('exit', (code, signal) => resolve({code, signal}));
  });
}

async function allGone({pids}: Started): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  const left = () => Object.entries(pids).filter(([, pid]) => lives(pid));
  while (left().length > 0 && Date.now() < deadline) await sleep(50);
  assert.equal(left(), [], 'still there after 5 s');
}

function lives(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} to npm stops the server cleanly`, async () => {
    const started = await start();
    process.kill(started.pids.npm, signal);
    await allGone(started);
    assert.equal(await started.ended, {code: 0, signal: null});
  });

  test(`${signal} to the whole group stops the server cleanly`, async () => {
    const started = await start();
    process.kill(-started.pids.npm, signal);
    await allGone(started);
    assert.equal(await started.ended, {code: 0, signal: null});
  });
}

test('a closed terminal (SIGHUP to the group) stops everything', async () => {
  const started = await start();
  process.kill(-started.pids.npm, 'SIGHUP');
  await allGone(started);
});

test('kill -9 of npm stops the server', async () => {
  const started = await start();
  process.kill(started.pids.npm, 'SIGKILL');
  await allGone(started);
});

test('kill -9 of the launcher stops the server', async () => {
  const started = await start();
  process.kill(started.pids.launcher, 'SIGKILL');
  await allGone(started);
});

test('where npm runs its scripts in a shell that stays, kill -9 of npm stops the server too', async () => {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  about.scripts.start = 'node scripts/start.mjs; exit $?';
  writeFileSync(join(root, 'package.json'), JSON.stringify(about));
  const started = await start();
  process.kill(started.pids.npm, 'SIGKILL');
  await allGone(started);
});

for (const who of ['npm', 'launcher'] as const) {
  test(`a server that will not stop is gone in 5 s (${who === 'npm' ? 'SIGTERM to npm' : 'kill -9 of the launcher'})`, async () => {
    const started = await start([], {STUBBORN: '1'});
    process.kill(started.pids[who], who === 'npm' ? 'SIGTERM' : 'SIGKILL');
    await allGone(started);
  });
}

test("the server's exit code is npm's, and its words and arguments come through", async () => {
  assert.is((await spawnNpm([], {ENDS_WITH: '7'})).code, 7);
  spawnNpm(['--', '--one', 'two'], {}, 'pipe');
  let said = '';
  npm.stdout!.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  for (let i = 0; i < 200 && !said.includes('serving'); i++) await sleep(50);
  assert.match(said, 'serving --one two');
});

test.run();
