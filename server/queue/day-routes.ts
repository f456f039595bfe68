import {Hono} from 'hono';
import * as z from 'zod';
import {instant, localDay} from '../base/schema.ts';
import {route} from '../staff/route.ts';
import {type Env, throughDoor} from '../web/conventions.ts';
import * as shape from './schema.ts';
import {closeDay, serviceDayView, startServiceDay} from './service-day.ts';

export const dayRoutes = new Hono<Env>()
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
