import ical, {ICalEventStatus} from 'ical-generator';
import type {Sight} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {bookingCalendarWords} from '../words/booking.ts';
import type {Language} from '../words/say.ts';
import {bookingNumber, shownState} from './booking-rules.ts';
import type {Booking} from './rows.ts';
import {doctorAndDepartment} from './views.ts';

/** The booking as an iCalendar file: one event, in UTC, under one id however often the time changes. */
export function calendarOf(sight: Sight, booking: Booking, language: Language): string {
  const {siteName} = settingsOf(sight.db);
  const {doctor, department} = doctorAndDepartment(sight, booking.doctorId);
  const words = bookingCalendarWords[language];
  const stands = ['booked', 'checked-in', 'fulfilled'].includes(shownState(booking, sight.now));
  const number = booking.serial === null ? '' : bookingNumber(booking.serial);
  const calendar = ical({prodId: {company: 'Baari', product: 'Baari', language: language.toUpperCase()}});
  calendar.createEvent({
    id: `booking-${booking.id}-${booking.createdAt}@baari`,
    sequence: booking.version,
    stamp: new Date(sight.now),
    start: new Date(booking.startAt),
    end: new Date(booking.startAt + booking.minutes * 60_000),
    summary: words.summary.replace('{doctor}', doctor.name),
    location: `${siteName}, ${department.name}`,
    description: words.description.replace('{number}', number),
    status: stands ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    url: `${sight.siteAddress}/b/${booking.key}`,
  });
  return calendar.toString();
}
