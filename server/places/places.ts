import * as z from 'zod';
import type {Db} from '../base/database.ts';
import {all, insert, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {type RefusalCode, refuse} from '../base/refusal.ts';
import {seal} from '../base/row-sum.ts';
import {listQuery} from '../base/schema.ts';
import {placesChanged} from './directory.ts';
import {indexReach} from './doctor-reach-rows.ts';
import * as shape from './schema.ts';
import {placesSealed} from './sealed-rows.ts';

export interface Shown {
  id: string;
  version: number;
}

/** One kind of place as administrators keep it: what it takes, how it is stored, what still needs it. */
export interface Place {
  path: string;
  missing: RefusalCode;
  inUse: RefusalCode;
  refuses: readonly RefusalCode[];
  body: z.ZodType;
  patch: z.ZodType;
  view: z.ZodType;
  query?: z.ZodType;
  list(db: Db, after: number, limit: number, query: Record<string, unknown>): Shown[];
  count(db: Db, query: Record<string, unknown>): number;
  shown(row: Shown, isAdmin: boolean): unknown;
  add(tx: Tx, body: Record<string, unknown>): Shown;
  change(tx: Tx, id: number, patch: Record<string, unknown>): Shown;
  remove(tx: Tx, id: number): void;
}

interface Kind {
  path: string;
  table: keyof typeof placesSealed;
  word: string;
  codes: {missing: RefusalCode; inUse: RefusalCode; others?: RefusalCode[]};
  body: z.ZodType;
  patch: z.ZodType;
  view: z.ZodType;
  query?: z.ZodType;
  /** Where a list narrows: SQL and its values. */
  filter?(query: Record<string, unknown>): {where: string; values: unknown[]};
  /** API field → column value. Fields that are not columns (links) are left to `after`. */
  columns: Record<string, {column: string; store(value: unknown, tx: Tx): unknown}>;
  show(db: Db, row: Record<string, unknown>): Shown;
  /** Links to other rows, after the row is stored. */
  after?(tx: Tx, id: number, body: Record<string, unknown>): void;
  check?(tx: Tx, id: number | null, body: Record<string, unknown>): void;
  /** Queries with one value, the id: any row means that it is still needed. */
  usedBy: readonly string[];
  /** Links that go with it. */
  links?: readonly string[];
  hideFromOthers?: readonly string[];
}

function placeOf(kind: Kind): Place {
  const read = (db: Db, id: number) => one<Record<string, unknown>>(db, `select * from ${kind.table} where id = ?`, id);
  const save = (tx: Tx, body: Record<string, unknown>) =>
    Object.entries(kind.columns).flatMap(([field, {column, store}]) =>
      body[field] === undefined ? [] : [{column, value: store(body[field], tx)}],
    );
  return {
    path: kind.path,
    missing: kind.codes.missing,
    inUse: kind.codes.inUse,
    refuses: kind.codes.others ?? [],
    body: kind.body,
    patch: kind.patch,
    view: kind.view,
    ...(kind.query ? {query: kind.query} : {}),
    list(db, after, limit, query) {
      const {where, values} = kind.filter?.(query) ?? {where: '1', values: []};
      return all<Record<string, unknown>>(
        db,
        `select * from ${kind.table} where id > ? and ${where} order by id limit ?`,
        after,
        ...values,
        limit,
      ).map((row) => kind.show(db, row));
    },
    count(db, query) {
      const {where, values} = kind.filter?.(query) ?? {where: '1', values: []};
      return one<{count: number}>(db, `select count(*) as count from ${kind.table} where ${where}`, ...values)!.count;
    },
    shown: (row, isAdmin) =>
      isAdmin || !kind.hideFromOthers
        ? row
        : Object.fromEntries(Object.entries(row).filter(([field]) => !kind.hideFromOthers!.includes(field))),
    add(tx, body) {
      kind.check?.(tx, null, body);
      const values = save(tx, body);
      const id = insert(
        tx.db,
        `insert into ${kind.table} (${values.map((one) => one.column).join(', ')}) values (${values.map(() => '?').join(', ')})`,
        ...values.map((one) => one.value),
      );
      seal(tx.db, placesSealed[kind.table], id);
      kind.after?.(tx, id, body);
      changed(tx, `${kind.word}.added`, kind.word, id, Object.keys(body));
      return kind.show(tx.db, read(tx.db, id)!);
    },
    change(tx, id, {version, ...patch}) {
      const before = read(tx.db, id) ?? refuse(kind.codes.missing);
      if (before.version !== version) refuse('version.stale', {version: before.version});
      kind.check?.(tx, id, patch);
      const values = [...save(tx, patch), {column: 'version', value: Number(before.version) + 1}];
      run(
        tx.db,
        `update ${kind.table} set ${values.map((one) => `${one.column} = ?`).join(', ')} where id = ?`,
        ...values.map((one) => one.value),
        id,
      );
      seal(tx.db, placesSealed[kind.table], id);
      kind.after?.(tx, id, patch);
      changed(tx, `${kind.word}.changed`, kind.word, id, Object.keys(patch));
      return kind.show(tx.db, read(tx.db, id)!);
    },
    remove(tx, id) {
      if (!read(tx.db, id)) refuse(kind.codes.missing);
      if (kind.usedBy.some((query) => one(tx.db, query, id))) refuse(kind.codes.inUse);
      for (const link of kind.links ?? []) run(tx.db, link, id);
      run(tx.db, `delete from ${kind.table} where id = ?`, id);
      changed(tx, `${kind.word}.removed`, kind.word, id, []);
    },
  };
}

function changed(tx: Tx, fact: string, word: string, id: number, fields: string[]): void {
  tx.note({kind: fact, subject: `${word}:${id}`, data: {fields}});
  placesChanged(tx);
  // Which lines there are is settled when a stream begins: staff screens begin anew.
  if (fact === 'queue.added' || fact === 'queue.removed' || fields.includes('doctorId')) tx.touch('queues');
}

const same = (value: unknown) => value;
const json = (value: unknown) => JSON.stringify(value);
const flag = (value: unknown) => Number(value);

/** An id in a body must be one of ours; what it names must exist. */
function link(table: string, missing: RefusalCode) {
  return (value: unknown, tx: Tx): number | null => {
    if (value === null) return null;
    const id = /^[1-9]\d{0,14}$/.test(String(value)) ? Number(value) : 0;
    if (!one(tx.db, `select 1 from ${table} where id = ?`, id)) refuse(missing);
    return id;
  };
}

const text = (value: unknown) => (value === null || value === undefined ? null : String(value));

export const departments = placeOf({
  path: 'departments',
  table: 'departments',
  word: 'department',
  codes: {missing: 'department.missing', inUse: 'department.in-use'},
  body: shape.departmentBody,
  patch: shape.departmentPatch,
  view: shape.departmentView,
  columns: {name: {column: 'name', store: same}, code: {column: 'code', store: same}},
  show: (_, row) => ({id: String(row.id), name: row.name, code: row.code, version: Number(row.version)}) as Shown,
  usedBy: [
    'select 1 from doctors where departmentId = ?',
    'select 1 from queues where departmentId = ?',
    'select 1 from service_points where departmentId = ?',
  ],
});

export const servicePoints = placeOf({
  path: 'service-points',
  table: 'service_points',
  word: 'service-point',
  codes: {missing: 'service-point.missing', inUse: 'service-point.in-use', others: ['department.missing']},
  body: shape.servicePointBody,
  patch: shape.servicePointPatch,
  view: shape.servicePointView,
  columns: {
    name: {column: 'name', store: same},
    directions: {column: 'directions', store: same},
    departmentId: {column: 'departmentId', store: link('departments', 'department.missing')},
    capacity: {column: 'capacity', store: same},
  },
  show: (_, row) =>
    ({
      id: String(row.id),
      name: row.name,
      directions: row.directions,
      departmentId: text(row.departmentId),
      capacity: row.capacity,
      version: Number(row.version),
    }) as Shown,
  usedBy: [
    'select 1 from queue_service_points where servicePointId = ?',
    'select 1 from tokens where servicePointId = ? limit 1',
    // Boards name the rooms of the last calls; where a call led to a visit, the token names the room for good.
    'select 1 from calls where servicePointId = ? and id > (select coalesce(max(id), 0) - 5000 from calls) limit 1',
  ],
  links: ['delete from user_service_points where servicePointId = ?'],
});

export const doctors = placeOf({
  path: 'doctors',
  table: 'doctors',
  word: 'doctor',
  codes: {missing: 'doctor.missing', inUse: 'doctor.in-use', others: ['department.missing']},
  body: shape.doctorBody,
  patch: shape.doctorPatch,
  view: shape.doctorView.partial({maxPerDay: true, maxPerWeek: true, version: true}),
  query: listQuery.extend({
    department: z.string().max(40).optional(),
    type: z.string().max(60).optional(),
    region: z.string().max(60).optional(),
    insurance: z.string().max(60).optional(),
  }),
  filter({department, type, region, insurance}) {
    const parts: [string, unknown][] = [];
    if (department !== undefined) parts.push(['departmentId = ?', Number(department) || 0]);
    if (type !== undefined) parts.push(['type = ?', type]);
    if (region !== undefined) parts.push(['id in (select doctorId from doctor_regions where region = ?)', region]);
    if (insurance !== undefined)
      parts.push(['id in (select doctorId from doctor_insurances where insurance = ?)', insurance]);
    return {where: parts.map(([sql]) => sql).join(' and ') || '1', values: parts.map(([, value]) => value)};
  },
  columns: {
    name: {column: 'name', store: same},
    department: {column: 'departmentId', store: link('departments', 'department.missing')},
    specialization: {column: 'specialization', store: same},
    type: {column: 'type', store: same},
    regions: {column: 'regions', store: json},
    insurances: {column: 'insurances', store: json},
    maxPerDay: {column: 'maxPerDay', store: same},
    maxPerWeek: {column: 'maxPerWeek', store: same},
  },
  show: (db, row) =>
    ({
      id: String(row.id),
      name: row.name,
      department: {
        id: String(row.departmentId),
        name: one<{name: string}>(db, 'select name from departments where id = ?', row.departmentId)?.name ?? '',
      },
      specialization: row.specialization,
      type: row.type,
      regions: JSON.parse(String(row.regions)),
      insurances: JSON.parse(String(row.insurances)),
      maxPerDay: row.maxPerDay,
      maxPerWeek: row.maxPerWeek,
      version: Number(row.version),
    }) as Shown,
  after: (tx, id, body) => {
    if (body.regions !== undefined || body.insurances !== undefined) indexReach(tx.db, id);
  },
  usedBy: [
    'select 1 from queues where doctorId = ?',
    'select 1 from users where doctorId = ?',
    'select 1 from bookings where doctorId = ? limit 1',
    'select 1 from waitlist where doctorId = ? limit 1',
  ],
  links: [
    'delete from doctor_regions where doctorId = ?',
    'delete from doctor_insurances where doctorId = ?',
    'delete from schedule_changes where doctorId = ?',
    'delete from schedules where doctorId = ?',
    'delete from slots where doctorId = ?',
  ],
  // Anybody may read who the doctors are; how many they may see is the house's business.
  hideFromOthers: ['maxPerDay', 'maxPerWeek', 'version'],
});

export const queueSetups = placeOf({
  path: 'queues',
  table: 'queues',
  word: 'queue',
  codes: {
    missing: 'queue.missing',
    inUse: 'queue.in-use',
    others: ['department.missing', 'doctor.missing', 'service-point.missing', 'name.taken'],
  },
  body: shape.queueBody,
  patch: shape.queuePatch,
  view: shape.queueSetupView,
  columns: {
    code: {column: 'code', store: same},
    prefix: {column: 'prefix', store: same},
    name: {column: 'name', store: same},
    departmentId: {column: 'departmentId', store: link('departments', 'department.missing')},
    doctorId: {column: 'doctorId', store: link('doctors', 'doctor.missing')},
    dailyCap: {column: 'dailyCap', store: same},
    opensAt: {column: 'opensAt', store: same},
    closesAt: {column: 'closesAt', store: same},
    daysOfWeek: {column: 'daysOfWeek', store: json},
    startsOpen: {column: 'startsOpen', store: flag},
  },
  check(tx, id, body) {
    for (const field of ['code', 'prefix'] as const) {
      if (body[field] === undefined) continue;
      const other = one<{id: number}>(tx.db, `select id from queues where ${field} = ?`, body[field]);
      if (other && other.id !== id) refuse('name.taken', {errors: [{path: field, message: 'is already taken'}]});
    }
    // Numbers that are on paper today keep the letters they were given with.
    if (id !== null && body.prefix !== undefined && one(tx.db, givenToday, id, body.prefix)) refuse('queue.in-use');
    if (id === null && Number(one<{count: number}>(tx.db, 'select count(*) as count from queues')!.count) >= mostQueues)
      refuse('input.invalid', {errors: [{path: '', message: `a site has at most ${mostQueues} queues`}]});
  },
  after(tx, id, body) {
    const points = body.servicePointIds as string[] | undefined;
    if (!points) return;
    run(tx.db, 'delete from queue_service_points where queueId = ?', id);
    for (const point of new Set(points))
      run(
        tx.db,
        'insert into queue_service_points (queueId, servicePointId) values (?, ?)',
        id,
        link('service_points', 'service-point.missing')(point, tx),
      );
  },
  show: (db, row) =>
    ({
      id: String(row.id),
      code: row.code,
      prefix: row.prefix,
      name: row.name,
      departmentId: String(row.departmentId),
      doctorId: text(row.doctorId),
      servicePointIds: all<{servicePointId: number}>(
        db,
        'select servicePointId from queue_service_points where queueId = ? order by servicePointId',
        row.id,
      ).map((point) => String(point.servicePointId)),
      dailyCap: row.dailyCap,
      opensAt: row.opensAt,
      closesAt: row.closesAt,
      daysOfWeek: JSON.parse(String(row.daysOfWeek)),
      startsOpen: row.startsOpen === 1,
      version: Number(row.version),
    }) as Shown,
  usedBy: ['select 1 from tokens where queueId = ? limit 1'],
  links: [
    'delete from queue_service_points where queueId = ?',
    'delete from user_queues where queueId = ?',
    'delete from queue_days where queueId = ?',
  ],
});

const mostQueues = 200;
const givenToday = `select 1 from tokens join service_days on service_days.day = tokens.day and closedAt is null
  join queues on queues.id = tokens.queueId where tokens.queueId = ? and queues.prefix <> ? limit 1`;

export const boards = placeOf({
  path: 'boards',
  table: 'boards',
  word: 'board',
  codes: {missing: 'board.missing', inUse: 'board.in-use', others: ['queue.missing', 'service-point.missing']},
  body: shape.boardBody,
  patch: shape.boardPatch,
  view: shape.boardSetupView,
  columns: {
    name: {column: 'name', store: same},
    queueIds: {
      column: 'queueIds',
      store: (value, tx) => json((value as string[]).map((id) => link('queues', 'queue.missing')(id, tx))),
    },
    servicePointIds: {
      column: 'servicePointIds',
      store: (value, tx) =>
        json((value as string[]).map((id) => link('service_points', 'service-point.missing')(id, tx))),
    },
    layout: {column: 'layout', store: same},
    message: {column: 'message', store: same},
    languages: {column: 'languages', store: json},
    volume: {column: 'volume', store: same},
    speech: {column: 'speech', store: flag},
    quietFrom: {column: 'quietFrom', store: same},
    quietUntil: {column: 'quietUntil', store: same},
    quietDark: {column: 'quietDark', store: flag},
  },
  show: (_, row) =>
    ({
      id: String(row.id),
      name: row.name,
      queueIds: (JSON.parse(String(row.queueIds)) as number[]).map(String),
      servicePointIds: (JSON.parse(String(row.servicePointIds)) as number[]).map(String),
      layout: row.layout,
      message: row.message,
      languages: JSON.parse(String(row.languages)),
      volume: row.volume,
      speech: row.speech === 1,
      quietFrom: row.quietFrom,
      quietUntil: row.quietUntil,
      quietDark: row.quietDark === 1,
      picture: shape.pictureAddress(String(row.id), row.picture as string | null),
      version: Number(row.version),
    }) as Shown,
  usedBy: ['select 1 from displays where boardId = cast(cast(? as integer) as text) and revokedAt is null'],
});
