import {Hono} from 'hono';
import * as z from 'zod';
import type {Db} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import {sightOf} from '../queue/sight.ts';
import {settingsOf} from '../settings/rows.ts';
import {route} from '../staff/route.ts';
import {type Env, rowId, throughDoor} from '../web/conventions.ts';
import {addLeave, changeSchedule, removeLeave} from './change-hours.ts';
import {doctorById} from './rows.ts';
import {changeById, changesFrom, type ScheduleChange, scheduleOf} from './schedule-rows.ts';
import * as shape from './schema.ts';
import {dayOfNumber, localDayNumber} from './slot-rules.ts';
import {insistDoctor} from './who-may.ts';

/** A doctor's bookable week and days of leave. */
export const hoursRoutes = new Hono<Env>()
  .get(
    '/api/doctors/:id/schedule',
    route(
      {
        allow: 'booking.see',
        says: "A doctor's bookable week.",
        answers: {200: shape.scheduleView},
        refuses: ['doctor.missing'],
      },
      (c) => c.json(scheduleViewOf(sightOf(c).db, rowId(c.req.param('id'), 'doctor.missing'))),
    ),
  )
  .put(
    '/api/doctors/:id/schedule',
    route(
      {
        allow: 'box.setup',
        says: "Changes a doctor's bookable week; asks what becomes of appointments outside it.",
        body: shape.scheduleBody,
        answers: {200: shape.scheduleView},
        refuses: ['doctor.missing', 'version.stale', 'schedule.affects'],
      },
      (c, {body}) => {
        const doctorId = rowId(c.req.param('id'), 'doctor.missing');
        return throughDoor(c, (tx) => {
          changeSchedule(tx, doctorId, body);
          return {status: 200, body: scheduleViewOf(tx.db, doctorId)};
        });
      },
    ),
  )
  .get(
    '/api/doctors/:id/leave',
    route(
      {
        allow: 'booking.see',
        says: 'Days of leave and of other hours that are not over, at most 200.',
        answers: {200: z.object({items: z.array(shape.leaveView)})},
        refuses: ['doctor.missing'],
      },
      (c) => {
        const {db, now} = sightOf(c);
        const doctor = doctorById(db, rowId(c.req.param('id'), 'doctor.missing')) ?? refuse('doctor.missing');
        const today = localDayNumber(now, settingsOf(db).timeZone);
        return c.json({items: changesFrom(db, doctor.id, today).slice(0, 200).map(leaveViewOf)});
      },
    ),
  )
  .post(
    '/api/doctors/:id/leave',
    route(
      {
        allow: 'leave.change',
        says: 'Adds days of leave or of other hours; asks what becomes of appointments on them.',
        body: shape.leaveBody,
        answers: {201: shape.leaveView},
        refuses: ['doctor.missing', 'schedule.affects', 'permission.denied'],
      },
      (c, {body}) => {
        const doctorId = rowId(c.req.param('id'), 'doctor.missing');
        return throughDoor(c, (tx) => {
          if (!doctorById(tx.db, doctorId)) refuse('doctor.missing');
          insistDoctor(tx.db, tx.actor, 'leave.change', doctorId);
          return {status: 201, body: leaveViewOf(addLeave(tx, doctorId, body))};
        });
      },
    ),
  )
  .delete(
    '/api/leave/:id',
    route(
      {
        allow: 'leave.change',
        says: 'Takes leave back; the times come back.',
        answers: {204: null},
        refuses: ['leave.missing', 'permission.denied'],
      },
      async (c) => {
        const id = rowId(c.req.param('id'), 'leave.missing');
        await c.get('box').door.write(c.get('actor'), (tx) => {
          const change = changeById(tx.db, id) ?? refuse('leave.missing');
          insistDoctor(tx.db, tx.actor, 'leave.change', change.doctorId);
          removeLeave(tx, id);
        });
        return c.body(null, 204);
      },
    ),
  );

function scheduleViewOf(db: Db, doctorId: number): shape.ScheduleView {
  const doctor = doctorById(db, doctorId) ?? refuse('doctor.missing');
  const schedule = scheduleOf(db, doctorId);
  return {
    doctor: {id: String(doctorId), name: doctor.name},
    slotMinutes: schedule?.slotMinutes ?? 15,
    hours: schedule?.hours ?? Array.from({length: 7}, () => []),
    version: schedule?.version ?? 0,
    maxPerDay: doctor.maxPerDay,
    maxPerWeek: doctor.maxPerWeek,
  };
}

function leaveViewOf({id, fromDay, toDay, hours, note}: ScheduleChange): shape.LeaveView {
  return {id: String(id), from: dayOfNumber(fromDay), to: dayOfNumber(toDay), hours, note};
}
