// The whole path of a booking over HTTP: a time, a hold, a booking, another time, here.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld} from '../test/inside.ts';
import type {World} from '../test/world.ts';
import {holdMs} from './booking-rules.ts';
import type {BookingView, SlotView} from './schema.ts';

const doctorOf = (world: World, name: string) =>
  world.db.prepare('select id from doctors where name like ?').pluck().get(`%${name}%`) as number;
const slotsOf = async (world: World, name = 'Rao', query = '') =>
  (
    await world.ask<{items: SlotView[]; fullDays: string[]}>(
      'GET',
      `/api/doctors/${doctorOf(world, name)}/slots${query}`,
    )
  ).body;
const hold = (world: World, slot: SlotView, more: object = {}) =>
  world.ask<BookingView & {code: string}>('POST', `/api/slots/${slot.id}/hold`, {body: {}, ...more});
const deed = <Body = BookingView & {code: string}>(world: World, key: string, name: string, body: object = {}) =>
  world.ask<Body>('POST', `/api/bookings/${key}/${name}`, {body});

test(
  'a time is held, booked, moved, and becomes a token',
  inWorld(async (world) => {
    const {items} = await slotsOf(world, 'Rao', '?from=2026-11-22&to=2026-12-22');
    const [first, second] = items as [SlotView, SlotView];
    assert.equal(
      [first.status, first.minutes, first.start, first.version],
      ['free', 15, '2026-11-22T09:45:00.000+05:30', 1],
    );
    const held = await hold(world, first, {version: 1});
    assert.is(held.status, 201);
    assert.is(held.body.status, 'pending');
    assert.is(Date.parse(held.body.expiresAt!), world.clock.now() + holdMs);
    assert.match(held.headers.get('set-cookie')!, /baari_device/);
    assert.is((await slotsOf(world)).items[0]!.status, 'busy-tentative');
    const lost = await hold(world, first);
    assert.equal([lost.status, lost.body.code], [409, 'slot.taken']);
    const {key} = held.body;
    const booked = (await deed(world, key, 'confirm', {name: 'Asha Devi', phone: '98765 43210'})).body;
    assert.equal([booked.status, booked.number, booked.expiresAt], ['booked', 'APT-00001', null]);
    assert.is(booked.ticketUrl, `http://10.0.0.5:8080/b/${key}`);
    assert.is((await slotsOf(world)).items[0]!.status, 'busy');
    const moved = (await deed(world, key, 'reschedule', {slotId: second.id})).body;
    assert.equal([moved.number, moved.start, moved.status], ['APT-00001', second.start, 'booked']);
    assert.equal(
      (await slotsOf(world)).items.slice(0, 2).map(({status}) => status),
      ['free', 'busy'],
    );
    const here = await deed<{token: {lane: string; activeLane: string; state: string; key: string}}>(
      world,
      key,
      'check-in',
    );
    assert.is(here.status, 201);
    assert.equal([here.body.token.lane, here.body.token.activeLane], ['booked', 'walk-in'], 'early');
    world.clock.forward(25 * 60_000);
    const mine = (await world.ask('GET', `/api/my/${here.body.token.key}`)).body;
    assert.equal([mine.lane, mine.activeLane], ['booked', 'booked']);
    const seen = (await world.ask<BookingView>('GET', `/api/bookings/${key}`)).body;
    assert.equal([seen.status, seen.token?.number], ['checked-in', 'C-001']);
    assert.equal((await deed(world, key, 'cancel')).body.code, 'booking.state');
    await world.ask(
      'POST',
      `/api/queues/${world.db.prepare("select id from queues where code = 'CAR'").pluck().get()}/call-next`,
      {as: 'admin', body: {}},
    );
    await world.ask('POST', `/api/tokens/1/complete`, {as: 'admin', body: {}});
    assert.is((await world.ask<BookingView>('GET', `/api/bookings/${key}`)).body.status, 'fulfilled');
  }),
);

test(
  'a hold past its time is free to the next at once, and to nobody else',
  inWorld(async (world) => {
    const [slot] = (await slotsOf(world)).items as [SlotView];
    const {key} = (await hold(world, slot)).body;
    world.clock.forward(holdMs - 1);
    assert.is((await hold(world, slot)).body.code, 'slot.taken');
    world.clock.forward(1);
    assert.is((await world.ask<BookingView>('GET', `/api/bookings/${key}`)).body.status, 'expired');
    assert.equal((await deed(world, key, 'confirm', {name: 'Late'})).body.code, 'booking.expired');
    assert.is((await slotsOf(world)).items[0]!.status, 'free');
    const next = await hold(world, slot);
    assert.is(next.status, 201);
    assert.is((await deed(world, next.body.key, 'confirm', {name: 'Ravi'})).body.status, 'booked');
    assert.equal((await deed(world, key, 'confirm', {name: 'Late'})).body.code, 'booking.expired');
    const old = await hold(world, (await slotsOf(world)).items[1]!, {body: {version: 7}});
    assert.equal([old.status, old.body.code], [409, 'version.stale']);
  }),
);

test(
  'limits: two holds a browser; a doctor’s day',
  inWorld(async (world) => {
    const {items} = await slotsOf(world, 'Sharma', '?from=2026-11-23&to=2026-11-23');
    assert.equal(new Set(items.map(({minutes}) => minutes)), new Set([90]));
    const first = await hold(world, items[0]!);
    const headers = {cookie: first.headers.get('set-cookie')!.split(';')[0]!};
    assert.is((await hold(world, items[1]!, {headers})).status, 201);
    assert.is((await hold(world, items[2]!, {headers})).body.code, 'hold.limit');
    for (const slot of items.slice(2, 4)) assert.is((await hold(world, slot, {as: 'desk'})).status, 201);
    const fifth = await hold(world, items[4]!);
    assert.equal([fifth.status, fifth.body.code], [409, 'doctor.at-capacity']);
    assert.equal((await slotsOf(world, 'Sharma', '?from=2026-11-23&to=2026-11-23')).fullDays, ['2026-11-23']);
    world.clock.forward(holdMs);
    assert.is((await hold(world, items[4]!)).status, 201);
  }),
);

test.run();
