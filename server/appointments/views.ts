import {isoAt} from '../base/day.ts';
import {patientById} from '../patients/rows.ts';
import {directoryOf} from '../places/directory.ts';
import {numberOf} from '../queue/move-rules.ts';
import type {Sight} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {bookingNumber, shownState, slotStatus} from './booking-rules.ts';
import {type Booking, type ClaimedSlot, pairedBooking, slotById} from './rows.ts';
import type {BookingView, SlotView, StaffBookingView} from './schema.ts';
import {dayOfNumber} from './slot-rules.ts';
import {lastTokenOf, stateByToken} from './token-of-booking.ts';

export function slotViewOf(sight: Sight, slot: ClaimedSlot): SlotView {
  const claim = slot.state === null ? null : {state: slot.state, expiresAt: slot.expiresAt};
  return {
    id: String(slot.id),
    start: isoAt(slot.startAt, settingsOf(sight.db).timeZone),
    minutes: slot.minutes,
    status: slotStatus(claim, sight.now),
    version: slot.version,
  };
}

/** A doctor and the department, as everybody may read them. */
export function doctorAndDepartment({db}: Sight, doctorId: number) {
  const {doctors, departments} = directoryOf(db);
  const doctor = doctors.get(doctorId);
  const department = departments.get(doctor?.departmentId ?? 0);
  return {
    doctor: {id: String(doctorId), name: doctor?.name ?? ''},
    department: {id: String(department?.id ?? 0), name: department?.name ?? ''},
  };
}

export function bookingViewOf(sight: Sight, booking: Booking): BookingView {
  const {db, now, siteAddress} = sight;
  const {timeZone, lateCancelHours} = settingsOf(db);
  const iso = (ms: number) => isoAt(ms, timeZone);
  const token = booking.tokenId === null ? undefined : lastTokenOf(db, booking.tokenId);
  const pair = pairedBooking(db, booking);
  const ticket = booking.serial === null ? null : `${siteAddress}/b/${booking.key}`;
  return {
    id: String(booking.id),
    key: booking.key,
    status: token ? stateByToken(db, booking, token, now) : shownState(booking, now),
    number: booking.serial === null ? null : bookingNumber(booking.serial),
    ...doctorAndDepartment(sight, booking.doctorId),
    slotId: String(booking.slotId),
    start: iso(booking.startAt),
    minutes: booking.minutes,
    day: dayOfNumber(booking.dayNumber),
    expiresAt: booking.expiresAt === null ? null : iso(booking.expiresAt),
    name: booking.name,
    ticketUrl: ticket,
    calendarUrl: ticket && `${siteAddress}/api/bookings/${booking.key}/calendar`,
    lateFrom: iso(booking.startAt - lateCancelHours * 3_600_000),
    token: token
      ? {
          number: numberOf(directoryOf(db).queues.get(token.queueId)?.prefix ?? '?', token.serial),
          state: token.state,
          url: `${siteAddress}/t/${token.key}`,
        }
      : null,
    pairedWith: pair?.serial ? bookingNumber(pair.serial) : null,
  };
}

export function staffBookingViewOf(sight: Sight, booking: Booking): StaffBookingView {
  const {db} = sight;
  const patient = booking.patientId === null ? undefined : patientById(db, booking.patientId);
  return {
    ...bookingViewOf(sight, booking),
    phone: booking.phone,
    email: booking.email,
    patientId: booking.patientId === null ? null : String(booking.patientId),
    recordNumber: patient?.recordNumber ?? null,
    source: booking.source,
    region: booking.region,
    insurance: booking.insurance,
    tokenId: booking.tokenId === null ? null : String(booking.tokenId),
    outsideHours: slotById(db, booking.slotId)?.withdrawn === 1,
    bookedAt: booking.bookedAt === null ? null : isoAt(booking.bookedAt, settingsOf(db).timeZone),
    version: booking.version,
  };
}
