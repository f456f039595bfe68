// time-limit: 180
// alone
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';

const script = path.join(import.meta.dirname, '../demo.ts');

test('a demo day runs, outlives a killed server, and a signal ends all of it', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-demo-'));
  const demo = spawn(process.execPath, [script, '--speed', '200', '--seed', '7'], {
    env: {...process.env, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', DISCOVERY: 'off'},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  try {
    await until(
      () => /people from 08:30/.test(said),
      60_000,
      () => said,
    );
    const port = /localhost:(\d+)/.exec(said)![1]!;
    const before = await issued(port);
    const grown = async () => (await issued(port)) > before + 5;
    await until(grown, 60_000, () => said);
    const sure = await issued(port);
    process.kill(serverOf(demo.pid!), 'SIGKILL');
    await until(
      () => /starting it again/.test(said),
      30_000,
      () => said,
    );
    await until(
      async () => (await issued(port).catch(() => 0)) > sure,
      60_000,
      () => said,
    );
    assert.not.match(said, /demo: /);
  } finally {
    const gone = new Promise<number | null>((resolve) => demo.once('exit', resolve));
    const toldAt = performance.now();
    demo.kill('SIGTERM');
    assert.is(await gone, 0);
    assert.ok(performance.now() - toldAt < 5000);
    fs.rmSync(dataDir, {recursive: true, force: true});
  }
});

let bearer: string | undefined;

async function signIn(port: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/session`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({username: 'admin', password: 'demo-1234'}),
  });
  return ((await answer.json()) as {token: string}).token;
}

/** How many numbers the hall has been given. */
async function issued(port: string): Promise<number> {
  // One sign-in for all: sessions outlive the server's restart.
  bearer ??= await signIn(port);
  let sum = 0;
  for (const queueId of [1, 2, 3, 4]) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/queues/${queueId}/tokens`, {
      headers: {authorization: `Bearer ${bearer}`},
    });
    sum += ((await answer.json()) as {items: unknown[]}).items.length;
  }
  return sum;
}

function serverOf(demoPid: number): number {
  const children = fs.readFileSync(`/proc/${demoPid}/task/${demoPid}/children`, 'utf8').trim().split(' ');
  const isServer = (pid: string) => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server/main.ts');
  return Number(children.find(isServer));
}

async function until(test: () => boolean | Promise<boolean>, limitMs: number, said: () => string): Promise<void> {
  const last = performance.now() + limitMs;
  while (!(await test())) {
    if (performance.now() > last) throw new Error(`waited too long; it said:\n${said().slice(-3000)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

test.run();
