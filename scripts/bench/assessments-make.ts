// Clinicians with 30 days of times, part of them booked, and years of past appointments behind them, made at SQL speed: rows
// as the real deeds leave them, but without a journal, sums of the rows, and names.
import path from 'node:path';
import {systemClock} from '../../server/base/clock.ts';
import {readConfig} from '../../server/base/config.ts';
import {type Db, openDatabase} from '../../server/base/database.ts';
import {openLog} from '../../server/base/log.ts';
import {openBox} from '../../server/box.ts';

export const regionCount = 36;
export const insuranceCount = 12;
export const types = ['psychologist', 'psychiatrist', 'therapist'] as const;
/** The site's zone is India's: local midnight in UTC. */
const zoneMs = 5.5 * 3_600_000;
const dayMs = 86_400_000;
/** Sessions of 90 minutes begin at 9:00, 10:30, 13:00, 14:30 and 16:00. */
const starts = [540, 630, 780, 870, 960].map((minute) => minute * 60_000);

export interface ClinicianParts {
  dir: string;
  clinicians: number;
  /** Past appointments of each. */
  past: number;
}

export async function makeClinicians({dir, clinicians, past}: ClinicianParts): Promise<void> {
  const config = readConfig({DEMO: '1', DATA_DIR: dir, LOG_LEVEL: 'silent'});
  const box = await openBox({
    config,
    log: openLog('silent'),
    clock: systemClock,
    ownAddress: () => 'http://127.0.0.1',
    broken: (error) => {
      throw error;
    },
  });
  box.close();
  const db = openDatabase(path.join(dir, 'baari.db'));
  try {
    fill(db, clinicians, past);
  } finally {
    db.close();
  }
}

function fill(db: Db, clinicians: number, past: number): void {
  db.pragma('synchronous = OFF');
  db.pragma('foreign_keys = OFF');
  db.pragma('cache_size = -400000');
  const indexes = db
    .prepare(
      "select name, sql from sqlite_master where type = 'index' and tbl_name in ('slots', 'bookings') and sql is not null",
    )
    .all() as {name: string; sql: string}[];
  for (const {name} of indexes) db.exec(`drop index "${name}"`);
  const today = Math.floor((Date.now() + zoneMs) / dayMs);
  db.exec('begin');
  // The demo's own clinicians have other regions than these.
  const department = db.prepare("insert into departments (name, code, sum) values ('Assessments', 'ASM', 0)").run();
  const doctor = db.prepare(
    `insert into doctors (name, departmentId, type, regions, insurances, maxPerDay, maxPerWeek, sum)
     values (?, ?, ?, ?, ?, 4, 16, 0)`,
  );
  const first = Number((db.prepare('select max(id) as id from doctors').get() as {id: number}).id) + 1;
  for (let at = 0; at < clinicians; at++) {
    const regions = spread(at, 2, regionCount).map((one) => `S${one}`);
    const insurances = spread(at * 7 + 3, 3, insuranceCount).map((one) => `I${one}`);
    const type = types[at % 5 < 3 ? 0 : (at % 5) - 2];
    doctor.run(
      `Clinician ${at}`,
      department.lastInsertRowid,
      type,
      JSON.stringify(regions),
      JSON.stringify(insurances),
    );
  }
  for (const [table, column, list] of [
    ['doctor_regions', 'region', 'regions'],
    ['doctor_insurances', 'insurance', 'insurances'],
  ])
    db.exec(
      `insert or ignore into ${table} (${column}, doctorId)
       select value, doctors.id from doctors, json_each(doctors.${list}) where doctors.id >= ${first}`,
    );
  const numbers = (from: number, to: number) =>
    `(with recursive n(n) as (select ${from} union all select n + 1 from n where n < ${to}) select n from n)`;
  // Past: one time a working day, each with an appointment; then the coming 31 days, all times.
  const perDay = Math.max(1, Math.ceil(365 / Math.max(1, past)));
  if (past > 0)
    db.exec(
      `insert into slots (doctorId, dayNumber, startAt, minutes, withdrawn, version, sum)
       select doctors.id, ${today} - day.n, (${today} - day.n) * ${dayMs} - ${zoneMs} + ${starts[0]}, 90, 0, 2, 0
       from doctors cross join ${numbers(1, 365)} as day
       where doctors.id >= ${first} and (doctors.id + day.n) % ${perDay} = 0`,
    );
  const lastPast = Number((db.prepare('select coalesce(max(id), 0) as id from slots').get() as {id: number}).id);
  db.exec(
    `insert into slots (doctorId, dayNumber, startAt, minutes, withdrawn, version, sum)
     select doctors.id, ${today} + day.n, (${today} + day.n) * ${dayMs} - ${zoneMs} + start.value, 90, 0, 1, 0
     from doctors cross join ${numbers(0, 30)} as day cross join json_each('${JSON.stringify(starts)}') as start
     where doctors.id >= ${first}`,
  );
  // Of the coming times every third is somebody's, by a hash of its number; a few are cancelled late or held.
  const hash = '((slots.id * 2654435761) >> 7)';
  const claim = (where: string, state: string) =>
    `insert into bookings (key, slotId, doctorId, dayNumber, startAt, minutes, state, serial, expiresAt, source, name,
         createdAt, bookedAt, endedAt, version, sum)
     select printf('%022x', slots.id), slots.id, doctorId, dayNumber, startAt, 90, ${state}, slots.id, null, 'phone', 'Asha',
       startAt - ${7 * dayMs}, startAt - ${7 * dayMs}, iif(slots.id <= ${lastPast}, startAt, null), 2, 0
     from slots where doctorId >= ${first} and ${where}`;
  if (past > 0)
    db.exec(
      claim(
        `id <= ${lastPast}`,
        `case when ${hash} % 20 = 0 then 'no-show' when ${hash} % 20 = 1 then 'late-cancelled' else 'fulfilled' end`,
      ),
    );
  db.exec(claim(`id > ${lastPast} and ${hash} % 3 = 0`, `iif(${hash} % 30 = 0, 'late-cancelled', 'booked')`));
  db.exec('commit');
  for (const {sql} of indexes) db.exec(sql);
  db.pragma('wal_checkpoint(TRUNCATE)');
}

/** `count` different numbers below `below`, the same for the same seed. */
function spread(seed: number, count: number, below: number): number[] {
  const found = new Set<number>();
  for (let at = 0; found.size < count; at++) {
    let mixed = Math.imul(seed * 31 + at + 1, 0x9e3779b1) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
    found.add((mixed ^ (mixed >>> 13)) % below);
  }
  return [...found];
}
