// time-limit: 120
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {handClock} from '../base/clock.ts';
import {Refusal} from '../base/refusal.ts';
import {leastSharedCap, placesLeft} from '../queue/cap-rules.ts';
import {mostVoidedAtOnce} from '../queue/void-flood.ts';
import {inWorld, issue, order} from '../test/inside.ts';
import {patientActor, queueId, type Reply, staffOf, type World} from '../test/world.ts';
import {openBuckets} from './bucket.ts';
import {addressGroup} from './entrance.ts';

const phone = patientActor(null);

async function settle(world: World, values: Record<string, unknown>): Promise<void> {
  const {body} = await world.ask<{version: number}>('GET', '/api/settings', {as: 'admin'});
  const saved = await world.ask('PATCH', '/api/settings', {as: 'admin', body: {version: body.version, values}});
  assert.is(saved.status, 200, JSON.stringify(saved.body));
}

const join = (world: World, code: string, ask: Parameters<World['ask']>[2] = {}) =>
  world.ask('POST', `/api/queues/${queueId(world, code)}/tokens`, {body: {}, ...ask});

function isLimited({status, body, headers}: Reply): void {
  assert.is(status, 429);
  assert.is(body.code, 'rate.limited');
  assert.ok(Number(headers.get('retry-after')) >= 1, 'says when to come again');
}

test('a bucket lets its burst in, then evenly; who is refused fills nothing', () => {
  const clock = handClock();
  const {take} = openBuckets(clock);
  const took = (burstMs?: number) => {
    try {
      take('k', 60, burstMs);
      return true;
    } catch (error) {
      assert.ok(error instanceof Refusal && error.code === 'rate.limited');
      return false;
    }
  };
  assert.is(Array.from({length: 100}, () => took()).filter(Boolean).length, 60);
  clock.forward(1000);
  assert.equal([took(), took()], [true, false]);
  clock.forward(120_000);
  assert.is(Array.from({length: 100}, () => took(10_000)).filter(Boolean).length, 10, 'a shorter burst');
  clock.forward(120_000);
  assert.equal([took(1), took(1)], [true, false], 'one is always let in');
});

test('all of IPv6 that one device may choose from counts as one address', () => {
  assert.is(addressGroup('10.1.2.3'), '10.1.2.3');
  assert.is(addressGroup('::ffff:10.1.2.3'), '10.1.2.3');
  assert.is(addressGroup('::1'), '::1');
  assert.is(addressGroup('2001:db8:1:2:aaaa::1'), '2001:db8:1:2::/64');
  assert.is(addressGroup('2001:DB8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  assert.is(addressGroup('2001:db8::5'), '2001:db8:0:0::/64');
  assert.is(addressGroup('fe80::1%eth0'), 'fe80:0:0:0::/64');
  assert.is(addressGroup('::2'), '0:0:0:0::/64');
});

test(
  'joins by phone have a rate in each queue and in all; the desk has none',
  inWorld(async (world) => {
    await settle(world, {joinsPerMinutePerQueue: 3, joinsPerMinuteInAll: 5});
    for (let one = 0; one < 3; one++) assert.is((await join(world, 'CAR')).status, 201);
    isLimited(await join(world, 'CAR'));
    for (let one = 0; one < 2; one++) assert.is((await join(world, 'PED')).status, 201);
    isLimited(await join(world, 'ORT'));
    for (let one = 0; one < 10; one++) assert.is((await join(world, 'CAR', {as: 'desk'})).status, 201);
    world.clock.forward(60_000);
    assert.is((await join(world, 'CAR')).status, 201);
  }),
);

test(
  'joins have a rate by address and by device',
  inWorld(async (world) => {
    await settle(world, {joinsPerMinutePerAddress: 3, joinsPerMinutePerDevice: 1});
    const first = await join(world, 'CAR');
    const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
    assert.is((await join(world, 'CAR', {headers: {cookie}})).status, 201);
    isLimited(await join(world, 'CAR', {headers: {cookie}}));
    assert.is((await join(world, 'CAR')).status, 201, 'whom the device refuses does not fill the address');
    isLimited(await join(world, 'CAR'));
  }),
);

test(
  'button presses have a rate by token and by address',
  inWorld(async (world) => {
    await settle(world, {pressesPerMinutePerToken: 2, pressesPerMinutePerAddress: 4});
    const {key} = (await join(world, 'CAR')).body;
    const press = (which: unknown) => world.ask('POST', `/api/my/${which}/here`, {body: {}});
    await press(key);
    await press(key);
    isLimited(await press(key));
    assert.is((await press('A'.repeat(22))).status, 404);
    isLimited(await press('B'.repeat(22)));
  }),
);

test(
  'requests of any kind have a rate by address; who is signed in goes on',
  inWorld(async (world) => {
    await world.ask('GET', '/api/session', {as: 'desk'});
    await settle(world, {requestsPerMinutePerAddress: 100});
    const seen: number[] = [];
    for (let one = 0; one < 40; one++) seen.push((await world.ask('GET', '/api/queues')).status);
    assert.ok(seen.filter((status) => status === 200).length <= 25, 'a quarter of a minute at once');
    isLimited(await world.ask('GET', '/api/queues'));
    isLimited(await world.ask('POST', '/api/nothing', {body: {}}));
    assert.is((await world.ask('GET', '/api/queues', {as: 'desk'})).status, 200);
  }),
);

test(
  'a normal morning behind one address is never refused: 5 000 in the first hour, half of them in ten minutes',
  inWorld(async (world) => {
    // 250 a minute over two shared lines, for ten minutes; each looks at three pages of ten files.
    const codes = ['GEN', 'CAR'];
    for (let minute = 0; minute < 2; minute++)
      for (let one = 0; one < 250; one++) {
        assert.is((await join(world, codes[one % 2]!)).status, 201, `minute ${minute}, person ${one}`);
        world.clock.forward(240);
      }
    for (let one = 0; one < 5000; one++) {
      if ((await world.ask('GET', '/healthz')).status !== 200) assert.unreachable(`request ${one}`);
      world.clock.forward(8);
    }
  }),
);

test('what phones leave of a daily cap is what the desk has not used of its share', () => {
  assert.is(placesLeft(null, {all: 9999, byPhones: 9999}, true, 20), Number.POSITIVE_INFINITY);
  assert.is(placesLeft(100, {all: 80, byPhones: 80}, true, 20), 0);
  assert.is(placesLeft(100, {all: 80, byPhones: 80}, false, 20), 20);
  assert.is(placesLeft(100, {all: 80, byPhones: 70}, true, 20), 10);
  assert.is(placesLeft(100, {all: 95, byPhones: 65}, true, 20), 5, 'the desk has had its share and more');
  assert.is(placesLeft(leastSharedCap - 1, {all: 38, byPhones: 38}, true, 20), 1, 'small caps are not shared');
  assert.is(placesLeft(100, {all: 120, byPhones: 0}, false, 20), 0);
});

test(
  'a flood of phones never uses up a day: the desk still registers, and a void gives phones their part again',
  inWorld(
    async (world) => {
      const car = queueId(world, 'CAR');
      const {body} = await world.ask<{items: {id: string; version: number}[]}>('GET', '/api/queue-setups', {
        as: 'admin',
      });
      const {version} = body.items.find(({id}) => id === String(car))!;
      assert.is(
        (await world.ask('PATCH', `/api/queues/${car}`, {as: 'admin', body: {version, dailyCap: 50}})).status,
        200,
      );
      const desk = staffOf(world, 'desk');
      const early = await issue(world, 'CAR', {name: 'Asha'}, desk);
      let taken = 0;
      while ((await join(world, 'CAR')).status === 201) taken++;
      assert.is(taken, 40, '50 less the ten of the desk; one of them is taken');
      assert.is((await join(world, 'CAR')).body.code, 'queue.full');
      for (let one = 0; one < 9; one++) assert.is((await join(world, 'CAR', {as: 'desk'})).status, 201);
      assert.is((await join(world, 'CAR', {as: 'desk'})).body.code, 'queue.full');
      assert.is(order(world, 'CAR')[0], early.serial, 'whoever was there keeps the place');
      const times = {from: new Date(0).toISOString(), to: '2999-01-01T00:00:00Z'};
      const voided = await world.ask('POST', `/api/queues/${car}/void`, {
        as: 'desk',
        body: {...times, reason: 'prank'},
      });
      assert.equal([voided.body.cancelled, voided.body.left], [40, 0]);
      assert.equal(order(world, 'CAR'), [1, 42, 43, 44, 45, 46, 47, 48, 49, 50], 'positions close up');
      assert.is((await join(world, 'CAR')).status, 201);
      await world.reopen();
      assert.is((await join(world, 'CAR')).status, 201, 'the same after a restart');
    },
    {env: {RATE_LIMIT: 'off'}},
  ),
);

test(
  'a void goes in steps and says how many it takes; the same key takes nothing twice',
  inWorld(
    async (world) => {
      const car = queueId(world, 'CAR');
      const count = mostVoidedAtOnce * 2 + 10;
      for (let one = 0; one < count; one++) await issue(world, 'CAR', {}, phone);
      await issue(world, 'CAR', {name: 'Asha'}, staffOf(world, 'desk'));
      const times = {from: new Date(0).toISOString(), to: '2999-01-01T00:00:00Z'};
      const query = new URLSearchParams(times);
      const asked = await world.ask('GET', `/api/queues/${car}/void?${query}`, {as: 'desk'});
      assert.equal(asked.body, {tokens: count});
      const ask = {as: 'desk' as const, key: 'flood-of-the-day', body: {...times, reason: 'prank'}};
      const first = await world.ask('POST', `/api/queues/${car}/void`, ask);
      assert.equal([first.body.cancelled, first.body.left], [count, 0]);
      assert.equal((await world.ask('POST', `/api/queues/${car}/void`, ask)).body, first.body);
      assert.equal(order(world, 'CAR'), [count + 1]);
      const facts = world.db
        .prepare("select data from journal where kind = 'queue.flood-voided'")
        .pluck()
        .all() as string[];
      assert.equal(
        facts.map((data) => (JSON.parse(data) as {cancelled: number}).cancelled),
        [mostVoidedAtOnce, mostVoidedAtOnce, 10],
      );
      assert.is((await world.ask('GET', `/api/queues/${car}/void?${query}`, {as: 'doctor'})).status, 403);
      // Found by fuzzing: a queue that does not exist was a fault.
      for (const method of ['GET', 'POST'])
        assert.is(
          (
            await world.ask(method, `/api/queues/99/void?${query}`, {
              as: 'desk',
              ...(method === 'POST' ? {body: ask.body} : {}),
            })
          ).body.code,
          'queue.missing',
        );
    },
    {env: {RATE_LIMIT: 'off'}},
  ),
);

test.run();
