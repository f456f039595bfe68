import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {saveSetting} from '../settings/rows.ts';
import {inWorld, issue, issueLanes, kinds, next, order, refused, row, rows} from '../test/inside.ts';
import {patientActor, queueId, systemActor, type World} from '../test/world.ts';
import {changeQueueState} from './change-queue-state.ts';
import {completeToken} from './complete-token.ts';
import {lastServiceDay} from './day-rows.ts';
import {holdToken} from './hold-token.ts';
import {openDay} from './line.ts';
import {markNoShow} from './mark-no-show.ts';
import {tokenById} from './rows.ts';
import {closeDay, lastDayStands, serviceDayView, startServiceDay} from './service-day.ts';
import {startToken} from './start-token.ts';
import {undoMove} from './undo-move.ts';

const hour = 3_600_000;
const day = 24 * hour;
const close = (world: World) => world.write((tx) => void closeDay(tx));
const open = (world: World, named?: string) => world.write((tx) => void startServiceDay(tx, named));
const carry = (world: World) => world.write((tx) => saveSetting(tx, 'dayCloseCarries', true));
const states = (world: World) =>
  rows<{state: string}>(world, 'select state from tokens order by id').map((token) => token.state);
/** The watch looks at the date at most every fifteen seconds of steady time. */
async function look(world: World): Promise<void> {
  world.clock.forward(15_000);
  await world.watch.tick();
}
const tokensOf = (world: World, code: string, on: string) =>
  rows<{serial: number; fromTokenId: number | null; visitId: number; lane: string; nextTokenId: number | null}>(
    world,
    'select serial, fromTokenId, visitId, lane, nextTokenId from tokens where queueId = ? and day = ? order by serial',
    queueId(world, code),
    on,
  );

test(
  'closing the day lets what is left expire, whatever its state, and finishes nothing twice',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in', 'walk-in', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => completeToken(tx, 1, {}));
    await next(world, 'CAR');
    await world.write((tx) => markNoShow(tx, 2));
    await world.write((tx) => holdToken(tx, 3));
    await next(world, 'CAR');
    await world.write((tx) => startToken(tx, 4));
    world.clock.forward(hour);
    await close(world);
    assert.equal(states(world), ['done', 'expired', 'expired', 'expired', 'expired']);
    assert.is(tokenById(world.db, 4)!.servicePointId, null);
    assert.is(tokenById(world.db, 5)!.endedAt, world.clock.now());
    assert.is(kinds(world, 5).at(-1), 'token.expired');
    assert.is(openDay(world.db), null);
    assert.is(serviceDayView(world.db).state, 'closed');
    await refused('day.closed', close(world));
    await refused(
      'token.state',
      world.write((tx) => undoMove(tx, 5)),
    );
    await refused('queue.closed', issue(world, 'CAR', {}, patientActor(null)));
  }),
);

test(
  'the next day starts at 1 with an empty line',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await close(world);
    world.clock.forward(day);
    await open(world);
    assert.is(openDay(world.db), '2026-11-23');
    assert.equal(order(world, 'CAR'), []);
    const token = await issue(world, 'CAR');
    assert.is(token.serial, 1);
    assert.is(token.day, '2026-11-23');
    await refused('day.open', open(world));
  }),
);

test(
  'by setting what is left is carried: first those who were called, the line as it stood, those away for tests',
  inWorld(async (world) => {
    await carry(world);
    const [first] = await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in', 'walk-in', 'walk-in']);
    await world.write((tx) => holdToken(tx, 2));
    await next(world, 'CAR');
    await close(world);
    assert.equal(states(world), ['expired', 'expired', 'expired', 'expired', 'expired']);
    world.clock.forward(day);
    await open(world);
    const carried = tokensOf(world, 'CAR', '2026-11-23');
    assert.equal(
      carried.map((token) => [token.serial, token.fromTokenId]),
      [
        [1, 1],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 2],
      ],
    );
    assert.equal(order(world, 'CAR'), [1, 2, 3, 4, 5]);
    assert.is(carried[0]!.visitId, first!.visitId);
    // Their old pages lead on to the new number.
    const {body} = await world.ask<{state: string; next: {number: string; url: string}}>(
      'GET',
      `/api/my/${first!.key}`,
    );
    assert.is(body.state, 'expired');
    assert.is(body.next.number, 'C-001');
    const {key} = tokenById(world.db, 6)!;
    assert.ok(body.next.url.endsWith(key));
    assert.is((await world.ask<{position: number}>('GET', `/api/my/${key}`)).body.position, 1);
    // Newcomers come behind them.
    await issue(world, 'CAR');
    assert.equal(order(world, 'CAR'), [1, 2, 3, 4, 5, 6]);
    assert.is((await next(world, 'CAR')).fromTokenId, 1);
    await world.reopen();
    assert.equal(order(world, 'CAR'), [2, 3, 4, 5, 6]);
  }),
);

test(
  'carried people keep an urgent lane, a booking of yesterday is a walk-in; each is carried once',
  inWorld(async (world) => {
    await carry(world);
    await issueLanes(world, 'CAR', ['walk-in', 'booked', 'priority', 'emergency', 'returning']);
    const shown = order(world, 'CAR');
    await close(world);
    world.clock.forward(day);
    await open(world);
    const lanes = tokensOf(world, 'CAR', '2026-11-23').map((token) => token.lane);
    assert.equal(
      lanes,
      shown.map((serial) => ['walk-in', 'walk-in', 'priority', 'emergency', 'returning'][serial - 1]),
    );
    await close(world);
    world.clock.forward(day);
    await open(world);
    assert.is(tokensOf(world, 'CAR', '2026-11-24').length, 5);
    assert.is(tokensOf(world, 'CAR', '2026-11-23').filter((token) => token.nextTokenId !== null).length, 5);
  }),
);

test(
  'a day that was closed by mistake goes on: its numbers are not given twice',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await close(world);
    await open(world);
    assert.is(openDay(world.db), '2026-11-22');
    assert.is((await issue(world, 'CAR')).serial, 3);
    assert.equal(order(world, 'CAR'), [3]);
    assert.is(row<{count: number}>(world, 'select count(*) as count from service_days').count, 1);
  }),
);

test(
  'closed by mistake with people to carry: they are back with new numbers, in their order',
  inWorld(async (world) => {
    await carry(world);
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await close(world);
    await open(world);
    assert.equal(
      tokensOf(world, 'CAR', '2026-11-22').map((token) => [token.serial, token.fromTokenId]),
      [
        [1, null],
        [2, null],
        [3, 1],
        [4, 2],
      ],
    );
    assert.equal(order(world, 'CAR'), [3, 4]);
  }),
);

test(
  'staff may open tomorrow, but no later day and none before the last',
  inWorld(async (world) => {
    await close(world);
    await refused('day.future', open(world, '2026-11-24'));
    await refused('day.future', open(world, '2026-11-21'));
    await open(world, '2026-11-23');
    assert.is(openDay(world.db), '2026-11-23');
    // Today is behind it; the watch leaves it alone until its date has passed too.
    await look(world);
    assert.is(openDay(world.db), '2026-11-23');
    world.clock.forward(2 * day);
    await look(world);
    assert.is(openDay(world.db), '2026-11-24');
  }),
);

test(
  'the four active tokens of a phone count over the carried ones too',
  inWorld(async (world) => {
    await carry(world);
    const phone = patientActor(null);
    for (let index = 0; index < 4; index++) await issue(world, 'CAR', {phone: '9876543210'}, phone);
    await close(world);
    world.clock.forward(day);
    await open(world);
    await refused('token.limit', issue(world, 'CAR', {phone: '9876543210'}, phone));
  }),
);

// ---- by itself ----

test(
  "the day rolls over by itself at the roll-over hour of the site's zone",
  inWorld(async (world) => {
    await issue(world, 'CAR');
    world.clock.set(Date.parse('2026-11-23T03:59:30+05:30'));
    await look(world);
    assert.is(openDay(world.db), '2026-11-22');
    assert.is((await issue(world, 'CAR')).serial, 2);
    world.clock.set(Date.parse('2026-11-23T04:00:00+05:30'));
    await look(world);
    assert.is(openDay(world.db), '2026-11-23');
    assert.equal(states(world), ['expired', 'expired']);
    assert.is((await issue(world, 'CAR')).serial, 1);
    assert.equal(
      rows<{day: string}>(world, 'select day from service_days where closedAt is not null').map((one) => one.day),
      ['2026-11-22'],
    );
  }),
);

test(
  'a box that slept over the roll-over opens the day before it serves anybody',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    world.clock.forward(3 * day);
    await world.reopen();
    assert.is(openDay(world.db), '2026-11-25');
    assert.is((await issue(world, 'CAR')).serial, 1);
  }),
);

test(
  'a start knows without asking the zone that the day stands, until its last millisecond',
  inWorld(async (world) => {
    const end = Date.parse('2026-11-23T04:00:00+05:30');
    assert.ok(lastDayStands(world.db, world.clock.now()));
    assert.ok(lastDayStands(world.db, end - 1));
    assert.not(lastDayStands(world.db, end));
    world.clock.set(end - 1);
    await world.reopen();
    assert.is(openDay(world.db), '2026-11-22');
    world.clock.set(end);
    await world.reopen();
    assert.is(openDay(world.db), '2026-11-23');
    assert.ok(lastDayStands(world.db, end + day - 1));
    assert.not(lastDayStands(world.db, end + day));
  }),
);

test(
  'what is known of the end of a day holds for its zone and hour only',
  inWorld(async (world) => {
    const knows = () => lastDayStands(world.db, world.clock.now());
    await world.write((tx) => saveSetting(tx, 'rollOverHour', 5));
    assert.not(knows());
    await world.write((tx) => saveSetting(tx, 'rollOverHour', 4));
    assert.ok(knows());
    await world.write((tx) => saveSetting(tx, 'timeZone', 'Pacific/Kiritimati'));
    assert.not(knows());
    world.clock.set(Date.parse('2026-11-23T04:00:00+14:00'));
    await world.reopen();
    assert.is(openDay(world.db), '2026-11-23');
  }),
);

test(
  'once the day is over no screen offers a number: its lines are closed, whatever they were told before',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in']);
    await next(world, 'CAR');
    await world.write((tx) => void changeQueueState(tx, queueId(world, 'CAR'), 'pause', {reason: 'rounds'}));
    await close(world);
    const {body} = await world.ask<{items: Record<string, unknown>[]}>('GET', '/api/queues');
    for (const {state, waiting, nowServing, notice, resumesAt, wait} of body.items)
      assert.equal(
        {state, waiting, nowServing, notice, resumesAt, wait},
        {state: 'closed', waiting: 0, nowServing: [], notice: null, resumesAt: null, wait: null},
      );
    await open(world);
    const again = await world.ask<{items: {state: string}[]}>('GET', '/api/queues');
    assert.ok(again.body.items.some(({state}) => state === 'open'));
  }),
);

test(
  'a day that staff closed stays closed until its date has passed',
  inWorld(async (world) => {
    await close(world);
    await look(world);
    await look(world);
    assert.is(openDay(world.db), null);
    world.clock.forward(day);
    await look(world);
    assert.is(openDay(world.db), '2026-11-23');
  }),
);

test(
  'while the clock is suspect no day opens or closes, and numbers go on as before',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    world.clock.set(world.clock.now() - day);
    await look(world);
    await world.reopen();
    await look(world);
    assert.is(openDay(world.db), '2026-11-22');
    assert.is(world.box.view().clock.state, 'suspect');
    assert.is(lastServiceDay(world.db)!.closedAt, null);
    assert.is((await issue(world, 'CAR')).serial, 2);
    assert.equal(order(world, 'CAR'), [1, 2]);
  }),
);

test(
  'a date that only a suspect clock says is not believed',
  inWorld(async (world) => {
    // Something is written two days on before the watch looks; then the clock falls back by one.
    world.clock.set(world.clock.now() + 2 * day);
    await issue(world, 'CAR');
    world.clock.leap(world.clock.now() - day);
    await look(world);
    assert.is(world.box.view().clock.state, 'suspect');
    assert.is(openDay(world.db), '2026-11-22');
    world.clock.leap(world.clock.now() + day);
    await look(world);
    assert.is(openDay(world.db), '2026-11-24');
  }),
);

test(
  'a clock that was set back and forth over the roll-over gives no number twice',
  inWorld(async (world) => {
    const noon = world.clock.now();
    for (const at of [noon, noon + day, noon, noon + day, noon - day, noon + 2 * day]) {
      world.clock.set(at);
      await look(world);
      await issue(world, 'CAR');
    }
    const days = rows<{day: string; count: number; last: number}>(
      world,
      'select day, count(*) as count, max(serial) as last from tokens group by day order by day',
    );
    for (const one of days) assert.is(one.count, one.last, one.day);
    assert.is(
      days.reduce((sum, one) => sum + one.count, 0),
      6,
    );
  }),
);

// ---- hours ----

test(
  'hours open and close a line by time, and screens hear of it',
  inWorld(async (world) => {
    const {body} = await world.ask<{items: {id: string; code: string; version: number}[]}>('GET', '/api/queues');
    const car = body.items.find((queue) => queue.code === 'CAR')!;
    const changed = await world.ask('PATCH', `/api/queues/${car.id}`, {
      as: 'admin',
      body: {version: 1, opensAt: '10:00', closesAt: '12:00'},
    });
    assert.is(changed.status, 200, JSON.stringify(changed.body));
    const shown = async () =>
      (await world.ask<{state: string; opensAt: string | null}>('GET', `/api/queues/${car.id}`)).body;
    // It is 9:30 in the hospital.
    assert.equal({...(await shown())}.state, 'closed');
    assert.is((await shown()).opensAt, '2026-11-22T10:00:00.000+05:30');
    await refused('queue.closed', issue(world, 'CAR', {}, patientActor(null)));
    const told: string[] = [];
    const end = world.hub.follow({
      topics: [`queue:${car.id}`],
      device: null,
      address: null,
      sink: {
        write: (bytes) => {
          told.push(/"state":"([\w-]+)"/.exec(bytes.toString())![1]!);
          return true;
        },
        onDrained() {},
        end() {},
        cut() {},
      },
    });
    await world.watch.tick();
    world.clock.leap(Date.parse('2026-11-22T10:00:00+05:30'));
    await world.watch.tick();
    await new Promise((done) => setTimeout(done, 40));
    assert.is((await shown()).state, 'open');
    await issue(world, 'CAR', {}, patientActor(null));
    await world.watch.tick();
    world.clock.leap(Date.parse('2026-11-22T12:00:00+05:30'));
    await world.watch.tick();
    await new Promise((done) => setTimeout(done, 40));
    assert.is((await shown()).state, 'closed');
    assert.is((await shown()).opensAt, '2026-11-23T10:00:00.000+05:30', 'tomorrow');
    end();
    assert.is(told[0], 'closed');
    assert.is(told.at(-1), 'closed');
    assert.ok(told.includes('open'), told.join());
    // Those in it are still called.
    assert.is((await next(world, 'CAR', {}, systemActor)).serial, 1);
  }),
);

test(
  'on a day of the week without hours a line is closed and names the day on which it opens; staff may open it all the same',
  inWorld(async (world) => {
    const {body} = await world.ask<{items: {id: string; code: string}[]}>('GET', '/api/queues');
    const car = body.items.find((queue) => queue.code === 'CAR')!;
    const change = (days: string[], version: number) =>
      world.ask('PATCH', `/api/queues/${car.id}`, {
        as: 'admin',
        body: {version, opensAt: '09:00', closesAt: '17:00', daysOfWeek: days},
      });
    const shown = async () =>
      (await world.ask<{state: string; opensAt: string | null}>('GET', `/api/queues/${car.id}`)).body;
    assert.is((await change([], 1)).status, 400, 'open on no day at all is no week');
    assert.is((await change(['mon', 'someday'], 1)).status, 400);
    // It is Sunday, 9:30.
    const changed = await change(['sat', 'tue', 'mon', 'tue'], 1);
    assert.equal(changed.body.daysOfWeek, ['mon', 'tue', 'sat']);
    assert.is((await shown()).state, 'closed');
    assert.is((await shown()).opensAt, '2026-11-23T09:00:00.000+05:30');
    await refused('queue.closed', issue(world, 'CAR', {}, patientActor(null)));
    await world.ask('POST', `/api/queues/${car.id}/open`, {as: 'desk', body: {}});
    assert.is((await shown()).state, 'open');
    await issue(world, 'CAR', {}, patientActor(null));
    await world.ask('POST', `/api/queues/${car.id}/close`, {as: 'desk', body: {}});
    await change(['wed'], 2);
    assert.is((await shown()).opensAt, '2026-11-25T09:00:00.000+05:30', 'not tomorrow');
  }),
);

test.run();
