import {Hono} from 'hono';
import * as z from 'zod';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import {callNext} from './call-next.ts';
import {changeQueueState, type QueueDeed} from './change-queue-state.ts';
import {joinQueue} from './join-queue.ts';
import * as shape from './schema.ts';
import {queueFrameOf, sightIn, sightOf} from './sight.ts';
import {queueViewOf, staffTokensOf, staffTokenViewOf} from './views.ts';

/** The most tokens in one answer to staff. */
const mostTokens = 1000;

function queueDeed(deed: QueueDeed, says: string) {
  return route(
    {
      allow: deed === 'open' || deed === 'close' ? 'queue.open' : 'queue.pause',
      says,
      body: shape.queueStateBody,
      answers: {200: z.object({queue: shape.queueView})},
      refuses: ['queue.missing', 'queue.state', 'day.closed'],
    },
    (c, {body}) => {
      const queueId = rowId(c.req.param('queueId'), 'queue.missing');
      return throughDoor(c, (tx) => {
        const resumesAt = body.resumesAt === undefined ? undefined : Date.parse(body.resumesAt);
        changeQueueState(tx, queueId, deed, {reason: body.reason, minutes: body.minutes, resumesAt});
        const queue = directoryOf(tx.db).queues.get(queueId)!;
        return {status: 200, body: {queue: queueViewOf(sightIn(c, tx), queue)}};
      });
    },
  );
}

/** A queue as everybody sees it, joining it, calling from it, opening and pausing it. */
export const queueRoutes = new Hono<Env>()
  .get(
    '/api/queues',
    route(
      {
        allow: 'anyone',
        says: "All of the site's queues at once.",
        // Accepts the list words for symmetry; there are never more than 200.
        query: z.strictObject({
          limit: z.coerce.number().int().min(1).max(200).optional(),
          cursor: z.string().max(200).optional(),
          total: z.enum(['0', '1']).optional(),
        }),
        answers: {200: z.object({items: z.array(shape.queueView), nextCursor: z.null(), total: z.number().optional()})},
      },
      (c, {query}) => {
        const {db} = c.get('box');
        const items = [...directoryOf(db).queues.values()].map((queue) => queueFrameOf(c, queue));
        return c.json({items, nextCursor: null, ...(query.total === '1' ? {total: items.length} : {})});
      },
    ),
  )
  .get(
    '/api/queues/:queueId',
    route({allow: 'anyone', says: 'One queue.', answers: {200: shape.queueView}, refuses: ['queue.missing']}, (c) => {
      const queueId = rowId(c.req.param('queueId'), 'queue.missing');
      return c.json(queueFrameOf(c, directoryOf(c.get('box').db).queues.get(queueId) ?? refuse('queue.missing')));
    }),
  )
  .post(
    '/api/queues/:queueId/tokens',
    route(
      {
        allow: 'anyone',
        says: 'Takes a token: the next number and the place that goes with it.',
        body: shape.issueBody,
        answers: {201: z.union([shape.staffTokenView, shape.tokenView])},
        refuses: [
          'queue.missing',
          'queue.closed',
          'queue.full',
          'token.limit',
          'lane.not-allowed',
          'permission.denied',
          'patient.missing',
          'rate.limited',
        ],
      },
      (c, {body}) => joinQueue(c, rowId(c.req.param('queueId'), 'queue.missing'), body),
    ),
  )
  .get(
    '/api/queues/:queueId/tokens',
    route(
      {
        allow: 'lines.see',
        says: "Today's tokens with names.",
        query: z.strictObject({state: z.string().max(200).optional()}),
        answers: {200: shape.staffTokens},
        refuses: ['queue.missing'],
      },
      (c, {query}) => {
        const {db} = c.get('box');
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        if (!directoryOf(db).queues.has(queueId)) refuse('queue.missing');
        insist(c.get('actor'), 'lines.see', queueId);
        const states = query.state?.split(',').map((state) => state.trim());
        if (states?.some((state) => !shape.tokenState.safeParse(state).success))
          refuse('input.invalid', {errors: [{path: 'query.state', message: 'names a state that does not exist'}]});
        return c.json(staffTokensOf(sightOf(c), queueId, states ? new Set(states) : null, mostTokens));
      },
    ),
  )
  .post(
    '/api/queues/:queueId/call-next',
    route(
      {
        allow: 'token.call',
        says: 'Completes whom this room has, when named, and calls the next in turn: one action.',
        body: shape.callNextBody,
        answers: {200: shape.tokenAnswer},
        refuses: [
          'queue.missing',
          'queue.empty',
          'queue.paused',
          'queue.closed',
          'service-point.busy',
          'service-point.missing',
          'service-point.required',
          'token.state',
        ],
      },
      (c, {body}) => {
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        return throughDoor(c, (tx) => {
          const token = callNext(tx, queueId, {
            servicePointId:
              body.servicePointId === undefined ? undefined : rowId(body.servicePointId, 'service-point.missing'),
            completeTokenId:
              body.completeTokenId === undefined ? undefined : rowId(body.completeTokenId, 'token.missing'),
          });
          return {status: 200, body: {token: staffTokenViewOf(sightIn(c, tx), token)}};
        });
      },
    ),
  )
  .post('/api/queues/:queueId/open', queueDeed('open', 'Opens the line for today.'))
  .post('/api/queues/:queueId/pause', queueDeed('pause', 'Pauses, with a reason and an expected end.'))
  .post('/api/queues/:queueId/resume', queueDeed('resume', 'Goes on after a pause.'))
  .post('/api/queues/:queueId/close', queueDeed('close', 'Takes no more tokens; those in line are still called.'))
  .post('/api/queues/:queueId/late', queueDeed('late', 'Says by how many minutes the doctor runs late.'));
