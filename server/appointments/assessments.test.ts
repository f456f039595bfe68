// Pairs of sessions: what is found, what is booked, and that paging holds while others book.
import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, row, rows} from '../test/inside.ts';
import type {World} from '../test/world.ts';
import {isPair} from './booking-rules.ts';
import {findPairs} from './pair-rows.ts';
import type {Assessment, BookingView} from './schema.ts';
import {localDayNumber, weekStart} from './slot-rules.ts';

interface Page {
  items: Assessment[];
  nextCursor: string | null;
}
const find = async (world: World, query = '', headers = {}) =>
  (await world.ask<Page>('GET', `/api/assessments?${query}`, {headers})).body;
const bookPairOf = (world: World, pair: Assessment['pairs'][number], more: object = {}) =>
  world.ask<{bookings: BookingView[]; code: string}>('POST', '/api/assessments', {
    body: {
      firstSlotId: pair.first.slotId,
      secondSlotId: pair.second.slotId,
      name: 'Asha',
      region: 'MH',
      insurance: 'Star',
      ...more,
    },
  });

test(
  'the earliest twenty pairs of each clinician who serves both',
  inWorld(async (world) => {
    const {items, nextCursor} = await find(world, 'region=MH&insurance=Star&type=psychologist');
    assert.is(nextCursor, null);
    assert.equal(
      items.map(({doctor}) => doctor.name),
      ['Dr. Anita Sharma', 'Dr. Rohan Mehta'],
    );
    for (const {pairs} of items) {
      assert.is(pairs.length, 20);
      for (const {first, second} of pairs) {
        const days = (Date.parse(second.start.slice(0, 10)) - Date.parse(first.start.slice(0, 10))) / 86_400_000;
        assert.ok(days >= 1 && days <= 7);
      }
      const order = pairs.map(({first, second}) => first.start + second.start);
      assert.equal(order, order.toSorted());
    }
    assert.equal(
      (await find(world, 'region=KL&insurance=Ayushman')).items.map(({doctor}) => doctor.name),
      ['Dr. Lakshmi Nair'],
    );
    assert.equal((await find(world, 'region=GJ&insurance=HDFC')).items, []);
    assert.equal((await find(world, 'type=surgeon')).items, []);
    assert.is((await find(world)).items.length, 3);
  }),
);

test(
  'both or neither; the two are told of each other; one moves only to where they are a pair',
  inWorld(async (world) => {
    const [pair, other] = (await find(world, 'region=MH&insurance=Star')).items[0]!.pairs;
    const booked = await bookPairOf(world, pair!, {firstVersion: pair!.first.version});
    assert.is(booked.status, 201);
    const [first, second] = booked.body.bookings as [BookingView, BookingView];
    assert.equal([first.number, second.number, first.pairedWith], ['APT-00001', 'APT-00002', 'APT-00002']);
    assert.equal([first.status, second.status], ['booked', 'booked']);
    const again = await bookPairOf(world, {first: other!.first, second: pair!.second});
    assert.equal([again.status, again.body.code], [409, 'slot.taken']);
    assert.is(rows(world, 'select 1 from bookings').length, 2);
    const reversed = await bookPairOf(world, {first: pair!.second, second: pair!.first});
    assert.ok(['slot.taken', 'pair.invalid'].includes(reversed.body.code));
    const elsewhere = await bookPairOf(world, other!, {region: 'TN'});
    assert.is(elsewhere.status, 409);
    const far = row<{id: number}>(
      world,
      'select id from slots where doctorId = 4 and dayNumber = (select max(dayNumber) from slots) order by id limit 1',
    );
    const move = await world.ask<{code: string}>('POST', `/api/bookings/${first.key}/reschedule`, {
      body: {slotId: String(far.id)},
    });
    assert.is(move.body.code, 'pair.invalid');
    const stale = await bookPairOf(world, (await find(world, 'region=MH&insurance=Star')).items[0]!.pairs[0]!, {
      firstVersion: 99,
    });
    assert.is(stale.body.code, 'version.stale');
  }),
);

test(
  'the week takes both or none: where one more fits, pairs lie in two weeks',
  inWorld(async (world) => {
    const doctor = row<{id: number; version: number}>(
      world,
      "select id, version from doctors where name like '%Sharma%'",
    );
    await world.ask('PATCH', `/api/doctors/${doctor.id}`, {
      as: 'admin',
      body: {version: doctor.version, maxPerWeek: 1},
    });
    const {pairs} = (await find(world, 'region=MH&insurance=Star')).items[0]!;
    const week = (start: string) => weekStart(localDayNumber(Date.parse(start), 'Asia/Kolkata'), 1);
    assert.is(pairs.length, 20);
    for (const {first, second} of pairs) assert.is.not(week(first.start), week(second.start));
    const slots = rows<{id: number; dayNumber: number}>(
      world,
      'select id, dayNumber from slots where doctorId = ? and startAt > ? order by startAt limit 60',
      doctor.id,
      world.clock.now() + 2 * 86_400_000,
    );
    const same = slots.find((slot) =>
      slots.some(
        (one) => one.dayNumber === slot.dayNumber + 1 && weekStart(one.dayNumber, 1) === weekStart(slot.dayNumber, 1),
      ),
    )!;
    const next = slots.find((one) => one.dayNumber === same.dayNumber + 1)!;
    const both = {first: {slotId: String(same.id)}, second: {slotId: String(next.id)}} as Assessment['pairs'][number];
    assert.is((await bookPairOf(world, both)).body.code, 'doctor.at-capacity');
    assert.is(rows(world, 'select 1 from bookings').length, 0);
  }),
);

test(
  'what is kept is right: a booking, a cancellation and other limits show at once; the hit rate is seen',
  inWorld(async (world) => {
    const query = 'region=MH&insurance=Star&limit=1';
    const first = await find(world, query);
    assert.equal(await find(world, query), first);
    const [pair] = first.items[0]!.pairs;
    const {body} = await bookPairOf(world, pair!);
    const after = (await find(world, query)).items[0]!.pairs;
    assert.not(
      after.some((one) => one.first.slotId === pair!.first.slotId || one.second.slotId === pair!.second.slotId),
    );
    assert.equal(await find(world, query, {'cache-control': 'no-cache'}), await find(world, query));
    for (const {key} of body.bookings) await world.ask('POST', `/api/bookings/${key}/cancel`, {body: {}});
    assert.ok((await find(world, query)).items[0]!.pairs.some((one) => one.second.slotId === pair!.second.slotId));
    const hit = (await world.ask<{cache: {assessments: {hits: number}}}>('GET', '/api/status', {as: 'admin'})).body
      .cache;
    assert.ok(hit.assessments.hits >= 2);
    await world.ask('PATCH', '/api/doctors/4', {as: 'admin', body: {version: 1, maxPerDay: 0}});
    assert.is((await find(world, query)).items[0]!.doctor.name, 'Dr. Rohan Mehta');
  }),
);

test(
  'pages neither repeat nor hide anybody while others book',
  inWorld(async (world) => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await find(world, `limit=1${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({doctor}) => doctor.name));
      for (const {pairs} of page.items) await bookPairOf(world, pairs[0]!, {region: 'KA'});
      cursor = page.nextCursor;
    }
    assert.equal(seen, ['Dr. Anita Sharma', 'Dr. Rohan Mehta', 'Dr. Lakshmi Nair']);
    assert.is((await world.ask('GET', '/api/assessments?cursor=eA')).status, 400);
  }),
);

test(
  'the question finds what a plain count over all slots and bookings finds',
  inWorld(async (world) => {
    const doctors = rows<{id: number}>(world, "select id from doctors where type = 'psychologist'").map(({id}) => id);
    const run = (text: string, ...values: unknown[]) => world.db.prepare(text).run(...values);
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.nat(10_000),
            fc.constantFrom('pending', 'booked', 'late-cancelled', 'cancelled', 'expired'),
            fc.boolean(),
          ),
          {maxLength: 60},
        ),
        fc.record({
          maxPerDay: fc.option(fc.integer({min: 0, max: 4})),
          maxPerWeek: fc.option(fc.integer({min: 0, max: 12})),
        }),
        fc.integer({min: 1, max: 7}),
        async (bookings, limits, weekStartsOn) => {
          run('delete from bookings');
          run('update doctors set maxPerDay = ?, maxPerWeek = ?', limits.maxPerDay, limits.maxPerWeek);
          const now = world.clock.now();
          const slots = rows<Slot>(world, `select * from slots where doctorId in (${doctors.join()}) order by startAt`);
          const claimed: Claimed[] = [];
          for (const [at, state, dead] of bookings) {
            const slot = slots[at % slots.length]!;
            const claim = {...slot, state, slotId: slot.id, live: !(state === 'pending' && dead)};
            if (claimed.some((one) => one.slotId === slot.id)) continue;
            claimed.push(claim);
            run(
              `insert into bookings (key, slotId, doctorId, dayNumber, startAt, minutes, state, expiresAt, source, createdAt)
               values (?, ?, ?, ?, ?, ?, ?, ?, 'phone', ?)`,
              `k${slot.id}`,
              slot.id,
              slot.doctorId,
              slot.dayNumber,
              slot.startAt,
              slot.minutes,
              state,
              state === 'pending' ? now + (dead ? 0 : 1) : null,
              now,
            );
          }
          const today = localDayNumber(now, 'Asia/Kolkata');
          const {found} = findPairs(world.db, {
            after: 0,
            limit: 50,
            now,
            lastDay: today + 30,
            weekStartsOn,
            type: 'psychologist',
          });
          const expected = doctors.flatMap((id) => {
            const pairs = byHand(
              slots.filter((slot) => slot.doctorId === id),
              claimed,
              {...limits, weekStartsOn, now, today},
            );
            return pairs.length > 0 ? [[id, pairs]] : [];
          });
          assert.equal(
            found.map(({id, pairs}) => [id, pairs.map((pair) => [pair[0], pair[3]])]),
            expected,
          );
        },
      ),
      {numRuns: 25, seed: 7},
    );
  }),
);

interface Slot {
  id: number;
  doctorId: number;
  dayNumber: number;
  startAt: number;
  minutes: number;
}
type Claimed = Slot & {slotId: number; state: string; live: boolean};
interface Rules {
  maxPerDay: number | null;
  maxPerWeek: number | null;
  weekStartsOn: number;
  now: number;
  today: number;
}

/** The rules read slowly: every slot with every other. */
function byHand(slots: readonly Slot[], claimed: readonly Claimed[], rules: Rules): [number, number][] {
  const own = claimed.filter(({doctorId}) => doctorId === slots[0]?.doctorId);
  const free = slots.filter(
    (slot) =>
      slot.startAt > rules.now &&
      !own.some((one) => one.slotId === slot.id && one.live && ['pending', 'booked'].includes(one.state)),
  );
  const counting = own.filter(({state, live}) => live && !['cancelled', 'expired'].includes(state));
  const week = (day: number) => weekStart(day, rules.weekStartsOn);
  const onDay = (day: number) => counting.filter(({dayNumber}) => dayNumber === day).length;
  const inWeek = (day: number) => counting.filter(({dayNumber}) => week(dayNumber) === week(day)).length;
  const dayFits = (day: number) => rules.maxPerDay === null || onDay(day) + 1 <= rules.maxPerDay;
  const weekFits = (day: number, more: number) => rules.maxPerWeek === null || inWeek(day) + more <= rules.maxPerWeek;
  const pairs: [number, number][] = [];
  for (const first of free)
    for (const second of free) {
      if (pairs.length === 20) return pairs;
      const together = week(first.dayNumber) === week(second.dayNumber) ? 2 : 1;
      if (!isPair(first, second, rules.today) || !dayFits(first.dayNumber) || !dayFits(second.dayNumber)) continue;
      if (weekFits(first.dayNumber, together) && weekFits(second.dayNumber, together))
        pairs.push([first.id, second.id]);
    }
  return pairs;
}

test.run();
