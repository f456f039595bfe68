import {type Db, one} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {Refusal, refuse} from '../base/refusal.ts';
import {hashed} from '../base/secret.ts';
import {directoryOf, type QueueRow} from '../places/directory.ts';
import {departments, doctors, type Place, queueSetups, servicePoints} from '../places/places.ts';
import {inFirstRun} from './progress.ts';
import type {Sheet, SheetRow, SheetRowBody} from './schema.ts';

export interface NewSheetRow extends SheetRowBody {
  code?: string;
}

/** Departments, doctors, rooms and queues as one table: a line for each queue. */
export function sheetOf(db: Db): Sheet {
  const rows = [...directoryOf(db).queues.values()].map((queue) => rowOf(db, queue));
  return {version: hashed(JSON.stringify(rows)).slice(0, 16), rows};
}

function rowOf(db: Db, queue: QueueRow): SheetRow {
  const {departments: byId, doctors: people} = directoryOf(db);
  return {
    queueId: String(queue.id),
    code: queue.code,
    department: byId.get(queue.departmentId)?.name ?? '',
    doctor: queue.doctorId === null ? null : (people.get(queue.doctorId)?.name ?? null),
    rooms: queue.servicePoints.map((room) => room.name),
    directions: queue.servicePoints[0]?.directions ?? null,
    prefix: queue.prefix,
    opensAt: queue.opensAt,
    closesAt: queue.closesAt,
  };
}

/**
 * Makes the hospital as the sheet says, all of it or nothing. A name that only one line bears is renamed where it stands; a
 * name that is known already is shared; what no line needs any more goes, unless the record or a person needs it.
 * Answers the lines in the order in which they came. Refuses version.stale, queue.missing, queue.in-use, name.taken.
 */
export function changeSheet(tx: Tx, version: string, rows: readonly SheetRowBody[]): Sheet {
  const before = sheetOf(tx.db);
  if (version !== before.version) refuse('version.stale', {version: before.version});
  insistOwnLetters(rows);
  const known = new Map(before.rows.map((row) => [row.queueId, row]));
  const stay = new Set(rows.flatMap((row) => row.queueId ?? []));
  for (const id of stay) if (!known.has(id)) refuse('queue.missing');
  const leftBehind = linksOf(tx.db, before.rows);
  for (const {queueId} of before.rows) if (!stay.has(queueId)) queueSetups.remove(tx, Number(queueId));
  const changed = rows.filter((row) => row.queueId !== null && differs(row, known.get(row.queueId)!));
  for (const row of freeLettersFirst(tx.db, changed)) changeRow(tx, row, known.get(row.queueId!)!, rows);
  const added = addSheetRows(
    tx,
    rows.filter((row) => row.queueId === null),
  );
  removeUnused(tx, leftBehind);
  const ids = rows.map((row) => row.queueId ?? added.shift()!);
  const after = sheetOf(tx.db);
  const byId = new Map(after.rows.map((row) => [row.queueId, row]));
  return {version: after.version, rows: ids.map((id) => byId.get(id)!)};
}

/** Adds lines; departments, doctors and rooms that are there already by their names are shared. Answers the queues' ids. */
export function addSheetRows(tx: Tx, rows: readonly NewSheetRow[]): string[] {
  return rows.map((row) => {
    const departmentId = departmentFor(tx, row, null, rows);
    const queue = queueSetups.add(tx, {
      code: row.code ?? freeCode(tx.db, row.department),
      prefix: row.prefix,
      name: row.department,
      departmentId,
      doctorId: doctorFor(tx, row, null, departmentId, rows),
      servicePointIds: roomsFor(tx, row, null, departmentId, rows),
      opensAt: row.opensAt,
      closesAt: row.closesAt,
    });
    return queue.id;
  });
}

function insistOwnLetters(rows: readonly SheetRowBody[]): void {
  const seen = new Set<string>();
  const errors = rows.flatMap(({prefix}, at) => {
    if (!seen.has(prefix)) {
      seen.add(prefix);
      return [];
    }
    return [{path: `rows.${at}.prefix`, message: 'is already taken'}];
  });
  if (errors.length > 0) refuse('name.taken', {errors});
}

function differs(row: SheetRowBody, was: SheetRow): boolean {
  const {code: _, ...shown} = was;
  return (Object.keys(shown) as (keyof SheetRowBody)[]).some(
    (key) => JSON.stringify(row[key]) !== JSON.stringify(shown[key]),
  );
}

/** Letters are unique at every moment: who takes free ones goes first. Two lines that swap theirs block each other. */
function* freeLettersFirst(db: Db, rows: readonly SheetRowBody[]): Generator<SheetRowBody> {
  let waiting = [...rows];
  while (waiting.length > 0) {
    const ready = waiting.filter((row) => {
      const holder = one<{id: number}>(db, 'select id from queues where prefix = ?', row.prefix);
      return !holder || String(holder.id) === row.queueId;
    });
    if (ready.length === 0) refuse('name.taken', {errors: [{path: 'prefix', message: 'is already taken'}]});
    yield ready[0]!;
    waiting = waiting.filter((row) => row !== ready[0]);
  }
}

function changeRow(tx: Tx, row: SheetRowBody, was: SheetRow, rows: readonly SheetRowBody[]): void {
  const id = Number(row.queueId);
  const hasGiven = one(tx.db, 'select 1 from tokens where queueId = ? limit 1', id);
  const queue = directoryOf(tx.db).queues.get(id)!;
  const departmentId = departmentFor(tx, row, was, rows);
  const doctorId = doctorFor(tx, row, was, departmentId, rows);
  const renamed = row.department !== was.department && sameName(queue.name, was.department);
  const points = roomsFor(tx, row, was, departmentId, rows);
  const asked: Record<string, unknown> = {
    ...(renamed ? {name: row.department} : {}),
    // Until the first run ends no poster is on a wall: then the letters of the address follow the name.
    ...(renamed && !hasGiven && inFirstRun(tx.db) ? {code: freeCode(tx.db, row.department, id)} : {}),
    departmentId,
    doctorId,
    servicePointIds: points,
    prefix: row.prefix,
    opensAt: row.opensAt,
    closesAt: row.closesAt,
  };
  const present = queueSetups.list(tx.db, id - 1, 1, {})[0] as unknown as Record<string, unknown>;
  const patch = Object.fromEntries(
    Object.entries(asked).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(present[key])),
  );
  if (Object.keys(patch).length > 0) queueSetups.change(tx, id, {version: present.version, ...patch});
}

type Named = {id: number; name: string; version: number};
const sameName = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
const named = <It extends Named>(all: Iterable<It>, name: string) => [...all].find((one) => sameName(one.name, name));
/** Whether another line of the sheet bears this name. */
const wanted = (rows: readonly SheetRowBody[], row: SheetRowBody, bears: (other: SheetRowBody) => boolean) =>
  rows.some((other) => other !== row && bears(other));

function departmentFor(tx: Tx, row: SheetRowBody, was: SheetRow | null, rows: readonly SheetRowBody[]): string {
  const all = directoryOf(tx.db).departments;
  const same = named(all.values(), row.department);
  if (same) return nameIt(tx, departments, same, row.department);
  const old = was && named(all.values(), was.department);
  if (old && !wanted(rows, row, (other) => sameName(other.department, old.name)))
    return nameIt(tx, departments, old, row.department);
  return departments.add(tx, {name: row.department}).id;
}

function doctorFor(
  tx: Tx,
  row: SheetRowBody,
  was: SheetRow | null,
  departmentId: string,
  rows: readonly SheetRowBody[],
): string | null {
  if (row.doctor === null) return null;
  const all = directoryOf(tx.db).doctors;
  const same = named(all.values(), row.doctor);
  const old = was?.doctor ? named(all.values(), was.doctor) : undefined;
  const mine =
    same ??
    (old && !wanted(rows, row, (other) => other.doctor !== null && sameName(other.doctor, old.name)) ? old : undefined);
  if (!mine) return doctors.add(tx, {name: row.doctor, department: departmentId}).id;
  const moved =
    String(mine.departmentId) !== departmentId &&
    !wanted(rows, row, (other) => other.doctor !== null && sameName(other.doctor, row.doctor!));
  return nameIt(tx, doctors, mine, row.doctor, moved ? {department: departmentId} : {});
}

function roomsFor(
  tx: Tx,
  row: SheetRowBody,
  was: SheetRow | null,
  departmentId: string,
  rows: readonly SheetRowBody[],
): string[] {
  const free = (was?.rooms ?? []).filter(
    (name) =>
      !row.rooms.some((kept) => sameName(kept, name)) &&
      !wanted(rows, row, (other) => other.rooms.some((room) => sameName(room, name))),
  );
  const moved = row.directions !== (was?.directions ?? null);
  const ids = row.rooms.map((name) => {
    const all = directoryOf(tx.db).servicePoints;
    const old = named(all.values(), name) ?? (free.length > 0 ? named(all.values(), free.shift()!) : undefined);
    if (!old) return servicePoints.add(tx, {name, directions: row.directions, departmentId}).id;
    const shared = wanted(rows, row, (other) => other.rooms.some((room) => sameName(room, name)));
    return nameIt(tx, servicePoints, old, name, {
      ...(moved ? {directions: row.directions} : {}),
      ...(shared || String(old.departmentId) === departmentId ? {} : {departmentId}),
    });
  });
  return [...new Set(ids)].sort((one, other) => Number(one) - Number(other));
}

/** Gives it this name and these values where they differ; nothing is noted where nothing changes. */
function nameIt(tx: Tx, place: Place, it: Named, name: string, more: Record<string, unknown> = {}): string {
  if (it.name !== name || Object.keys(more).length > 0)
    place.change(tx, it.id, {version: it.version, ...(it.name === name ? {} : {name}), ...more});
  return String(it.id);
}

interface Links {
  points: Set<number>;
  doctorIds: Set<number>;
  departmentIds: Set<number>;
}

function linksOf(db: Db, rows: readonly SheetRow[]): Links {
  const links: Links = {points: new Set(), doctorIds: new Set(), departmentIds: new Set()};
  for (const {queueId} of rows) {
    const queue = directoryOf(db).queues.get(Number(queueId))!;
    links.departmentIds.add(queue.departmentId);
    if (queue.doctorId !== null) links.doctorIds.add(queue.doctorId);
    for (const point of queue.servicePoints) links.points.add(point.id);
  }
  return links;
}

/** What the lines needed and need no more. What the record or a person names is still in use, and stays. */
function removeUnused(tx: Tx, before: Links): void {
  const now = linksOf(tx.db, sheetOf(tx.db).rows);
  const gone = (ids: Set<number>, still: Set<number>) => [...ids].filter((id) => !still.has(id));
  for (const id of gone(before.points, now.points)) removeIfFree(tx, servicePoints, id);
  for (const id of gone(before.doctorIds, now.doctorIds)) removeIfFree(tx, doctors, id);
  for (const id of gone(before.departmentIds, now.departmentIds)) removeIfFree(tx, departments, id);
}

function removeIfFree(tx: Tx, place: Place, id: number): void {
  try {
    place.remove(tx, id);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== place.inUse) throw error;
  }
}

const codeLetters = 3;
/** More than a site has queues. */
const mostTries = 500;

/** Letters for addresses and posters, from the name; a number behind them where they are taken. */
function freeCode(db: Db, name: string, own: number | null = null): string {
  const letters =
    name
      .toUpperCase()
      .replace(/[^A-Z]/g, '')
      .slice(0, codeLetters) || 'Q';
  for (let number = 1; number <= mostTries; number++) {
    const code = number === 1 ? letters : `${letters}${number}`;
    const holder = one<{id: number}>(db, 'select id from queues where code = ?', code);
    if (!holder || holder.id === own) return code;
  }
  refuse('name.taken', {errors: [{path: 'code', message: 'is already taken'}]});
}
