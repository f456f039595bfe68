import {sql} from 'drizzle-orm';
import {index, integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** Answers that were given to requests with an Idempotency-Key, kept for 24 hours. `id` hides user, method, path and key. */
export const answers = sqliteTable(
  'answers',
  {
    n: integer().primaryKey(),
    id: text().notNull(),
    fingerprint: text().notNull(),
    status: integer().notNull(),
    body: text().notNull(),
    /** The device cookie that went with the first answer: sent again, because the first one may have been lost. */
    cookie: text(),
    expiresAt: integer().notNull(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  // A hash as the whole index would put each new answer on a page of its own; see kept-answers.ts.
  (t) => [index('answers_place').on(sql`(n >> 8)`, t.id)],
);
