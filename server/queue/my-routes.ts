import {Hono} from 'hono';
import type * as z from 'zod';
import type {Tx} from '../base/door.ts';
import {type RefusalCode, refuse} from '../base/refusal.ts';
import {insistPressRate} from '../staff/rates.ts';
import {route} from '../staff/route.ts';
import {type Env, throughDoor} from '../web/conventions.ts';
import {cancelMine} from './cancel-token.ts';
import {type LineToken, tokenByKey} from './rows.ts';
import {sayHere} from './say-here.ts';
import * as shape from './schema.ts';
import {sightIn, sightOf} from './sight.ts';
import {stepAside} from './step-aside.ts';
import {undoMine} from './undo-mine.ts';
import {myTokenViewOf} from './views.ts';

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

/** What the holder of a key sees and does. */
export const myRoutes = new Hono<Env>()
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
  .post(
    '/api/my/:key/undo',
    myDeed('Takes back, for a minute, that I left or stepped aside.', shape.nothing, undoMine, [
      'undo.late',
      'token.limit',
      'service-point.busy',
    ]),
  );
