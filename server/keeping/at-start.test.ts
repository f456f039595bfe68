// time-limit: 120
// A real server on a damaged folder, and the command beside a running one.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, runToEnd, startServer} from '../test/running.ts';

const script = path.join(import.meta.dirname, '../../scripts/verify.ts');

function verify(dataDir: string, ...args: string[]) {
  const {PATH = ''} = process.env;
  const env = {PATH, DATA_DIR: dataDir, LANG: 'en'};
  const {status, stdout, stderr} = spawnSync(process.execPath, [script, ...args], {env, encoding: 'utf8'});
  return {status, said: stdout + stderr};
}

/** Damages one page of the file in place. */
function zeroPage(file: string, page: number): void {
  const fd = fs.openSync(file, 'r+');
  fs.writeSync(fd, Buffer.alloc(4096), 0, 4096, page * 4096);
  fs.closeSync(fd);
}

test('beside a running server, at rest, damaged: the command says so and ends with 0, 1 or 2', async () => {
  const dataDir = freshFolder();
  assert.is(verify(dataDir).status, 2);
  assert.equal(fs.readdirSync(dataDir), []);
  const server = await startServer(dataDir, {DEMO: '1'});
  const beside = verify(dataDir);
  assert.is(beside.status, 0, beside.said);
  assert.match(beside.said, /No fault found/);
  assert.is(await server.end(), 0);
  const names = fs.readdirSync(dataDir);
  const atRest = verify('./nowhere', dataDir);
  assert.is(atRest.status, 0, atRest.said);
  assert.equal(fs.readdirSync(dataDir), names);

  zeroPage(path.join(dataDir, 'baari.db'), 5);
  const damaged = verify(dataDir);
  assert.is(damaged.status, 1);
  assert.match(damaged.said, /FAULT: .+\n(.*\n)*What to do: .+/);
  assert.not.match(damaged.said, /\n\s+at /);
});

for (const [what, page] of [
  ['its first page', 0],
  ['the journal', 5],
] as const)
  test(`a start with ${what} damaged ends with one plain line`, async () => {
    const dataDir = freshFolder();
    const server = await startServer(dataDir, {DEMO: '1'});
    assert.is(await server.end(), 0);
    zeroPage(path.join(dataDir, 'baari.db'), page);
    const {code, output} = await runToEnd(dataDir, {});
    assert.is(code, 1);
    assert.match(output, /^baari: The database in .+ is damaged \(.+\).+npm run verify.+backup.+\n$/);
  });

test('a broken write-ahead file is said at the start and kept as evidence', async () => {
  const dataDir = freshFolder();
  const server = await startServer(dataDir, {DEMO: '1'});
  for (let index = 0; index < 3; index++)
    await fetch(`${server.url}/api/queues/1/tokens`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: '{}',
    });
  await server.end('SIGKILL');
  const wal = path.join(dataDir, 'baari.db-wal');
  const bytes = fs.readFileSync(wal);
  bytes[32 + 24 + 2000]! ^= 4;
  fs.writeFileSync(wal, bytes);
  const found = verify(dataDir);
  assert.is(found.status, 1, found.said);
  assert.match(found.said, /newest changes can’t be read/);
  const again = await startServer(dataDir, {DEMO: '1'}).catch((error: Error) => error);
  const output = again instanceof Error ? again.message : again.output();
  assert.match(output, /newest changes can’t be read.+baari\.db-wal\.damaged-/);
  const kept = fs.readdirSync(dataDir).find((name) => name.startsWith('baari.db-wal.damaged-'))!;
  assert.ok(fs.readFileSync(path.join(dataDir, kept)).equals(bytes));
  if (!(again instanceof Error)) assert.is(await again.end(), 0);
});

test.run();
