import type {ServerResponse} from 'node:http';
import type {Sink} from './follower.ts';

/** How long an ended stream may still take what was written. */
const lastWordsMs = 1000;

/**
 * A browser's connection as a sink. The answer has no length and no chunks: it lasts until the connection ends, so every
 * follower can be given the very same bytes.
 */
export function responseSink(
  outgoing: ServerResponse,
  headers: Readonly<Record<string, string>>,
  retryMs: number,
): Sink {
  outgoing.useChunkedEncodingByDefault = false;
  outgoing.shouldKeepAlive = false;
  outgoing.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  outgoing.flushHeaders();
  const {socket} = outgoing;
  socket?.setNoDelay(true);
  socket?.setKeepAlive(true, 30_000);
  socket?.setTimeout(0);
  let open = true;
  outgoing.on('close', () => {
    open = false;
  });
  outgoing.on('error', () => {
    open = false;
  });
  outgoing.write(`retry: ${retryMs}\n\n`);
  return {
    // Nothing is kept for a connection that is gone: "written" is as good as any answer then.
    write: (bytes) => (open ? outgoing.write(bytes) : true),
    onDrained: (drained) => outgoing.on('drain', drained),
    end() {
      if (!open) return;
      open = false;
      outgoing.end();
      // A client that reads nothing would keep its socket and what is buffered for it.
      const cut = setTimeout(() => outgoing.destroy(), lastWordsMs);
      outgoing.on('close', () => clearTimeout(cut));
    },
  };
}
