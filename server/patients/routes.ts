import {Hono} from 'hono';
import * as z from 'zod';
import {isoAt} from '../base/day.ts';
import {listQuery, paged} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import {reachOf} from '../staff/permissions.ts';
import {route} from '../staff/route.ts';
import {type Ctx, type Env, pageOf, rowCursor, rowId, throughDoor} from '../web/conventions.ts';
import {changePatient, countPatients, type Patient, phoneOf, registerPatient, searchPatients} from './rows.ts';
import {patientBody, patientPatch, patientView} from './schema.ts';

export const patientRoutes = new Hono<Env>()
  .get(
    '/api/patients',
    route(
      {
        allow: 'patients.see',
        says: 'Search by phone, name or record number while typing.',
        query: listQuery.extend({q: z.string().trim().min(1).max(100)}),
        answers: {200: paged(patientView)},
      },
      (c, {query}) => {
        const actor = c.get('actor');
        const own = reachOf(actor, 'patients.see') === 'own' ? [...actor.queueIds] : null;
        const {db} = c.get('box');
        const page = {after: rowCursor(query.cursor) ?? 0, limit: query.limit + 1};
        const rows = searchPatients(db, query.q, page, own);
        return c.json({
          ...pageOf(
            rows,
            query.limit,
            (row) => row.id,
            (row) => viewOf(c, row),
          ),
          ...(query.total === '1' ? {total: countPatients(db, query.q, own)} : {}),
        });
      },
    ),
  )
  .post(
    '/api/patients',
    route(
      {
        allow: 'patients.change',
        says: 'Registers a person.',
        body: patientBody,
        answers: {201: patientView},
        refuses: ['name.taken'],
      },
      (c, {body}) =>
        throughDoor(c, (tx) => {
          const phone = body.phone ? phoneOf(tx.db, body.phone) : null;
          return {status: 201, body: viewOf(c, registerPatient(tx, {...body, phone}))};
        }),
    ),
  )
  .patch(
    '/api/patients/:id',
    route(
      {
        allow: 'patients.change',
        says: 'Changes what is known of a person.',
        body: patientPatch,
        answers: {200: patientView},
        refuses: ['patient.missing', 'version.stale'],
      },
      (c, {body}) => {
        const patientId = rowId(c.req.param('id'), 'patient.missing');
        const {version, phone, ...change} = body;
        return throughDoor(c, (tx) => {
          const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
          const withPhone =
            phone === undefined ? known : {...known, phone: phone === null ? null : phoneOf(tx.db, phone)};
          return {status: 200, body: viewOf(c, changePatient(tx, patientId, withPhone, version))};
        });
      },
    ),
  );

function viewOf(c: Ctx, patient: Patient): z.infer<typeof patientView> {
  const {timeZone} = settingsOf(c.get('box').db);
  return {
    ...patient,
    id: String(patient.id),
    lastVisitAt: patient.lastVisitAt === null ? null : isoAt(patient.lastVisitAt, timeZone),
  };
}
