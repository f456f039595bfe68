// Holds the server to what it promised: after each step the journal is folded by the model, and the database, the answers,
// the memory beside the database and the screens are held against it.
import {hash} from 'node:crypto';
import type {Db} from '../../server/base/database.ts';
import {verifyFile} from '../../server/keeping/verify.ts';
import {directoryOf} from '../../server/places/directory.ts';
import {lineOf, openDay} from '../../server/queue/line.ts';
import {tokenById} from '../../server/queue/rows.ts';
import {myTokenViewOf, queueEventOf, type Sight, staffTokensOf} from '../../server/queue/views.ts';
import {settingsOf} from '../../server/settings/rows.ts';
import type {Hospital, Reply, Who} from './hospital.ts';
import {type Entry, insist, isActive, Model, type Rules, type Stretch} from './model.ts';
import type {VirtualTime} from './virtual-time.ts';
import type {Screen} from './watchers.ts';

export interface Asked {
  who: Who | null;
  device: string | null;
  method: string;
  where: string;
  key: string | null;
  body: Record<string, unknown> | undefined;
  /** The disk was full, or filled, while it was asked. */
  mayFail: boolean;
  /** Asked before, perhaps in vain: the answer may be as old as that. */
  again: boolean;
}

type Row = Record<string, unknown>;
type Statement = {all(...values: unknown[]): unknown[]};

export class Judge {
  readonly model: Model;
  private readonly hospital: Hospital;
  private readonly time: VirtualTime;
  private readonly prefixes = new Map<number, string>();
  /** What was answered to a key, and when by the wall. */
  private readonly answers = new Map<string, {status: number; body: string; at: number}>();
  private readonly acknowledged = new Map<number, {key: string; serial: number; queueId: number; day: string}>();
  private readonly numbers = new Set<string>();
  private readonly doubleClicks = new Map<number, Set<string>>();
  private stretch: Stretch | null = null;
  private lastHash = '';
  private capsMoved = false;
  answered = 0;
  entries = 0;

  constructor(hospital: Hospital, time: VirtualTime) {
    this.hospital = hospital;
    this.time = time;
    const {db} = hospital;
    const queues = new Map<number, {startsOpen: boolean}>();
    for (const row of this.rows('select id, prefix, startsOpen from queues')) {
      queues.set(Number(row.id), {startsOpen: row.startsOpen === 1});
      this.prefixes.set(Number(row.id), String(row.prefix));
    }
    const rooms = this.rows('select id, capacity from service_points');
    const settings = settingsOf(db);
    const rules: Rules = {
      weights: [settings.weightReturning, settings.weightPriority, settings.weightBooked, settings.weightWalkIn],
      restoreAfterCalls: settings.restoreAfterCalls,
      undoSeconds: settings.undoSeconds,
      stepAsidesPerToken: settings.stepAsidesPerToken,
      carries: settings.dayCloseCarries,
    };
    this.model = new Model(queues, new Map(rooms.map((row) => [Number(row.id), Number(row.capacity)])), rules);
    this.model.capOf = (queueId) => (this.capsMoved ? null : this.capOf(queueId));
    this.model.heldByOwner = (tokenId) => this.heldByOwner(tokenId);
    this.fold();
  }

  /** Reads what the journal says since; true when there was something. */
  fold(): Stretch {
    const entries = this.rows(
      'select journal.*, remarks.words from journal left join remarks on remarks.seq = journal.seq where journal.seq > ? order by journal.seq',
      this.model.seq,
    ) as unknown as (Entry & {hash: Buffer})[];
    this.capsMoved = entries.some(({kind}) => kind === 'queue.changed' || kind === 'setting.changed');
    this.stretch = this.model.fold(entries);
    this.entries += entries.length;
    const last = entries.at(-1);
    if (last) this.lastHash = last.hash.toString('hex');
    return this.stretch;
  }

  /** After a death: everything that was ever answered, or seen, still stands. */
  insistKept(): void {
    const row = this.rows('select hash from journal where seq = ?', this.model.seq)[0];
    const same = row !== undefined && (row.hash as Buffer).toString('hex') === this.lastHash;
    insist(
      same,
      'what was acknowledged stands',
      () => `journal entry ${this.model.seq} is ${row ? 'another' : 'gone'}`,
    );
    for (const [id, known] of this.acknowledged) this.insistNumber(id, known);
  }

  private insistNumber(id: number, known: {key: string; serial: number; queueId: number; day: string}): void {
    const row = this.rows('select key, serial, queueId, day from tokens where id = ?', id)[0];
    const stands =
      row &&
      row.key === known.key &&
      row.serial === known.serial &&
      row.queueId === known.queueId &&
      row.day === known.day;
    insist(
      Boolean(stands),
      'a number that you were given is yours',
      () => `token ${id}: ${JSON.stringify(known)} became ${JSON.stringify(row)}`,
    );
  }

  // ---- the database against the model ----

  insistDatabase(): void {
    const {model} = this;
    const days = this.rows('select day, closedAt from service_days order by day desc limit 1')[0];
    insist(
      days?.day === model.day && (days?.closedAt === null) === model.dayOpen,
      'the service day is a stored fact',
      () => `${JSON.stringify(days)}, model ${model.day} ${model.dayOpen}`,
    );
    for (const row of this.rows('select * from tokens where day = ?', model.day)) {
      const token = model.tokens.get(Number(row.id));
      const difference = token
        ? differing(row, {
            state: token.state,
            lane: token.lane,
            laneSeq: token.laneSeq,
            arrivedSeq: token.arrivedSeq,
            dueAtCall: token.due,
            asideUntil: token.aside,
            servicePointId: token.point,
            serial: token.serial,
            queueId: token.queueId,
            withdrawn: Number(token.withdrawn),
            lateCount: token.asides,
            nextTokenId: token.next,
          })
        : 'is not in the journal';
      insist(difference === null, 'the rows say what the journal says', () => `token ${row.id} ${difference}`);
    }
    for (const row of this.rows('select * from queue_days where day = ?', model.day)) {
      const queue = model.queue(Number(row.queueId));
      const difference = differing(row, {
        lastSerial: queue.lastSerial,
        calls: queue.calls,
        wheel: JSON.stringify(queue.wheel),
        state: queue.state,
      });
      insist(difference === null, 'the rows say what the journal says', () => `queue ${row.queueId} ${difference}`);
    }
    for (const row of this.rows(
      'select queueId, count(*) as count, min(serial) as least, max(serial) as most from tokens where day = ? group by queueId',
      model.day,
    ))
      insist(row.least === 1 && row.most === row.count, 'numbers are 1, 2, 3 …', () => JSON.stringify(row));
  }

  /** What is kept in memory gives what a fresh read of the file gives, as far as anybody can see it. */
  insistMemory(): void {
    const {db} = this.hospital;
    // Another object, the same connection: nothing is cached for it yet.
    const fresh = Object.create(db) as Db;
    const now = this.time.boxNow();
    const kept: Sight = {db, now, siteAddress: ''};
    const read: Sight = {db: fresh, now, siteAddress: ''};
    const promise = 'memory is what a fresh read gives';
    const same = (what: string, a: unknown, b: unknown) => {
      const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
      insist(left === right, promise, () => `${what}: ${firstDifference(left, right)}`);
    };
    same('the day', openDay(db), openDay(fresh));
    same('settings', settingsOf(db), settingsOf(fresh));
    const day = this.model.day;
    if (day === null || this.nearBoundary(now)) return;
    for (const [queueId, queue] of directoryOf(db).queues) {
      same(
        `queue ${queueId}`,
        queueEventOf(kept, queue, 0),
        queueEventOf(read, directoryOf(fresh).queues.get(queueId)!, 0),
      );
      same(`desk ${queueId}`, staffTokensOf(kept, queueId, null, 1000), staffTokensOf(read, queueId, null, 1000));
      const [mine, its] = [lineOf(db, queueId, day), lineOf(fresh, queueId, day)];
      same(`cap of ${queueId}`, mine.taken, its.taken);
      same(`calls of ${queueId}`, [...mine.lastCallAt].sort(), [...its.lastCallAt].sort());
      same(`tokens of ${queueId}`, sorted(mine.tokens.values()), sorted(its.tokens.values()));
      for (const {id} of this.model.inLine(queueId))
        same(`token ${id}`, myTokenViewOf(kept, tokenById(db, id)!), myTokenViewOf(read, tokenById(fresh, id)!));
    }
  }

  /** Orders are kept for a second, and so may be that much older than somebody's five minutes. */
  private nearBoundary(now: number): boolean {
    for (const {aside} of this.model.tokens.values()) if (aside !== null && Math.abs(aside - now) <= 1100) return true;
    return false;
  }

  /** What `npm run verify` says of the file. */
  insistVerified(): void {
    const verdict = verifyFile(this.hospital.file);
    insist(verdict.state === 'clean', 'verify finds nothing', () => JSON.stringify(verdict));
  }

  insistChain(): void {
    let previous = '0'.repeat(64);
    for (const row of this.rows('select * from journal order by seq')) {
      const names: (keyof Row)[] = [
        'seq',
        'at',
        'kind',
        'actorKind',
        'actorId',
        'device',
        'queueId',
        'tokenId',
        'visitId',
        'subject',
        'data',
      ];
      const digest = hash('sha256', JSON.stringify([previous, ...names.map((name) => row[name])]), 'hex');
      insist(digest === (row.hash as Buffer).toString('hex'), 'the journal is one chain', () => `entry ${row.seq}`);
      previous = digest;
    }
  }

  // ---- answers ----

  /** An answer as it leaves the server: nothing has happened since. */
  answer(asked: Asked, reply: Reply): void {
    this.answered++;
    const {status, body} = reply;
    const code = body.code as string | undefined;
    insist(
      status < 500 || (status === 503 && asked.mayFail),
      'no fault but the named one',
      () => `${asked.method} ${asked.where}: ${status} ${code}`,
    );
    if (asked.method === 'GET') {
      this.read(asked, reply);
      return;
    }
    if (this.repeated(asked, reply)) return;
    if (status >= 400) {
      this.refusal(asked, body);
      return;
    }
    if (/\/tokens$/.test(asked.where)) this.joined(asked, body);
    else if (/\/(call-next|transfer)$|^\/api\/tokens\//.test(asked.where)) this.deed(asked, body.token as Row);
    else if (/^\/api\/my\//.test(asked.where)) this.deed(asked, body);
  }

  private repeated({who, method, where, key}: Asked, {status, body}: Reply): boolean {
    if (key === null || status >= 500 || status === 429 || body.code === 'idempotency.mismatch') return false;
    const scope = `${who === 'kiosk' ? null : who}\n${method}\n${where}\n${key}`;
    const now = this.time.boxNow();
    const known = this.answers.get(scope);
    const text = JSON.stringify(body);
    if (known && Math.abs(now - known.at) < 20 * 3600_000) {
      insist(
        known.status === status && known.body === text,
        'the same key gives the same answer',
        () => `${where}: ${known.status} ${known.body.slice(0, 200)} became ${status} ${text.slice(0, 200)}`,
      );
      return true;
    }
    this.answers.set(scope, {status, body: text, at: now});
    return false;
  }

  private joined(asked: Asked, body: Row): void {
    const id = Number(body.id);
    const token = this.model.tokens.get(id);
    insist(
      token !== undefined,
      'what was acknowledged stands',
      () => `token ${id} was given and is not in the journal`,
    );
    const number = `${body.serviceDay} ${body.number}`;
    insist(!this.numbers.has(number), 'no number is given twice', () => number);
    this.numbers.add(number);
    const shown = `${this.prefixes.get(token.queueId)}-${String(token.serial).padStart(3, '0')}`;
    insist(
      body.number === shown && body.serial === token.serial,
      'the number is the one in the journal',
      () => `${body.number}, ${shown}`,
    );
    insist(body.state === 'waiting' && body.ahead === Number(body.position) - 1, 'ahead is position − 1', () =>
      JSON.stringify(body),
    );
    const place = this.stretch!.places.get(id);
    insist(
      place === undefined || place === body.position || this.nearBoundary(this.time.boxNow()),
      'positions come from the one order',
      () => `token ${id} was told ${body.position}, is ${place} (${asked.where})`,
    );
    this.acknowledged.set(id, {key: String(body.key), serial: token.serial, queueId: token.queueId, day: token.day});
  }

  private deed(asked: Asked, body: Row): void {
    const id = Number(body.id);
    const token = this.model.tokens.get(id);
    insist(token !== undefined, 'what was acknowledged stands', () => `${asked.where} was answered with ${id}`);
    const states = (asked.again ? this.model.history : this.stretch!.states).get(id) ?? new Set([token.state]);
    insist(
      states.has(String(body.state)),
      'answers say what is',
      () => `${asked.where}: ${body.state}, was ${[...states]}`,
    );
    const completed = asked.body?.completeTokenId;
    if (asked.where.endsWith('/call-next') && completed !== undefined) this.doubleClick(Number(completed), asked.key);
  }

  /** However often somebody clicks, the person named is completed once, and nobody else by that. */
  private doubleClick(id: number, key: string | null): void {
    const keys = this.doubleClicks.get(id) ?? new Set();
    this.doubleClicks.set(id, keys.add(key ?? String(keys.size)));
    const done = this.completions(id);
    insist(
      keys.size <= done,
      'a double click completes once',
      () => `token ${id}: ${keys.size} answers, ${done} completions`,
    );
  }

  private completions(id: number): number {
    return Number(
      this.rows("select count(*) as count from journal where tokenId = ? and kind = 'token.completed'", id)[0]!.count,
    );
  }

  private refusal(asked: Asked, body: Row): void {
    const queueId = Number(/\/queues\/(\d+)\//.exec(asked.where)?.[1]);
    const {leastWaiting, queueStates, mostTaken, dayWasClosed} = this.stretch!;
    const states = queueStates.get(queueId) ?? new Set();
    const why = () => `${asked.where} was refused: ${body.code}; ${[...states]}, least ${leastWaiting.get(queueId)}`;
    const promise = 'a refusal is true';
    if (asked.mayFail || asked.again) return;
    if (body.code === 'queue.empty') insist(leastWaiting.get(queueId) === 0, promise, why);
    if (body.code === 'queue.paused') insist(states.has('paused'), promise, why);
    if (body.code === 'queue.closed' && queueId) insist(states.has('closed') || dayWasClosed, promise, why);
    if (body.code === 'queue.full' && !this.capsMoved)
      insist((mostTaken.get(queueId) ?? 0) >= (this.capOf(queueId) ?? Infinity), promise, why);
    const id = Number(/\/tokens\/(\d+)\//.exec(asked.where)?.[1]);
    const token = this.model.tokens.get(id);
    if (body.code === 'token.state' && token && body.state !== undefined && !/transfer|undo/.test(asked.where)) {
      const had = this.stretch!.states.get(id) ?? new Set([token.state]);
      insist(
        had.has(String(body.state)) || token.state === body.state,
        'a refusal says the present state',
        () => `${asked.where}: ${body.state}, is ${token.state}`,
      );
    }
  }

  // ---- reads ----

  private read(asked: Asked, {status, body}: Reply): void {
    if (status !== 200) return;
    const now = this.time.boxNow();
    if (this.nearBoundary(now)) return;
    const list = /^\/api\/queues\/(\d+)\/tokens/.exec(asked.where);
    if (list) this.insistList(Number(list[1]), body.items as Row[], now, asked.where);
    if (asked.where.startsWith('/api/my/')) {
      const token = this.model.tokens.get(Number(body.id))!;
      const at = this.model.order(token.queueId, now).findIndex(({id}) => id === token.id);
      const position = token.day === this.model.day && at >= 0 ? at + 1 : null;
      insist(
        body.state === token.state && body.position === position,
        'a page tells the truth',
        () => `token ${token.id}: ${body.state} ${body.position}, is ${token.state} ${position}`,
      );
    }
    if (asked.where === '/api/queues') for (const item of body.items as Row[]) this.insistQueue(item, now, false);
  }

  private insistList(queueId: number, items: Row[], now: number, where: string): void {
    const order = this.model.order(queueId, now);
    const waiting = items.filter(({state}) => state === 'waiting');
    const shown = waiting.map(({id, position, ahead}) => `${id}:${position}:${ahead}`).join(' ');
    const wanted = order.map(({id}, index) => `${id}:${index + 1}:${index}`).join(' ');
    insist(shown === wanted, 'positions come from the one order', () => `${where}: ${shown} instead of ${wanted}`);
    const others = items.filter(({state}) => state !== 'waiting').map(({id, state}) => `${id} ${state}`);
    for (const one of others) {
      const [id, state] = one.split(' ');
      insist(this.model.tokens.get(Number(id))?.state === state, 'a desk tells the truth', () => `${where}: ${one}`);
    }
    const active = this.model.inLine(queueId).filter(({state}) => state !== 'waiting').length;
    const seen = others.filter((one) => isActive(one.split(' ')[1] as never)).length;
    insist(active === seen, 'a desk shows everybody', () => `${where}: ${seen} of ${active}`);
  }

  private insistQueue(item: Row, now: number, withOrder: boolean): void {
    const queueId = Number(item.id);
    const {model} = this;
    const queue = model.queue(queueId);
    const prefix = this.prefixes.get(queueId)!;
    const number = (serial: number) => `${prefix}-${String(serial).padStart(3, '0')}`;
    const order = model.order(queueId, now);
    const serving = model.inLine(queueId).filter(({state}) => state === 'called' || state === 'serving');
    const wanted: Row = {
      // Once the day is over nobody can join, whatever its lines were told while it lasted.
      state: model.dayOpen ? queue.state : 'closed',
      waiting: order.length,
      nowServing: serving.map((one) => `${number(one.serial)} ${one.state} ${one.point}`).sort(),
      ...(withOrder ? {order: order.map(({serial}) => number(serial))} : {}),
    };
    const shown: Row = {
      ...item,
      nowServing: (item.nowServing as Row[])
        .map((one) => `${one.number} ${one.state} ${(one.servicePoint as Row).id}`)
        .sort(),
    };
    for (const [name, value] of Object.entries(wanted))
      insist(
        JSON.stringify(shown[name]) === JSON.stringify(value),
        'screens tell the truth',
        () => `queue ${queueId} ${name}: ${JSON.stringify(shown[name])}, is ${JSON.stringify(value)}`,
      );
  }

  // ---- screens ----

  /** The network is quiet: whoever is connected shows the present. */
  insistScreens(screens: readonly Screen[]): void {
    const now = this.time.boxNow();
    if (this.nearBoundary(now)) return;
    for (const screen of screens) {
      if (!screen.connected) continue;
      for (const topic of screen.topics) {
        const shown = screen.shows.get(topic);
        insist(shown !== undefined, 'screens tell the truth', () => `${topic} shows nothing`);
        const [kind, id] = topic.split(':');
        if (kind === 'queue') this.insistQueue(shown.data, now, true);
        if (kind === 'desk') {
          this.insistQueue(shown.data.queue as Row, now, true);
          this.insistList(Number(id), shown.data.tokens as Row[], now, topic);
        }
        if (kind === 'token') this.insistOwn(Number(id), shown.data);
        if (kind === 'board') this.insistBoard(shown.data, screen);
      }
    }
  }

  private insistOwn(id: number, shown: Row): void {
    const token = this.model.tokens.get(id)!;
    const place = token.state === 'called' || token.state === 'serving' ? token.point : null;
    const seen = shown.servicePoint === null ? null : Number((shown.servicePoint as Row).id);
    insist(
      shown.state === token.state && shown.lane === token.lane && seen === place,
      'screens tell the truth',
      () => `token ${id} shows ${shown.state} ${shown.lane} ${seen}, is ${token.state} ${token.lane} ${place}`,
    );
  }

  private insistBoard(shown: Row, screen: Screen): void {
    const calls = this.rows(
      'select id from calls where day = ? and undone = 0 order by id desc limit 20',
      this.model.day,
    ).map((row) => String(row.id));
    const listed = (shown.calls as Row[]).map((call) => String(call.id));
    insist(listed.join() === calls.join(), 'every call reaches the board once', () => `${listed} instead of ${calls}`);
    for (const id of calls)
      insist(screen.spoken.has(id), 'every call reaches the board once', () => `call ${id} was never spoken`);
    for (const item of shown.queues as Row[]) this.insistQueue(item, this.time.boxNow(), false);
  }

  // ---- own reading ----

  private capOf(queueId: number): number | null {
    return this.rows('select dailyCap from queues where id = ?', queueId)[0]?.dailyCap as number | null;
  }

  /** How many tokens whoever took this one held just before, by the model's states. */
  private heldByOwner(tokenId: number): {device: number; phone: number; limit: number} | null {
    if (this.capsMoved) return null;
    const own = this.rows(
      'select tokens.deviceId, visits.phone, tokens.day from tokens join visits on visits.id = tokens.visitId where tokens.id = ?',
      tokenId,
    )[0]!;
    const count = (text: string, value: unknown) =>
      value === null
        ? 0
        : this.rows(text, value, own.day, tokenId).filter(({id}) =>
            isActive(this.model.tokens.get(Number(id))?.state ?? 'done'),
          ).length;
    return {
      device: count('select id from tokens where deviceId = ? and day = ? and id < ?', own.deviceId),
      phone: count(
        'select tokens.id from tokens join visits on visits.id = tokens.visitId where visits.phone = ? and tokens.day = ? and tokens.id < ?',
        own.phone,
      ),
      limit: settingsOf(this.hospital.db).tokensPerPerson,
    };
  }

  private rows(text: string, ...values: unknown[]): Row[] {
    const {db} = this.hospital;
    const known = statements.get(db) ?? new Map<string, Statement>();
    statements.set(db, known);
    const statement = known.get(text) ?? (db.prepare(text) as Statement);
    known.set(text, statement);
    return statement.all(...values) as Row[];
  }
}

const statements = new WeakMap<Db, Map<string, Statement>>();

function differing(row: Row, wanted: Row): string | null {
  for (const [name, value] of Object.entries(wanted))
    if (row[name] !== value)
      return `has ${name} ${JSON.stringify(row[name])}, the journal says ${JSON.stringify(value)}`;
  return null;
}

function firstDifference(a = '', b = ''): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - 60);
  return `…${a.slice(from, at + 60)}… in memory, …${b.slice(from, at + 60)}… read`;
}

function sorted(tokens: Iterable<{id: number}>): unknown[] {
  return (
    [...tokens]
      .sort((a, b) => a.id - b.id)
      // A row's own checksum is the database's business.
      .map((token) => Object.entries({...token, sum: null}).sort(([a], [b]) => (a < b ? -1 : 1)))
  );
}
