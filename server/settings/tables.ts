import {integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** Only what differs from the default is stored. Values are JSON. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
  /** See base/row-sum.ts. */
  sum: integer(),
});
