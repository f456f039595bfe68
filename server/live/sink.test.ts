// The sink on a real connection: order, a reader that stops, and both ways to end.
import http from 'node:http';
import net from 'node:net';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {Sink} from './follower.ts';
import {responseSink} from './sink.ts';

interface Pair {
  sink: Sink;
  browser: net.Socket;
  text(): string;
  /** Waits until this is true, at most two seconds. */
  until(true_: () => boolean): Promise<void>;
}

function connected(work: (pair: Pair) => Promise<void>) {
  return async () => {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const asked = new Promise<Sink>((resolve) =>
      server.once('request', (_, outgoing) => resolve(responseSink(outgoing, {'x-own': 'yes'}, 1234))),
    );
    const browser = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    let text = '';
    browser.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    browser.on('error', () => {});
    browser.write('GET /api/live HTTP/1.1\r\nHost: a\r\n\r\n');
    try {
      await work({
        sink: await asked,
        browser,
        text: () => text,
        async until(is) {
          const giveUp = performance.now() + 2000;
          while (!is()) {
            if (performance.now() > giveUp) throw new Error(`not seen; had ${text.slice(0, 500)}`);
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
        },
      });
    } finally {
      browser.destroy();
      server.closeAllConnections();
      server.close();
    }
  };
}
const bytes = (text: string) => Buffer.from(text);

test(
  'a head as HTTP wants it, when to come back, then the bytes as they are',
  connected(async ({sink, text, until}) => {
    sink.write(bytes('data: 1\n\n'));
    await until(() => text().endsWith('data: 1\n\n'));
    const [head, body] = text().split('\r\n\r\n') as [string, string];
    assert.is(body, 'retry: 1234\n\ndata: 1\n\n');
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    for (const line of ['content-type: text/event-stream; charset=utf-8', 'connection: close', 'x-own: yes'])
      assert.ok(head.split('\r\n').includes(line), line);
    assert.not.match(head, /content-length|transfer-encoding/i);
  }),
);

test(
  'each write leaves at once, not at the end of the turn',
  connected(async ({sink, text, until}) => {
    await until(() => text().includes('retry'));
    assert.ok(sink.write(bytes('data: 1\n\n')), 'nothing is held back for a browser that reads');
  }),
);

test(
  'a browser that stops reading is told of once, and again when it has drained',
  connected(async ({sink, browser, until}) => {
    let drained = 0;
    sink.onDrained(() => drained++);
    browser.pause();
    const much = Buffer.alloc(256 * 1024, 'x');
    let writes = 0;
    while (sink.write(much)) assert.ok(++writes < 200, 'the kernel does not take for ever');
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.is(drained, 0);
    browser.resume();
    await until(() => drained === 1);
  }),
);

test(
  'ended: the last words arrive; afterwards writing is harmless',
  connected(async ({sink, browser, text, until}) => {
    let ended = false;
    browser.on('end', () => {
      ended = true;
    });
    sink.write(bytes('last\n\n'));
    sink.end();
    await until(() => ended);
    assert.ok(text().endsWith('last\n\n'));
    assert.is(sink.write(bytes('more')), true);
    assert.not(text().includes('more'));
  }),
);

test(
  'cut: at once, though it has not read',
  connected(async ({sink, browser, text, until}) => {
    let closed = false;
    browser.on('close', () => {
      closed = true;
    });
    browser.pause();
    const much = Buffer.alloc(256 * 1024, 'x');
    let writes = 1;
    while (sink.write(much)) writes++;
    sink.cut();
    browser.resume();
    await until(() => closed);
    assert.ok(text().length < writes * much.length, 'what was not taken is thrown away');
  }),
);

test(
  'a browser that is gone: writing on is harmless',
  connected(async ({sink, browser}) => {
    browser.resetAndDestroy();
    for (let turn = 0; turn < 20; turn++) {
      sink.write(bytes('data: 1\n\n'));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    sink.end();
    sink.cut();
  }),
);

test.run();
