import {bookingsSealed, slotsSealed} from '../appointments/rows.ts';
import {scheduleChangesSealed, schedulesSealed} from '../appointments/schedule-rows.ts';
import {tellingsSealed, waitlistSealed} from '../appointments/waitlist-rows.ts';
import type {Db} from '../base/database.ts';
import {answersSealed} from '../base/kept-answers.ts';
import {type Sealed, sealRows} from '../base/row-sum.ts';
import {remarksSealed} from '../journal/rows.ts';
import {patientsSealed} from '../patients/rows.ts';
import {placesSealed} from '../places/sealed-rows.ts';
import {printersSealed} from '../printing/rows.ts';
import {movesSealed} from '../queue/call-rows.ts';
import {queueDaysSealed, serviceDaysSealed} from '../queue/day-rows.ts';
import {pacesSealed, tokensSealed} from '../queue/rows.ts';
import {settingsSealed} from '../settings/rows.ts';
import {devicesSealed, displaysSealed, sessionsSealed, usersSealed} from '../staff/rows.ts';
import {consultationsSealed, visitsSealed} from '../visits/rows.ts';

/** Every table whose rows carry a sum. */
export const sealedTables: readonly Sealed[] = [
  tokensSealed,
  visitsSealed,
  movesSealed,
  consultationsSealed,
  remarksSealed,
  patientsSealed,
  devicesSealed,
  answersSealed,
  sessionsSealed,
  displaysSealed,
  usersSealed,
  pacesSealed,
  queueDaysSealed,
  serviceDaysSealed,
  ...Object.values(placesSealed),
  printersSealed,
  schedulesSealed,
  scheduleChangesSealed,
  slotsSealed,
  bookingsSealed,
  waitlistSealed,
  tellingsSealed,
  settingsSealed,
];

/**
 * Sums every row that has no sum yet, in bounded transactions; interrupted, it goes on at the next start. For a file of an
 * older Baari, and for programs that fill a file at SQL speed. Returns how many rows it summed.
 */
export function sealOldRows(db: Db): number {
  let done = 0;
  for (const sealed of sealedTables) done += sealRows(db, sealed);
  return done;
}

/** Whether an older Baari or a program wrote rows last: the last row of each table is looked at, not the millions. */
export function hasOldRows(db: Db): boolean {
  return sealedTables.some(
    ({table}) => db.prepare(`select sum from ${table} order by rowid desc limit 1`).pluck().get() === null,
  );
}
