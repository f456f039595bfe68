// A whole scenario at the most talkative level: no name, phone, note, password or key may be in what the server prints.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from './running.ts';

test('the log holds ids and patterns, nobody’s words and no key', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1', LOG_LEVEL: 'trace'});
  const secrets = ['Zebediah', '9876543210', '98765 43210', 'gallstones', 'wrong-pass-phrase', 'q7-needle'];
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {...(body === undefined ? {} : {'content-type': 'application/json'}), ...headers},
      ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    });
    const cookie = answer.headers.get('set-cookie');
    const secret = /^[^=]+=([^;]*)/.exec(cookie ?? '')?.[1] ?? '';
    if (secret.length >= 22) secrets.push(secret);
    const text = await answer.text();
    return (/json/.test(answer.headers.get('content-type') ?? '') && text ? JSON.parse(text) : {}) as Record<
      string,
      string
    >;
  };
  await ask('POST', '/api/session', {username: 'desk', password: 'wrong-pass-phrase'});
  const {token} = await ask('POST', '/api/session', {username: 'admin', password: 'demo-1234'});
  const admin = {authorization: `Bearer ${token}`};
  const idempotencyKey = 'a-key-that-is-a-secret';
  const person = {name: 'Zebediah Q', phone: '98765 43210'};
  const mine = await ask('POST', '/api/queues/2/tokens', person, {'idempotency-key': idempotencyKey});
  secrets.push(token!, mine.key!, idempotencyKey);
  await ask('GET', `/api/my/${mine.key}`);
  await ask('GET', `/t/${mine.key}`);
  await ask('GET', `/t/${mine.key}?lang=hi&q7-needle=1`);
  await ask('POST', `/api/my/${mine.key}/late`, {minutes: 7, note: 'gallstones'});
  await ask('POST', `/api/my/${mine.key}/here`, 'gallstones{');
  await ask('POST', '/q/CAR', 'name=Zebediah', {
    'content-type': 'application/x-www-form-urlencoded',
    origin: server.url,
  });
  await ask('POST', '/api/queues/2/call-next', {}, admin);
  await ask('PUT', `/api/tokens/${mine.id}/note`, {note: 'gallstones'}, admin);
  await ask('POST', `/api/tokens/${mine.id}/complete`, {note: 'gallstones'}, admin);
  await ask('GET', '/api/patients?q=Zebediah', undefined, admin);
  await ask('GET', '/api/q7-needle/Zebediah');
  await ask('PATCH', '/api/settings', {version: 1, values: {siteName: 'Zebediah'}}, admin);
  await ask('DELETE', '/api/session', undefined, admin);
  assert.is(await server.end(), 0);
  const printed = server.output();
  assert.match(printed, /"msg":"serving"/);
  for (const secret of secrets) {
    assert.ok(secret.length >= 6);
    assert.not(printed.includes(secret), `${secret} was printed`);
  }
});

test.run();
