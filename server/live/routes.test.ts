// time-limit: 90
// The event stream over a real process.
import http from 'node:http';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {applyChange} from '../queue/desk-change-rules.ts';
import type {DeskChange, DeskEvent} from '../queue/schema.ts';
import {freshFolder, type Running, startServer} from '../test/running.ts';

interface Event {
  event: string;
  id: number | null;
  data: Record<string, unknown>;
}

interface Stream {
  status: number;
  headers: http.IncomingHttpHeaders;
  events: Event[];
  comments(): number;
  ended: Promise<void>;
  until(test: (event: Event) => boolean, limitMs?: number): Promise<Event>;
  close(): void;
}

let server: Running;
test.before(async () => {
  server = await startServer(freshFolder(), {DEMO: '1'});
});
test.after(async () => {
  await server?.end('SIGKILL');
});

/** Opens a stream and reads it frame by frame, as the standard says. */
function open(query: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const call = http.request(`${server.url}/api/live${query}`, {headers, method, agent: false}, (answer) => {
      const events: Event[] = [];
      const waiting = new Set<() => void>();
      let rest = '';
      let comments = 0;
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        rest += chunk;
        const frames = rest.split('\n\n');
        rest = frames.pop()!;
        for (const frame of frames) {
          const lines = frame.split('\n');
          comments += lines.filter((one) => one.startsWith(':')).length;
          const field = (name: string) => lines.find((one) => one.startsWith(`${name}: `))?.slice(name.length + 2);
          const [event, id, data] = [field('event'), field('id'), field('data')];
          if (event) events.push({event, id: id === undefined ? null : Number(id), data: JSON.parse(data!)});
        }
        for (const look of waiting) look();
      });
      const ended = new Promise<void>((done) => answer.once('close', () => done()));
      resolve({
        status: answer.statusCode!,
        headers: answer.headers,
        events,
        comments: () => comments,
        ended,
        until: (fits, limitMs = 5000) =>
          new Promise((found, late) => {
            const giveUp = setTimeout(
              () => late(new Error(`not seen; had ${events.map((one) => one.event).join()}`)),
              limitMs,
            );
            const look = () => {
              const event = events.find(fits);
              if (!event) return;
              clearTimeout(giveUp);
              waiting.delete(look);
              found(event);
            };
            waiting.add(look);
            look();
          }),
        close: () => call.destroy(),
      });
    });
    call.on('error', reject);
    call.end();
  });
}

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: {'content-type': 'application/json', ...headers},
    ...(body === undefined ? {} : {body: JSON.stringify(body)}),
  });
  const text = await answer.text();
  return {status: answer.status, body: (text ? JSON.parse(text) : {}) as Record<string, string>};
}

async function signIn(username: string) {
  const {body} = await ask('POST', '/api/session', {username, password: 'demo-1234'});
  return {authorization: `Bearer ${body.token}`};
}

test('a queue: as it is, then as it changes; ids grow', async () => {
  const stream = await open('?queue=2&queue=3');
  assert.is(stream.status, 200);
  assert.match(stream.headers['content-type']!, /^text\/event-stream/);
  assert.is(stream.headers['referrer-policy'], 'no-referrer');
  const before = await stream.until(({event, data}) => event === 'queue' && data.id === '2');
  await stream.until(({event, data}) => event === 'queue' && data.id === '3');
  for (const field of ['revision', 'order', 'waiting', 'nowServing', 'state', 'asOf'])
    assert.ok(field in before.data, field);
  const {body: token} = await ask('POST', '/api/queues/2/tokens', {});
  const after = await stream.until(({data}) => Array.isArray(data.order) && data.order.includes(token.number));
  assert.ok(after.id! > before.id!);
  const ids = stream.events.flatMap(({id}) => (id === null ? [] : [id]));
  assert.equal(
    ids,
    [...ids].sort((a, b) => a - b),
  );
  stream.close();
});

test('my: the token and its queue; told when called, with the room', async () => {
  const {body: token} = await ask('POST', '/api/queues/3/tokens', {});
  const stream = await open(`?my=${token.key}`);
  const first = await stream.until(({event}) => event === 'token');
  assert.is(first.data.number, token.number);
  const queue = await stream.until(({event}) => event === 'queue');
  assert.ok((queue.data.order as string[]).includes(token.number!));
  await ask('POST', '/api/queues/3/call-next', {}, await signIn('admin'));
  const called = await stream.until(({event, data}) => event === 'token' && data.state === 'called');
  assert.ok((called.data.servicePoint as {name: string}).name);
  stream.close();
});

test('several tokens and boards share a stream, within bounds; one that is missing is refused', async () => {
  const tokens = [await ask('POST', '/api/queues/3/tokens', {}), await ask('POST', '/api/queues/3/tokens', {})];
  const keys = tokens.map(({body}) => body.key!);
  const stream = await open(`?my=${keys[0]}&my=${keys[1]}&board=all`);
  for (const key of keys) await stream.until(({event, data}) => event === 'token' && data.key === key);
  await stream.until(({event}) => event === 'board');
  assert.is(stream.events.filter(({event}) => event === 'queue').length, 1);
  stream.close();
  assert.is((await ask('GET', `/api/live?my=${keys[0]}&my=gone`)).status, 404);
  assert.is((await ask('GET', `/api/live?${'my=k&'.repeat(25)}`)).status, 400);
});

test('once: what a stream begins with, and the end', async () => {
  const {body: token} = await ask('POST', '/api/queues/3/tokens', {});
  const answer = await fetch(`${server.url}/api/live?my=${token.key}&once=1`);
  assert.match(answer.headers.get('content-type')!, /^text\/event-stream/);
  assert.is(answer.headers.get('cache-control'), 'no-store');
  const text = await answer.text();
  assert.match(text, /^event: token\nid: \d+\ndata: \{/);
  assert.match(text, /\nevent: queue\n/);
  assert.is((await ask('GET', '/api/live?desk=1&once=1')).status, 401);
  const staff = await fetch(`${server.url}/api/live?desk=1&once=1`, {headers: await signIn('desk')});
  assert.is((await staff.text()).match(/^event: desk$/gm)!.length, 4);
});

test('board all: there from the start, each call on it once', async () => {
  const stream = await open('?board=all');
  const {data} = await stream.until(({event}) => event === 'board');
  assert.is((data.queues as unknown[]).length, 4);
  const {body: token} = await ask('POST', '/api/queues/4/tokens', {});
  await ask('POST', '/api/queues/4/call-next', {}, await signIn('admin'));
  const said = await stream.until(
    ({data: board}) =>
      (board.calls as {number: string}[] | undefined)?.some((call) => call.number === token.number) ?? false,
  );
  const calls = said.data.calls as {id: string; number: string}[];
  assert.is(new Set(calls.map((call) => call.id)).size, calls.length);
  assert.is(calls[0]!.number, token.number, 'newest first');
  stream.close();
});

test('desk: for staff, with names and the box; a doctor sees the own queue', async () => {
  assert.is((await ask('GET', '/api/live?desk=1')).status, 401);
  const desk = await open('?desk=1', await signIn('desk'));
  await ask('POST', '/api/queues/2/tokens', {name: 'Asha Devi'});
  const seen = await desk.until(({event, data}) => event === 'desk' && JSON.stringify(data).includes('Asha Devi'));
  for (const field of ['demo', 'clock', 'disk', 'cloud']) assert.ok(field in (seen.data.box as object), field);
  desk.close();
  const doctor = await open('?desk=1', await signIn('doctor'));
  await doctor.until(({event}) => event === 'desk');
  const queues = doctor.events
    .filter(({event}) => event === 'desk')
    .map(({data}) => (data.queue as {code: string}).code);
  assert.equal([...new Set(queues)], ['CAR']);
  doctor.close();
});

test('desk by changes: the line once, then the steps; the picture put together is the present', async () => {
  const headers = await signIn('desk');
  const stream = await open('?desk=1&changes=1', headers);
  const ofLine = ({data}: {data: Record<string, unknown>}) => (data.queue as {id: string} | undefined)?.id === '2';
  await stream.until((seen) => seen.event === 'desk' && ofLine(seen));
  const {body: token} = await ask('POST', '/api/queues/2/tokens', {name: 'Asha Devi'});
  await stream.until(
    (seen) => seen.event === 'desk-change' && (seen.data.order as string[]).includes(token.id as string),
  );
  let known: DeskEvent | null = null;
  for (const {event, data} of stream.events.filter(ofLine)) {
    if (event === 'desk') known = data as unknown as DeskEvent;
    if (event === 'desk-change') known = applyChange(known!, data as unknown as DeskChange);
  }
  stream.close();
  const {body: now} = await ask('GET', '/api/queues/2/tokens', undefined, headers);
  assert.equal(
    known!.tokens.map(({id, state, position}) => [id, state, position]),
    (now.items as unknown as DeskEvent['tokens']).map(({id, state, position}) => [id, state, position]),
  );
});

test('what does not exist is 404, what is not known is 400', async () => {
  for (const [query, code] of [
    ['', 'topic.missing'],
    ['?queue=999', 'queue.missing'],
    ['?queue=abc', 'queue.missing'],
    ['?my=nobody', 'token.missing'],
    ['?board=999', 'board.missing'],
  ] as const) {
    const {status, body} = await ask('GET', `/api/live${query}`);
    assert.equal([status, body.code], [404, code], query);
  }
  assert.is((await ask('GET', '/api/live?colour=red')).status, 400);
});

test('HEAD is answered and ends', async () => {
  const stream = await open('?board=all', {}, 'HEAD');
  assert.is(stream.status, 200);
  await stream.until(() => false, 300).catch(() => {});
  await Promise.race([stream.ended, new Promise((_, late) => setTimeout(late, 3000, new Error('still open')))]);
});

test('a session that is ended ends its stream at once', async () => {
  const headers = await signIn('desk');
  const stream = await open('?desk=1', headers);
  await stream.until(({event}) => event === 'desk');
  await ask('DELETE', '/api/session', undefined, headers);
  const late = setTimeout(() => stream.close(), 5000);
  const startedAt = Date.now();
  await stream.ended;
  clearTimeout(late);
  assert.ok(Date.now() - startedAt < 4000);
});

test('a person who gets other queues loses the stream of the old ones', async () => {
  const admin = await signIn('admin');
  const {body} = await ask('GET', '/api/users', undefined, admin);
  const doctor = (body.items as unknown as {id: string; username: string; version: number}[]).find(
    (user) => user.username === 'doctor',
  )!;
  const stream = await open('?desk=1', await signIn('doctor'));
  await stream.until(({event}) => event === 'desk');
  await ask('PATCH', `/api/users/${doctor.id}`, {version: doctor.version, queueIds: ['3'], doctorId: null}, admin);
  const late = setTimeout(() => stream.close(), 5000);
  const startedAt = Date.now();
  await stream.ended;
  clearTimeout(late);
  assert.ok(Date.now() - startedAt < 4000);
});

test('a quiet stream says something within 15 seconds, as a comment and as a beat', async () => {
  const stream = await open('?queue=1');
  await stream.until(({event}) => event === 'queue');
  await stream.until(({event}) => event === 'beat', 15_000);
  assert.ok(stream.comments() >= 1);
  stream.close();
});

test('reads come from memory until a write changes what they show; the status says how often', async () => {
  const admin = await signIn('admin');
  interface Cache {
    cache: {hits: number; misses: number; hitRate: number};
    live: {hits: number; misses: number; refusedBy: Record<string, number>; stalled: object; aged: object};
  }
  const status = async () => (await ask('GET', '/api/status', undefined, admin)).body as unknown as Cache;
  const waitingIn = async (path: string, list: string) => {
    const {body} = await ask('GET', path);
    const items = body[list] as unknown as {id: string; waiting: number}[];
    return items.find(({id}) => id === '4')!.waiting;
  };
  for (const [path, list] of [
    ['/api/queues', 'items'],
    ['/api/boards/all', 'queues'],
  ] as const) {
    const first = await waitingIn(path, list);
    const before = await status();
    for (let read = 0; read < 10; read++) assert.is(await waitingIn(path, list), first);
    const after = await status();
    assert.ok(after.cache.hits - before.cache.hits >= 36, `${path}: ${after.cache.hits - before.cache.hits} of 40`);
    assert.is((await ask('POST', '/api/queues/4/tokens', {})).status, 201);
    assert.is(await waitingIn(path, list), first + 1, `${path} shows what was just written`);
    const {cache} = await status();
    assert.ok(cache.misses > after.cache.misses, 'rendered anew for it');
    assert.is(cache.hitRate, cache.hits / (cache.hits + cache.misses));
  }
  const one = await open('?queue=4');
  await one.until(({event}) => event === 'queue');
  const before = await status();
  const two = await open('?queue=4');
  await two.until(({event}) => event === 'queue');
  const after = await status();
  assert.is(after.live.hits - before.live.hits, 1, 'the second stream is given the same bytes');
  for (const figure of ['refusedBy', 'stalled', 'aged'] as const) assert.type(after.live[figure], 'object');
  one.close();
  two.close();
});

test('over the limit: 503 live.full with Retry-After; there is room again when one has left', async () => {
  const admin = await signIn('admin');
  const {body: settings} = await ask('GET', '/api/settings', undefined, admin);
  const limit = {version: settings.version, values: {streamsPerAddress: 2}};
  assert.is((await ask('PATCH', '/api/settings', limit, admin)).status, 200);
  const one = await open('?queue=1');
  const two = await open('?queue=1');
  const refused = await fetch(`${server.url}/api/live?queue=1`);
  assert.is(refused.status, 503);
  assert.is(((await refused.json()) as {code: string}).code, 'live.full');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  one.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const three = await open('?queue=1');
  assert.is(three.status, 200);
  two.close();
  three.close();
});

test.run();
