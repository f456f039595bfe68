import {Hono} from 'hono';
import * as z from 'zod';
import {refuse} from '../base/refusal.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, rowId, throughDoor} from '../web/conventions.ts';
import {forgetPictures, keepPicture, pictureOf, setPicture} from './board-picture.ts';
import {directoryOf} from './directory.ts';
import {boards} from './places.ts';
import {boardSetupView, pictureBody} from './schema.ts';

/** A board's picture: its own address, because it is larger than any other body. */
export const boardPictureRoutes = new Hono<Env>()
  .post(
    '/api/boards/:id/picture',
    route(
      {
        allow: 'box.setup',
        says: 'Gives a board its picture (PNG, JPEG or WebP, base64).',
        body: pictureBody,
        answers: {200: boardSetupView},
        refuses: ['board.missing', 'body.too-large', 'store.unavailable'],
      },
      async (c, {body}) => {
        const {config, db} = c.get('box');
        const id = rowId(c.req.param('id'), 'board.missing');
        // Before anything is written for it.
        if (!directoryOf(db).boards.has(String(id))) refuse('board.missing');
        return withPicture(c, id, await keepPicture(config.dataDir, body.image));
      },
    ),
  )
  .delete(
    '/api/boards/:id/picture',
    route(
      {
        allow: 'box.setup',
        says: "Takes a board's picture away.",
        answers: {200: boardSetupView},
        refuses: ['board.missing'],
      },
      (c) => withPicture(c, rowId(c.req.param('id'), 'board.missing'), null),
    ),
  )
  .get(
    '/api/boards/:boardId/picture/:name',
    route(
      {
        allow: 'anyone',
        says: "A board's picture.",
        answers: {200: z.unknown()},
        refuses: ['board.missing', 'route.missing'],
      },
      async (c) => {
        const {config, db} = c.get('box');
        const {bytes, media} = await pictureOf(
          config.dataDir,
          db,
          c.req.param('boardId') ?? '',
          c.req.param('name') ?? '',
        );
        // Named by its content: never another under this name.
        return c.body(new Uint8Array(bytes), 200, {
          'content-type': media,
          'cache-control': 'public, max-age=31536000, immutable',
        });
      },
    ),
  );

async function withPicture(c: Ctx, id: number, picture: string | null): Promise<Response> {
  const {config, db} = c.get('box');
  const answer = await throughDoor(c, (tx) => {
    setPicture(tx, id, picture);
    const [row] = boards.list(tx.db, id - 1, 1, {});
    return {status: 200, body: boards.shown(row!, true)};
  });
  await forgetPictures(config.dataDir, db);
  return answer;
}
