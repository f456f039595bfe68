// time-limit: 90
import http from 'node:http';
import net, {type AddressInfo} from 'node:net';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from '../test/running.ts';
import {connectionsHere, guardConnections, lastAnswersMs, mostUnanswered} from './connections.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Bounded by the time limit of the file. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(2);
}

interface Dialled {
  socket: net.Socket;
  said(): string;
  closed(): boolean;
}

async function dial(port: number, first = '', from = '127.0.0.1'): Promise<Dialled> {
  const socket = net.connect({port, host: '127.0.0.1', localAddress: from});
  let said = '';
  let closed = false;
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  if (first) socket.write(first);
  return {socket, said: () => said, closed: () => closed};
}

function answersOf({said}: Dialled): number {
  return said().match(/HTTP\/1\.1 200/g)?.length ?? 0;
}

async function guarded(limits: {most: number; perAddress: number; trusted?: string[]}) {
  let asked = 0;
  const held: http.ServerResponse[] = [];
  const server = http.createServer((request, answer) => {
    asked++;
    if (request.url === '/soon') setImmediate(() => answer.end('well'));
    else if (request.url === '/hold') held.push(answer);
    else answer.end('well');
  });
  const guard = guardConnections({
    most: limits.most,
    perAddress: () => limits.perAddress,
    trusted: new Set(limits.trusted ?? []),
  });
  guard.watch(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  const end = () => {
    server.closeAllConnections();
    server.close();
  };
  return {guard, port, asked: () => asked, end};
}

const get = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';
const soon = 'GET /soon HTTP/1.1\r\nhost: x\r\n\r\n';
const hold = 'GET /hold HTTP/1.1\r\nhost: x\r\n\r\n';

test('over the limit of an address the one that waits longest goes; whoever asks gets in', async () => {
  const box = await guarded({most: 1000, perAddress: 3});
  try {
    const silent = await Promise.all([dial(box.port), dial(box.port), dial(box.port)]);
    const asks = await dial(box.port, get);
    const elsewhere = await dial(box.port, get, '127.0.0.2');
    await until(() => silent.some(({closed}) => closed()) && /well/.test(asks.said()) && /well/.test(elsewhere.said()));
    assert.is(silent.filter(({closed}) => closed()).length, 1);
    assert.is(box.guard.dropped, 1);
    for (const {socket} of [...silent, asks, elsewhere]) socket.destroy();
    await until(() => box.guard.open === 0);
  } finally {
    box.end();
  }
});

test('those at work stay: then the newcomer goes; a body that does not end is no work', async () => {
  const box = await guarded({most: 1000, perAddress: 2});
  try {
    const works = [await dial(box.port, hold), await dial(box.port, hold)];
    await until(() => box.asked() === 2);
    const late = await dial(box.port, get);
    await until(late.closed);
    assert.not.ok(works.some(({closed}) => closed()));
    works[0]!.socket.destroy();
    await until(() => box.guard.open === 1);
    const slow = await dial(box.port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{');
    await pause(100);
    const asks = await dial(box.port, get);
    await until(() => slow.closed() && /well/.test(asks.said()));
  } finally {
    box.end();
  }
});

test('there is a limit for all together, and a proxy that we trust has none of its own', async () => {
  const box = await guarded({most: 4, perAddress: 2, trusted: ['127.0.0.1']});
  try {
    const silent = await Promise.all(Array.from({length: 4}, () => dial(box.port)));
    await pause(100);
    assert.not.ok(
      silent.some(({closed}) => closed()),
      'more than two from the proxy',
    );
    const asks = await dial(box.port, get, '127.0.0.3');
    await until(() => silent.some(({closed}) => closed()) && /well/.test(asks.said()));
    assert.is(silent.filter(({closed}) => closed()).length, 1);
  } finally {
    box.end();
  }
});

test('of what was sent in one breath the first are answered in order, the last of them says goodbye, the rest is not begun', async () => {
  const box = await guarded({most: 100, perAddress: 100});
  try {
    const fair = await dial(box.port, get.repeat(mostUnanswered));
    await until(() => answersOf(fair) === mostUnanswered);
    fair.socket.write(get);
    await until(() => answersOf(fair) === mostUnanswered + 1);
    assert.not.match(fair.said(), /connection: close/i);
    const before = box.asked();
    const hasty = await dial(box.port, soon.repeat(mostUnanswered + 3));
    await until(hasty.closed);
    assert.is(answersOf(hasty), mostUnanswered);
    assert.is(hasty.said().match(/well/g)?.length, mostUnanswered, 'whole answers');
    assert.is(hasty.said().match(/connection: close/gi)?.length, 1);
    assert.ok(hasty.said().lastIndexOf('HTTP/1.1 200') < hasty.said().search(/connection: close/i), 'the last says it');
    // Written before anybody could know: they are whole all the same.
    const hastier = await dial(box.port, get.repeat(mostUnanswered + 3));
    await until(hastier.closed);
    assert.is(hastier.said().match(/well/g)?.length, mostUnanswered);
    assert.is(box.asked() - before, 2 * mostUnanswered);
    assert.is(box.guard.dropped, 0);
  } finally {
    box.end();
  }
});

test('who sends a thousand requests in a breath is cut off, and so is who sends too many behind one that never ends', async () => {
  const box = await guarded({most: 100, perAddress: 100});
  try {
    const greedy = await dial(box.port, get.repeat(1000));
    await until(greedy.closed);
    assert.ok(box.asked() <= mostUnanswered);
    const startedAt = performance.now();
    const stuck = await dial(box.port, hold + get.repeat(mostUnanswered));
    await until(stuck.closed);
    assert.ok(performance.now() - startedAt >= lastAnswersMs - 50, 'its answers had their time');
    assert.is(box.guard.dropped, 2);
    await until(() => box.guard.open === 0);
  } finally {
    box.end();
  }
});

test('who waits for each answer asks on one connection as often as they like, with bodies too', async () => {
  const box = await guarded({most: 100, perAddress: 100});
  try {
    const browser = await dial(box.port);
    const kinds = [
      get,
      'HEAD / HTTP/1.1\r\nhost: x\r\n\r\n',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}',
    ];
    for (let asked = 0; asked < 4 * mostUnanswered; asked++) {
      const before = answersOf(browser);
      browser.socket.write(kinds[asked % kinds.length]!);
      await until(() => answersOf(browser) > before || browser.closed());
      assert.not.ok(browser.closed(), `cut off at request ${asked + 1}`);
    }
    assert.is(box.guard.dropped, 0);
    assert.match(browser.said(), /^connection: keep-alive\r$/im);
  } finally {
    box.end();
  }
});

test('the limit follows what this machine lets a process open; streams never take all of it', () => {
  const limits = (files: string) =>
    `Max open files            ${files}                 ${files}                files\n`;
  assert.equal(connectionsHere(limits('20000')), {most: 16_000, streams: 14_400});
  assert.equal(connectionsHere(limits('1024')), {most: 824, streams: 741});
  assert.equal(connectionsHere(limits('unlimited')), {most: 16_000, streams: 14_400});
  assert.equal(connectionsHere(''), {most: 16_000, streams: 14_400});
});

test('the server: joins sent in one breath are stored as often as they are answered', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1'});
  try {
    const join =
      'POST /api/queues/1/tokens HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';
    const hasty = await dial(server.port, join.repeat(mostUnanswered + 4));
    await until(hasty.closed);
    assert.is(hasty.said().match(/HTTP\/1\.1 201/g)?.length, mostUnanswered);
    assert.match(hasty.said(), /connection: close/i);
    const {waiting} = (await (await fetch(`${server.url}/api/queues/1`)).json()) as {waiting: number};
    assert.is(waiting, mostUnanswered);
  } finally {
    await server.end();
  }
});

test('the server: slow headers end after 10 s, slow bodies after 30 s, and neither is a 5xx', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1'});
  try {
    const startedAt = performance.now();
    const headers = await dial(server.port, 'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: ');
    const silent = await dial(server.port);
    const body = await dial(
      server.port,
      'POST /api/queues/1/tokens HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
    );
    const drip = setInterval(() => {
      headers.socket.write('a');
      body.socket.write(' ');
    }, 1000);
    const ends = (one: Dialled) =>
      new Promise<number>((resolve) => one.socket.once('close', () => resolve((performance.now() - startedAt) / 1000)));
    const [afterHeaders, afterSilence, afterBody] = await Promise.all([ends(headers), ends(silent), ends(body)]);
    clearInterval(drip);
    // Not sooner; and that they end at all before the file's time is over. A slow machine ends them later.
    assert.ok(afterHeaders > 9 && afterHeaders < afterBody, `slow headers: ${afterHeaders} s`);
    assert.ok(afterSilence > 9 && afterSilence < afterBody, `silence: ${afterSilence} s`);
    assert.ok(afterBody > 28, `slow body: ${afterBody} s`);
    for (const one of [headers, body]) assert.not.match(one.said(), /^HTTP\/1\.1 5/);
    assert.is((await fetch(`${server.url}/readyz`)).status, 200);
  } finally {
    await server.end();
  }
});

test.run();
