import type {Db} from '../base/database.ts';
import {all} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import type {Language} from '../words/say.ts';
import type {DayOfWeek} from '../words/times.ts';
import type {Layout} from './schema.ts';

export interface Department {
  id: number;
  name: string;
  code: string | null;
  version: number;
}
export interface ServicePoint {
  id: number;
  name: string;
  directions: string | null;
  departmentId: number | null;
  capacity: number;
  version: number;
}
export interface Doctor {
  id: number;
  name: string;
  departmentId: number;
  version: number;
}
export interface QueueRow {
  id: number;
  code: string;
  prefix: string;
  name: string;
  departmentId: number;
  doctorId: number | null;
  dailyCap: number | null;
  opensAt: string | null;
  closesAt: string | null;
  daysOfWeek: DayOfWeek[];
  startsOpen: number;
  version: number;
  servicePoints: ServicePoint[];
}
export interface BoardRow {
  id: string;
  name: string;
  /** Null: every queue. */
  queueIds: number[] | null;
  message: string | null;
  languages: Language[];
  layout: Layout;
  /** Null: calls to every room. */
  servicePointIds: number[] | null;
  volume: number;
  speech: boolean;
  /** Local times of day; null: never. */
  quiet: {from: string; until: string; dark: boolean} | null;
  picture: string | null;
}

/** All of a site's places: at most a few hundred rows, read on every screen, changed a few times a year. */
export interface Directory {
  departments: ReadonlyMap<number, Department>;
  servicePoints: ReadonlyMap<number, ServicePoint>;
  doctors: ReadonlyMap<number, Doctor>;
  queues: ReadonlyMap<number, QueueRow>;
  boards: ReadonlyMap<string, BoardRow>;
}

const cached = new WeakMap<Db, Directory>();

export function directoryOf(db: Db): Directory {
  let directory = cached.get(db);
  if (!directory) {
    directory = readDirectory(db);
    cached.set(db, directory);
  }
  return directory;
}

/** Whoever changes a place calls this in the same transaction. */
export function placesChanged(tx: Tx): void {
  cached.delete(tx.db);
  tx.onRollback(() => cached.delete(tx.db));
  tx.touch('site');
}

function readDirectory(db: Db): Directory {
  const byId = <T extends {id: number}>(rows: T[]) => new Map(rows.map((row) => [row.id, row]));
  const servicePoints = byId(all<ServicePoint>(db, 'select * from service_points'));
  const links = all<{queueId: number; servicePointId: number}>(
    db,
    'select queueId, servicePointId from queue_service_points order by servicePointId',
  );
  const queues = byId(
    all<StoredQueue>(db, 'select * from queues order by id').map((row) => ({
      ...row,
      daysOfWeek: JSON.parse(row.daysOfWeek) as DayOfWeek[],
      servicePoints: links.flatMap((link) =>
        link.queueId === row.id ? (servicePoints.get(link.servicePointId) ?? []) : [],
      ),
    })),
  );
  const boards = new Map(all<StoredBoard>(db, 'select * from boards').map((row) => [String(row.id), boardOf(row)]));
  boards.set('all', everything);
  return {
    departments: byId(all<Department>(db, 'select * from departments')),
    servicePoints,
    doctors: byId(all<Doctor>(db, 'select id, name, departmentId, version from doctors')),
    queues,
    boards,
  };
}

type StoredQueue = Omit<QueueRow, 'servicePoints' | 'daysOfWeek'> & {daysOfWeek: string};

interface StoredBoard {
  id: number;
  name: string;
  queueIds: string;
  message: string | null;
  languages: string;
  layout: Layout;
  servicePointIds: string;
  volume: number;
  speech: number;
  quietFrom: string | null;
  quietUntil: string | null;
  quietDark: number;
  picture: string | null;
}

function boardOf(row: StoredBoard): BoardRow {
  const points = JSON.parse(row.servicePointIds) as number[];
  const {quietFrom: from, quietUntil: until} = row;
  return {
    id: String(row.id),
    name: row.name,
    queueIds: JSON.parse(row.queueIds) as number[],
    message: row.message,
    languages: JSON.parse(row.languages) as Language[],
    layout: row.layout,
    servicePointIds: points.length === 0 ? null : points,
    volume: row.volume,
    speech: row.speech === 1,
    quiet: from === null || until === null || from === until ? null : {from, until, dark: row.quietDark === 1},
    picture: row.picture,
  };
}

/** The board that always exists. */
const everything: BoardRow = {
  id: 'all',
  name: '',
  queueIds: null,
  message: null,
  languages: ['en', 'hi'],
  layout: 'hall',
  servicePointIds: null,
  volume: 80,
  speech: true,
  quiet: null,
  picture: null,
};
