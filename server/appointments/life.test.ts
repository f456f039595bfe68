// What becomes of bookings: hours that change, tokens that end, days that close, and whoever waits for a free time.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {verifyFile} from '../keeping/verify.ts';
import {closeDay, startServiceDay} from '../queue/service-day.ts';
import {inWorld, row, rows} from '../test/inside.ts';
import {queueId, type World} from '../test/world.ts';
import {holdMs} from './booking-rules.ts';
import type {BookingView, DayView, SlotView, StaffBookingView, WaitView} from './schema.ts';

const doctorOf = (world: World, name: string) =>
  row<{id: number}>(world, 'select id from doctors where name like ?', `%${name}%`).id;
const slotsOn = async (world: World, day: string, name = 'Rao') =>
  (await world.ask<{items: SlotView[]}>('GET', `/api/doctors/${doctorOf(world, name)}/slots?from=${day}&to=${day}`))
    .body.items;
const book = async (world: World, slot: SlotView, name = 'Asha') =>
  (await world.ask<StaffBookingView>('POST', '/api/appointments', {as: 'desk', body: {slotId: slot.id, name}})).body;
const shown = async (world: World, {id}: {id: string}) =>
  (await world.ask<{booking: StaffBookingView}>('GET', `/api/appointments/${id}`, {as: 'desk'})).body.booking;
const admin = <Body = Record<string, unknown>>(world: World, method: string, path: string, body?: object) =>
  world.ask<Body & {code: string}>(method, path, {as: 'admin', ...(body ? {body} : {})});
const clean = (world: World) => {
  const verdict = verifyFile(`${world.dataDir}/baari.db`);
  assert.is(verdict.state, 'clean', verdict.state === 'fault' ? verdict.fault.message : verdict.state);
};

test(
  'making times twice makes none twice; each day brings one day more; nobody asked for past ones',
  inWorld(async (world) => {
    const count = () => row<{n: number}>(world, 'select count(*) as n from slots').n;
    const before = count();
    for (let tick = 0; tick < 4; tick++) await world.bookings.tick();
    assert.is(count(), before);
    const last = () => row<{last: number}>(world, 'select max(dayNumber) as last from slots').last;
    const lastBefore = last();
    world.clock.forward(3 * 86_400_000);
    for (let tick = 0; tick < 4; tick++) await world.bookings.tick();
    assert.is(last(), lastBefore + 3);
    assert.ok(row<{first: number}>(world, 'select min(dayNumber) as first from slots').first >= lastBefore - 30 + 1);
    await world.reopen();
    const same = count();
    for (let tick = 0; tick < 4; tick++) await world.bookings.tick();
    assert.is(count(), same);
  }),
);

test(
  'hours that change ask what becomes of who is booked: they stay, or are cancelled and must be told',
  inWorld(async (world) => {
    const id = doctorOf(world, 'Rao');
    const [morning, later] = (await slotsOn(world, '2026-11-24')) as [SlotView, SlotView];
    const kept = await book(world, morning);
    const gone = await book(world, later, 'Ravi');
    const afternoon = {slotMinutes: 30, hours: Array(7).fill([{from: '14:00', until: '16:00'}]), version: 1};
    const asked = await admin<{affected: {number: string}[]; count: number}>(
      world,
      'PUT',
      `/api/doctors/${id}/schedule`,
      afternoon,
    );
    assert.equal([asked.status, asked.body.code, asked.body.count], [409, 'schedule.affects', 2]);
    assert.equal(
      asked.body.affected.map(({number}) => number),
      ['APT-00001', 'APT-00002'],
    );
    assert.is((await slotsOn(world, '2026-11-24')).length, 44, 'nothing changed');
    assert.is((await admin(world, 'PUT', `/api/doctors/${id}/schedule`, {...afternoon, bookings: 'keep'})).status, 200);
    assert.is((await slotsOn(world, '2026-11-24')).length, 4);
    assert.equal([(await shown(world, kept)).outsideHours, (await shown(world, kept)).status], [true, 'booked']);
    const day = (await world.ask<DayView>('GET', `/api/appointments?day=2026-11-24&doctor=${id}`, {as: 'desk'})).body;
    assert.equal(
      day.items[0]!.slots.map(({withdrawn}) => withdrawn),
      [true, true, false, false, false, false],
    );
    // Back to all day: their times are usual ones again, those beside them are of the new length.
    const allDay = {slotMinutes: 15, hours: Array(7).fill([{from: '08:00', until: '20:00'}]), version: 2};
    assert.is((await admin(world, 'PUT', `/api/doctors/${id}/schedule`, allDay)).status, 200);
    assert.is((await shown(world, kept)).outsideHours, false);
    const leave = await admin(world, 'POST', `/api/doctors/${id}/leave`, {
      from: '2026-11-24',
      to: '2026-11-24',
      bookings: 'cancel',
    });
    assert.is(leave.status, 201);
    assert.equal([(await shown(world, kept)).status, (await shown(world, gone)).status], ['cancelled', 'cancelled']);
    assert.is((await slotsOn(world, '2026-11-24')).length, 0);
    const {items} = (
      await admin<{items: {id: string; code: string; booking: StaffBookingView}[]}>(
        world,
        'GET',
        '/api/appointments/to-tell',
      )
    ).body;
    assert.equal(
      items.map(({code, booking}) => [code, booking.name]),
      [
        ['cancelled-by-house', 'Asha'],
        ['cancelled-by-house', 'Ravi'],
      ],
    );
    await admin(world, 'POST', `/api/appointments/to-tell/${items[0]!.id}/told`, {});
    assert.is((await admin<{items: unknown[]}>(world, 'GET', '/api/appointments/to-tell')).body.items.length, 1);
    assert.is((await admin(world, 'DELETE', `/api/leave/${leave.body.id}`)).status, 204);
    assert.is((await slotsOn(world, '2026-11-24')).length, 48);
    clean(world);
  }),
);

test(
  'a visit that is done fulfils; an undone one does not; who gives the number up has cancelled late',
  inWorld(async (world) => {
    const slots = await slotsOn(world, '2026-11-22');
    const first = await book(world, slots[2]!);
    const second = await book(world, slots[3]!, 'Ravi');
    const checkIn = async (booking: StaffBookingView) =>
      (
        await world.ask<{token: {id: string}}>('POST', `/api/appointments/${booking.id}/check-in`, {
          as: 'desk',
          body: {},
        })
      ).body.token;
    const [one, other] = [await checkIn(first), await checkIn(second)];
    await admin(world, 'POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {});
    await admin(world, 'POST', `/api/tokens/${one.id}/complete`, {});
    await admin(world, 'POST', `/api/tokens/${other.id}/cancel`, {});
    await world.bookings.tick();
    const states = () => rows<{state: string}>(world, 'select state from bookings order by id').map(({state}) => state);
    assert.equal(states(), ['fulfilled', 'late-cancelled']);
    await admin(world, 'POST', `/api/tokens/${one.id}/undo`, {});
    await world.bookings.tick();
    assert.equal(states(), ['checked-in', 'late-cancelled']);
    assert.is((await shown(world, first)).status, 'checked-in');
    await admin(world, 'POST', `/api/tokens/${one.id}/complete`, {});
    await world.bookings.tick();
    const {items} = (await admin<{items: {what: string}[]}>(world, 'GET', `/api/appointments/${first.id}/timeline`))
      .body;
    const steps = items.map(({what}) => what);
    assert.equal(steps.slice(0, 2), ['booking.held', 'booking.booked']);
    for (const step of ['booking.checked-in', 'token.called', 'token.completed', 'move.undone', 'booking.fulfilled'])
      assert.ok(steps.includes(step), step);
    clean(world);
  }),
);

test(
  'who has not come when the day closes is a no-show; cancelling is late from a day before',
  inWorld(async (world) => {
    const [today] = await slotsOn(world, '2026-11-22');
    const [, , far] = await slotsOn(world, '2026-11-25');
    const missed = await book(world, today!);
    const early = await book(world, far!, 'Ravi');
    await admin(world, 'POST', `/api/appointments/${early.id}/cancel`, {reason: 'well again'});
    const [, soon] = await slotsOn(world, '2026-11-22');
    const late = await book(world, soon!, 'Meena');
    await admin(world, 'POST', `/api/appointments/${late.id}/cancel`, {});
    assert.equal(
      [(await shown(world, early)).status, (await shown(world, late)).status],
      ['cancelled', 'late-cancelled'],
    );
    await world.bookings.tick();
    assert.is((await shown(world, missed)).status, 'booked');
    world.clock.forward(24 * 3_600_000);
    await world.write((tx) => {
      closeDay(tx);
      startServiceDay(tx);
    });
    await world.bookings.tick();
    assert.is(row<{state: string}>(world, 'select state from bookings where id = ?', missed.id).state, 'no-show');
    clean(world);
  }),
);

test(
  'a freed time is offered to the first on the list for a while, then to the next',
  inWorld(async (world) => {
    const id = doctorOf(world, 'Sharma');
    const slots = await slotsOn(world, '2026-11-25', 'Sharma');
    const full = [];
    for (const slot of slots.slice(0, 4)) full.push(await book(world, slot));
    const day = {from: '2026-11-25', to: '2026-11-25'};
    const join = async (name: string) =>
      (await world.ask<WaitView>('POST', `/api/doctors/${id}/waitlist`, {body: {name, ...day}})).body;
    const [first, second] = [await join('Gita'), await join('Hari')];
    const entry = async (one: WaitView) => (await world.ask<WaitView>('GET', `/api/waitlist/${one.key}`)).body;
    assert.equal([first.status, second.status], ['waiting', 'waiting'], 'the day is full');
    await admin(world, 'POST', `/api/appointments/${full[1]!.id}/cancel`, {});
    await world.bookings.tick();
    const offered = await entry(first);
    assert.equal([offered.status, (await entry(second)).status], ['offered', 'waiting']);
    assert.is(offered.offer!.start, (await slotsOn(world, '2026-11-25', 'Sharma'))[1]!.start);
    const taken = await world.ask<{code: string}>('POST', `/api/slots/${slots[1]!.id}/hold`, {body: {}});
    assert.is(taken.body.code, 'slot.taken', 'it is kept for them');
    world.clock.forward(31 * 60_000);
    await world.bookings.tick();
    await world.bookings.tick();
    assert.equal([(await entry(first)).status, (await entry(second)).status], ['waiting', 'offered']);
    const {key} = (await entry(second)).offer!;
    const booked = await world.ask<BookingView>('POST', `/api/bookings/${key}/confirm`, {body: {name: 'Hari'}});
    assert.is(booked.body.status, 'booked');
    assert.is((await entry(second)).status, 'taken');
    const told = (await admin<{items: {code: string}[]}>(world, 'GET', '/api/appointments/to-tell')).body.items;
    assert.equal(
      told.map(({code}) => code),
      ['offered', 'offered'],
    );
    assert.is((await world.ask<WaitView>('POST', `/api/waitlist/${first.key}/leave`, {body: {}})).body.status, 'left');
    clean(world);
  }),
);

test(
  'holds end and bookings stay over a restart in the middle',
  inWorld(async (world) => {
    const slots = await slotsOn(world, '2026-11-24');
    const keys: string[] = [];
    for (const slot of slots.slice(0, 6))
      keys.push((await world.ask<BookingView>('POST', `/api/slots/${slot.id}/hold`, {body: {}})).body.key);
    await world.ask('POST', `/api/bookings/${keys[0]}/confirm`, {body: {name: 'Asha'}});
    world.clock.forward(holdMs / 2);
    await world.reopen();
    const confirm = async (key: string) =>
      (await world.ask<{status: string; code: string}>('POST', `/api/bookings/${key}/confirm`, {body: {name: 'Ravi'}}))
        .body;
    assert.is((await confirm(keys[1]!)).status, 'booked', 'a live hold lives on');
    world.clock.forward(holdMs / 2);
    await world.reopen();
    assert.is((await confirm(keys[2]!)).code, 'booking.expired');
    await world.bookings.tick();
    const states = rows<{state: string}>(world, 'select state from bookings order by id').map(({state}) => state);
    assert.equal(states, ['booked', 'booked', 'expired', 'expired', 'expired', 'expired']);
    clean(world);
  }),
);

test(
  'a key makes a hold safe to send again, also a refused one',
  inWorld(async (world) => {
    const [slot] = await slotsOn(world, '2026-11-24');
    const path = `/api/slots/${slot!.id}/hold`;
    const key = 'a-key-of-twenty-two-chars-1';
    const first = await world.ask<BookingView>('POST', path, {body: {}, key});
    const again = await world.ask<BookingView>('POST', path, {body: {}, key});
    assert.equal([again.status, again.body.key], [201, first.body.key]);
    const other = await world.ask('POST', path, {body: {}, key: 'a-key-of-twenty-two-chars-2'});
    assert.is(other.status, 409);
    world.clock.forward(holdMs);
    assert.is((await world.ask('POST', path, {body: {}, key: 'a-key-of-twenty-two-chars-2'})).status, 409, 'kept');
    assert.is((await world.ask('POST', path, {body: {}})).status, 201);
  }),
);

test.run();
