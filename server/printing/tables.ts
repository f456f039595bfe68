import {integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** Slip printers in the network. */
export const printers = sqliteTable('printers', {
  id: integer().primaryKey({autoIncrement: true}),
  name: text().notNull(),
  /** An address of this network, never a name. */
  address: text().notNull(),
  port: integer().notNull().default(9100),
  paperMm: integer().notNull().default(80),
  /** Null = the language of whoever holds the slip. */
  language: text(),
  /** What the printer itself has letters for; null = all words are drawn and sent as a picture. */
  codepage: text(),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});
