// time-limit: 90
import http from 'node:http';
import net, {type AddressInfo} from 'node:net';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, startServer} from '../test/running.ts';
import {connectionsHere, guardConnections, mostUnanswered} from './connections.ts';

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

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

async function guarded(limits: {most: number; perAddress: number; trusted?: string[]}) {
  let asked = 0;
  const held: http.ServerResponse[] = [];
  const server = http.createServer((request, answer) => {
    asked++;
    if (request.url === '/hold') held.push(answer);
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
const hold = 'GET /hold HTTP/1.1\r\nhost: x\r\n\r\n';

test('over the limit of an address the one that waits longest goes; whoever asks gets in', async () => {
  const box = await guarded({most: 1000, perAddress: 3});
  try {
    const silent = await Promise.all([dial(box.port), dial(box.port), dial(box.port)]);
    const asks = await dial(box.port, get);
    const elsewhere = await dial(box.port, get, '127.0.0.2');
    await pause(150);
    assert.is(silent.filter(({closed}) => closed()).length, 1);
    assert.match(asks.said(), /well/);
    assert.match(elsewhere.said(), /well/);
    assert.is(box.guard.dropped, 1);
    for (const {socket} of [...silent, asks, elsewhere]) socket.destroy();
    await pause(100);
    assert.is(box.guard.open, 0);
  } finally {
    box.end();
  }
});

test('those at work stay: then the newcomer goes; a body that does not end is no work', async () => {
  const box = await guarded({most: 1000, perAddress: 2});
  try {
    const works = [await dial(box.port, hold), await dial(box.port, hold)];
    await pause(100);
    const late = await dial(box.port, get);
    await pause(100);
    assert.ok(late.closed());
    assert.not.ok(works.some(({closed}) => closed()));
    works[0]!.socket.destroy();
    await pause(100);
    const slow = await dial(box.port, 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{');
    await pause(100);
    const asks = await dial(box.port, get);
    await pause(100);
    assert.ok(slow.closed());
    assert.match(asks.said(), /well/);
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
    await pause(100);
    assert.is(silent.filter(({closed}) => closed()).length, 1);
    assert.match(asks.said(), /well/);
  } finally {
    box.end();
  }
});

test('who sends a thousand requests in a breath and waits for none is cut off', async () => {
  const box = await guarded({most: 100, perAddress: 100});
  try {
    const fair = await dial(box.port, get.repeat(mostUnanswered));
    const greedy = await dial(box.port, hold.repeat(mostUnanswered + 1));
    await pause(200);
    assert.is(fair.said().match(/well/g)?.length, mostUnanswered);
    assert.ok(greedy.closed());
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
    assert.ok(afterHeaders > 9 && afterHeaders < 14, `slow headers: ${afterHeaders} s`);
    assert.ok(afterSilence > 9 && afterSilence < 14, `silence: ${afterSilence} s`);
    assert.ok(afterBody > 28 && afterBody < 36, `slow body: ${afterBody} s`);
    for (const one of [headers, body]) assert.not.match(one.said(), /^HTTP\/1\.1 5/);
    assert.is((await fetch(`${server.url}/readyz`)).status, 200);
  } finally {
    await server.end();
  }
});

test.run();
