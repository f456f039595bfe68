// One day of one line, played without a database: who comes, who is called to which room, who misses it, who goes home.

export interface Visitor {
  queue: number;
  emergency: boolean;
  byPhone: boolean;
}

export interface Happening {
  at: number;
  what: 'issue' | 'call' | 'start' | 'complete' | 'no-show' | 'cancel';
  visitor: Visitor;
  /** The room's place among those of the queue; null where no room is meant. */
  room: number | null;
  /** Who stands further back through an emergency, with both places. */
  overtaken: [Visitor, number, number][];
}

export interface DayPlan {
  queue: number;
  visitors: number;
  rooms: number;
  opensAt: number;
  random(): number;
}

const openMs = 8 * 3600_000;
const missMs = 3 * 60_000;

interface Room {
  at: number;
  next: 'call' | 'start' | 'complete' | 'no-show';
  visitor: Visitor | null;
}

/** In order of time. Everybody is served, has missed the call, or has gone by the end. */
export function playDay({queue, visitors, rooms, opensAt, random}: DayPlan): Happening[] {
  const happenings: Happening[] = [];
  const arrivals = Array.from({length: visitors}, () => opensAt + Math.floor(random() * openMs)).sort((a, b) => a - b);
  const leaving: {at: number; visitor: Visitor}[] = [];
  const waiting: Visitor[] = [];
  const serviceMs = (0.85 * openMs * rooms) / Math.max(1, visitors);
  const all = Array.from({length: rooms}, (): Room => ({at: Number.POSITIVE_INFINITY, next: 'call', visitor: null}));
  let emergencies = 0;
  let arrived = 0;

  for (;;) {
    const room = all.reduce((first, other) => (other.at < first.at ? other : first));
    const arrivalAt = arrivals[arrived] ?? Number.POSITIVE_INFINITY;
    const leavesAt = leaving[0]?.at ?? Number.POSITIVE_INFINITY;
    const at = Math.min(room.at, arrivalAt, leavesAt);
    if (at === Number.POSITIVE_INFINITY) return happenings;
    if (at === arrivalAt) arrive(at);
    else if (at === leavesAt) leave(at);
    else work(room, at);
  }

  function tell(what: Happening['what'], at: number, visitor: Visitor, room: Room | null = null): Happening {
    const happening: Happening = {at, what, visitor, room: room === null ? null : all.indexOf(room), overtaken: []};
    happenings.push(happening);
    return happening;
  }

  function arrive(at: number): void {
    arrived++;
    const emergency = random() < 0.01;
    const visitor = {queue, emergency, byPhone: !emergency && random() < 0.62};
    const issued = tell('issue', at, visitor);
    if (emergency) {
      const behind = waiting.slice(emergencies, 500);
      issued.overtaken = behind.map((other, place) => [other, emergencies + place + 1, emergencies + place + 2]);
      waiting.splice(emergencies++, 0, visitor);
    } else waiting.push(visitor);
    if (!emergency && random() < 0.05) {
      leaving.push({at: at + Math.floor(random() * 40 * 60_000), visitor});
      leaving.sort((a, b) => a.at - b.at);
    }
    const idle = all.find((room) => room.at === Number.POSITIVE_INFINITY);
    if (idle) Object.assign(idle, {at: at + 15_000, next: 'call'});
  }

  function leave(at: number): void {
    const {visitor} = leaving.shift()!;
    const place = waiting.indexOf(visitor);
    if (place < 0) return;
    waiting.splice(place, 1);
    tell('cancel', at, visitor);
  }

  function work(room: Room, at: number): void {
    if (room.next !== 'call') tell(room.next, at, room.visitor!, room);
    if (room.next === 'start') Object.assign(room, {at: at + duration(), next: 'complete'});
    else if (room.next === 'no-show') Object.assign(room, {at: at + 5000, next: 'call', visitor: null});
    // "Complete and call the next" is one press.
    else callNext(room, at);
  }

  function callNext(room: Room, at: number): void {
    const visitor = waiting.shift() ?? null;
    Object.assign(room, {at: Number.POSITIVE_INFINITY, next: 'call', visitor});
    if (!visitor) return;
    if (visitor.emergency) emergencies--;
    tell('call', at, visitor, room);
    const luck = random();
    if (luck < 0.04) Object.assign(room, {at: at + missMs, next: 'no-show'});
    else if (luck < 0.3) Object.assign(room, {at: at + 40_000, next: 'start'});
    else Object.assign(room, {at: at + duration(), next: 'complete'});
  }

  function duration(): number {
    return Math.floor(serviceMs * (0.4 + 1.2 * random()));
  }
}
