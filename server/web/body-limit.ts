import type {Next} from 'hono';
import {bodyLimit} from 'hono/body-limit';
import {Refusal, refuse} from '../base/refusal.ts';
import type {Ctx} from './conventions.ts';

/**
 * No body larger than this is read. A request that says its length (nearly all do; the parser holds it to that) is judged by
 * what it says: asking for the body as a stream would cost more than everything else about it. Refuses body.too-large.
 */
export function limitBody(mostBytes: number) {
  const counted = bodyLimit({
    maxSize: mostBytes,
    onError: () => {
      throw new Refusal('body.too-large');
    },
  });
  return async (c: Ctx, next: Next): Promise<void> => {
    const {headers} = c.env?.incoming ?? {};
    if (!headers || headers['transfer-encoding'] !== undefined) return void (await counted(c, next));
    if (Number(headers['content-length'] ?? 0) > mostBytes) refuse('body.too-large');
    return next();
  };
}
