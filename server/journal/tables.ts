import {sql} from 'drizzle-orm';
import {blob, index, integer, sqliteTable, text} from 'drizzle-orm/sqlite-core';

/** Append-only, hash-chained. Ids and codes only: erasing a person touches `remarks` and the people's rows, never this. */
export const journal = sqliteTable(
  'journal',
  {
    seq: integer().primaryKey(),
    at: integer().notNull(),
    kind: text().notNull(),
    actorKind: text().notNull(),
    actorId: integer(),
    device: text(),
    queueId: integer(),
    tokenId: integer(),
    visitId: integer(),
    subject: text(),
    data: text(),
    hash: blob({mode: 'buffer'}).notNull(),
  },
  (t) => [
    index('journal_token').on(t.tokenId).where(sql`tokenId is not null`),
    // By time, because the record of a queue is asked for by days, and of a person by queues and days.
    index('journal_queue').on(t.queueId, t.at).where(sql`queueId is not null`),
    index('journal_actor').on(t.actorId, t.queueId, t.at).where(sql`actorId is not null`),
    index('journal_overtaken').on(t.queueId).where(sql`kind = 'queue.overtaken'`),
    index('journal_subject').on(t.subject).where(sql`subject is not null`),
    index('journal_at').on(t.at),
  ],
);

/** Reasons in words, beside the chain so that they can be erased. */
export const remarks = sqliteTable('remarks', {
  seq: integer()
    .primaryKey()
    .references(() => journal.seq),
  words: text().notNull(),
  /** See base/row-sum.ts. */
  sum: integer(),
});
