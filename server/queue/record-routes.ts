import {Hono} from 'hono';
import * as z from 'zod';
import {refuse} from '../base/refusal.ts';
import {instant} from '../base/schema.ts';
import {directoryOf} from '../places/directory.ts';
import {insist} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {noteOf, saveNote} from '../visits/rows.ts';
import {type Ctx, type Env, rowId, throughDoor} from '../web/conventions.ts';
import {tokenInPlay} from './change-token.ts';
import {type LineToken, tokenById} from './rows.ts';
import * as shape from './schema.ts';
import {sightOf} from './sight.ts';
import {timelineOf} from './timeline.ts';
import {staffTokenViewOf} from './views.ts';

/** What is known of one token: its person, its story, its note. */
export const recordRoutes = new Hono<Env>()
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
  );

/** The token that a person of the staff may see. */
function seenToken(c: Ctx): LineToken {
  const token = tokenById(c.get('box').db, rowId(c.req.param('id'), 'token.missing')) ?? refuse('token.missing');
  insist(c.get('actor'), 'lines.see', token.queueId);
  return token;
}
