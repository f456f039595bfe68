import {sql} from 'drizzle-orm';
import {index, integer, primaryKey, real, sqliteTable, text, uniqueIndex} from 'drizzle-orm/sqlite-core';
import {queues, servicePoints} from '../places/tables.ts';
import {visits} from '../visits/tables.ts';

export const serviceDays = sqliteTable('service_days', {
  day: text().primaryKey(),
  openedAt: integer().notNull(),
  closedAt: integer(),
  /** See base/row-sum.ts. */
  sum: integer(),
});

/** One line on one service day: its state and the two counters from which numbers and turns come. */
export const queueDays = sqliteTable(
  'queue_days',
  {
    queueId: integer()
      .notNull()
      .references(() => queues.id),
    day: text()
      .notNull()
      .references(() => serviceDays.day),
    state: text({enum: ['open', 'paused', 'not-started', 'closed']}).notNull(),
    /** Staff's word overrules the hours. */
    stateBy: text({enum: ['hours', 'staff']})
      .notNull()
      .default('hours'),
    notice: text(),
    resumesAt: integer(),
    lateMinutes: integer().notNull().default(0),
    lastSerial: integer().notNull().default(0),
    /** Calls so far that day that were not undone; a restored no-show waits for this to reach its `dueAtCall`. */
    calls: integer().notNull().default(0),
    /** The round robin's present weights, as JSON in the order of `wheelLanes`. */
    wheel: text().notNull().default('[0,0,0,0]'),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [primaryKey({columns: [t.queueId, t.day]})],
);

export const tokens = sqliteTable(
  'tokens',
  {
    id: integer().primaryKey({autoIncrement: true}),
    key: text().notNull().unique(),
    queueId: integer()
      .notNull()
      .references(() => queues.id),
    day: text()
      .notNull()
      .references(() => serviceDays.day),
    serial: integer().notNull(),
    visitId: integer()
      .notNull()
      .references(() => visits.id),
    source: text({enum: ['phone', 'staff', 'kiosk']}).notNull(),
    deviceId: integer(),
    state: text({
      enum: ['waiting', 'called', 'serving', 'done', 'cancelled', 'no-show', 'held', 'transferred', 'expired'],
    }).notNull(),
    withdrawn: integer().notNull().default(0),
    lane: text({enum: ['emergency', 'returning', 'priority', 'booked', 'walk-in']}).notNull(),
    /** Journal sequence of the arrival in the present lane; order never depends on the wall clock. */
    laneSeq: integer().notNull(),
    /** Journal sequence of the first arrival: the place among walk-ins. */
    arrivedSeq: integer().notNull(),
    /** Waits for this many calls of the day before it comes (a restored no-show). */
    dueAtCall: integer(),
    asideUntil: integer(),
    slotAt: integer(),
    servicePointId: integer().references(() => servicePoints.id),
    issuedAt: integer().notNull(),
    calledAt: integer(),
    startedAt: integer(),
    endedAt: integer(),
    hereAt: integer(),
    hereCount: integer().notNull().default(0),
    lateCount: integer().notNull().default(0),
    /** Journal sequence whose remark is the reason shown to staff. */
    reasonSeq: integer(),
    fromTokenId: integer(),
    nextTokenId: integer(),
    /** Place in line when the day closed, for those who are carried over into the next. */
    carryPlace: integer(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [
    uniqueIndex('tokens_number').on(t.queueId, t.day, t.serial),
    index('tokens_active')
      .on(t.queueId, t.day)
      .where(sql`state in ('waiting', 'called', 'serving', 'held', 'no-show')`),
    index('tokens_device').on(t.deviceId, t.day).where(sql`deviceId is not null`),
    index('tokens_visit').on(t.visitId),
    index('tokens_carried').on(t.day).where(sql`carryPlace is not null and nextTokenId is null`),
    // All states: a room is removed only when no token ever named it, and SQLite itself asks that of this column.
    index('tokens_point').on(t.servicePointId, t.state).where(sql`servicePointId is not null`),
  ],
);

/** Each announcement: what the boards follow. `wheel` is what this call added to the round robin, so that undoing subtracts it. */
export const calls = sqliteTable(
  'calls',
  {
    id: integer().primaryKey({autoIncrement: true}),
    queueId: integer().notNull(),
    day: text().notNull(),
    tokenId: integer()
      .notNull()
      .references(() => tokens.id),
    servicePointId: integer().notNull(),
    at: integer().notNull(),
    again: integer().notNull().default(0),
    wheel: text(),
    undone: integer().notNull().default(0),
  },
  (t) => [index('calls_token').on(t.tokenId), index('calls_queue').on(t.queueId, t.day)],
);

/** What a move changed, exactly, so that it can be undone exactly. */
export const moves = sqliteTable(
  'moves',
  {
    id: integer().primaryKey({autoIncrement: true}),
    tokenId: integer()
      .notNull()
      .references(() => tokens.id),
    seq: integer().notNull(),
    at: integer().notNull(),
    kind: text().notNull(),
    actorKind: text().notNull(),
    actorId: integer(),
    /** The room or counter that the move was about, for "others' at the same service point". */
    servicePointId: integer(),
    before: text().notNull(),
    after: text().notNull(),
    callId: integer(),
    undone: integer().notNull().default(0),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [index('moves_token').on(t.tokenId)],
);

/** How long one person occupies a room here: what the wait estimate learns from. */
export const paces = sqliteTable('paces', {
  /** `doctor:3` or `queue:2` for a pool. */
  subject: text().primaryKey(),
  meanLogMs: real().notNull(),
  varLogMs: real().notNull(),
  count: integer().notNull(),
  /** See base/row-sum.ts. */
  sum: integer(),
});
