import type {Actor} from '../base/actor.ts';
import type {Db} from '../base/database.ts';
import {refuse} from '../base/refusal.ts';
import {directoryOf} from '../places/directory.ts';
import {type Permission, reachOf} from '../staff/permissions.ts';
import {userById} from '../staff/rows.ts';

/** Doctors whose appointments are somebody's own: their own, and those whose lines they serve. Null: all doctors. */
export function ownDoctors(db: Db, actor: Actor, permission: Permission): ReadonlySet<number> | null {
  const reach = reachOf(actor, permission);
  if (reach === 'all' || actor.kind === 'system') return null;
  if (reach === 'none') return new Set();
  const own = new Set<number>();
  const doctorId = actor.id === null ? null : userById(db, actor.id)?.doctorId;
  if (doctorId) own.add(doctorId);
  for (const queue of directoryOf(db).queues.values())
    if (queue.doctorId !== null && actor.queueIds.has(queue.id)) own.add(queue.doctorId);
  return own;
}

/** Refuses permission.denied unless the actor may do this with appointments of this doctor. */
export function insistDoctor(db: Db, actor: Actor, permission: Permission, doctorId: number): void {
  const own = ownDoctors(db, actor, permission);
  if (own !== null && !own.has(doctorId)) refuse('permission.denied');
}
