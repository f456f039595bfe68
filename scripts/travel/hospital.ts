// The server under test, in this process and without a port: the real `openBox` over a real SQLite file. It can be stopped,
// die between or in the middle of writes, find its disk full, and be started again on what the disk then holds.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {systemActor} from '../../server/base/actor.ts';
import {readConfig} from '../../server/base/config.ts';
import type {Db} from '../../server/base/database.ts';
import {openLog} from '../../server/base/log.ts';
import {type OpenBox, openBox} from '../../server/box.ts';
import {ballastBytes} from '../../server/device/ballast.ts';
import {sealOldRows} from '../../server/keeping/sealed.ts';
import {addUser, askForPairing, openSession, pairDisplay} from '../../server/staff/rows.ts';
import type {VirtualTime} from './virtual-time.ts';

export type Who = 'admin' | 'desk' | 'doctor' | 'doctor2' | 'kiosk';

/** A founded hospital with everybody signed in: made once, copied for each morning. */
export interface Template {
  folder: string;
  cookies: Record<Who, string>;
  remove(): void;
}

export interface Reply {
  status: number;
  body: Record<string, unknown>;
  cookie: string | null;
}

export interface Hospital {
  readonly open: OpenBox;
  readonly db: Db;
  /** Counts the processes: what one of them began, the next knows nothing of. */
  readonly life: number;
  readonly up: boolean;
  /** The database's own file, at this moment. */
  readonly file: string;
  ask(
    method: string,
    where: string,
    ask: {who: Who | null; device?: string | null; key?: string; body?: unknown},
  ): Promise<Reply>;
  start(): Promise<void>;
  /** As SIGTERM does it. */
  stop(): Promise<void>;
  /** Keeps what the disk holds at this very instant; the process may run on, nobody will ever hear of it. */
  die(): void;
  /** Bury it: call when nothing of the old process is on the stack any more. */
  bury(): Promise<void>;
  readonly dying: boolean;
  fillDisk(full: boolean): void;
  end(): void;
}

/** Memory where there is any: durability against power is F2's question, this one is about logic. */
const roof = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();
const started = Date.UTC(2026, 10, 23, 3, 30);
export const morningStart = started;

export async function makeTemplate(): Promise<Template> {
  const folder = fs.mkdtempSync(path.join(roof, 'baari-travel-'));
  const clock = {now: () => started, steady: () => 0};
  const open = await openBox({...partsOf(folder), clock});
  const cookies = await open.door.write(systemActor, (tx) => {
    const hash = tx.db.prepare('select passwordHash from users limit 1').pluck().get() as string;
    const queue = (code: string) => tx.db.prepare('select id from queues where code = ?').pluck().get(code) as number;
    addUser(tx, {
      username: 'doctor2',
      name: 'Dr. Two',
      role: 'doctor',
      passwordHash: hash,
      queueIds: [queue('PED'), queue('ORT')],
    });
    // A room that two lines share, and a counter that takes two at once.
    const room = tx.db.prepare("select id from service_points where name = 'Room 3'").pluck().get() as number;
    tx.db.prepare('insert into queue_service_points (queueId, servicePointId) values (?, ?)').run(queue('ORT'), room);
    tx.db.prepare("update service_points set capacity = 2 where name = 'Counter 2'").run();
    tx.db.prepare("update queues set dailyCap = 14 where code = 'PED'").run();
    tx.db.prepare("update queues set startsOpen = 0 where code = 'ORT'").run();
    const user = (name: string) => tx.db.prepare('select id from users where username = ?').pluck().get(name) as number;
    const session = (name: string) => `baari_session=${openSession(tx, user(name)).secret}`;
    const kiosk = askForPairing(tx);
    pairDisplay(tx, kiosk.code, 'all', 'kiosk');
    tx.note({kind: 'demo.founded'});
    const all = {
      admin: session('admin'),
      desk: session('desk'),
      doctor: session('doctor'),
      doctor2: session('doctor2'),
      kiosk: `baari_display=${kiosk.secret}`,
    };
    // Signed in for ever: sessions have their own tests, and here clocks jump by days.
    tx.db.prepare('update sessions set expiresAt = 9000000000000000').run();
    return all;
  });
  // Rows that were changed by hand get their sums anew.
  for (const table of ['service_points', 'queues', 'sessions']) open.db.exec(`update ${table} set sum = null`);
  sealOldRows(open.db);
  open.close();
  return {folder, cookies, remove: () => fs.rmSync(folder, {recursive: true, force: true})};
}

function partsOf(folder: string) {
  return {
    config: readConfig({DEMO: '1', DATA_DIR: folder, LOG_LEVEL: 'silent'}),
    log: openLog('silent'),
    ownAddress: () => 'http://10.0.0.5:8080',
    broken(error: unknown) {
      throw error;
    },
  };
}

export async function openHospital(template: Template, time: VirtualTime): Promise<Hospital> {
  const giveDiskBack = takeDisk();
  const top = fs.mkdtempSync(path.join(roof, 'baari-travel-'));
  let life = 0;
  let folder = path.join(top, 'life-0');
  copyDisk(template.folder, folder);
  let open: OpenBox | null = null;
  let next: string | null = null;

  const hospital: Hospital = {
    get open() {
      return open!;
    },
    get db() {
      return open!.db;
    },
    get file() {
      return path.join(folder, 'baari.db');
    },
    get life() {
      return life;
    },
    get up() {
      return open !== null && next === null;
    },
    get dying() {
      return next !== null;
    },
    async start() {
      open = await time.finished(openBox({...partsOf(folder), clock: time.clock}));
      time.boxClock = open.box.clock;
      // On memory there is nothing to wait for; the pragma is read back at the start, before this.
      open.db.pragma('synchronous = OFF');
      open.db.pragma('busy_timeout = 0');
    },
    async ask(method, where, {who, device, key, body}) {
      const headers: Record<string, string> = {host: '10.0.0.5:8080'};
      const cookie = who ? template.cookies[who] : device;
      if (cookie) headers.cookie = cookie;
      if (method !== 'GET') headers.origin = 'http://10.0.0.5:8080';
      if (key) headers['idempotency-key'] = key;
      const text = body === undefined ? null : JSON.stringify(body);
      if (text !== null)
        Object.assign(headers, {'content-type': 'application/json', 'content-length': String(text.length)});
      const answer = await open!.app.request(where, {method, headers, ...(text === null ? {} : {body: text})});
      const said = await answer.text();
      return {
        status: answer.status,
        body: (said ? JSON.parse(said) : {}) as Record<string, unknown>,
        cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? null,
      };
    },
    async stop() {
      const last = open!;
      open = null;
      last.close();
      time.dropServer();
      await time.settle();
      life++;
    },
    die() {
      if (next !== null) return;
      next = path.join(top, `life-${life + 1}`);
      copyDisk(folder, next);
    },
    async bury() {
      const last = open!;
      const old = folder;
      open = null;
      time.dropServer();
      await time.settle();
      time.dropServer();
      last.close();
      time.dropServer();
      await time.settle();
      life++;
      folder = next!;
      next = null;
      fs.rmSync(old, {recursive: true, force: true});
    },
    fillDisk(full) {
      const pages = open!.db.pragma('page_count', {simple: true}) as number;
      open!.db.pragma(`max_page_count = ${full ? pages : 1_073_741_823}`);
    },
    end() {
      if (open) open.close();
      open = null;
      time.dropServer();
      giveDiskBack();
      fs.rmSync(top, {recursive: true, force: true});
    },
  };
  await hospital.start();
  return hospital;
}

/** What the server asks of the disk beside SQLite would be answered in real time: here it has room, at once. */
function takeDisk(): () => void {
  const {statfs, open} = fs.promises;
  Object.assign(fs.promises, {
    statfs: () => Promise.resolve({bavail: 10_000_000, bsize: 4096}),
    open: () => Promise.reject(new Error('not in the simulation')),
  });
  return () => Object.assign(fs.promises, {statfs, open});
}

/** What a killed process leaves: the file and its log, not the index of the log, which the next one makes anew. */
function copyDisk(from: string, to: string): void {
  fs.mkdirSync(path.join(to, 'keys'), {recursive: true});
  for (const name of ['baari.db', 'baari.db-wal', 'keys/jwt.key', 'keys/metrics.token'])
    if (fs.existsSync(path.join(from, name))) fs.copyFileSync(path.join(from, name), path.join(to, name));
  // Room kept for bad days: as large as the server wants it, and made of nothing.
  fs.writeFileSync(path.join(to, 'ballast'), '');
  fs.truncateSync(path.join(to, 'ballast'), ballastBytes);
}
