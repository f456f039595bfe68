import {integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** Answers that were given to requests with an Idempotency-Key, kept for 24 hours. `id` hides user, method, path and key. */
export const answers = sqliteTable('answers', {
  id: text().primaryKey(),
  fingerprint: text().notNull(),
  status: integer().notNull(),
  body: text().notNull(),
  /** The device cookie that went with the first answer: sent again, because the first one may have been lost. */
  cookie: text(),
  expiresAt: integer().notNull(),
});
