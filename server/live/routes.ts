import {RESPONSE_ALREADY_SENT} from '@hono/node-server/utils/response';
import {Hono} from 'hono';
import * as z from 'zod';
import {refuse} from '../base/refusal.ts';
import {noteStillThere} from '../staff/heard.ts';
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
  my: string[];
  boards: string[];
  bookings: string[];
  appointments: boolean;
  desk: boolean;
  /** Of lines that the reader already knows, only what changed. */
  changes: boolean;
}

/** The most that one stream may follow: a browser's tabs share theirs (kiosk-ui/tabs.ts). */
const most = {queue: 200, my: 24, board: 24, booking: 24};
/** Suggested to the browser for its next try; jittered, so that a hall of phones does not come back in one second. */
const retryMs = {least: 1000, spread: 3000};
const eventStream = {'content-type': 'text/event-stream; charset=utf-8'};

export function liveRoutes({hub, topics}: LiveParts) {
  return new Hono<Env>().get(
    '/api/live',
    route(
      {
        allow: 'anyone',
        says: 'The event stream: queues, a token, a booking, a board, appointments, or the desk.',
        answers: {200: z.string()},
        refuses: [
          'live.full',
          'topic.missing',
          'queue.missing',
          'token.missing',
          'board.missing',
          'booking.missing',
          'auth.required',
          'permission.denied',
        ],
      },
      (c) => {
        // Hono answers HEAD by the same handler; nobody would ever read that stream.
        if (c.req.method === 'HEAD') return c.body(null, 200, eventStream);
        const asked = askedFor(c);
        const wanted = topics(c, asked);
        if (wanted.length === 0) refuse('topic.missing');
        if (c.req.query('once') === '1') return c.body(onceOf(hub, wanted), 200, eventStream);
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
  const several = (name: keyof typeof most) => {
    const asked = c.req.queries(name) ?? [];
    if (asked.length <= most[name]) return asked;
    return refuse('input.invalid', {errors: [{path: `query.${name}`, message: `at most ${most[name]}`}]});
  };
  const known = new Set(['queue', 'my', 'board', 'booking', 'appointments', 'desk', 'changes', 'once', 'lang']);
  const unknown = Object.keys(c.req.query()).find((name) => !known.has(name));
  if (unknown) refuse('input.invalid', {errors: [{path: 'query', message: 'has an unknown name'}]});
  return {
    queues: several('queue'),
    my: several('my'),
    boards: several('board'),
    bookings: several('booking'),
    appointments: c.req.query('appointments') === '1',
    desk: c.req.query('desk') === '1',
    changes: c.req.query('changes') === '1',
  };
}

/** What a stream would begin with, and no more: for networks that let no stream through (kiosk-ui/source.ts). */
function onceOf(hub: Hub, topics: string[]): string {
  return topics
    .map((topic) => hub.snapshot(topic))
    .map((picture) => (picture === null ? '' : String('whole' in picture ? picture.whole() : picture)))
    .join('');
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
  const {db, clock} = c.get('box');
  const {kind, device} = c.get('actor');
  if (sessionId === null)
    return () => {
      if (kind === 'display') noteStillThere(db, device!, clock.now());
      return true;
    };
  return () => {
    noteStillThere(db, `session:${sessionId}`, clock.now());
    const session = sessionById(db, sessionId);
    return session !== undefined && liveUser(db, session, clock.now()) !== null;
  };
}
