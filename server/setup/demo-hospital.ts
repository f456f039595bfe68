import {makeSlots} from '../appointments/make-slots.ts';
import {saveSchedule} from '../appointments/schedule-rows.ts';
import {insert} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {seal} from '../base/row-sum.ts';
import {placesChanged} from '../places/directory.ts';
import {indexReach} from '../places/doctor-reach-rows.ts';
import {placesSealed} from '../places/sealed-rows.ts';
import {saveFact, saveSetting} from '../settings/rows.ts';
import {addUser} from '../staff/rows.ts';
import {addQueue, type QueueSeed} from './templates.ts';

export const demoKey = 'box.demo';
export const demoPassword = 'demo-1234';

/** The demo hospital's four queues, as the contract names them. */
const demoQueues: readonly QueueSeed[] = [
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

/** The demo hospital of the contract: four queues, three people, no patients. */
export function foundDemo(tx: Tx, passwordHash: string): void {
  saveFact(tx, demoKey, true);
  saveSetting(tx, 'siteName', 'District Hospital');
  const added = new Map(demoQueues.map((seed) => [seed.code, addQueue(tx, seed)]));
  const general = added.get('GEN')!;
  const cardiology = added.get('CAR')!;
  addUser(tx, {username: 'admin', name: 'Administrator', role: 'admin', passwordHash});
  addUser(tx, {username: 'desk', name: 'Front desk 1', role: 'desk', passwordHash, queueIds: [general.queueId]});
  addUser(tx, {
    username: 'doctor',
    name: 'Dr. Meera Rao',
    role: 'doctor',
    passwordHash,
    doctorId: cardiology.doctorId,
    queueIds: [cardiology.queueId],
  });
  for (const {doctorId} of added.values()) if (doctorId !== null) addHours(tx, doctorId, 15);
  addClinicians(tx);
  tx.note({kind: 'demo.founded', subject: 'site:1'});
}

/** Every day, with an hour at noon: whoever tries the demo finds times, also on a Sunday. */
function addHours(tx: Tx, doctorId: number, slotMinutes: number): void {
  const day = [
    {from: '08:00', until: '13:00'},
    {from: '14:00', until: '20:00'},
  ];
  saveSchedule(tx, doctorId, slotMinutes, Array(7).fill(day));
  makeSlots(tx, doctorId);
}

/** Psychologists for assessments, each of two sessions of 90 minutes. */
function addClinicians(tx: Tx): void {
  const departmentId = insert(tx.db, "insert into departments (name, code) values ('Psychology', 'PSY')");
  const clinicians = [
    {name: 'Dr. Anita Sharma', regions: ['MH', 'GJ'], insurances: ['Ayushman', 'Star']},
    {name: 'Dr. Rohan Mehta', regions: ['MH', 'KA'], insurances: ['Star', 'HDFC']},
    {name: 'Dr. Lakshmi Nair', regions: ['KL', 'KA', 'TN'], insurances: ['Ayushman', 'HDFC']},
  ];
  seal(tx.db, placesSealed.departments, departmentId);
  for (const {name, regions, insurances} of clinicians) {
    const id = insert(
      tx.db,
      `insert into doctors (name, departmentId, specialization, type, regions, insurances, maxPerDay, maxPerWeek)
       values (?, ?, 'Assessment', 'psychologist', ?, ?, 4, 16)`,
      name,
      departmentId,
      JSON.stringify(regions),
      JSON.stringify(insurances),
    );
    seal(tx.db, placesSealed.doctors, id);
    indexReach(tx.db, id);
    addHours(tx, id, 90);
  }
  placesChanged(tx);
}
