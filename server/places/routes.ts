import {Hono} from 'hono';
import type * as z from 'zod';
import type {Tx} from '../base/door.ts';
import type {RefusalCode} from '../base/refusal.ts';
import {listQuery, paged} from '../base/schema.ts';
import {type Allow, route} from '../staff/route.ts';
import {type Ctx, type Env, pageOf, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {boards, departments, doctors, type Place, queueSetups, servicePoints} from './places.ts';

/** List, add, change, remove: the same four calls for each kind of place. */
export const placesRoutes = new Hono<Env>();
for (const place of [departments, servicePoints, doctors, boards]) {
  const path = `/api/${place.path}`;
  if (place !== doctors && place !== boards) placesRoutes.get(path, listRoute(place, 'places.see'));
  if (place === boards) placesRoutes.get(path, listRoute(place, 'places.see'));
  placesRoutes.post(path, addRoute(place));
  placesRoutes.patch(`${path}/:id`, changeRoute(place));
  placesRoutes.delete(`${path}/:id`, removeRoute(place));
}
placesRoutes.get('/api/doctors', listRoute(doctors, 'anyone'));
// GET /api/queues answers the lines themselves (room queue); their set-up has an address of its own.
placesRoutes.get('/api/queue-setups', listRoute(queueSetups, 'places.see'));
placesRoutes.post('/api/queues', addRoute(queueSetups));
placesRoutes.patch('/api/queues/:queueId', changeRoute(queueSetups));
placesRoutes.delete('/api/queues/:queueId', removeRoute(queueSetups));

function listRoute(place: Place, allow: Allow) {
  return route(
    {allow, says: `Lists ${place.path}.`, query: place.query ?? listQuery, answers: {200: paged(place.view)}},
    (c, {query}) => {
      const {db} = c.get('box');
      const asked = query as z.output<typeof listQuery>;
      const rows = place.list(db, rowCursor(asked.cursor) ?? 0, asked.limit + 1, query as Record<string, unknown>);
      const isAdmin = c.get('actor').role === 'admin';
      const total = asked.total === '1' ? {total: place.count(db, query as Record<string, unknown>)} : {};
      return c.json({
        ...pageOf(
          rows,
          asked.limit,
          (row) => Number(row.id),
          (row) => place.shown(row, isAdmin),
        ),
        ...total,
      });
    },
  );
}

function addRoute(place: Place) {
  return route(
    {
      allow: 'box.setup',
      says: `Adds to ${place.path}.`,
      body: place.body,
      answers: {201: place.view},
      refuses: place.refuses,
    },
    (c, {body}) => throughDoor(c, (tx) => ({status: 201, body: place.add(tx, body as Record<string, unknown>)})),
  );
}

function changeRoute(place: Place) {
  return route(
    {
      allow: 'box.setup',
      says: `Changes one of ${place.path}.`,
      body: place.patch,
      answers: {200: place.view},
      refuses: [...place.refuses, place.missing, 'version.stale'],
    },
    (c, {body}) => {
      const id = rowId(c.req.param('id') ?? c.req.param('queueId'), place.missing);
      return throughDoor(c, (tx) => ({status: 200, body: place.change(tx, id, body as Record<string, unknown>)}));
    },
  );
}

function removeRoute(place: Place) {
  const refuses: RefusalCode[] = [place.missing, place.inUse];
  return route({allow: 'box.setup', says: `Removes one of ${place.path}.`, answers: {204: null}, refuses}, (c) =>
    remove(c, (tx, id) => place.remove(tx, id), place.missing),
  );
}

async function remove(c: Ctx, work: (tx: Tx, id: number) => void, missing: RefusalCode): Promise<Response> {
  const id = rowId(c.req.param('id') ?? c.req.param('queueId'), missing);
  await c.get('box').door.write(c.get('actor'), (tx) => work(tx, id));
  return c.body(null, 204);
}
