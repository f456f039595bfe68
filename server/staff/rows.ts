import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {refuse} from '../base/refusal.ts';
import {insertSealed, type Sealed, seal} from '../base/row-sum.ts';
import {hashed, hashedInPlace, newPlacedSecret, newSecret} from '../base/secret.ts';
import type {Role} from './schema.ts';

export const usersSealed: Sealed = {
  table: 'users',
  key: ['id'],
  parts: ['id', 'username', 'name', 'role', 'passwordHash', 'doctorId', 'disabled', 'version'],
};
export const sessionsSealed: Sealed = {
  table: 'sessions',
  key: ['id'],
  parts: ['id', 'userId', 'secretHash', 'createdAt', 'expiresAt', 'revokedAt'],
};
export const devicesSealed: Sealed = {table: 'devices', key: ['id'], parts: ['id', 'secretHash', 'createdAt']};
export const displaysSealed: Sealed = {
  table: 'displays',
  key: ['id'],
  parts: ['id', 'secretHash', 'code', 'codeExpiresAt', 'kind', 'boardId', 'pairedAt', 'revokedAt', 'createdAt'],
};

export interface User {
  id: number;
  username: string;
  name: string;
  role: Role;
  passwordHash: string;
  doctorId: number | null;
  disabled: number;
  version: number;
  queueIds: number[];
  servicePointIds: number[];
}

type UserRow = Omit<User, 'queueIds' | 'servicePointIds'>;

function whole(db: Db, row: UserRow | undefined): User | undefined {
  if (!row) return undefined;
  const assigned = all<{queueId: number}>(db, 'select queueId from user_queues where userId = ?', row.id);
  // A doctor's own queues are theirs without anybody saying so.
  const own =
    row.doctorId === null ? [] : all<{id: number}>(db, 'select id from queues where doctorId = ?', row.doctorId);
  return {
    ...row,
    queueIds: [...new Set([...assigned.map((link) => link.queueId), ...own.map((queue) => queue.id)])],
    servicePointIds: all<{servicePointId: number}>(
      db,
      'select servicePointId from user_service_points where userId = ?',
      row.id,
    ).map((link) => link.servicePointId),
  };
}

export function userById(db: Db, id: number): User | undefined {
  return whole(db, one<UserRow>(db, 'select * from users where id = ?', id));
}

export function userByName(db: Db, username: string): User | undefined {
  return whole(db, one<UserRow>(db, 'select * from users where username = ?', username.trim().toLowerCase()));
}

export function usersAfter(db: Db, after: number, limit: number): User[] {
  return all<UserRow>(db, 'select * from users where id > ? order by id limit ?', after, limit).map(
    (row) => whole(db, row)!,
  );
}

export function countUsers(db: Db): number {
  return one<{count: number}>(db, 'select count(*) as count from users')!.count;
}

export interface NewUser {
  username: string;
  name: string;
  role: Role;
  passwordHash: string;
  doctorId?: number | null | undefined;
  queueIds?: number[] | undefined;
  servicePointIds?: number[] | undefined;
}

/** Refuses name.taken, and what they are tied to must exist: doctor.missing, queue.missing, service-point.missing. */
export function addUser(tx: Tx, user: NewUser): User {
  insistTies(tx, user);
  if (userByName(tx.db, user.username))
    refuse('name.taken', {errors: [{path: 'username', message: 'is already taken'}]});
  const id = insert(
    tx.db,
    'insert into users (username, name, role, passwordHash, doctorId) values (?, ?, ?, ?, ?)',
    user.username,
    user.name,
    user.role,
    user.passwordHash,
    user.doctorId ?? null,
  );
  seal(tx.db, usersSealed, id);
  assign(tx, id, user);
  tx.note({kind: 'user.added', subject: `user:${id}`, data: {role: user.role}});
  return userById(tx.db, id)!;
}

export interface UserChange extends Partial<NewUser> {
  disabled?: boolean | undefined;
}

/** Refuses user.missing, version.stale, name.taken, user.last-admin. Ends the person's sessions when their rights shrink. */
export function changeUser(tx: Tx, id: number, change: UserChange, version: number): User {
  const before = userById(tx.db, id) ?? refuse('user.missing');
  if (before.version !== version) refuse('version.stale', {version: before.version});
  insistTies(tx, change);
  if (change.username && change.username !== before.username && userByName(tx.db, change.username))
    refuse('name.taken', {errors: [{path: 'username', message: 'is already taken'}]});
  const disabled = change.disabled === undefined ? before.disabled : Number(change.disabled);
  const role = change.role ?? before.role;
  if (before.role === 'admin' && before.disabled === 0 && (role !== 'admin' || disabled === 1))
    insistOtherAdmin(tx, id);
  run(
    tx.db,
    `update users set username = ?, name = ?, role = ?, passwordHash = ?, doctorId = ?, disabled = ?, version = version + 1
     where id = ?`,
    change.username ?? before.username,
    change.name ?? before.name,
    role,
    change.passwordHash ?? before.passwordHash,
    change.doctorId === undefined ? before.doctorId : change.doctorId,
    disabled,
    id,
  );
  seal(tx.db, usersSealed, id);
  assign(tx, id, change);
  if (disabled || change.passwordHash || role !== before.role) revokeSessionsOf(tx, id);
  // Streams that were opened with other queues end; the screen comes back and sees what it may see now.
  else if (change.queueIds || change.doctorId !== undefined)
    for (const session of openSessionsOf(tx.db, id)) tx.touch(`session:${session}`);
  tx.note({
    kind: 'user.changed',
    subject: `user:${id}`,
    data: {fields: Object.keys(change).filter((key) => key !== 'passwordHash'), password: Boolean(change.passwordHash)},
  });
  tx.touch('site');
  return userById(tx.db, id)!;
}

/** Refuses user.missing, user.last-admin; a person who is in the record is switched off, not removed: user.in-use. */
export function removeUser(tx: Tx, id: number): void {
  const user = userById(tx.db, id) ?? refuse('user.missing');
  if (user.role === 'admin' && user.disabled === 0) insistOtherAdmin(tx, id);
  if (one(tx.db, 'select 1 from journal where actorId = ? limit 1', id)) refuse('user.in-use');
  for (const table of ['user_queues', 'user_service_points', 'sessions'])
    run(tx.db, `delete from ${table} where userId = ?`, id);
  run(tx.db, 'delete from users where id = ?', id);
  tx.note({kind: 'user.removed', subject: `user:${id}`});
}

function insistOtherAdmin(tx: Tx, id: number): void {
  const other = one(tx.db, "select 1 from users where role = 'admin' and disabled = 0 and id <> ? limit 1", id);
  if (!other) refuse('user.last-admin');
}

function insistTies(tx: Tx, {doctorId, queueIds, servicePointIds}: Partial<NewUser>): void {
  if (doctorId && !one(tx.db, 'select 1 from doctors where id = ?', doctorId)) refuse('doctor.missing');
  for (const id of queueIds ?? []) if (!one(tx.db, 'select 1 from queues where id = ?', id)) refuse('queue.missing');
  for (const id of servicePointIds ?? [])
    if (!one(tx.db, 'select 1 from service_points where id = ?', id)) refuse('service-point.missing');
}

function assign(tx: Tx, userId: number, to: Pick<UserChange, 'queueIds' | 'servicePointIds'>): void {
  if (to.queueIds) {
    run(tx.db, 'delete from user_queues where userId = ?', userId);
    for (const id of new Set(to.queueIds))
      run(tx.db, 'insert into user_queues (userId, queueId) values (?, ?)', userId, id);
  }
  if (to.servicePointIds) {
    run(tx.db, 'delete from user_service_points where userId = ?', userId);
    for (const id of new Set(to.servicePointIds))
      run(tx.db, 'insert into user_service_points (userId, servicePointId) values (?, ?)', userId, id);
  }
}

// ---- sessions ----

export const sessionMs = 12 * 3600_000;

export interface Session {
  id: number;
  userId: number;
  expiresAt: number;
  revokedAt: number | null;
}

/** A new signed-in session; the secret goes into the cookie and is kept only hashed. */
export function openSession(tx: Tx, userId: number): {id: number; secret: string; expiresAt: number} {
  const secret = newSecret();
  const expiresAt = tx.now + sessionMs;
  const id = insert(
    tx.db,
    'insert into sessions (userId, secretHash, createdAt, expiresAt) values (?, ?, ?, ?)',
    userId,
    hashed(secret),
    tx.now,
    expiresAt,
  );
  seal(tx.db, sessionsSealed, id);
  tx.note({kind: 'session.opened', subject: `user:${userId}`, data: {session: id}});
  return {id, secret, expiresAt};
}

export function sessionBySecret(db: Db, secret: string): Session | undefined {
  return one<Session>(db, 'select id, userId, expiresAt, revokedAt from sessions where secretHash = ?', hashed(secret));
}

export function sessionById(db: Db, id: number): Session | undefined {
  return one<Session>(db, 'select id, userId, expiresAt, revokedAt from sessions where id = ?', id);
}

export interface OpenSession {
  id: number;
  userId: number;
  name: string;
  role: Role;
  createdAt: number;
  expiresAt: number;
}

/** Sessions that still hold, by their number. */
export function openSessionsAfter(db: Db, after: number, now: number, limit: number): OpenSession[] {
  return all<OpenSession>(
    db,
    `select sessions.id, userId, name, role, createdAt, expiresAt from sessions join users on users.id = userId
     where sessions.id > ? and revokedAt is null and expiresAt > ? and disabled = 0 order by sessions.id limit ?`,
    after,
    now,
    limit,
  );
}

export function countOpenSessions(db: Db, now: number): number {
  const text = `select count(*) as count from sessions join users on users.id = userId
     where sessions.id > 0 and revokedAt is null and expiresAt > ? and disabled = 0`;
  return one<{count: number}>(db, text, now)!.count;
}

export function revokeSession(tx: Tx, id: number): void {
  run(tx.db, 'update sessions set revokedAt = ? where id = ? and revokedAt is null', tx.now, id);
  seal(tx.db, sessionsSealed, id);
  tx.note({kind: 'session.ended', data: {session: id}});
  tx.touch(`session:${id}`);
}

function revokeSessionsOf(tx: Tx, userId: number): void {
  for (const id of openSessionsOf(tx.db, userId)) revokeSession(tx, id);
}

function openSessionsOf(db: Db, userId: number): number[] {
  const text = 'select id from sessions where userId = ? and revokedAt is null';
  return all<{id: number}>(db, text, userId).map((row) => row.id);
}

/** Rows of sessions that ended long ago go, a bounded number at a time. */
export function forgetOldSessions(tx: Tx, limit = 1000): void {
  run(
    tx.db,
    // The oldest stand first: no index by time has to be kept.
    `delete from sessions where id in (select id from (select id, expiresAt from sessions order by id limit ?)
       where expiresAt < ?)`,
    limit,
    tx.now - 30 * 24 * 3600_000,
  );
}

// ---- devices ----

export function deviceBySecret(db: Db, secret: string): number | null {
  return one<{id: number}>(db, 'select id from devices where secretHash = ?', hashedInPlace(secret))?.id ?? null;
}

export function addDevice(tx: Tx): {id: number; secret: string} {
  const secret = newPlacedSecret(tx.nextSeq());
  const id = insertSealed(tx.db, devicesSealed, [hashedInPlace(secret), tx.now]);
  return {id, secret};
}

// ---- displays ----

export interface Display {
  id: number;
  code: string | null;
  kind: 'board' | 'kiosk';
  boardId: string | null;
  pairedAt: number | null;
  revokedAt: number | null;
}

export function displayBySecret(db: Db, secret: string): Display | undefined {
  return one<Display>(
    db,
    'select id, code, kind, boardId, pairedAt, revokedAt from displays where secretHash = ? and revokedAt is null',
    hashed(secret),
  );
}

export function displaysAfter(db: Db, after: number, limit: number): Display[] {
  return all<Display>(
    db,
    `select id, code, kind, boardId, pairedAt, revokedAt from displays where pairedAt is not null and revokedAt is null
     and id > ? order by id limit ?`,
    after,
    limit,
  );
}

export function countDisplays(db: Db): number {
  const text = 'select count(*) as count from displays where pairedAt is not null and revokedAt is null';
  return one<{count: number}>(db, text)!.count;
}

const codeMs = 10 * 60_000;
/** No letters or digits that a tired eye mixes up. */
const codeLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
/** The most displays that wait for a code to be typed. */
const mostUnpaired = 200;

/** A display that has no credential yet asks for one: a code on its screen, and a secret that is worth nothing until paired. */
export function askForPairing(tx: Tx): {secret: string; code: string; expiresAt: number} {
  run(tx.db, 'delete from displays where pairedAt is null and codeExpiresAt < ?', tx.now);
  const open = one<{count: number}>(tx.db, 'select count(*) as count from displays where pairedAt is null')!.count;
  if (open >= mostUnpaired) refuse('rate.limited', {retryAfterSeconds: 60});
  const secret = newSecret();
  const code = newCode(tx.db);
  const id = insert(
    tx.db,
    'insert into displays (secretHash, code, codeExpiresAt, createdAt) values (?, ?, ?, ?)',
    hashed(secret),
    code,
    tx.now + codeMs,
    tx.now,
  );
  seal(tx.db, displaysSealed, id);
  return {secret, code, expiresAt: tx.now + codeMs};
}

function newCode(db: Db): string {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(6));
    const code = Array.from(bytes, (byte) => codeLetters[byte % 32]).join('');
    if (!one(db, 'select 1 from displays where code = ?', code)) return code;
  }
}

/** Refuses display.missing. */
export function pairDisplay(tx: Tx, code: string, boardId: string, kind: 'board' | 'kiosk'): Display {
  const found = one<{id: number}>(
    tx.db,
    'select id from displays where code = ? and pairedAt is null and codeExpiresAt >= ?',
    code.trim().toUpperCase(),
    tx.now,
  );
  if (!found) refuse('display.missing');
  run(
    tx.db,
    'update displays set pairedAt = ?, boardId = ?, kind = ?, code = null, codeExpiresAt = null where id = ?',
    tx.now,
    boardId,
    kind,
    found.id,
  );
  seal(tx.db, displaysSealed, found.id);
  tx.note({kind: 'display.paired', subject: `display:${found.id}`, data: {board: boardId, kind}});
  return one<Display>(
    tx.db,
    'select id, code, kind, boardId, pairedAt, revokedAt from displays where id = ?',
    found.id,
  )!;
}

/** Refuses display.missing. */
export function unpairDisplay(tx: Tx, id: number): void {
  if (run(tx.db, 'update displays set revokedAt = ? where id = ? and revokedAt is null', tx.now, id) !== 1)
    refuse('display.missing');
  seal(tx.db, displaysSealed, id);
  tx.note({kind: 'display.unpaired', subject: `display:${id}`});
}
