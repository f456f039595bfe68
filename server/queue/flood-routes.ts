import {Hono} from 'hono';
import * as z from 'zod';
import {isoAt} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {id} from '../base/schema.ts';
import {directoryOf} from '../places/directory.ts';
import {settingsOf} from '../settings/rows.ts';
import {insist} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import * as shape from './schema.ts';
import {stepsOfVoid, undoFloodStep, undoFloodUntil} from './undo-flood.ts';
import {countFlood, mostVoidedAtOnce, mostVoidSteps, type Voided, voidFlood} from './void-flood.ts';

/** What phones took in a flood: how many, away with them, and back again. */
export const floodRoutes = new Hono<Env>()
  .post(
    '/api/queues/:queueId/void',
    route(
      {
        allow: 'queue.void',
        says: 'Cancels what phones took between two times and nobody has called.',
        body: shape.voidBody,
        answers: {200: shape.voidAnswer},
        refuses: ['queue.missing', 'day.closed'],
      },
      async (c, {body}) => {
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        const between = {from: Date.parse(body.from), to: Date.parse(body.to), reason: body.reason};
        const {db, door} = c.get('box');
        const done = {cancelled: 0, last: null as number | null};
        const step = (tx: Tx) => voidFlood(tx, queueId, {...between, before: done.last});
        const add = ({cancelled, seq}: Voided) => {
          done.cancelled += cancelled;
          done.last = seq ?? done.last;
        };
        // All steps but the last; that one carries the answer, and the key under which it is kept.
        for (let one = 1; one < mostVoidSteps; one++) {
          if (countFlood(db, queueId, between) <= mostVoidedAtOnce) break;
          add(await door.write(c.get('actor'), step));
        }
        return throughDoor(c, (tx) => {
          const last = step(tx);
          const seq = last.seq ?? done.last;
          const undoUntil = seq === null ? null : isoAt(undoFloodUntil(tx.db, tx.now), settingsOf(tx.db).timeZone);
          return {
            status: 200,
            body: {cancelled: done.cancelled + last.cancelled, left: last.left, id: seq && String(seq), undoUntil},
          };
        });
      },
    ),
  )
  .post(
    '/api/queues/:queueId/void/undo',
    route(
      {
        allow: 'queue.void',
        says: 'Takes a void back within a minute: whoever nothing has happened to since gets their place again.',
        body: z.strictObject({id}),
        answers: {200: z.object({returned: z.number().int(), stayed: z.number().int()})},
        refuses: ['queue.missing', 'token.missing', 'undo.late', 'day.closed'],
      },
      async (c, {body}) => {
        const {db, door, clock} = c.get('box');
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        if (!directoryOf(db).queues.has(queueId)) refuse('queue.missing');
        const steps = stepsOfVoid(db, queueId, rowId(body.id, 'token.missing'));
        const last = steps.at(-1)!;
        const asked = {askedAt: clock.now(), lastAt: last.at};
        const sum = {returned: 0, stayed: 0};
        for (const step of steps.slice(0, -1)) {
          const one = await door.write(c.get('actor'), (tx) => undoFloodStep(tx, queueId, step, asked));
          sum.returned += one.returned;
          sum.stayed += one.stayed;
        }
        return throughDoor(c, (tx) => {
          const {returned, stayed} = undoFloodStep(tx, queueId, last, asked);
          return {status: 200, body: {returned: sum.returned + returned, stayed: sum.stayed + stayed}};
        });
      },
    ),
  )
  .get(
    '/api/queues/:queueId/void',
    route(
      {
        allow: 'queue.void',
        says: 'How many tokens a void would cancel.',
        query: shape.voidQuery,
        answers: {200: z.object({tokens: z.number().int()})},
        refuses: ['queue.missing'],
      },
      (c, {query}) => {
        const {db} = c.get('box');
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        insist(c.get('actor'), 'queue.void', queueId);
        const between = {from: Date.parse(query.from), to: Date.parse(query.to)};
        return c.json({tokens: countFlood(db, queueId, between)});
      },
    ),
  );
