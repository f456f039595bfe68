import {insert, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {seal} from '../base/row-sum.ts';
import {placesChanged} from '../places/directory.ts';
import {placesSealed} from '../places/sealed-rows.ts';
import type {Language} from '../words/say.ts';
import {addSheetRows, type NewSheetRow} from './change-sheet.ts';
import type {Template} from './schema.ts';

export interface QueueSeed {
  code: string;
  prefix: string;
  name: string;
  /** Null: a pool without a doctor of its own. */
  doctor: string | null;
  rooms: {name: string; directions: string}[];
  startsOpen: boolean;
}

interface Line {
  code: string;
  prefix: string;
  department: string;
  /** A line without a doctor: what its counter is called. */
  counter?: string;
  floor: string;
}

/** What most out-patient clinics of a small city in India keep; the counters that serve them open earlier and close later. */
const doctorHours = {opensAt: '09:00', closesAt: '17:00'};
const counterHours = {opensAt: '08:00', closesAt: '18:00'};
const ground = 'Ground floor';
const first = 'First floor';

const lines: Record<Template, readonly Line[]> = {
  empty: [],
  small: [{code: 'OPD', prefix: 'A', department: 'General Medicine', floor: ground}],
  clinic: [
    {code: 'GEN', prefix: 'G', department: 'General Medicine', floor: ground},
    {code: 'PED', prefix: 'P', department: 'Paediatrics', floor: ground},
    {code: 'GYN', prefix: 'W', department: 'Gynaecology', floor: ground},
    {code: 'ORT', prefix: 'O', department: 'Orthopaedics', floor: first},
    {code: 'ENT', prefix: 'E', department: 'ENT', floor: first},
    {code: 'LAB', prefix: 'L', department: 'Laboratory', counter: 'Lab counter', floor: ground},
  ],
  hospital: [
    {code: 'GENA', prefix: 'GA', department: 'General Medicine', floor: ground},
    {code: 'GENB', prefix: 'GB', department: 'General Medicine', floor: ground},
    {code: 'GENC', prefix: 'GC', department: 'General Medicine', floor: ground},
    {code: 'PEDA', prefix: 'PA', department: 'Paediatrics', floor: ground},
    {code: 'PEDB', prefix: 'PB', department: 'Paediatrics', floor: ground},
    {code: 'GYNA', prefix: 'WA', department: 'Gynaecology', floor: ground},
    {code: 'GYNB', prefix: 'WB', department: 'Gynaecology', floor: ground},
    {code: 'ORTA', prefix: 'OA', department: 'Orthopaedics', floor: ground},
    {code: 'ORTB', prefix: 'OB', department: 'Orthopaedics', floor: ground},
    {code: 'SURA', prefix: 'SA', department: 'General Surgery', floor: ground},
    {code: 'SURB', prefix: 'SB', department: 'General Surgery', floor: first},
    {code: 'CAR', prefix: 'C', department: 'Cardiology', floor: first},
    {code: 'EYE', prefix: 'Y', department: 'Eye', floor: first},
    {code: 'ENT', prefix: 'E', department: 'ENT', floor: first},
    {code: 'SKIN', prefix: 'K', department: 'Skin', floor: first},
    {code: 'DENA', prefix: 'DA', department: 'Dental', floor: first},
    {code: 'DENB', prefix: 'DB', department: 'Dental', floor: first},
    {code: 'NEU', prefix: 'N', department: 'Neurology', floor: first},
    {code: 'URO', prefix: 'U', department: 'Urology', floor: first},
    {code: 'PSY', prefix: 'M', department: 'Psychiatry', floor: first},
    {code: 'LAB', prefix: 'L', department: 'Laboratory', counter: 'Lab counter', floor: ground},
    {code: 'XRAY', prefix: 'X', department: 'X-ray', counter: 'X-ray room', floor: ground},
    {code: 'PHA', prefix: 'R', department: 'Pharmacy', counter: 'Pharmacy counter', floor: ground},
    {code: 'BILL', prefix: 'B', department: 'Billing', counter: 'Billing counter', floor: ground},
  ],
};
const placeholder: Record<Language, string> = {en: 'Doctor', hi: 'डॉक्टर'};

/** Something to begin with and to rename, instead of an empty page: doctors and rooms are numbered in the order of the lines. */
export function addTemplate(tx: Tx, template: Template, language: Language = 'en'): void {
  let room = 0;
  const rows = lines[template].map((line): NewSheetRow => {
    if (line.counter === undefined) room++;
    return {
      queueId: null,
      code: line.code,
      prefix: line.prefix,
      department: line.department,
      doctor: line.counter === undefined ? `${placeholder[language]} ${room}` : null,
      rooms: [line.counter ?? `Room ${room}`],
      directions: line.floor,
      ...(line.counter === undefined ? doctorHours : counterHours),
    };
  });
  addSheetRows(tx, rows);
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
