import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {Hono} from 'hono';
import * as z from 'zod';
import {refuse} from '../base/refusal.ts';
import {route} from '../staff/route.ts';
import {sessionById} from '../staff/rows.ts';
import {liveUser} from '../staff/who.ts';
import type {Ctx, Env} from '../web/conventions.ts';
import {pageHeaders} from '../web/entrance.ts';
import type {Hub} from './hub.ts';
import {responseSink} from './sink.ts';

export interface LiveParts {
  hub: Hub;
  /** Turns what was asked for into topics. Refuses what does not exist or may not be seen. */
  topics(c: Ctx, asked: Asked): string[];
}

export interface Asked {
  queues: string[];
  my: string | null;
  board: string | null;
  desk: boolean;
}

/** The most queues that one stream may follow. */
const mostQueues = 200;
/** Suggested to the browser for its next try; jittered, so that a hall of phones does not come back in one second. */
const retryMs = {least: 1000, spread: 3000};

export function liveRoutes({hub, topics}: LiveParts) {
  return new Hono<Env>().get(
    '/api/live',
    route(
      {
        allow: 'anyone',
        says: 'The event stream: queues, a token, a board, or the desk.',
        answers: {200: z.string()},
        refuses: [
          'live.full',
          'topic.missing',
          'queue.missing',
          'token.missing',
          'board.missing',
          'auth.required',
          'permission.denied',
        ],
      },
      (c) => {
        // Hono answers HEAD by the same handler; nobody would ever read that stream.
        if (c.req.method === 'HEAD') return c.body(null, 200, {'content-type': 'text/event-stream; charset=utf-8'});
        const asked = askedFor(c);
        const wanted = topics(c, asked);
        if (wanted.length === 0) refuse('topic.missing');
        const outgoing = c.env?.outgoing;
        if (!outgoing) refuse('live.full', {retryAfterSeconds: 5});
        const device = deviceOf(c);
        const address = c.get('address');
        hub.insistRoom({topics: wanted, device, address});
        // Gone while we found out who it is: 'close' will not come again.
        if (outgoing.destroyed || !outgoing.socket || outgoing.socket.destroyed) return RESPONSE_ALREADY_SENT;
        const sink = responseSink(outgoing, pageHeaders, retryMs.least + Math.floor(Math.random() * retryMs.spread));
        const end = hub.follow({
          topics: wanted,
          sink,
          device,
          address,
          stillAllowed: allowed(c),
        });
        outgoing.on('close', end);
        return RESPONSE_ALREADY_SENT;
      },
    ),
  );
}

function askedFor(c: Ctx): Asked {
  const queues = c.req.queries('queue') ?? [];
  if (queues.length > mostQueues)
    refuse('input.invalid', {errors: [{path: 'query.queue', message: `at most ${mostQueues}`}]});
  const known = new Set(['queue', 'my', 'board', 'desk', 'lang']);
  const unknown = Object.keys(c.req.query()).find((name) => !known.has(name));
  if (unknown) refuse('input.invalid', {errors: [{path: 'query', message: 'has an unknown name'}]});
  return {
    queues,
    my: c.req.query('my') ?? null,
    board: c.req.query('board') ?? null,
    desk: c.req.query('desk') === '1',
  };
}

function deviceOf(c: Ctx): string | null {
  const session = c.get('sessionId');
  if (session !== null) return `session:${session}`;
  const device = c.get('deviceId');
  return device === null ? null : `device:${device}`;
}

/** A staff stream lives as long as its session; asked before each beat, so a revoked one ends within seconds. */
function allowed(c: Ctx): () => boolean {
  const sessionId = c.get('sessionId');
  if (sessionId === null) return () => true;
  const {db, clock} = c.get('box');
  return () => {
    const session = sessionById(db, sessionId);
    return session !== undefined && liveUser(db, session, clock.now()) !== null;
  };
}
