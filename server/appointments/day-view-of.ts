import {all} from '../base/database.ts';
import type {Sight} from '../queue/views.ts';
import {settingsOf} from '../settings/rows.ts';
import {cursorFor} from '../web/conventions.ts';
import {bookingById, countedByDay, doctorById, slotsBetween} from './rows.ts';
import type {DayView} from './schema.ts';
import {dayNumberOf, dayOfNumber, localDayNumber, startOfDay, weekStart} from './slot-rules.ts';
import {doctorAndDepartment, slotViewOf, staffBookingViewOf} from './views.ts';

export interface DayAsked {
  day?: string | undefined;
  doctor?: string | undefined;
  department?: string | undefined;
  after: number;
  limit: number;
  /** Null: all doctors. */
  own: ReadonlySet<number> | null;
}

/** One day of the doctors who have hours, by pages of doctors. */
export function dayViewOf(sight: Sight, asked: DayAsked): DayView {
  const {db, now} = sight;
  const {timeZone, weekStartsOn} = settingsOf(db);
  const day = asked.day === undefined ? localDayNumber(now, timeZone) : dayNumberOf(asked.day);
  const [from, until] = [startOfDay(day, timeZone), startOfDay(day + 1, timeZone)];
  const doctors = doctorsOf(sight, asked);
  const shown = doctors.slice(0, asked.limit);
  return {
    day: dayOfNumber(day),
    items: shown.map((doctorId) => {
      const week = weekStart(day, weekStartsOn);
      const counted = countedByDay(db, doctorId, week, week + 6, now);
      const doctor = doctorById(db, doctorId)!;
      return {
        ...doctorAndDepartment(sight, doctorId),
        maxPerDay: doctor.maxPerDay,
        maxPerWeek: doctor.maxPerWeek,
        countedDay: counted.get(day) ?? 0,
        countedWeek: [...counted.values()].reduce((sum, count) => sum + count, 0),
        slots: slotsBetween(db, doctorId, from, until).flatMap((slot) => {
          const view = slotViewOf(sight, slot);
          const booking = view.status === 'free' ? undefined : bookingById(db, slot.bookingId!);
          // A time that nobody may take any more is shown only with whoever kept it.
          if (slot.withdrawn === 1 && !booking) return [];
          return [
            {
              ...view,
              withdrawn: slot.withdrawn === 1,
              booking: booking ? staffBookingViewOf(sight, booking) : null,
            },
          ];
        }),
      };
    }),
    nextCursor: doctors.length > asked.limit ? cursorFor(shown.at(-1)!) : null,
  };
}

/** Doctors with hours, one more than the page shows. */
function doctorsOf({db}: Sight, {doctor, department, after, limit, own}: DayAsked): number[] {
  const parts = ['schedules.doctorId > ?'];
  const values: unknown[] = [after];
  if (doctor !== undefined) {
    parts.push('schedules.doctorId = ?');
    values.push(Number(doctor) || 0);
  }
  if (department !== undefined) {
    parts.push('doctors.departmentId = ?');
    values.push(Number(department) || 0);
  }
  if (own !== null) {
    parts.push('schedules.doctorId in (select value from json_each(?))');
    values.push(JSON.stringify([...own]));
  }
  return all<{id: number}>(
    db,
    `select schedules.doctorId as id from schedules join doctors on doctors.id = schedules.doctorId
     where ${parts.join(' and ')} order by schedules.doctorId limit ?`,
    ...values,
    limit + 1,
  ).map(({id}) => id);
}
