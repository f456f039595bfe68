// A demo hospital that has worked for years, made at SQL speed: rows as the real deeds leave them, a journal whose chain holds.
//   node scripts/run.mjs scripts/bench/history-make.ts DIR --tokens 5000000
// The last day is yesterday and still open, as after a night without power: the server's first start closes it and opens today.
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {Temporal} from 'temporal-polyfill';
import {systemActor} from '../../server/base/actor.ts';
import {handClock} from '../../server/base/clock.ts';
import {readConfig} from '../../server/base/config.ts';
import {type Db, openDatabase} from '../../server/base/database.ts';
import {dayOf, instantOf} from '../../server/base/day.ts';
import {openLog} from '../../server/base/log.ts';
import {hashed, newPlacedSecret, newSecret} from '../../server/base/secret.ts';
import {openBox} from '../../server/box.ts';
import {directoryOf, type QueueRow} from '../../server/places/directory.ts';
import {paceSubject} from '../../server/queue/line.ts';
import type {Standing} from '../../server/queue/move-rules.ts';
import type {Pace} from '../../server/queue/rows.ts';
import {foldDuration} from '../../server/queue/wait-rules.ts';
import {settingKinds} from '../../server/settings/rules.ts';
import {addQueue} from '../../server/setup/templates.ts';
import {type Happening, playDay, type Visitor} from './history-day.ts';
import {openPeople} from './history-people.ts';
import {chainInto, inBulk, rowsInto} from './history-rows.ts';

export interface HistoryParts {
  dir: string;
  /** How many numbers were given; 0 makes the same hospital on its first day. */
  tokens: number;
  perDay?: number;
  say?(what: string): void;
}

/** The demo's four lines and these, so that 3 000 a day are about 125 a line. */
const moreQueues = 20;
const zone = settingKinds.timeZone.usual;
const rollOver = settingKinds.rollOverHour.usual;
/** Sessions older than this are forgotten by the server itself. */
const sessionsKeptDays = 30;

export async function makeHistory({dir, tokens, perDay = 3000, say = () => {}}: HistoryParts): Promise<void> {
  const days = daysFor(tokens, perDay);
  await found(dir, days[0]?.day ?? today());
  if (tokens === 0) return;
  const db = openDatabase(path.join(dir, 'baari.db'));
  try {
    const queues = [...directoryOf(db).queues.values()];
    inBulk(db, say, () => fill(db, queues, days, say));
  } finally {
    db.close();
  }
}

interface Day {
  day: string;
  visitors: number;
}

const today = () => dayOf(Date.now(), zone, rollOver);

/** Backwards from yesterday; on Sundays a day is opened and closed and nobody comes. */
function daysFor(tokens: number, perDay: number): Day[] {
  const days: Day[] = [];
  let date = Temporal.PlainDate.from(today());
  for (let left = tokens; left > 0; ) {
    date = date.subtract({days: 1});
    const visitors = date.dayOfWeek === 7 && days.length > 0 ? 0 : Math.min(left, perDay);
    left -= visitors;
    days.unshift({day: date.toString(), visitors});
  }
  return days;
}

/** The real first start, on the first day's morning. */
async function found(dir: string, day: string): Promise<void> {
  if (fs.existsSync(path.join(dir, 'baari.db'))) throw new Error(`${dir} holds a hospital already`);
  fs.mkdirSync(dir, {recursive: true});
  const open = await openBox({
    config: readConfig({DEMO: '1', DATA_DIR: dir, LOG_LEVEL: 'silent'}),
    log: openLog('silent'),
    clock: handClock(Math.min(Date.now(), instantOf(day, '04:00', zone, rollOver))),
    ownAddress: () => 'http://localhost',
    broken(error) {
      throw error;
    },
  });
  await open.door.write(systemActor, (tx) => {
    for (let number = 1; number <= moreQueues; number++)
      addQueue(tx, {
        code: `L${String(number).padStart(2, '0')}`,
        prefix: `L${number}`,
        name: `Clinic ${number}`,
        doctor: `Dr. Number ${number}`,
        rooms: [
          {name: `Clinic ${number}, room 1`, directions: 'Second floor'},
          {name: `Clinic ${number}, room 2`, directions: 'Second floor'},
        ],
        startsOpen: true,
      });
  });
  open.close();
}

/** A visitor once they have a number. */
interface Given extends Visitor {
  id: number;
  visitId: number;
  serial: number;
  source: 'phone' | 'staff';
  deviceId: number | null;
  key: string;
  arrivedSeq: number;
  issuedAt: number;
  standing: Standing;
  /** The standing as the next move's `before`. */
  text: string;
}

type Staff = {id: number; device: string};

function fill(db: Db, queues: readonly QueueRow[], days: readonly Day[], say: (what: string) => void): void {
  const random = seeded(20_261_122);
  const journal = chainInto(db);
  const into = (table: string, columns: string) => rowsInto(db, table, columns.split(' '));
  const tokens = into(
    'tokens',
    'id key queueId day serial visitId source deviceId state lane laneSeq arrivedSeq servicePointId issuedAt calledAt startedAt endedAt reasonSeq',
  );
  const calls = into('calls', 'id queueId day tokenId servicePointId at wheel');
  const moves = into('moves', 'id tokenId seq at kind actorKind actorId servicePointId before after callId');
  const consultations = into(
    'consultations',
    'id tokenId visitId queueId doctorId servicePointId startedAt endedAt durationMs occupiedMs note',
  );
  const queueDays = into('queue_days', 'queueId day state lastSerial calls');
  const serviceDays = into('service_days', 'day openedAt closedAt');
  const sessions = into('sessions', 'id userId secretHash createdAt expiresAt');
  const remarks = into('remarks', 'seq words');
  const people = openPeople(db, random, journal);
  const paces = new Map<string, Pace>();
  const doctors = new Map<number, {count: number; sumMs: number}>();
  const next = {token: 1, call: 1, move: 1, consultation: 1, session: 1};
  const nothing = {actorId: null, device: null, queueId: null, tokenId: null, visitId: null, subject: null, data: null};

  // The first day is open already.
  db.prepare('delete from service_days').run();
  const firstOpenedAt = instantOf(days[0]!.day, '04:00', zone, rollOver);
  days.forEach(({day, visitors}, index) => {
    const openedAt = index === 0 ? firstOpenedAt : instantOf(day, '04:00', zone, rollOver);
    const following = days[index + 1];
    const closedAt = following ? instantOf(following.day, '04:00', zone, rollOver) : null;
    if (index > 0)
      journal.note({
        ...nothing,
        at: openedAt,
        kind: 'day.opened',
        actorKind: 'system',
        subject: `day:${day}`,
        data: '{"again":false}',
      });
    serviceDays.add(day, openedAt, closedAt);
    const staff = signIn(openedAt + 3.5 * 3600_000, days.length - index <= sessionsKeptDays);
    const left = visitors === 0 ? [] : playLines(day, visitors, openedAt + 4 * 3600_000, staff);
    if (closedAt !== null) close(day, closedAt, left);
    for (const token of left) store(day, token);
    if (index % 50 === 0) say(`${day}: ${next.token - 1} numbers, ${journal.seq} entries`);
  });
  people.finish();
  for (const sink of [tokens, calls, moves, consultations, queueDays, serviceDays, sessions, remarks, journal])
    sink.flush();
  const pacesInto = into('paces', 'subject meanLogMs varLogMs count');
  for (const [subject, pace] of paces) pacesInto.add(subject, pace.meanLogMs, pace.varLogMs, pace.count);
  pacesInto.flush();
  for (const [id, {count, sumMs}] of doctors)
    db.prepare('update doctors set consultationCount = ?, consultationSumMs = ? where id = ?').run(count, sumMs, id);

  function signIn(at: number, kept: boolean): Record<1 | 2 | 3, Staff> {
    const one = (userId: number): Staff => {
      const id = next.session++;
      journal.note({
        ...nothing,
        at,
        kind: 'session.opened',
        actorKind: 'staff',
        actorId: userId,
        subject: `user:${userId}`,
        data: `{"session":${id}}`,
      });
      if (kept) sessions.add(id, userId, hashed(newSecret()), at, at + 12 * 3600_000);
      return {id: userId, device: `session:${id}`};
    };
    return {1: one(1), 2: one(2), 3: one(3)};
  }

  /** Plays a day of all lines in the order of time; returns every token, by id, as it stands in the evening. */
  function playLines(day: string, visitors: number, opensAt: number, staff: Record<1 | 2 | 3, Staff>): Given[] {
    const happenings = queues.flatMap((queue, at) =>
      playDay({
        queue: at,
        visitors: Math.floor(visitors / queues.length) + Number(at < visitors % queues.length),
        rooms: queue.servicePoints.length,
        opensAt,
        random,
      }),
    );
    happenings.sort((a, b) => a.at - b.at);
    const counts = queues.map(() => ({serial: 0, calls: 0}));
    const given: Given[] = [];
    for (const happening of happenings) {
      const queue = queues[happening.visitor.queue]!;
      const count = counts[happening.visitor.queue]!;
      if (happening.what === 'issue') given.push(issue(day, queue, ++count.serial, happening, staff));
      else {
        if (happening.what === 'call') count.calls++;
        move(day, queue, happening, queue.id === 1 ? staff[2] : queue.id === 2 ? staff[3] : staff[1], staff[2]);
      }
    }
    queues.forEach((queue, at) => {
      const {serial, calls: called} = counts[at]!;
      if (serial > 0) queueDays.add(queue.id, day, 'open', serial, called);
    });
    return given;
  }

  function issue(
    day: string,
    queue: QueueRow,
    serial: number,
    {at, visitor, overtaken}: Happening,
    staff: Record<1 | 2 | 3, Staff>,
  ): Given {
    const who: Staff | null = visitor.byPhone ? null : staff[2];
    const {deviceId, known} = visitor.byPhone ? people.device(at) : {deviceId: null, known: false};
    const actor = who
      ? {actorKind: 'staff', actorId: who.id, device: who.device}
      : {actorKind: 'patient', actorId: null, device: known ? `device:${deviceId}` : null};
    const visitId = people.visit(day, at, visitor.byPhone, actor);
    const id = next.token++;
    const source = who ? 'staff' : 'phone';
    const lane = visitor.emergency ? 'emergency' : 'walk-in';
    const fact = {at, ...actor, queueId: queue.id, subject: null};
    const data = `{"day":"${day}","serial":${serial},"lane":"${lane}","source":"${source}","from":null${visitor.emergency ? ',"said":true' : ''}}`;
    const seq = journal.note({...fact, kind: 'token.issued', tokenId: id, visitId, data});
    if (visitor.emergency) remarks.add(seq, 'Chest pain');
    if (overtaken.length > 0) {
      const moved = overtaken.map(([other, from, to]) => [(other as Given).id, from, to]);
      journal.note({
        ...fact,
        kind: 'queue.overtaken',
        tokenId: null,
        visitId: null,
        data: JSON.stringify({code: 'emergency', by: id, moved}),
      });
    }
    const standing: Standing = {
      state: 'waiting',
      withdrawn: 0,
      lane,
      laneSeq: seq,
      dueAtCall: null,
      asideUntil: null,
      servicePointId: null,
      calledAt: null,
      startedAt: null,
      endedAt: null,
      hereAt: null,
      hereCount: 0,
      lateCount: 0,
      reasonSeq: visitor.emergency ? seq : null,
      nextTokenId: null,
    };
    return Object.assign(visitor, {
      id,
      visitId,
      serial,
      source,
      deviceId,
      key: newPlacedSecret(seq),
      arrivedSeq: seq,
      issuedAt: at,
      standing,
      text: JSON.stringify(standing),
    } as const);
  }

  function move(day: string, queue: QueueRow, {at, what, visitor, room}: Happening, caller: Staff, desk: Staff): void {
    const token = visitor as Given;
    const pointId = room === null ? null : queue.servicePoints[room]!.id;
    const {standing} = token;
    const by = (who: Staff) => ({actorKind: 'staff', actorId: who.id, device: who.device});
    const mine = {
      actorKind: 'patient',
      actorId: null,
      device: token.deviceId === null ? null : `device:${token.deviceId}`,
    };
    if (what === 'call') {
      const callId = next.call++;
      calls.add(callId, queue.id, day, token.id, pointId, at, '[0,0,0,0]');
      const data = `{"call":${callId},"servicePoint":${pointId},"inTurn":true}`;
      change(
        token,
        'call',
        'token.called',
        at,
        by(caller),
        data,
        {state: 'called', servicePointId: pointId, calledAt: at},
        pointId,
        callId,
      );
    } else if (what === 'start')
      change(token, 'start', 'token.started', at, by(caller), null, {state: 'serving', startedAt: at}, pointId);
    else if (what === 'no-show')
      change(
        token,
        'no-show',
        'token.missed',
        at,
        by(caller),
        null,
        {state: 'no-show', servicePointId: null, endedAt: at},
        pointId,
      );
    else if (what === 'cancel')
      change(
        token,
        'cancel',
        'token.cancelled',
        at,
        token.source === 'phone' ? mine : by(desk),
        null,
        {state: 'cancelled', endedAt: at},
        null,
      );
    else {
      const startedAt = standing.startedAt ?? standing.calledAt!;
      const durationMs = at - startedAt;
      const occupiedMs = at - standing.calledAt!;
      const note = random() < 0.05 ? 'Seen; review after two weeks.' : null;
      consultations.add(
        next.consultation++,
        token.id,
        token.visitId,
        queue.id,
        queue.doctorId,
        pointId,
        startedAt,
        at,
        durationMs,
        occupiedMs,
        note,
      );
      learn(queue, durationMs, occupiedMs);
      const after = {state: 'done', startedAt, endedAt: at} as const;
      change(token, 'complete', 'token.completed', at, by(caller), `{"durationMs":${durationMs}}`, after, pointId);
    }
  }

  function change(
    token: Given,
    kind: string,
    fact: string,
    at: number,
    actor: {actorKind: string; actorId: number | null; device: string | null},
    data: string | null,
    after: Partial<Standing>,
    pointId: number | null,
    callId: number | null = null,
  ): void {
    const queueId = queues[token.queue]!.id;
    const about = {queueId, tokenId: token.id, visitId: token.visitId, subject: null};
    const seq = journal.note({at, kind: fact, ...actor, ...about, data});
    const before = token.text;
    Object.assign(token.standing, after);
    token.text = JSON.stringify(token.standing);
    moves.add(
      next.move++,
      token.id,
      seq,
      at,
      kind,
      actor.actorKind,
      actor.actorId,
      pointId,
      before,
      token.text,
      callId,
    );
  }

  function learn(queue: QueueRow, durationMs: number, occupiedMs: number): void {
    const subject = paceSubject(queue);
    paces.set(subject, foldDuration(paces.get(subject) ?? null, occupiedMs));
    if (queue.doctorId === null) return;
    const {count, sumMs} = doctors.get(queue.doctorId) ?? {count: 0, sumMs: 0};
    doctors.set(queue.doctorId, {count: count + 1, sumMs: sumMs + durationMs});
  }

  /** Who missed the call and never came back; line by line, as the server goes. */
  function close(day: string, at: number, given: readonly Given[]): void {
    const absent = given
      .filter((token) => token.standing.state === 'no-show')
      .sort((a, b) => a.queue - b.queue || a.id - b.id);
    const actor = {actorKind: 'system', actorId: null, device: null};
    const data = '{"from":"no-show","carried":false}';
    for (const token of absent)
      change(token, 'expire', 'token.expired', at, actor, data, {state: 'expired', endedAt: at}, null);
    const closed = {...nothing, at, kind: 'day.closed', actorKind: 'system', subject: `day:${day}`};
    journal.note({...closed, data: `{"left":${absent.length},"carries":false}`});
  }

  function store(day: string, token: Given): void {
    const {standing} = token;
    tokens.add(
      token.id,
      token.key,
      queues[token.queue]!.id,
      day,
      token.serial,
      token.visitId,
      token.source,
      token.deviceId,
      standing.state,
      standing.lane,
      standing.laneSeq,
      token.arrivedSeq,
      standing.servicePointId,
      token.issuedAt,
      standing.calledAt,
      standing.startedAt,
      standing.endedAt,
      standing.reasonSeq,
    );
  }
}

/** The same history every time but for its keys (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [dir, flag, count] = process.argv.slice(2);
  const tokens = Number(count);
  if (!dir || flag !== '--tokens' || !Number.isInteger(tokens) || tokens < 0) {
    console.error('scripts/bench/history-make.ts DIR --tokens 5000000');
    process.exit(2);
  }
  const startedAt = performance.now();
  const say = (what: string) =>
    console.log(
      `${((performance.now() - startedAt) / 1000).toFixed(1)} s  ${what}  (${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB)`,
    );
  await makeHistory({dir, tokens, say});
  say(`${(fs.statSync(path.join(dir, 'baari.db')).size / 2 ** 30).toFixed(2)} GiB in ${dir}`);
}
