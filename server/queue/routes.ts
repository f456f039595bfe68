import {Hono} from 'hono';
import type {Env} from '../web/conventions.ts';
import {auditRoutes} from './audit-routes.ts';
import {boardRoutes} from './board-routes.ts';
import {dayRoutes} from './day-routes.ts';
import {floodRoutes} from './flood-routes.ts';
import {myRoutes} from './my-routes.ts';
import {queueRoutes} from './queue-routes.ts';
import {recordRoutes} from './record-routes.ts';
import {tokenRoutes} from './token-routes.ts';

/** All of the room; the API's description names them in this order. */
export const lineRoutes = new Hono<Env>()
  .route('/', queueRoutes)
  .route('/', floodRoutes)
  .route('/', tokenRoutes)
  .route('/', recordRoutes)
  .route('/', auditRoutes)
  .route('/', myRoutes)
  .route('/', boardRoutes)
  .route('/', dayRoutes);
