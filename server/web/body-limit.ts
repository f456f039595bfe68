import type {IncomingMessage, ServerResponse} from 'node:http';
import type {Next} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {Refusal, refuse} from '../base/refusal.ts';
import type {Ctx} from './conventions.ts';

/**
 * So long whoever sends too much may still take our answer before the connection is cut. Cut at once, it could be lost: a
 * system that is told of a broken connection in the middle of sending may throw away what it had received.
 */
export const lingerMs = 500;

/**
 * No body larger than this is read. A request that says its length (nearly all do; the parser holds it to that) is judged by
 * what it says: asking for the body as a stream would cost more than everything else about it. Refuses body.too-large, and
 * lets the rest lie: to read and throw away a megabyte costs ten times what its refusal does.
 */
export function limitBody(mostBytes: number) {
  const counted = bodyLimit({
    maxSize: mostBytes,
    onError: (c) => {
      closeUnread(c.env);
      throw new Refusal('body.too-large');
    },
  });
  return async (c: Ctx, next: Next): Promise<void> => {
    const {headers} = c.env?.incoming ?? {};
    if (!headers || headers['transfer-encoding'] !== undefined) return void (await counted(c, next));
    if (Number(headers['content-length'] ?? 0) > mostBytes) {
      closeUnread(c.env);
      refuse('body.too-large');
    }
    return next();
  };
}

/** The answer is the connection's last, and nothing more is read from it. */
function closeUnread(env: {incoming?: IncomingMessage; outgoing?: ServerResponse} | undefined): void {
  const {incoming, outgoing} = env ?? {};
  if (!incoming || !outgoing) return;
  const {socket} = incoming;
  // Node and the adapter read away what nobody asked for; here somebody does, who never takes it. So the system's own small
  // buffer fills and the sender has to stop.
  incoming.on('readable', () => undefined);
  outgoing.setHeader('connection', 'close');
  socket.destroySoon = () => {
    socket.destroySoon = () => undefined;
    socket.end();
    const late = setTimeout(() => socket.destroy(), lingerMs);
    socket.once('close', () => clearTimeout(late));
  };
}
