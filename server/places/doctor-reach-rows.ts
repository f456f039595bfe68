import {type Db, run} from '../base/database.ts';

/** Writes a doctor's regions and insurances as rows, from the lists in the doctor's own row. */
export function indexReach(db: Db, doctorId: number): void {
  for (const [table, column, list] of reach) {
    run(db, `delete from ${table} where doctorId = ?`, doctorId);
    run(
      db,
      `insert or ignore into ${table} (${column}, doctorId)
       select value, doctors.id from doctors, json_each(doctors.${list}) where doctors.id = ?`,
      doctorId,
    );
  }
}

const reach = [
  ['doctor_regions', 'region', 'regions'],
  ['doctor_insurances', 'insurance', 'insurances'],
] as const;
