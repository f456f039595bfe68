// A second opinion. The promises of product.md worked out anew from the journal alone, without a line of the server's code:
// states, numbers, order, wheel, undo, caps. Small and slow on purpose; where it and the server differ, one is wrong.

export type State =
  | 'waiting'
  | 'called'
  | 'serving'
  | 'done'
  | 'cancelled'
  | 'no-show'
  | 'held'
  | 'transferred'
  | 'expired';

export interface Entry {
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  queueId: number | null;
  tokenId: number | null;
  subject: string | null;
  data: string | null;
  words: string | null;
}

/** What a move changes and its undo puts back. */
interface Place {
  state: State;
  lane: string;
  laneSeq: number;
  due: number | null;
  aside: number | null;
  point: number | null;
  next: number | null;
}

interface Move {
  kind: string;
  seq: number;
  at: number;
  before: Place;
  /** What the call added to the wheel; null for other moves. */
  turn: number[] | null;
  isCall: boolean;
  /** Something else happened to the token since: then it may not be undone. */
  stale: boolean;
}

export interface ModelToken extends Place {
  id: number;
  queueId: number;
  day: string;
  serial: number;
  arrivedSeq: number;
  source: string;
  withdrawn: boolean;
  from: number | null;
  moves: Move[];
  asides: number;
  completed: number;
}

export interface ModelQueue {
  queueId: number;
  day: string;
  state: string;
  lastSerial: number;
  calls: number;
  wheel: number[];
  /** Numbers that count against the cap. */
  taken: number;
}

export interface Rules {
  weights: number[];
  restoreAfterCalls: number;
  undoSeconds: number;
  stepAsidesPerToken: number;
  carries: boolean;
}

/** A promise that does not hold: what was promised, and what happened instead. */
export class Broken extends Error {
  readonly promise: string;
  constructor(promise: string, what: string) {
    super(`${promise}: ${what}`);
    this.promise = promise;
  }
}

export function insist(holds: boolean, promise: string, what: () => string): asserts holds {
  if (!holds) throw new Broken(promise, what());
}

const lanesOfWheel = ['returning', 'priority', 'booked', 'walk-in'];
const active: readonly State[] = ['waiting', 'called', 'serving', 'held', 'no-show'];
export const isActive = (state: State) => active.includes(state);

/** fact → the states it may leave, the state it leads to. */
const table: Record<string, {kind: string; from: readonly State[]; to: State | null}> = {
  'token.called': {kind: 'call', from: ['waiting'], to: 'called'},
  'token.started': {kind: 'start', from: ['called'], to: 'serving'},
  'token.completed': {kind: 'complete', from: ['called', 'serving'], to: 'done'},
  'token.missed': {kind: 'no-show', from: ['called'], to: 'no-show'},
  'token.restored': {kind: 'restore', from: ['no-show'], to: 'waiting'},
  'token.held': {kind: 'hold', from: ['waiting', 'called', 'serving'], to: 'held'},
  'token.returned': {kind: 'return', from: ['held'], to: 'waiting'},
  'token.cancelled': {kind: 'cancel', from: ['waiting', 'called', 'held', 'no-show'], to: 'cancelled'},
  'token.transferred': {kind: 'transfer', from: active, to: 'transferred'},
  'token.lane-changed': {kind: 'lane', from: active, to: null},
  'token.stepped-aside': {kind: 'aside', from: ['waiting', 'called'], to: 'waiting'},
  'token.expired': {kind: 'expire', from: active, to: 'expired'},
};

/** The line as everybody may see it, in the order in which it will be called. */
export function orderOf(tokens: Iterable<ModelToken>, queue: ModelQueue, rules: Rules, now: number): ModelToken[] {
  const rest = [...tokens].filter((token) => token.state === 'waiting');
  const wheel = [...queue.wheel];
  const order: ModelToken[] = [];
  for (let calls = queue.calls; rest.length > 0; calls++) {
    const {token} = nextOf(rest, wheel, calls, rules, now);
    rest.splice(rest.indexOf(token), 1);
    order.push(token);
  }
  return order;
}

/** Who is next; turns `wheel` in place when the wheel chose. */
function nextOf(rest: ModelToken[], wheel: number[], calls: number, rules: Rules, now: number): {token: ModelToken} {
  const first = (tokens: ModelToken[], ...by: ((token: ModelToken) => number)[]) =>
    tokens.reduce((best, token) => {
      for (const key of by) if (key(token) !== key(best)) return key(token) < key(best) ? token : best;
      return best;
    });
  const isAside = (token: ModelToken) => token.aside !== null && token.aside > now;
  const here = rest.filter((token) => !isAside(token));
  const emergencies = here.filter((token) => token.lane === 'emergency');
  if (emergencies.length > 0) return {token: first(emergencies, (token) => token.laneSeq)};
  const restored = here.filter((token) => token.due !== null);
  const soonest =
    restored.length > 0
      ? first(
          restored,
          (one) => one.due!,
          (one) => one.laneSeq,
        )
      : null;
  if (soonest && soonest.due! <= calls) return {token: soonest};
  const lanes = lanesOfWheel.map((lane) => here.filter((token) => token.due === null && token.lane === lane));
  let best = -1;
  let sum = 0;
  for (const [lane, people] of lanes.entries()) {
    if (people.length === 0) continue;
    sum += rules.weights[lane]!;
    wheel[lane] = wheel[lane]! + rules.weights[lane]!;
    if (best < 0 || wheel[lane]! > wheel[best]!) best = lane;
  }
  if (best >= 0) {
    wheel[best] = wheel[best]! - sum;
    return {token: first(lanes[best]!, (token) => token.laneSeq)};
  }
  if (soonest) return {token: soonest};
  return {
    token: first(
      rest.filter(isAside),
      (token) => token.aside!,
      (token) => token.laneSeq,
    ),
  };
}

/** What one stretch of the journal did, for judging the answers that came out of it. */
export interface Stretch {
  /** All states that a token had, from before to after. */
  states: Map<number, Set<string>>;
  queueStates: Map<number, Set<string>>;
  leastWaiting: Map<number, number>;
  mostTaken: Map<number, number>;
  dayWasClosed: boolean;
  /** The place that each new token was given. */
  places: Map<number, number>;
  touched: Set<number>;
  entries: number;
}

export class Model {
  seq = 0;
  tokens = new Map<number, ModelToken>();
  queues = new Map<string, ModelQueue>();
  day: string | null = null;
  dayOpen = false;
  rules: Rules;
  /** Known queues and whether their day starts open. */
  readonly queueIds: Map<number, {startsOpen: boolean}>;
  readonly capacity: Map<number, number>;
  capOf: (queueId: number) => number | null = () => null;
  /** Tokens in play of whoever this one belongs to, by device and by phone; the judge knows whose is whose. */
  heldByOwner: (tokenId: number) => {device: number; phone: number; limit: number} | null = () => null;
  private stretch: Stretch = freshStretch();
  private expected: Map<number, {from: number; to: number}> | null = null;
  private expectedFor: {seq: number; queueId: number; kind: string} | null = null;
  private takenFirst: number | null = null;
  private beforeFlood: ModelToken[] | null = null;
  private ending = false;
  private carry: Map<number, number[]> = new Map();
  private carried: Map<number, number> = new Map();

  constructor(queueIds: Model['queueIds'], capacity: Map<number, number>, rules: Rules) {
    this.queueIds = queueIds;
    this.capacity = capacity;
    this.rules = rules;
  }

  queue(queueId: number, day = this.day!): ModelQueue {
    const key = `${queueId}|${day}`;
    let queue = this.queues.get(key);
    if (!queue) {
      const state = this.queueIds.get(queueId)?.startsOpen === false ? 'not-started' : 'open';
      queue = {queueId, day, state, lastSerial: 0, calls: 0, wheel: [0, 0, 0, 0], taken: 0};
      this.queues.set(key, queue);
    }
    return queue;
  }

  inLine(queueId: number): ModelToken[] {
    const line: ModelToken[] = [];
    for (const token of this.tokens.values())
      if (token.queueId === queueId && token.day === this.day && isActive(token.state)) line.push(token);
    return line;
  }

  order(queueId: number, now: number): ModelToken[] {
    if (this.day === null) return [];
    return orderOf(this.inLine(queueId), this.queue(queueId), this.rules, now);
  }

  /** Reads on; throws Broken at the first entry that keeps no promise. */
  fold(entries: readonly Entry[]): Stretch {
    this.stretch = freshStretch();
    for (const queueId of this.queueIds.keys()) this.lookAround(queueId);
    if (!this.dayOpen) this.stretch.dayWasClosed = true;
    for (const entry of entries) this.one(entry);
    this.insistTold();
    this.stretch.entries = entries.length;
    return this.stretch;
  }

  private one(entry: Entry): void {
    insist(entry.seq === this.seq + 1, 'the journal has no gap', () => `${this.seq} is followed by ${entry.seq}`);
    this.seq = entry.seq;
    const data = entry.data === null ? {} : (JSON.parse(entry.data) as Record<string, unknown>);
    if (entry.kind === 'queue.overtaken') {
      this.overtaken(entry, data);
      return;
    }
    const {queueId} = entry;
    // Several whose minutes are over come back together, and what that did to others is said once.
    const together = entry.kind === 'token.came-back' && this.cameBack?.queueId === queueId;
    if (together) this.expected = null;
    else {
      this.insistTold();
      this.cameBack = null;
    }
    const moves = queueId !== null && (table[entry.kind] || /issued|undone|withdrawn|came-back/.test(entry.kind));
    // A day ends for everybody in one commit: nobody stands in a line of which half has ended.
    const ends = entry.kind === 'token.expired';
    insist(!this.ending || ends || entry.kind === 'day.closed', 'a day ends whole', () => `${entry.kind} ${entry.seq}`);
    this.ending = ends;
    const before = moves && !ends && this.dayOpen ? this.order(queueId, entry.at) : null;
    // Those five minutes were over before this entry, and the line was shown without knowing.
    const shownBefore = entry.kind === 'token.came-back' ? this.beforeTheirTime(entry) : before;
    this.apply(entry, data);
    // What a flood's end did to others is said once, after the entry that names it.
    if (entry.kind === 'token.cancelled' && data.flood === true) this.beforeFlood ??= before;
    else if (entry.kind === 'queue.flood-voided') {
      if (this.beforeFlood && this.dayOpen) this.expectTold(entry, this.beforeFlood);
      this.beforeFlood = null;
    } else if (shownBefore && this.dayOpen) this.expectTold(entry, shownBefore);
    if (queueId !== null) this.lookAround(queueId);
    if (queueId !== null) this.stretch.touched.add(queueId);
  }

  private beforeTheirTime(entry: Entry): ModelToken[] {
    if (this.cameBack) return this.cameBack.before;
    const line = this.inLine(entry.queueId!);
    const over = line.flatMap(({aside}) => (aside !== null && aside <= entry.at ? aside : []));
    const before = orderOf(line, this.queue(entry.queueId!), this.rules, Math.min(...over) - 1);
    this.cameBack = {queueId: entry.queueId!, before};
    return before;
  }
  private cameBack: {queueId: number; before: ModelToken[]} | null = null;

  private apply(entry: Entry, data: Record<string, unknown>): void {
    const firstTaken = this.takenFirst;
    this.takenFirst = null;
    if (entry.kind === 'token.issued') {
      this.issued(entry, data);
      return;
    }
    const move = table[entry.kind];
    if (move) {
      this.moved(entry, data, move, firstTaken);
      return;
    }
    const token = entry.tokenId === null ? undefined : this.tokens.get(entry.tokenId);
    switch (entry.kind) {
      case 'move.undone':
        this.undone(entry, data);
        return;
      case 'token.taken-first':
        this.takenFirst = entry.tokenId;
        return;
      case 'token.came-back':
        insist(token!.aside !== null && token!.aside <= entry.at, 'minutes aside are kept', () => `token ${token!.id}`);
        token!.aside = null;
        for (const one of token!.moves) one.stale = true;
        return;
      case 'token.withdrawn':
        insist(
          token!.state === 'waiting',
          'a transfer is undone only while the new token waits',
          () => `token ${token!.id} ${token!.state}`,
        );
        this.set(token!, {state: 'cancelled'});
        token!.withdrawn = true;
        for (const one of token!.moves) one.stale = true;
        return;
      case 'token.called-again':
        insist(
          token!.state === 'called',
          'a recall announces somebody who is called',
          () => `token ${token!.id} ${token!.state}`,
        );
        return;
      case 'queue.opened':
      case 'queue.resumed':
        this.queueState(entry, 'open');
        return;
      case 'queue.paused':
        this.queueState(entry, 'paused');
        return;
      case 'queue.closed':
        this.queueState(entry, 'closed');
        return;
      case 'day.opened':
        insist(!this.dayOpen, 'one service day at a time', () => `${this.day} was open`);
        this.carried = new Map();
        this.day = entry.subject!.slice(4);
        this.dayOpen = true;
        return;
      case 'day.closed':
        insist(this.dayOpen, 'a day closes once', () => String(this.day));
        for (const token of this.tokens.values())
          insist(
            token.day !== this.day || !isActive(token.state),
            'a closed day leaves nobody',
            () => `token ${token.id} is ${token.state}`,
          );
        this.dayOpen = false;
        this.stretch.dayWasClosed = true;
        return;
      case 'setting.changed':
        this.setting(entry.subject!.slice(8), data.to);
        return;
    }
  }

  private issued(entry: Entry, data: Record<string, unknown>): void {
    const queue = this.queue(entry.queueId!);
    const serial = Number(data.serial);
    insist(
      this.dayOpen && data.day === this.day,
      'numbers belong to the open day',
      () => `${data.day} while ${this.day}`,
    );
    insist(
      serial === queue.lastSerial + 1,
      'numbers are 1, 2, 3 …',
      () => `queue ${queue.queueId}: ${serial} after ${queue.lastSerial}`,
    );
    const from = data.from === null ? null : Number(data.from);
    const carriedOn = from !== null && this.tokens.get(from)?.state === 'expired';
    if (from === null) {
      insist(queue.state !== 'closed', 'a closed queue takes no more', () => `queue ${queue.queueId} gave ${serial}`);
      const cap = this.capOf(queue.queueId);
      insist(
        cap === null || queue.taken < cap || data.lane === 'emergency',
        'the daily cap holds',
        () => `queue ${queue.queueId} gave number ${queue.taken + 1} of ${cap}`,
      );
      const held = data.source === 'phone' ? this.heldByOwner(entry.tokenId!) : null;
      insist(
        !held || Math.max(held.device, held.phone) < held.limit,
        'one phone, one family',
        () => `token ${entry.tokenId} is one too many: ${JSON.stringify(held)}`,
      );
    }
    if (carriedOn) this.insistCarried(queue.queueId, from!);
    queue.lastSerial = serial;
    queue.taken++;
    this.tokens.set(entry.tokenId!, {
      id: entry.tokenId!,
      queueId: queue.queueId,
      day: queue.day,
      serial,
      state: 'waiting',
      lane: String(data.lane),
      laneSeq: entry.seq,
      arrivedSeq: entry.seq,
      due: null,
      aside: null,
      point: null,
      next: null,
      source: String(data.source),
      withdrawn: false,
      from,
      moves: [],
      asides: 0,
      completed: 0,
    });
    if (carriedOn) {
      const left = this.tokens.get(from!)!;
      left.next = entry.tokenId;
      for (const one of left.moves) one.stale = true;
    }
    this.see(entry.tokenId!, 'waiting');
    this.stretch.places.set(
      entry.tokenId!,
      this.order(queue.queueId, entry.at).findIndex(({id}) => id === entry.tokenId) + 1,
    );
  }

  /** Carried tokens come first, in the order in which their line stood. */
  private insistCarried(queueId: number, from: number): void {
    const wanted = this.carry.get(queueId) ?? [];
    const at = this.carried.get(queueId) ?? 0;
    insist(
      wanted[at] === from,
      'who is carried over keeps the order',
      () => `queue ${queueId}: ${from} instead of ${wanted[at]}`,
    );
    this.carried.set(queueId, at + 1);
  }

  private moved(
    entry: Entry,
    data: Record<string, unknown>,
    move: (typeof table)[string],
    firstTaken: number | null,
  ): void {
    const token = this.tokens.get(entry.tokenId!);
    insist(token !== undefined, 'facts are about tokens that exist', () => `${entry.kind} of ${entry.tokenId}`);
    insist(
      move.from.includes(token.state),
      'states move only along the table',
      () => `${entry.kind} of token ${token.id} that is ${token.state}`,
    );
    insist(
      this.dayOpen && token.day === this.day,
      'a past day is left alone',
      () => `${entry.kind} of token ${token.id} of ${token.day}`,
    );
    const queue = this.queue(token.queueId);
    const before: Place = placeOf(token);
    const change: Partial<Place> = move.to === null ? {} : {state: move.to};
    let turn: number[] | null = null;
    switch (move.kind) {
      case 'call': {
        if (data.inTurn) turn = this.turn(token, queue, entry.at);
        else
          insist(
            firstTaken === token.id && entry.words !== null,
            'out of turn needs a reason',
            () => `token ${token.id} was called`,
          );
        Object.assign(change, {point: Number(data.servicePoint), due: null, aside: null});
        queue.calls++;
        break;
      }
      case 'restore': {
        const due = queue.calls + this.rules.restoreAfterCalls;
        insist(
          data.dueAtCall === due,
          'a restored no-show comes back after a set number of calls',
          () => `${data.dueAtCall}, not ${due}`,
        );
        change.due = due;
        break;
      }
      case 'return':
        if (token.lane !== 'emergency') Object.assign(change, {lane: 'returning', laneSeq: entry.seq});
        break;
      case 'lane': {
        const lane = String(data.to);
        insist(entry.words !== null, 'a lane changes with a reason', () => `token ${token.id}`);
        change.lane = lane;
        if (lane !== token.lane) change.laneSeq = lane === 'walk-in' ? token.arrivedSeq : entry.seq;
        break;
      }
      case 'aside':
        token.asides++;
        Object.assign(change, {aside: entry.at + Number(data.minutes) * 60_000, point: null});
        break;
      case 'transfer':
        change.next = Number(data.to);
        Object.assign(change, {point: null, due: null, aside: null});
        break;
      case 'complete':
        token.completed++;
        break;
      case 'no-show':
        change.point = null;
        break;
      case 'expire':
        this.expiring(token, entry, data);
        Object.assign(change, {point: null, due: null, aside: null});
        break;
      case 'hold':
      case 'cancel':
        Object.assign(change, {point: null, due: null, aside: null});
    }
    this.set(token, change);
    token.moves.push({
      kind: move.kind,
      seq: entry.seq,
      at: entry.at,
      before,
      turn,
      isCall: move.kind === 'call',
      stale: false,
    });
    if (token.point !== null && (token.state === 'called' || token.state === 'serving')) this.insistRoom(token);
  }

  /** Whoever is called in turn is whom the line said; what the wheel gains by it. */
  private turn(token: ModelToken, queue: ModelQueue, at: number): number[] {
    const rest = this.inLine(queue.queueId).filter(({state}) => state === 'waiting');
    const wheel = [...queue.wheel];
    const {token: first} = nextOf(rest, wheel, queue.calls, this.rules, at);
    insist(
      first.id === token.id,
      'the next in turn is called',
      () => `queue ${queue.queueId} called ${token.serial}, not ${first.serial}`,
    );
    const turn = wheel.map((value, lane) => value - queue.wheel[lane]!);
    queue.wheel = wheel;
    return turn;
  }

  private expiring(token: ModelToken, entry: Entry, data: Record<string, unknown>): void {
    const carried = this.rules.carries && ['waiting', 'called', 'held'].includes(token.state);
    insist(
      data.carried === carried,
      'day close expires or carries, by setting',
      () => `token ${token.id} ${token.state}: ${data.carried}`,
    );
    if (!this.closing || this.closing.queueId !== token.queueId || this.closing.untilSeq < entry.seq) {
      const line = this.inLine(token.queueId);
      const of = (state: State) => line.filter((one) => one.state === state).sort((a, b) => a.id - b.id);
      this.closing = {queueId: token.queueId, untilSeq: entry.seq + line.length - 1};
      this.carry.set(
        token.queueId,
        [...of('called'), ...this.order(token.queueId, entry.at), ...of('held')].map(({id}) => id),
      );
    }
  }
  private closing: {queueId: number; untilSeq: number} | null = null;

  private undone(entry: Entry, data: Record<string, unknown>): void {
    const token = this.tokens.get(entry.tokenId!)!;
    const move = token.moves.pop();
    const promise = 'undo takes back the last move, within its time, exactly';
    insist(
      move !== undefined && move.kind === data.move && move.seq === data.seq,
      promise,
      () => `token ${token.id}: ${data.move} ${data.seq} is not ${move?.kind} ${move?.seq}`,
    );
    insist(!move.stale, promise, () => `token ${token.id} was touched since`);
    insist(
      entry.at - move.at <= this.rules.undoSeconds * 1000,
      promise,
      () => `token ${token.id}: ${entry.at - move.at} ms later`,
    );
    insist(data.to === move.before.state, promise, () => `token ${token.id} is ${data.to}, not ${move.before.state}`);
    const queue = this.queue(token.queueId);
    if (move.isCall) {
      queue.calls--;
      if (move.turn) queue.wheel = queue.wheel.map((value, lane) => value - move.turn![lane]!);
    }
    if (move.kind === 'aside') token.asides--;
    if (move.kind === 'complete') token.completed--;
    if (move.kind === 'transfer')
      insist(this.tokens.get(token.next!)!.withdrawn, promise, () => `token ${token.next} still counts`);
    this.set(token, move.before);
    if (token.point !== null && (token.state === 'called' || token.state === 'serving')) this.insistRoom(token);
  }

  private insistRoom(token: ModelToken): void {
    let there = 0;
    for (const one of this.tokens.values())
      if (one.point === token.point && one.day === this.day && (one.state === 'called' || one.state === 'serving'))
        there++;
    const most = this.capacity.get(token.point!) ?? 1;
    insist(there <= most, 'one at a time in a room', () => `room ${token.point} has ${there}`);
  }

  private set(token: ModelToken, change: Partial<Place>): void {
    this.see(token.id, token.state);
    const counts = (state: State) => Number(state !== 'cancelled' && state !== 'transferred');
    const queue = this.queue(token.queueId, token.day);
    if (change.state) queue.taken += counts(change.state) - counts(token.state);
    Object.assign(token, change);
    this.see(token.id, token.state);
  }

  private queueState(entry: Entry, state: string): void {
    this.queue(entry.queueId!).state = state;
    setOf(this.stretch.queueStates, entry.queueId!).add(state);
  }

  private setting(name: string, to: unknown): void {
    const at = ['weightReturning', 'weightPriority', 'weightBooked', 'weightWalkIn'].indexOf(name);
    if (at >= 0) this.rules.weights = this.rules.weights.map((weight, lane) => (lane === at ? Number(to) : weight));
    if (name === 'restoreAfterCalls') this.rules.restoreAfterCalls = Number(to);
    if (name === 'undoSeconds') this.rules.undoSeconds = Number(to);
    if (name === 'dayCloseCarries') this.rules.carries = to === true;
  }

  // ---- who was overtaken ----

  private expectTold(entry: Entry, before: ModelToken[]): void {
    const queueId = entry.queueId!;
    const order = this.order(queueId, entry.at);
    const was = new Map(before.map(({id}, index) => [id, index + 1]));
    const later = new Map<number, {from: number; to: number}>();
    for (const [index, token] of order.entries()) {
      const from = was.get(token.id);
      if (from !== undefined && from < index + 1 && token.id !== entry.tokenId)
        later.set(token.id, {from, to: index + 1});
    }
    // Whoever stepped aside, or was restored and is not due, stands behind by a reason that is in the journal already.
    for (const token of order) if (token.due !== null || token.aside !== null) later.delete(token.id);
    if (later.size === 0) return;
    this.expected = later;
    this.expectedFor = {seq: entry.seq, queueId, kind: entry.kind};
  }

  private overtaken(entry: Entry, data: Record<string, unknown>): void {
    const told = new Map((data.moved as [number, number, number][]).map(([id, from, to]) => [id, {from, to}]));
    const {expected, expectedFor} = this;
    this.expected = null;
    this.cameBack = null;
    if (!expected || expectedFor!.queueId !== entry.queueId) return;
    for (const [id, {from, to}] of expected) {
      const said = told.get(id);
      insist(
        said !== undefined && said.from === from && said.to === to,
        'nobody is overtaken without a reason in the journal',
        () =>
          `token ${id} went from ${from} to ${to} by ${expectedFor!.kind}, and the journal says ${JSON.stringify(said)}`,
      );
    }
  }

  private insistTold(): void {
    const {expected, expectedFor} = this;
    this.expected = null;
    if (!expected) return;
    const [id, {from, to}] = [...expected][0]!;
    throw new Broken(
      'nobody is overtaken without a reason in the journal',
      `token ${id} (${this.tokens.get(id)!.lane}) went from ${from} to ${to} by ${expectedFor!.kind} (entry ${expectedFor!.seq})`,
    );
  }

  // ---- what the stretch saw ----

  private see(id: number, state: string): void {
    setOf(this.stretch.states, id).add(state);
    setOf(this.history, id).add(state);
  }
  /** Every state that a token ever had: what an answer may say that was kept for a repeated request. */
  readonly history = new Map<number, Set<string>>();

  private lookAround(queueId: number): void {
    if (this.day === null) return;
    const queue = this.queue(queueId);
    setOf(this.stretch.queueStates, queueId).add(queue.state);
    let waiting = 0;
    for (const token of this.tokens.values())
      if (token.queueId === queueId && token.day === this.day && token.state === 'waiting') waiting++;
    const {leastWaiting, mostTaken} = this.stretch;
    leastWaiting.set(queueId, Math.min(leastWaiting.get(queueId) ?? waiting, waiting));
    mostTaken.set(queueId, Math.max(mostTaken.get(queueId) ?? 0, queue.taken));
  }
}

function placeOf({state, lane, laneSeq, due, aside, point, next}: ModelToken): Place {
  return {state, lane, laneSeq, due, aside, point, next};
}

function freshStretch(): Stretch {
  return {
    states: new Map(),
    queueStates: new Map(),
    leastWaiting: new Map(),
    mostTaken: new Map(),
    dayWasClosed: false,
    places: new Map(),
    touched: new Set(),
    entries: 0,
  };
}

function setOf<Key>(map: Map<Key, Set<string>>, key: Key): Set<string> {
  let set = map.get(key);
  if (!set) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}
