// time-limit: 420
// The whole of it as processes: a box, a second one that follows it, a kill, and one command.
import {spawn} from 'node:child_process';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from '../server/test/running.ts';

const script = path.join(import.meta.dirname, 'spare.ts');
const patienceMs = 200_000;

/** `npm run spare`, with its words and its end. */
function runSpare(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    env: {PATH: process.env.PATH ?? '', PORT: '0', HOST: '127.0.0.1', DISCOVERY: 'off', LOG_LEVEL: 'error', ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  let over = false;
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      over = true;
      resolve(code);
    }),
  );
  const says = async (wanted: RegExp) => {
    for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt && !over; await sleep(50)) {
      const found = wanted.exec(said);
      if (found) return found;
    }
    throw new Error(`it did not say ${wanted}:\n${said}`);
  };
  return {child, ended, says, said: () => said};
}

const post = async <Body>(url: string, body: unknown, token = ''): Promise<Body> => {
  const headers = {'content-type': 'application/json', ...(token ? {authorization: `Bearer ${token}`} : {})};
  return (await (await fetch(url, {method: 'POST', headers, body: JSON.stringify(body)})).json()) as Body;
};

interface Given {
  key: string;
  serial: number;
  state: string;
}

test('a box is killed; on the second one everybody has their place, and numbers go on behind the jump', async () => {
  const main = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off', LOG_LEVEL: 'error'});
  const dataDir = freshFolder();
  let spare: ReturnType<typeof runSpare> | null = null;
  try {
    const signIn = {username: 'admin', password: 'demo-1234'};
    const {token} = await post<{token: string}>(`${main.url}/api/session`, signIn);
    const {secret} = await post<{secret: string}>(`${main.url}/api/spare/pairing`, {}, token);
    const given: Given[] = [];
    for (let count = 0; count < 5; count++) given.push(await post(`${main.url}/api/queues/2/tokens`, {}));

    spare = runSpare([main.url], {DATA_DIR: dataDir, SPARE_SECRET: secret});
    await spare.says(/the first copy of .* is here, checked/);
    await main.end('SIGKILL');
    const command = runSpare(['--promote'], {DATA_DIR: dataDir});
    assert.is(await command.ended, 0, command.said());
    const port = (await spare.says(/on this machine {2}http:\/\/localhost:(\d+)/))[1];
    const url = `http://127.0.0.1:${port}`;
    for (const {key, serial} of given) {
      const there = (await (await fetch(`${url}/api/my/${key}`)).json()) as Given;
      assert.equal([there.serial, there.state], [serial, 'waiting']);
    }
    const next = await post<Given>(`${url}/api/queues/2/tokens`, {});
    assert.is(next.serial, given.length + 50 + 1);
  } finally {
    await main.end('SIGKILL');
    spare?.child.kill('SIGTERM');
  }
  assert.is(await spare.ended, 0, spare.said());
});

test.run();
