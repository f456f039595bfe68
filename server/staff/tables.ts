import {index, integer, primaryKey, sqliteTable, text} from 'drizzle-orm/sqlite-core';

export const users = sqliteTable('users', {
  id: integer().primaryKey({autoIncrement: true}),
  username: text().notNull().unique(),
  name: text().notNull(),
  role: text({enum: ['admin', 'desk', 'doctor']}).notNull(),
  passwordHash: text().notNull(),
  doctorId: integer(),
  disabled: integer().notNull().default(0),
  version: integer().notNull().default(1),
  /** See base/row-sum.ts. */
  sum: integer(),
});

export const userQueues = sqliteTable(
  'user_queues',
  {
    userId: integer()
      .notNull()
      .references(() => users.id),
    queueId: integer().notNull(),
  },
  (t) => [primaryKey({columns: [t.userId, t.queueId]})],
);

export const userServicePoints = sqliteTable(
  'user_service_points',
  {
    userId: integer()
      .notNull()
      .references(() => users.id),
    servicePointId: integer().notNull(),
  },
  (t) => [primaryKey({columns: [t.userId, t.servicePointId]})],
);

/** A signed-in browser or program. The cookie's secret is kept hashed; a row that is revoked ends cookie and JWT alike. */
export const sessions = sqliteTable(
  'sessions',
  {
    id: integer().primaryKey({autoIncrement: true}),
    userId: integer()
      .notNull()
      .references(() => users.id),
    secretHash: text().notNull().unique(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    revokedAt: integer(),
    /** See base/row-sum.ts. */
    sum: integer(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** Browsers that took a token: who they are nobody knows, only that it is the same one. */
export const devices = sqliteTable('devices', {
  id: integer().primaryKey({autoIncrement: true}),
  secretHash: text().notNull().unique(),
  createdAt: integer().notNull(),
  /** See base/row-sum.ts. */
  sum: integer(),
});

/** TVs and kiosks: a code on their screen until an administrator pairs them. */
export const displays = sqliteTable('displays', {
  id: integer().primaryKey({autoIncrement: true}),
  secretHash: text().notNull().unique(),
  code: text().unique(),
  codeExpiresAt: integer(),
  kind: text({enum: ['board', 'kiosk']})
    .notNull()
    .default('board'),
  boardId: text(),
  pairedAt: integer(),
  revokedAt: integer(),
  createdAt: integer().notNull(),
  /** See base/row-sum.ts. */
  sum: integer(),
});
