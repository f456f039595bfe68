import {index, integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** The least identity that serves. `nameFolded` and `phone` are what a desk searches by. */
export const patients = sqliteTable(
  'patients',
  {
    id: integer().primaryKey({autoIncrement: true}),
    recordNumber: text().notNull().unique(),
    name: text().notNull(),
    nameFolded: text().notNull(),
    phone: text(),
    yearOfBirth: integer(),
    sex: text(),
    createdAt: integer().notNull(),
    lastVisitAt: integer(),
    version: integer().notNull().default(1),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [index('patients_phone').on(t.phone, t.nameFolded), index('patients_name').on(t.nameFolded)],
);
