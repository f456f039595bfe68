import {callOrder, type LineNow, type Waiting} from '../queue/order-rules.ts';
import type {JournalSays} from './check-journal.ts';
import {type TokensSay, wheelIn} from './check-tokens.ts';
import {damage} from './fault.ts';
import type {Reader} from './open-file.ts';

/** The counters of each queue and day are what the journal's numbers and the calls that stand add up to. Returns how many. */
export function checkCounters(file: Reader, journal: JournalSays, tokens: TokensSay): number {
  let days = 0;
  const left = new Set(journal.lastSerials.keys());
  const rows = file.rows<[number, string, number, number, string]>(
    'select queueId, day, lastSerial, calls, wheel from queue_days order by queueId, day',
  );
  for (const [queueId, day, lastSerial, calls, wheel] of rows) {
    days++;
    const line = `${queueId}|${day}`;
    left.delete(line);
    const where = {queueId, day, table: 'queue_days'};
    const last = journal.lastSerials.get(line) ?? 0;
    if (lastSerial !== last) damage('counter.serial', {...where, detail: `${lastSerial} / ${last}`});
    const turns = tokens.turns.get(line) ?? {calls: 0, wheel: [0, 0, 0, 0]};
    if (calls !== turns.calls) damage('counter.calls', {...where, detail: `${calls} / ${turns.calls}`});
    const has = wheelIn(wheel);
    if (!has || has.some((value, lane) => value !== turns.wheel[lane]))
      damage('counter.wheel', {...where, detail: `${wheel} / ${JSON.stringify(turns.wheel)}`});
  }
  for (const line of left) {
    const [queueId, day] = line.split('|');
    damage('row.lost', {queueId: Number(queueId), day, table: 'queue_days'});
  }
  return days;
}

/** Each doctor's sum and count are those of the consultations. */
export function checkDoctors(file: Reader, tokens: TokensSay): void {
  const rows = file.rows<[number, number, number]>(
    'select id, consultationCount, consultationSumMs from doctors order by id',
  );
  for (const [id, count, sumMs] of rows) {
    const should = tokens.doctors.get(id) ?? {count: 0, sumMs: 0};
    if (count !== should.count || sumMs !== should.sumMs)
      damage('row.changed', {table: 'doctors', row: id, detail: 'the sum of the consultations'});
  }
}

/** On the day that is open: rooms hold no more people than they have places, and the order names each who waits once. */
export function checkPresent(file: Reader, journal: JournalSays): number {
  const over = file.rows<[number, number, number]>(
    `select service_points.id, service_points.capacity, count(*) from tokens
       join service_days on service_days.day = tokens.day and closedAt is null
       join service_points on service_points.id = tokens.servicePointId
     where tokens.state in ('called', 'serving') group by service_points.id`,
  );
  // An administrator may take a place away while people sit there.
  for (const [id, capacity, there] of over)
    if (there > capacity && !journal.pointsChanged.has(id))
      damage('point.full', {table: 'service_points', row: id, detail: `${there} / ${capacity}`});
  let waiting = 0;
  const lines = [
    ...file.rows<[number, string, number, string]>(
      `select queueId, queue_days.day, calls, wheel from queue_days
         join service_days on service_days.day = queue_days.day and closedAt is null`,
    ),
  ];
  for (const [queueId, day, calls, wheel] of lines) waiting += checkOrder(file, {queueId, day, calls, wheel});
  return waiting;
}

/** Positions 1 … n, whatever the weights are. */
function checkOrder(
  file: Reader,
  {queueId, day, calls, wheel}: {queueId: number; day: string; calls: number; wheel: string},
): number {
  const waiting: Waiting[] = [];
  const rows = file.rows<[number, Waiting['lane'], number, number, number | null, number | null, number | null]>(
    `select id, lane, laneSeq, arrivedSeq, dueAtCall, asideUntil, slotAt from tokens
     where queueId = ? and day = ? and state in ('waiting', 'called', 'serving', 'held', 'no-show') and state = 'waiting'`,
    queueId,
    day,
  );
  for (const [id, lane, laneSeq, arrivedSeq, dueAtCall, asideUntil, slotAt] of rows)
    waiting.push({id, lane, laneSeq, arrivedSeq, dueAtCall, asideUntil, slotAt});
  const now: LineNow = {
    now: Date.now(),
    calls,
    wheel: wheelIn(wheel) as unknown as LineNow['wheel'],
    rules: {weights: [1, 1, 1, 1], bookedEarlyMs: 0, bookedGraceMs: 0},
  };
  const order = new Set(callOrder(waiting, now).map(({id}) => id));
  if (order.size !== waiting.length) damage('order.broken', {queueId, day});
  return waiting.length;
}
