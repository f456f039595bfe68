import type {Actor} from '../base/actor.ts';
import {refuse} from '../base/refusal.ts';

/** How far a role's word goes: everywhere, only in the queues it serves or is assigned to, or nowhere. */
export type Reach = 'all' | 'own' | 'none';

/** The one table: who may do what. A guard test holds every route against it. */
export const permissions = {
  'lines.see': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'patients.see': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'patients.change': {admin: 'all', desk: 'all', doctor: 'none', kiosk: 'none', board: 'none'},
  'token.issue': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'all', board: 'none'},
  'token.lane': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.transfer': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.restore': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.return': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.cancel': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.call': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.start': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.complete': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.hold': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.no-show': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'token.note': {admin: 'all', desk: 'none', doctor: 'own', kiosk: 'none', board: 'none'},
  'slip.print': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'all', board: 'none'},
  /** Whose deed may be undone is decided by the deed; this says who may ask. */
  'token.undo': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'queue.pause': {admin: 'all', desk: 'own', doctor: 'own', kiosk: 'none', board: 'none'},
  'queue.open': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'queue.void': {admin: 'all', desk: 'all', doctor: 'none', kiosk: 'none', board: 'none'},
  'day.see': {admin: 'all', desk: 'all', doctor: 'all', kiosk: 'none', board: 'none'},
  'day.change': {admin: 'all', desk: 'all', doctor: 'none', kiosk: 'none', board: 'none'},
  'booking.see': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  /** Book for somebody, move, cancel, keep the waiting list. */
  'booking.change': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  /** From a list with names; whoever holds the ticket's key (a phone, a kiosk) checks in by that. */
  'booking.check-in': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  /** By a number or a phone that somebody says at a kiosk. */
  'booking.here': {admin: 'all', desk: 'all', doctor: 'none', kiosk: 'all', board: 'none'},
  'booking.figures': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'leave.change': {admin: 'all', desk: 'all', doctor: 'own', kiosk: 'none', board: 'none'},
  'session.own': {admin: 'all', desk: 'all', doctor: 'all', kiosk: 'none', board: 'none'},
  'places.see': {admin: 'all', desk: 'all', doctor: 'all', kiosk: 'none', board: 'none'},
  'box.setup': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.people': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.settings': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.audit': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.status': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'clock.confirm': {admin: 'all', desk: 'all', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.backups': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.spare': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
  'box.displays': {admin: 'all', desk: 'none', doctor: 'none', kiosk: 'none', board: 'none'},
} as const satisfies Record<string, Record<'admin' | 'desk' | 'doctor' | 'kiosk' | 'board', Reach>>;

export type Permission = keyof typeof permissions;

export function reachOf(actor: Actor, permission: Permission): Reach {
  return actor.role === null ? 'none' : permissions[permission][actor.role];
}

/** Whether the actor may do this in this queue. */
export function mayIn(actor: Actor, permission: Permission, queueId: number): boolean {
  const reach = reachOf(actor, permission);
  return reach === 'all' || (reach === 'own' && actor.queueIds.has(queueId));
}

/** Refuses permission.denied unless the actor may do this in this queue. */
export function insist(actor: Actor, permission: Permission, queueId: number): void {
  if (actor.kind === 'system') return;
  if (!mayIn(actor, permission, queueId)) refuse('permission.denied');
}
