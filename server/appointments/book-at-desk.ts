import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {findSame, patientById, phoneOf, registerPatient} from '../patients/rows.ts';
import {insistCapacity} from './capacity.ts';
import {claimSlot, insistClaimable} from './claim-slot.ts';
import {bookNow} from './confirm-booking.ts';
import type {Booking} from './rows.ts';
import type {DeskBookingBody} from './schema.ts';

/**
 * The desk books for somebody at once: a patient whom the house knows, or a name, who becomes one. Refuses slot.missing,
 * slot.over, slot.taken, version.stale, doctor.at-capacity, patient.missing, input.invalid.
 */
export function bookAtDesk(tx: Tx, slotId: number, body: DeskBookingBody): Booking {
  const claimable = insistClaimable(tx, slotId, body.version);
  insistCapacity(tx, claimable.doctor, claimable.slot.dayNumber);
  const phone = body.phone === undefined ? null : phoneOf(tx.db, body.phone);
  const patient = patientFor(tx, body, phone);
  const held = claimSlot(tx, claimable, {
    state: 'pending',
    serial: null,
    expiresAt: tx.now,
    source: 'staff',
    deviceId: null,
    patientId: patient.id,
    name: patient.name,
    phone: phone ?? patient.phone,
    email: body.email ?? null,
    region: null,
    insurance: null,
    pairId: null,
    waitlistId: null,
    bookedAt: null,
  });
  tx.note({
    kind: 'booking.held',
    subject: `booking:${held.id}`,
    data: {slot: held.slotId, doctor: held.doctorId, start: held.startAt, patient: patient.id},
  });
  return bookNow(tx, held, {});
}

function patientFor(tx: Tx, body: DeskBookingBody, phone: string | null) {
  if (body.patientId !== undefined) return patientById(tx.db, Number(body.patientId) || 0) ?? refuse('patient.missing');
  if (body.name === undefined) refuse('input.invalid', {errors: [{path: 'name', message: 'a name or a patient'}]});
  const {name, yearOfBirth, sex} = body;
  return findSame(tx.db, name, phone) ?? registerPatient(tx, {name, phone, yearOfBirth, sex});
}
