import {Hono} from 'hono';
import type * as z from 'zod';
import type {Tx} from '../base/door.ts';
import type {RefusalCode} from '../base/refusal.ts';
import {route} from '../staff/route.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import {callToken} from './call-token.ts';
import {cancelToken} from './cancel-token.ts';
import {changeLane} from './change-lane.ts';
import {completeToken} from './complete-token.ts';
import {holdToken} from './hold-token.ts';
import {markNoShow} from './mark-no-show.ts';
import {namePerson} from './name-person.ts';
import {restoreToken} from './restore-token.ts';
import {returnToken} from './return-token.ts';
import type {LineToken} from './rows.ts';
import * as shape from './schema.ts';
import {sightIn} from './sight.ts';
import {startToken} from './start-token.ts';
import {transferToken} from './transfer-token.ts';
import {undoMove} from './undo-move.ts';
import {staffTokenViewOf} from './views.ts';

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

/** What staff do with one token. */
export const tokenRoutes = new Hono<Env>()
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
    '/api/tokens/:id/person',
    tokenDeed(
      'patients.change',
      'Says or corrects who has a number; `version` is the patient’s, where there is one.',
      shape.namedBody,
      (tx, tokenId, body) => namePerson(tx, tokenId, body),
      ['version.stale', 'patient.missing'],
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
  );
