import {sql} from 'drizzle-orm';
import {index, integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';
import {patients} from '../patients/tables.ts';

/** Everything one person does at the site that day. Name and phone as given that day; `patientId` when the desk knows them. */
export const visits = sqliteTable(
  'visits',
  {
    id: integer().primaryKey({autoIncrement: true}),
    day: text().notNull(),
    patientId: integer().references(() => patients.id),
    name: text(),
    phone: text(),
    yearOfBirth: integer(),
    sex: text(),
    language: text(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [
    index('visits_phone').on(t.phone, t.day).where(sql`phone is not null`),
    index('visits_patient').on(t.patientId).where(sql`patientId is not null`),
  ],
);

/** What happened between start and completion. */
export const consultations = sqliteTable(
  'consultations',
  {
    id: integer().primaryKey({autoIncrement: true}),
    tokenId: integer().notNull().unique(),
    visitId: integer()
      .notNull()
      .references(() => visits.id),
    queueId: integer().notNull(),
    doctorId: integer(),
    servicePointId: integer(),
    startedAt: integer().notNull(),
    endedAt: integer(),
    /** Start to completion. */
    durationMs: integer(),
    /** Call to completion: how long the room was taken, which is what the next in line feels. */
    occupiedMs: integer(),
    note: text(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [
    index('consultations_visit').on(t.visitId),
    index('consultations_queue').on(t.queueId, t.id),
    index('consultations_doctor').on(t.doctorId, t.id),
  ],
);
