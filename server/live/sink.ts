import type {ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Sink} from './follower.ts';

/**
 * A browser's connection as a sink. The answer has no length and no chunks: it lasts until the connection ends, so every
 * follower can be given the very same bytes. They go to the socket itself: a ServerResponse would hold each write back until
 * the end of the turn (ten thousand of them are one turn), and keeps every header as a string of its own.
 */
export function responseSink(
  outgoing: ServerResponse,
  headers: Readonly<Record<string, string>>,
  retryMs: number,
): Sink {
  const socket = outgoing.socket!;
  socket.setNoDelay(true);
  socket.setTimeout(0);
  // The adapter waits here to abort the request's signal. Nobody looks at it, and it would keep the whole request.
  outgoing.removeAllListeners('close');
  const sink = new SocketSink(socket);
  sink.write(Buffer.from(`${headFor(headers)}retry: ${retryMs}\n\n`, 'latin1'));
  return sink;
}

function headFor(headers: Readonly<Record<string, string>>): string {
  const all = {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    date: new Date().toUTCString(),
    connection: 'close',
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`;
}

/** A class, not closures: there are ten thousand of them. */
class SocketSink implements Sink {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * Nothing is kept for a connection that is gone: "written" is as good as any answer then. Not `writable`, which asks five
   * things: a thirtieth of the whole way to ten thousand browsers.
   */
  write(bytes: Buffer): boolean {
    return this.#socket.writableEnded ? true : this.#socket.write(bytes);
  }

  onDrained(drained: () => void): void {
    this.#socket.on('drain', drained);
  }

  end(): void {
    this.#socket.end();
  }

  cut(): void {
    this.#socket.destroy();
  }
}
