import {insert, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {seal} from '../base/row-sum.ts';
import {placesChanged} from '../places/directory.ts';
import {placesSealed} from '../places/sealed-rows.ts';

export type Template = 'empty' | 'small' | 'clinic';

export interface QueueSeed {
  code: string;
  prefix: string;
  name: string;
  /** Null: a pool without a doctor of its own. */
  doctor: string | null;
  rooms: {name: string; directions: string}[];
  startsOpen: boolean;
}

/** The demo hospital's four queues, as the contract names them; also the template `clinic`. */
export const clinic: readonly QueueSeed[] = [
  {
    code: 'GEN',
    prefix: 'G',
    name: 'General Medicine',
    doctor: null,
    rooms: [
      {name: 'Counter 1', directions: 'Ground floor, hall'},
      {name: 'Counter 2', directions: 'Ground floor, hall'},
    ],
    startsOpen: true,
  },
  {
    code: 'CAR',
    prefix: 'C',
    name: 'Cardiology',
    doctor: 'Dr. Meera Rao',
    rooms: [{name: 'Room 3', directions: 'First floor, left'}],
    startsOpen: true,
  },
  {
    code: 'PED',
    prefix: 'P',
    name: 'Pediatrics',
    doctor: 'Dr. Imran Khan',
    rooms: [{name: 'Room 5', directions: 'Ground floor, right'}],
    startsOpen: true,
  },
  {
    code: 'ORT',
    prefix: 'O',
    name: 'Orthopedics',
    doctor: 'Dr. Kavita Iyer',
    rooms: [{name: 'Room 7', directions: 'First floor, right'}],
    startsOpen: true,
  },
];

const small: readonly QueueSeed[] = [
  {
    code: 'OPD',
    prefix: 'A',
    name: 'Outpatients',
    doctor: 'Doctor 1',
    rooms: [{name: 'Room 1', directions: 'Ground floor'}],
    startsOpen: true,
  },
];

/** Something to begin with and to rename, instead of an empty page. */
export function addTemplate(tx: Tx, template: Template): void {
  const seeds = template === 'clinic' ? clinic : template === 'small' ? small : [];
  for (const seed of seeds) addQueue(tx, seed);
}

export interface Added {
  queueId: number;
  doctorId: number | null;
  departmentId: number;
  servicePointIds: number[];
}

export function addQueue(tx: Tx, seed: QueueSeed): Added {
  const departmentId = insert(tx.db, 'insert into departments (name, code) values (?, ?)', seed.name, seed.code);
  const doctorId =
    seed.doctor === null
      ? null
      : insert(tx.db, 'insert into doctors (name, departmentId) values (?, ?)', seed.doctor, departmentId);
  const queueId = insert(
    tx.db,
    'insert into queues (code, prefix, name, departmentId, doctorId, startsOpen) values (?, ?, ?, ?, ?, ?)',
    seed.code,
    seed.prefix,
    seed.name,
    departmentId,
    doctorId,
    Number(seed.startsOpen),
  );
  const servicePointIds = seed.rooms.map((room) => {
    const pointId = insert(
      tx.db,
      'insert into service_points (name, directions, departmentId) values (?, ?, ?)',
      room.name,
      room.directions,
      departmentId,
    );
    run(tx.db, 'insert into queue_service_points (queueId, servicePointId) values (?, ?)', queueId, pointId);
    return pointId;
  });
  seal(tx.db, placesSealed.departments, departmentId);
  if (doctorId !== null) seal(tx.db, placesSealed.doctors, doctorId);
  seal(tx.db, placesSealed.queues, queueId);
  for (const id of servicePointIds) seal(tx.db, placesSealed.service_points, id);
  tx.note({kind: 'queue.added', subject: `queue:${queueId}`});
  placesChanged(tx);
  return {queueId, doctorId, departmentId, servicePointIds};
}
