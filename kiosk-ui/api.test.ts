import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {get, newKey, post, Refusal} from './api.ts';

const realFetch = globalThis.fetch;
test.after.each(() => {
  globalThis.fetch = realFetch;
});

/** Answers one after the other; `null` is a network that fails. */
function answers(...list: (Response | null)[]) {
  const sent: {path: string; init: RequestInit}[] = [];
  globalThis.fetch = (async (path: string, init: RequestInit) => {
    sent.push({path, init});
    const answer = list.shift();
    if (answer === null || answer === undefined) throw new TypeError('Failed to fetch');
    return answer;
  }) as unknown as typeof fetch;
  return sent;
}
const problem = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), {status, headers: {'content-type': 'application/problem+json', ...headers}});
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  try {
    await work;
  } catch (error) {
    assert.instance(error, Refusal);
    return error as Refusal;
  }
  throw new Error('was not refused');
};

test('keys are 128 random bits in hex', () => {
  assert.match(newKey(), /^[0-9a-f]{32}$/);
  assert.is(new Set(Array.from({length: 100}, newKey)).size, 100);
});

test('a problem becomes a refusal with its code and its other fields', async () => {
  answers(problem(409, {code: 'token.state', title: 'Moved', detail: 'It was called', state: 'called'}));
  const refusal = await refusalOf(get('/api/x'));
  assert.is(refusal.code, 'token.state');
  assert.is(refusal.status, 409);
  assert.is(refusal.detail, 'It was called');
  assert.is(refusal.fields.state, 'called');
});

test('an answer that is no JSON is a fault, not a crash', async () => {
  answers(new Response('<html>', {status: 502}));
  assert.is((await refusalOf(get('/api/x'))).code, 'fault');
});

test('Retry-After is among the fields', async () => {
  answers(problem(429, {code: 'rate.limited'}, {'retry-after': '30'}));
  assert.is((await refusalOf(get('/api/x'))).fields.retryAfter, 30);
});

test('a write with a key is repeated with the same key and body until it is answered', async () => {
  const sent = answers(null, Response.json({number: 'C-001'}, {status: 201}));
  assert.equal(await post('/api/q', {name: 'A'}, {key: 'k'.repeat(32)}), {number: 'C-001'});
  assert.is(sent.length, 2);
  assert.equal(sent[0], sent[1] && {...sent[1], init: {...sent[1].init, signal: sent[0]!.init.signal}});
  assert.is((sent[1]!.init.headers as Record<string, string>)['idempotency-key'], 'k'.repeat(32));
});

test('a write without a key is sent once', async () => {
  const sent = answers(null, Response.json({}));
  assert.is((await refusalOf(post('/api/q', {}))).code, 'network.down');
  assert.is(sent.length, 1);
});

test('a refusal is not repeated', async () => {
  const sent = answers(problem(409, {code: 'queue.full'}), Response.json({}));
  assert.is((await refusalOf(post('/api/q', {}, {key: 'k'.repeat(32)}))).code, 'queue.full');
  assert.is(sent.length, 1);
});

test('a box that is silent is given up after the time limit', async () => {
  globalThis.fetch = ((_path: string, init: RequestInit) =>
    new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    })) as unknown as typeof fetch;
  assert.is((await refusalOf(get('/api/x', {withinMs: 10}))).code, 'network.timeout');
});

test.run();
