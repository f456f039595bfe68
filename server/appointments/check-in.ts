import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {patientById} from '../patients/rows.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {stateNow} from '../queue/day-rules.ts';
import {placeToken} from '../queue/issue-token.ts';
import {lineIn, openDay} from '../queue/line.ts';
import type {LineToken} from '../queue/rows.ts';
import {openVisit, type Person} from '../visits/rows.ts';
import {shownState} from './booking-rules.ts';
import {type Booking, saveBooking} from './rows.ts';

/**
 * Whoever has a booking is here: a token in the lane `booked`, with the slot's time. Early or late it counts as a walk-in by
 * arrival, which the line knows by itself. No daily cap: the place was promised. Refuses booking.state, booking.no-queue,
 * queue.missing, queue.closed.
 */
export function checkIn(tx: Tx, booking: Booking, queueId?: number | undefined): {booking: Booking; token: LineToken} {
  const state = shownState(booking, tx.now);
  if (state !== 'booked') refuse('booking.state', {state});
  const queue = queueFor(tx, booking, queueId);
  const day = openDay(tx.db) ?? refuse('queue.closed', {queue: queue.code, opensAt: null});
  const line = lineIn(tx, queue.id, day);
  const {state: open, opensAt} = stateNow(line.queueDay, line.hours, tx.now);
  if (open === 'closed') refuse('queue.closed', {queue: queue.code, opensAt});
  const {kind, role} = tx.actor;
  const person = personOf(tx, booking);
  const token = placeToken(tx, line, {
    queue,
    visitId: openVisit(tx, day, person),
    person,
    source: kind === 'staff' || kind === 'system' ? 'staff' : role === 'kiosk' ? 'kiosk' : 'phone',
    lane: 'booked',
    deviceId: kind === 'patient' ? booking.deviceId : null,
    slotAt: booking.startAt,
  });
  const checked = saveBooking(tx, booking, {state: 'checked-in', tokenId: token.id});
  tx.note({
    kind: 'booking.checked-in',
    subject: `booking:${booking.id}`,
    queueId: queue.id,
    tokenId: token.id,
    visitId: token.visitId,
  });
  tx.touch('appointments');
  return {booking: checked, token};
}

/** The doctor's own line; else a line of the doctor's department, a shared one first. */
export function queueOfDoctor(tx: Pick<Tx, 'db'>, doctorId: number): QueueRow | undefined {
  const {queues, doctors} = directoryOf(tx.db);
  const all = [...queues.values()];
  const department = doctors.get(doctorId)?.departmentId;
  const near = all.filter((queue) => queue.departmentId === department);
  return (
    all.find((queue) => queue.doctorId === doctorId) ?? near.find((queue) => queue.doctorId === null) ?? near.at(0)
  );
}

function queueFor(tx: Tx, booking: Booking, queueId: number | undefined): QueueRow {
  if (queueId !== undefined) return directoryOf(tx.db).queues.get(queueId) ?? refuse('queue.missing');
  return queueOfDoctor(tx, booking.doctorId) ?? refuse('booking.no-queue');
}

function personOf(tx: Tx, booking: Booking): Person {
  const known = booking.patientId === null ? undefined : patientById(tx.db, booking.patientId);
  return {
    patientId: known?.id ?? null,
    name: booking.name ?? known?.name ?? null,
    phone: booking.phone ?? known?.phone ?? null,
    yearOfBirth: known?.yearOfBirth ?? null,
    sex: known?.sex ?? null,
    language: null,
  };
}
