import {index, integer, primaryKey, sqliteTable, text} from 'drizzle-orm/sqlite-core';

export const departments = sqliteTable('departments', {
  id: integer().primaryKey({autoIncrement: true}),
  name: text().notNull(),
  code: text(),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

export const servicePoints = sqliteTable('service_points', {
  id: integer().primaryKey({autoIncrement: true}),
  name: text().notNull(),
  directions: text(),
  departmentId: integer().references(() => departments.id),
  capacity: integer().notNull().default(1),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

export const doctors = sqliteTable('doctors', {
  id: integer().primaryKey({autoIncrement: true}),
  name: text().notNull(),
  departmentId: integer()
    .notNull()
    .references(() => departments.id),
  specialization: text(),
  type: text(),
  regions: text().notNull().default('[]'),
  insurances: text().notNull().default('[]'),
  maxPerDay: integer(),
  maxPerWeek: integer(),
  /** Sum and count of finished consultations: the doctor's average, kept up to date by each completion. */
  consultationCount: integer().notNull().default(0),
  consultationSumMs: integer().notNull().default(0),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

export const queues = sqliteTable('queues', {
  id: integer().primaryKey({autoIncrement: true}),
  code: text().notNull().unique(),
  prefix: text().notNull().unique(),
  name: text().notNull(),
  departmentId: integer()
    .notNull()
    .references(() => departments.id),
  doctorId: integer().references(() => doctors.id),
  dailyCap: integer(),
  opensAt: text(),
  closesAt: text(),
  /** JSON; see daysOfWeek in schema.ts. */
  daysOfWeek: text().notNull().default('["mon","tue","wed","thu","fri","sat","sun"]'),
  startsOpen: integer().notNull().default(1),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

export const queueServicePoints = sqliteTable(
  'queue_service_points',
  {
    queueId: integer()
      .notNull()
      .references(() => queues.id),
    servicePointId: integer()
      .notNull()
      .references(() => servicePoints.id),
  },
  (t) => [primaryKey({columns: [t.queueId, t.servicePointId]})],
);

export const boards = sqliteTable('boards', {
  id: integer().primaryKey({autoIncrement: true}),
  name: text().notNull(),
  queueIds: text().notNull().default('[]'),
  message: text(),
  languages: text().notNull().default('["en","hi"]'),
  /** See `layouts` in schema.ts. */
  layout: text().notNull().default('hall'),
  /** Only calls to these rooms; empty: to all rooms of its queues. */
  servicePointIds: text().notNull().default('[]'),
  /** Percent. */
  volume: integer().notNull().default(80),
  speech: integer().notNull().default(1),
  /** No sound between these local times; null = never quiet. */
  quietFrom: text(),
  quietUntil: text(),
  /** In the quiet hours the screen is dark until somebody is called. */
  quietDark: integer().notNull().default(1),
  /** A file's name in DATA_DIR/pictures. */
  picture: text(),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

/** A doctor's regions and insurances as rows, so that who serves both is found by index. */
export const doctorRegions = sqliteTable(
  'doctor_regions',
  {
    region: text().notNull(),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
  },
  (t) => [primaryKey({columns: [t.region, t.doctorId]}), index('doctor_regions_doctor').on(t.doctorId)],
);

export const doctorInsurances = sqliteTable(
  'doctor_insurances',
  {
    insurance: text().notNull(),
    doctorId: integer()
      .notNull()
      .references(() => doctors.id),
  },
  (t) => [primaryKey({columns: [t.insurance, t.doctorId]}), index('doctor_insurances_doctor').on(t.doctorId)],
);
