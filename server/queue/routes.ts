import {Hono} from 'hono';
import * as z from 'zod';
import type {Tx} from '../base/door.ts';
import {type RefusalCode, refuse} from '../base/refusal.ts';
import {instant, localDay} from '../base/schema.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {insistPressRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {noteOf, saveNote} from '../visits/rows.ts';
import {type Ctx, type Env, rowId, throughDoor} from '../web/conventions.ts';
import {callNext} from './call-next.ts';
import {callToken} from './call-token.ts';
import {cancelMine, cancelToken} from './cancel-token.ts';
import {changeLane} from './change-lane.ts';
import {changeQueueState, type QueueDeed} from './change-queue-state.ts';
import {tokenInPlay} from './change-token.ts';
import {completeToken} from './complete-token.ts';
import {holdToken} from './hold-token.ts';
import {joinQueue} from './join-queue.ts';
import {markNoShow} from './mark-no-show.ts';
import {restoreToken} from './restore-token.ts';
import {returnToken} from './return-token.ts';
import {type LineToken, tokenById, tokenByKey} from './rows.ts';
import {sayHere} from './say-here.ts';
import * as shape from './schema.ts';
import {closeDay, serviceDayView, startServiceDay} from './service-day.ts';
import {queueFrameOf, sightIn, sightOf} from './sight.ts';
import {startToken} from './start-token.ts';
import {stepAside} from './step-aside.ts';
import {timelineOf} from './timeline.ts';
import {transferToken} from './transfer-token.ts';
import {undoMove} from './undo-move.ts';
import {boardQueueIds, boardViewOf, myTokenViewOf, queueViewOf, staffTokensOf, staffTokenViewOf} from './views.ts';
import {countFlood, mostVoidedAtOnce, mostVoidSteps, voidFlood} from './void-flood.ts';

/** The most tokens in one answer to staff. */
const mostTokens = 1000;

/** A deed on one token that staff do: the same permission, reply and refusals each time. */
function tokenDeed<Body extends z.ZodType>(
  allow: Parameters<typeof route>[0]['allow'],
  says: string,
  body: Body,
  deed: (tx: Tx, tokenId: number, body: z.output<Body>) => LineToken,
  refuses: readonly RefusalCode[] = [],
) {
  return route(
    {
      allow,
      says,
      body,
      answers: {200: shape.tokenAnswer},
      refuses: ['token.missing', 'token.state', ...refuses],
    },
    (c, input) => {
      const tokenId = rowId(c.req.param('id'), 'token.missing');
      return throughDoor(c, (tx) => ({
        status: 200,
        body: {token: staffTokenViewOf(sightIn(c, tx), deed(tx, tokenId, input.body))},
      }));
    },
  );
}

/** A deed of whoever holds the key. */
function myDeed<Body extends z.ZodType>(
  says: string,
  body: Body,
  deed: (tx: Tx, key: string, body: z.output<Body>) => LineToken,
  refuses: readonly RefusalCode[] = [],
) {
  return route(
    {
      allow: 'anyone',
      says,
      body,
      answers: {200: shape.myTokenView},
      refuses: ['token.missing', 'token.state', 'rate.limited', ...refuses],
    },
    (c, input) => {
      const key = c.req.param('key') ?? '';
      insistPressRate(c, key);
      return throughDoor(c, (tx) => ({
        status: 200,
        body: myTokenViewOf(sightIn(c, tx), deed(tx, key, input.body)),
      }));
    },
  );
}

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
  .post('/api/queues/:queueId/late', queueDeed('late', 'Says by how many minutes the doctor runs late.'))
  .post(
    '/api/queues/:queueId/void',
    route(
      {
        allow: 'queue.void',
        says: 'Cancels what phones took between two times and nobody has called.',
        body: shape.voidBody,
        answers: {200: z.object({cancelled: z.number().int(), left: z.number().int()})},
        refuses: ['queue.missing', 'day.closed'],
      },
      async (c, {body}) => {
        const queueId = rowId(c.req.param('queueId'), 'queue.missing');
        const between = {from: Date.parse(body.from), to: Date.parse(body.to), reason: body.reason};
        const {db, door} = c.get('box');
        let before = 0;
        // All steps but the last; that one carries the answer, and the key under which it is kept.
        for (let step = 1; step < mostVoidSteps; step++) {
          if (countFlood(db, queueId, between) <= mostVoidedAtOnce) break;
          before += (await door.write(c.get('actor'), (tx) => voidFlood(tx, queueId, between))).cancelled;
        }
        return throughDoor(c, (tx) => {
          const {cancelled, left} = voidFlood(tx, queueId, between);
          return {status: 200, body: {cancelled: before + cancelled, left}};
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
  )
  .post(
    '/api/tokens/:id/call',
    tokenDeed(
      'token.call',
      'Calls again, or out of turn with a reason.',
      shape.callBody,
      (tx, tokenId, body) =>
        callToken(tx, tokenId, {
          reason: body.reason,
          servicePointId:
            body.servicePointId === undefined ? undefined : rowId(body.servicePointId, 'service-point.missing'),
        }),
      ['service-point.required', 'service-point.missing', 'service-point.busy'],
    ),
  )
  .post('/api/tokens/:id/start', tokenDeed('token.start', 'The person is in the room.', shape.reasonBody, startToken))
  .post(
    '/api/tokens/:id/complete',
    tokenDeed('token.complete', 'Ends the consultation and stores it.', shape.completeBody, completeToken),
  )
  .post(
    '/api/tokens/:id/no-show',
    tokenDeed('token.no-show', 'Called and absent.', shape.reasonBody, (tx, tokenId, body) =>
      markNoShow(tx, tokenId, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/restore',
    tokenDeed('token.restore', 'Puts a no-show back in line.', shape.reasonBody, (tx, tokenId, body) =>
      restoreToken(tx, tokenId, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/hold',
    tokenDeed('token.hold', 'Sent away for a test.', shape.reasonBody, (tx, tokenId, body) =>
      holdToken(tx, tokenId, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/return',
    tokenDeed('token.return', 'Back from a test.', shape.reasonBody, (tx, tokenId, body) =>
      returnToken(tx, tokenId, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/cancel',
    tokenDeed('token.cancel', 'Cancels.', shape.reasonBody, (tx, tokenId, body) =>
      cancelToken(tx, tokenId, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/undo',
    tokenDeed(
      'token.undo',
      'Takes back the last move, exactly, within a minute.',
      shape.reasonBody,
      (tx, tokenId) => undoMove(tx, tokenId),
      ['undo.late', 'service-point.busy'],
    ),
  )
  .post(
    '/api/tokens/:id/lane',
    tokenDeed('token.lane', 'Moves into another lane.', shape.laneBody, (tx, tokenId, body) =>
      changeLane(tx, tokenId, body.lane, body.reason),
    ),
  )
  .post(
    '/api/tokens/:id/transfer',
    route(
      {
        allow: 'token.transfer',
        says: 'Closes here and joins another queue, in the same visit.',
        body: shape.transferBody,
        answers: {201: shape.tokenAnswer},
        refuses: ['token.missing', 'token.state', 'queue.missing', 'queue.closed', 'transfer.same-queue'],
      },
      (c, {body}) => {
        const tokenId = rowId(c.req.param('id'), 'token.missing');
        return throughDoor(c, (tx) => {
          const next = transferToken(tx, tokenId, rowId(body.queueId, 'queue.missing'), body.reason);
          return {status: 201, body: {token: staffTokenViewOf(sightIn(c, tx), next)}};
        });
      },
    ),
  )
  .get(
    '/api/tokens/:id',
    route(
      {
        allow: 'lines.see',
        says: 'One token with its person.',
        answers: {200: shape.tokenAnswer},
        refuses: ['token.missing'],
      },
      (c) => c.json({token: staffTokenViewOf(sightOf(c), seenToken(c))}),
    ),
  )
  .get(
    '/api/tokens/:id/timeline',
    route(
      {
        allow: 'lines.see',
        says: 'What happened to a token, by whom, and how long each step took.',
        answers: {
          200: z.object({
            items: z.array(
              z.object({
                at: instant,
                what: z.string(),
                who: z.string(),
                device: z.string().nullable(),
                sinceMs: z.number().int(),
              }),
            ),
          }),
        },
        refuses: ['token.missing'],
      },
      (c) => c.json({items: timelineOf(c.get('box').db, seenToken(c).id)}),
    ),
  )
  .get(
    '/api/tokens/:id/note',
    route(
      {
        allow: 'token.note',
        says: 'The note of this consultation.',
        answers: {200: z.object({note: z.string().nullable()})},
        refuses: ['token.missing'],
      },
      (c) => {
        const token = seenToken(c);
        insist(c.get('actor'), 'token.note', token.queueId);
        return c.json({note: noteOf(c.get('box').db, token.id)});
      },
    ),
  )
  .put(
    '/api/tokens/:id/note',
    route(
      {
        allow: 'token.note',
        says: 'Keeps the note while serving.',
        body: z.strictObject({note: z.string().max(2000)}),
        answers: {200: z.object({note: z.string()})},
        refuses: ['token.missing', 'token.state'],
      },
      (c, {body}) => {
        const tokenId = rowId(c.req.param('id'), 'token.missing');
        return throughDoor(c, (tx) => {
          const {token} = tokenInPlay(tx, tokenId);
          insist(tx.actor, 'token.note', token.queueId);
          if (token.state !== 'called' && token.state !== 'serving' && token.state !== 'done')
            refuse('token.state', {state: token.state});
          saveNote(
            tx,
            {
              tokenId,
              visitId: token.visitId,
              queueId: token.queueId,
              doctorId: directoryOf(tx.db).queues.get(token.queueId)?.doctorId ?? null,
              servicePointId: token.servicePointId,
              startedAt: token.startedAt ?? token.calledAt ?? tx.now,
            },
            body.note,
          );
          tx.note({kind: 'consultation.noted', tokenId, visitId: token.visitId});
          return {status: 200, body: {note: body.note}};
        });
      },
    ),
  )
  .get(
    '/api/my/:key',
    route(
      {
        allow: 'anyone',
        says: 'The token of whoever holds its key.',
        answers: {200: shape.myTokenView},
        refuses: ['token.missing'],
      },
      (c) => {
        const token = tokenByKey(c.get('box').db, c.req.param('key') ?? '') ?? refuse('token.missing');
        return c.json(myTokenViewOf(sightOf(c), token));
      },
    ),
  )
  .post('/api/my/:key/cancel', myDeed('Gives the place up.', shape.nothing, cancelMine))
  .post('/api/my/:key/here', myDeed("I'm here.", shape.nothing, sayHere))
  .post(
    '/api/my/:key/late',
    myDeed('I need some minutes.', shape.lateBody, (tx, key, body) => stepAside(tx, key, body.minutes), ['late.limit']),
  )
  .get(
    '/api/boards/:boardId',
    route(
      {allow: 'anyone', says: 'What a board shows.', answers: {200: shape.boardView}, refuses: ['board.missing']},
      (c) => {
        const {db, demo} = c.get('box');
        const boardId = c.req.param('boardId') ?? '';
        const {queues} = directoryOf(db);
        const shown = boardQueueIds(db, boardId).map((queueId) => queueFrameOf(c, queues.get(queueId)!));
        return c.json(boardViewOf(sightOf(c), boardId, shown, demo) ?? refuse('board.missing'));
      },
    ),
  )
  .get(
    '/api/service-day',
    route({allow: 'day.see', says: 'The service day that is stored.', answers: {200: serviceDayShape()}}, (c) =>
      c.json(serviceDayView(c.get('box').db)),
    ),
  )
  .post(
    '/api/service-day/close',
    route(
      {
        allow: 'day.change',
        says: 'Closes the day: what is left expires or is carried over, by setting.',
        body: shape.nothing,
        answers: {200: serviceDayShape()},
        refuses: ['day.closed'],
      },
      (c) =>
        throughDoor(c, (tx) => {
          closeDay(tx);
          return {status: 200, body: serviceDayView(tx.db)};
        }),
    ),
  )
  .post(
    '/api/service-day/open',
    route(
      {
        allow: 'day.change',
        says: 'Opens a day; carried people come first.',
        body: z.strictObject({serviceDay: localDay.optional()}),
        answers: {200: serviceDayShape()},
        refuses: ['day.open', 'day.future'],
      },
      (c, {body}) =>
        throughDoor(c, (tx) => {
          startServiceDay(tx, body.serviceDay);
          return {status: 200, body: serviceDayView(tx.db)};
        }),
    ),
  );

function serviceDayShape() {
  return z.object({
    serviceDay: localDay.nullable(),
    state: z.enum(['open', 'closed']),
    openedAt: instant.nullable(),
    closedAt: instant.nullable(),
  });
}

/** The token that a person of the staff may see. */
function seenToken(c: Ctx): LineToken {
  const token = tokenById(c.get('box').db, rowId(c.req.param('id'), 'token.missing')) ?? refuse('token.missing');
  insist(c.get('actor'), 'lines.see', token.queueId);
  return token;
}
