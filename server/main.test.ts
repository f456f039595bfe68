// time-limit: 180
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import tls from 'node:tls';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {ConfigFault, readConfig} from './base/config.ts';
import {issueServer, makeAuthority} from './device/local-authority.ts';
import {freshFolder, runToEnd, startServer} from './test/running.ts';

const values: [string, Record<string, string>][] = [
  ['PORT', {PORT: 'eighty'}],
  ['PORT', {PORT: '65536'}],
  ['HOST', {HOST: 'not a host'}],
  ['DEMO', {DEMO: 'yes'}],
  ['DISCOVERY', {DISCOVERY: 'maybe'}],
  ['RATE_LIMIT', {RATE_LIMIT: '0'}],
  ['LOG_LEVEL', {LOG_LEVEL: 'loud'}],
  ['ADMIN_PASSWORD', {ADMIN_PASSWORD: 'short'}],
  ['TRUSTED_PROXY', {TRUSTED_PROXY: 'proxy.local'}],
  ['CLOUD_DATABASE_URL', {CLOUD_DATABASE_URL: 'mysql://user:secret@host/db'}],
  ['TLS_KEY', {TLS_CERT: '/etc/hosts'}],
];

function isOneLine(text: string, name: string): void {
  assert.is(text.trim().split('\n').length, 1, text);
  assert.match(text, new RegExp(`\\b${name}\\b.+Example: .*\\b${name}=\\S`), text);
  assert.not.match(text, /secret/);
}

for (const [name, env] of values)
  test(`${JSON.stringify(env)} is a wrong value of ${name}`, () => {
    try {
      readConfig(env);
    } catch (error) {
      assert.ok(error instanceof ConfigFault);
      return isOneLine(error.message, name);
    }
    assert.unreachable(`${name} was taken`);
  });

test('a wrong value stops the start with one line: variable, fault, example', async () => {
  const tls = {HTTPS_PORT: '0', TLS_CERT: '/etc/hosts', TLS_KEY: '/etc/hosts'};
  const wrong: [string, Record<string, string>][] = [
    ['PORT', {PORT: 'eighty'}],
    ['TLS_CERT', {...tls, TLS_CERT: '/nowhere/site.crt'}],
    ['TLS_CERT', tls],
    ['TLS_CERT', {HTTPS_PORT: '0'}],
    ['DATA_DIR', {DATA_DIR: '/etc/hosts'}],
  ];
  for (const [name, env] of wrong) {
    const {code, output} = await runToEnd(freshFolder(), env);
    assert.is(code, 1, output);
    isOneLine(output, name);
  }
});

test('a port that is taken and a folder that is taken are one line each', async () => {
  const folder = freshFolder();
  const first = await startServer(folder, {DEMO: '1'});
  const same = await runToEnd(folder, {});
  assert.is(same.code, 1);
  assert.match(same.output, /^baari: .*DATA_DIR[^\n]*\n$/);
  const busy = await runToEnd(freshFolder(), {PORT: String(first.port)});
  assert.is(busy.code, 1);
  assert.match(busy.output.trim(), /^baari: PORT is already taken.*Example: PORT=\d+$/);
  await first.end('SIGKILL');
  const again = await startServer(folder);
  assert.is(await again.end(), 0, 'the lock died with its process');
});

test('a demo folder just starts; a real one is refused as a demo', async () => {
  const demo = freshFolder();
  assert.is(await (await startServer(demo, {DEMO: '1'})).end(), 0);
  const plain = await startServer(demo);
  assert.match(plain.output(), /demo hospital/);
  assert.not.match(plain.output(), /FIRST RUN/);
  await plain.end();
  const again = await startServer(demo, {DEMO: '1'});
  await again.end();
  const real = freshFolder();
  await (await startServer(real, {ADMIN_PASSWORD: 'a-long-phrase'})).end();
  const refused = await runToEnd(real, {DEMO: '1'});
  assert.is(refused.code, 1);
  assert.match(refused.output.trim(), /^baari: DEMO .*Example: .*DEMO=1$/);
});

test('RATE_LIMIT=off is said loudly', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1', RATE_LIMIT: 'off'});
  assert.match(server.output(), /WARNING: RATE_LIMIT=off/);
  await server.end();
});

test('a trusted proxy says whom it speaks for; a body without a length is bounded too', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1', TRUSTED_PROXY: '127.0.0.1'});
  const signIn = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: {'content-type': 'application/json', ...headers},
      body: JSON.stringify({username: 'desk', password: 'demo-1234'}),
    });
  const secure = await signIn({'x-forwarded-proto': 'https'});
  assert.match(secure.headers.get('set-cookie')!, /^__Host-baari_session=.*Secure/);
  assert.match((await signIn({})).headers.get('set-cookie')!, /^baari_session=/);
  assert.is((await signIn({'x-forwarded-host': 'evil.example'})).status, 421);
  const status = await new Promise<number>((resolve, reject) => {
    const headers = {'content-type': 'application/json', 'transfer-encoding': 'chunked'};
    const call = http.request(`${server.url}/api/queues/2/tokens`, {method: 'POST', headers}, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    call.on('error', reject);
    for (let sent = 0; sent < 5; sent++) call.write('x'.repeat(16 * 1024));
    call.end();
  });
  assert.is(status, 413);
  await server.end();
});

for (const [signal, times] of [
  ['SIGTERM', 1],
  ['SIGINT', 2],
] as const)
  test(`${signal}, ${times} times: status 0, streams closed, no accepted write lost`, async () => {
    const folder = freshFolder();
    const server = await startServer(folder, {DEMO: '1', RATE_LIMIT: 'off'});
    const stream = await new Promise<http.IncomingMessage>((resolve, reject) =>
      http.get(`${server.url}/api/live?board=all`, resolve).on('error', reject),
    );
    stream.resume();
    const closed = new Promise((resolve) => stream.once('close', resolve));
    const accepted: string[] = [];
    const joining = Array.from({length: 40}, async () => {
      const answer = await fetch(`${server.url}/api/queues/2/tokens`, {
        method: 'POST',
        headers: {'content-type': 'application/json'},
        body: '{}',
      }).catch(() => null);
      if (answer?.status === 201) accepted.push(((await answer.json()) as {key: string}).key);
    });
    await joining[0];
    const startedAt = Date.now();
    assert.is(await server.end(signal, times), 0, server.output());
    assert.ok(Date.now() - startedAt < 5000);
    await closed;
    await Promise.all(joining);
    assert.ok(accepted.length > 0);
    const again = await startServer(folder);
    for (const key of accepted) assert.is((await fetch(`${again.url}/api/my/${key}`)).status, 200);
    await again.end();
  });

test('the box’s own authority: staff sign in over TLS, patients stay on plain HTTP, a new certificate needs no restart', async () => {
  const folder = freshFolder();
  const names = {names: ['localhost'], addresses: ['127.0.0.1'], now: Date.now()};
  await makeAuthority(folder, names);
  await issueServer(folder, names);
  const ca = fs.readFileSync(path.join(folder, 'keys/authority.crt'));
  const server = await startServer(folder, {DEMO: '1', HTTPS_PORT: '0', TRUSTED_PROXY: '127.0.0.1'});
  const port = Number(/https:\/\/localhost:(\d+)/.exec(server.output())![1]!);
  const ask = (how: https.RequestOptions, body?: string) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const headers = {'content-type': 'application/json', ...how.headers};
      const call = https.request({host: 'localhost', port, ca, agent: false, ...how, headers}, (answer) => {
        answer.resume();
        resolve(answer);
      });
      call.on('error', reject).end(body);
    });
  const credentials = JSON.stringify({username: 'desk', password: 'demo-1234'});
  const signedIn = await ask({path: '/api/session', method: 'POST'}, credentials);
  assert.is(signedIn.statusCode, 200);
  assert.match(signedIn.headers['set-cookie']!.join(), /^__Host-baari_session=.*Path=\/.*HttpOnly.*Secure/);
  assert.is(signedIn.headers['strict-transport-security'], undefined, 'patients on plain HTTP share the name');

  const post = (address: string) =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: {'content-type': 'application/json', 'x-forwarded-for': address},
      body: credentials,
    });
  const refused = await post('10.0.0.9');
  assert.is(refused.status, 403);
  assert.is(((await refused.json()) as {code: string}).code, 'sign-in.unsafe');
  assert.is((await post('127.0.0.1')).status, 200, 'on the machine itself nothing can be overheard');
  const patient = await fetch(`${server.url}/`, {redirect: 'manual', headers: {'x-forwarded-for': '10.0.0.9'}});
  assert.is(patient.status, 200, 'patients are never sent elsewhere');

  const serial = () =>
    new Promise<string>((resolve, reject) => {
      const socket = tls.connect({host: 'localhost', port, ca}, () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      });
      socket.on('error', reject);
    });
  const before = await serial();
  await issueServer(folder, names);
  await until(async () => (await serial()) !== before);
  fs.writeFileSync(path.join(folder, 'keys/server.crt'), 'no certificate');
  await until(async () => /the former one serves on/.test(server.output()));
  assert.type(await serial(), 'string');
  assert.is(await server.end(), 0);
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; Date.now() < giveUpAt; await sleep(200)) if (await holds()) return;
  assert.unreachable('it did not come');
}

test.run();
