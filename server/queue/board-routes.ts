import {Hono} from 'hono';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {route} from '../staff/route.ts';
import type {Env} from '../web/conventions.ts';
import * as shape from './schema.ts';
import {queueFrameOf, sightOf} from './sight.ts';
import {boardQueueIds, boardViewOf} from './views.ts';

export const boardRoutes = new Hono<Env>().get(
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
);
