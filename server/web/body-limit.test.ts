// time-limit: 120
import net from 'node:net';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, type Running, startServer} from '../test/running.ts';

const bigBytes = 32 * 2 ** 20;

/** Sends a large body as fast as the server takes it; how much left this side, and what came. */
function sendBig(server: Running, head: string, body: Buffer): Promise<{sent: number; said: string}> {
  return new Promise((resolve) => {
    const socket = net.connect({port: server.port, host: '127.0.0.1', allowHalfOpen: true});
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    const giveUp = setTimeout(() => socket.destroy(), 5000);
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve({sent: socket.bytesWritten - socket.writableLength, said});
    });
    socket.write(
      `POST /api/queues/1/tokens HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${head}\r\n\r\n`,
    );
    const step = 64 * 1024;
    let at = 0;
    const go = () => {
      while (at < body.length && !socket.destroyed) {
        at += step;
        if (!socket.write(body.subarray(at - step, at))) return void socket.once('drain', go);
      }
    };
    go();
  });
}

test('a body that says it is too large is refused and not read, and the connection ends with the answer', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1'});
  try {
    const {sent, said} = await sendBig(server, `content-length: ${bigBytes}`, Buffer.alloc(bigBytes, 0x20));
    assert.match(said, /^HTTP\/1\.1 413 /);
    assert.match(said, /"code":"body\.too-large"/);
    assert.match(said, /connection: close/i);
    assert.ok(sent < bigBytes / 2, `${sent} bytes were taken`);
    assert.is((await fetch(`${server.url}/readyz`)).status, 200);
  } finally {
    await server.end();
  }
});

test('so is one in chunks, which says nothing of its length', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1'});
  try {
    const {sent, said} = await sendBig(
      server,
      `transfer-encoding: chunked\r\n\r\n${bigBytes.toString(16)}`,
      Buffer.alloc(bigBytes, 0x20),
    );
    assert.match(said, /^HTTP\/1\.1 413 /);
    assert.match(said, /connection: close/i);
    assert.ok(sent < bigBytes / 2, `${sent} bytes were taken`);
  } finally {
    await server.end();
  }
});

test('a usual program gets the refusal, also where its whole body was on the way, and asks again at once', async () => {
  const server = await startServer(freshFolder(), {DEMO: '1'});
  try {
    for (const bytes of [64 * 1024 + 1, 200_000, 4 * 2 ** 20]) {
      const body = Buffer.alloc(bytes, 0x20);
      const headers = {'content-type': 'application/json'};
      const answer = await fetch(`${server.url}/api/queues/1/tokens`, {method: 'POST', headers, body});
      assert.is(answer.status, 413, `${bytes} bytes`);
      assert.is(((await answer.json()) as {code: string}).code, 'body.too-large');
      assert.is((await fetch(`${server.url}/api/queues`)).status, 200, `the next request after ${bytes} bytes`);
    }
  } finally {
    await server.end();
  }
});

test.run();
