// A model of holds, bookings and limits is played against the real database by many clients with a clock turned by hand:
// whatever the order, no time has two live claims, no limit is passed, and no time is lost.
// time-limit: 60
import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {Refusal} from '../base/refusal.ts';
import {inWorld, rows} from '../test/inside.ts';
import {patientActor, type World} from '../test/world.ts';
import {bookPair} from './book-pair.ts';
import {holdMs} from './booking-rules.ts';
import {cancelBooking} from './cancel-booking.ts';
import {confirmBooking} from './confirm-booking.ts';
import {deadHoldIds, expireHolds} from './expire-holds.ts';
import {holdSlot} from './hold-slot.ts';
import {rescheduleBooking} from './reschedule-booking.ts';
import {bookingById, bookingByKey} from './rows.ts';
import {weekStart} from './slot-rules.ts';

const claims = ['pending', 'booked', 'checked-in', 'fulfilled', 'no-show'];

/** What the model knows of one claim. */
interface Claim {
  id: number;
  key: string;
  slot: number;
  state: 'pending' | 'booked' | 'cancelled' | 'late-cancelled' | 'expired';
  until: number;
}
interface Slot {
  id: number;
  doctorId: number;
  dayNumber: number;
  startAt: number;
}
interface Model {
  slots: Slot[];
  limits: Map<number, {day: number; week: number}>;
  claims: Claim[];
  lateMs: number;
}

const live = (claim: Claim, now: number) =>
  claim.state === 'booked' || (claim.state === 'pending' && claim.until > now);
const counts = (claim: Claim, now: number) => live(claim, now) || claim.state === 'late-cancelled';

function counted(model: Model, now: number, doctorId: number, fits: (day: number) => boolean, but?: Claim): number {
  return model.claims.filter((claim) => {
    const slot = model.slots.find(({id}) => id === claim.slot)!;
    return claim !== but && slot.doctorId === doctorId && fits(slot.dayNumber) && counts(claim, now);
  }).length;
}

/** Whether the model lets somebody take this slot. */
function mayTake(model: Model, slot: Slot, now: number, more = 1, but?: Claim): boolean {
  if (slot.startAt <= now || model.claims.some((claim) => claim.slot === slot.id && live(claim, now))) return false;
  const limit = model.limits.get(slot.doctorId)!;
  const week = weekStart(slot.dayNumber, 1);
  return (
    counted(model, now, slot.doctorId, (day) => day === slot.dayNumber, but) + 1 <= limit.day &&
    counted(model, now, slot.doctorId, (day) => weekStart(day, 1) === week, but) + more <= limit.week
  );
}

type Step = {do: 'hold' | 'confirm' | 'cancel' | 'move' | 'pair' | 'clean' | 'wait'; a: number; b: number};
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'hold',
    'hold',
    'hold',
    'confirm',
    'confirm',
    'cancel',
    'move',
    'move',
    'pair',
    'pair',
    'clean',
    'wait',
  ),
  a: fc.nat(10_000),
  b: fc.nat(10_000),
});

test(
  'no order of holds, bookings, moves, pairs, cancellations and time breaks the rules',
  inWorld(
    async (world) => {
      const doctors = rows<{id: number}>(
        world,
        "select id from doctors where type = 'psychologist' order by id limit 2",
      );
      const setUp = async (): Promise<Model> => {
        const slots = rows<Slot>(
          world,
          `select id, doctorId, dayNumber, startAt from slots where doctorId in (?, ?) and startAt > ?
           and withdrawn = 0 order by startAt limit 48`,
          doctors[0]!.id,
          doctors[1]!.id,
          world.clock.now(),
        );
        return {
          slots,
          limits: new Map([
            [doctors[0]!.id, {day: 2, week: 3}],
            [doctors[1]!.id, {day: 4, week: 16}],
          ]),
          claims: [],
          lateMs: 24 * 3_600_000,
        };
      };
      await world.write((tx) => {
        tx.db.prepare('update doctors set maxPerDay = 2, maxPerWeek = 3 where id = ?').run(doctors[0]!.id);
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(step, {minLength: 1, maxLength: 6}), {minLength: 5, maxLength: 25}),
          async (rounds) => {
            // Each run on fresh days, with what the runs before left behind on others.
            world.clock.forward(14 * 86_400_000);
            await world.bookings.tick();
            for (let tick = 0; tick < 3; tick++) await world.bookings.tick();
            const model = await setUp();
            assert.ok(model.slots.length >= 40, `only ${model.slots.length} times`);
            // What earlier runs booked stands in the model too.
            for (const row of rows<{id: number; key: string; slotId: number; state: string}>(
              world,
              'select id, key, slotId, state from bookings',
            ))
              if (
                model.slots.some(({id}) => id === row.slotId) &&
                (claims.includes(row.state) || row.state === 'late-cancelled')
              )
                model.claims.push({...row, slot: row.slotId, state: row.state as 'booked', until: 0});
            for (const round of rounds) await play(world, model, round);
            check(world, model);
          },
        ),
        {numRuns: 12, seed: 20261128, endOnFailure: true, includeErrorInReport: true},
      );
    },
    {env: {RATE_LIMIT: 'off'}},
  ),
);

/** All of a round's steps at once, as clients do; the door takes them in their order, and so does the model. */
async function play(world: World, model: Model, round: readonly Step[]): Promise<void> {
  const now = world.clock.now();
  await Promise.all(round.map((one) => playOne(world, model, one, now)));
  for (const one of round) if (one.do === 'wait') world.clock.forward((one.a % 5) * (holdMs / 4));
  check(world, model);
}

async function playOne(world: World, model: Model, one: Step, now: number): Promise<void> {
  const slot = model.slots[one.a % model.slots.length]!;
  const claim = model.claims[one.a % Math.max(1, model.claims.length)];
  const somebody = patientActor(null);
  switch (one.do) {
    case 'hold': {
      const may = mayTake(model, slot, now);
      const placed: Claim = {id: 0, key: '', slot: slot.id, state: 'pending', until: now + holdMs};
      if (may) model.claims.push(placed);
      const held = await tried(world.write((tx) => holdSlot(tx, slot.id, {deviceId: null}), somebody));
      assert.is(held !== null, may, `hold of ${slot.id}`);
      if (held) Object.assign(placed, {id: held.id, key: held.key});
      return;
    }
    case 'confirm': {
      if (!claim || claim.key === '') return;
      const may = claim.state === 'pending' && claim.until > now;
      const again = claim.state === 'booked';
      if (may) claim.state = 'booked';
      const done = await tried(
        world.write((tx) => confirmBooking(tx, claim.key, {name: 'Asha', capped: false}), somebody),
      );
      assert.is(done !== null, may || again, `confirm of ${claim.id}`);
      return;
    }
    case 'cancel': {
      if (!claim || claim.key === '') return;
      const may = live(claim, now);
      const at = model.slots.find(({id}) => id === claim.slot)!.startAt;
      if (may) claim.state = claim.state === 'booked' && now > at - model.lateMs ? 'late-cancelled' : 'cancelled';
      const done = await tried(world.write((tx) => cancelBooking(tx, bookingByKey(tx.db, claim.key)!), somebody));
      assert.is(done !== null, may, `cancel of ${claim.id}`);
      return;
    }
    case 'move': {
      if (!claim || claim.key === '') return;
      const to = model.slots[one.b % model.slots.length]!;
      const alone = rows(world, 'select 1 from bookings where key = ? and pairId is null', claim.key).length === 1;
      if (!alone) return;
      const from = model.slots.find(({id}) => id === claim.slot)!;
      const may =
        claim.state === 'booked' &&
        (to.id === claim.slot || mayTake(model, to, now, 1, from.doctorId === to.doctorId ? claim : undefined));
      if (may) claim.slot = to.id;
      const done = await tried(
        world.write((tx) => rescheduleBooking(tx, bookingByKey(tx.db, claim.key)!, to.id), somebody),
      );
      assert.is(done !== null, may, `move of ${claim.id} to ${to.id}`);
      return;
    }
    case 'pair': {
      const other = model.slots[one.b % model.slots.length]!;
      const apart = other.dayNumber - slot.dayNumber;
      const sameWeek = weekStart(slot.dayNumber, 1) === weekStart(other.dayNumber, 1);
      const may =
        slot.doctorId === other.doctorId &&
        apart >= 1 &&
        apart <= 7 &&
        mayTake(model, slot, now, sameWeek ? 2 : 1) &&
        mayTake(model, other, now, sameWeek ? 2 : 1);
      const first: Claim = {id: 0, key: '', slot: slot.id, state: 'booked', until: 0};
      const second: Claim = {...first, slot: other.id};
      if (may) model.claims.push(first, second);
      const reach = world.db.prepare(
        'select region, insurance from doctor_regions join doctor_insurances using (doctorId) where doctorId = ? limit 1',
      );
      const {region, insurance} = reach.get(slot.doctorId) as {region: string; insurance: string};
      const done = await tried(
        world.write(
          (tx) =>
            bookPair(tx, {
              first: {slotId: slot.id},
              second: {slotId: other.id},
              name: 'Asha',
              region,
              insurance,
              deviceId: null,
              capped: false,
            }),
          somebody,
        ),
      );
      assert.is(done !== null, may, `pair of ${slot.id} and ${other.id}`);
      if (done)
        for (const [at, its] of [first, second].entries()) Object.assign(its, {id: done[at]!.id, key: done[at]!.key});
      return;
    }
    case 'clean':
      await world.write((tx) => expireHolds(tx, deadHoldIds(tx.db, tx.now)));
  }
}

/** Null where a rule refused; a fault goes on. */
async function tried<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** The database against the model, and both against the rules. */
function check(world: World, model: Model): void {
  const now = world.clock.now();
  for (const claim of model.claims) {
    if (claim.id === 0) continue;
    const stored = bookingById(world.db, claim.id)!;
    const dead = claim.state === 'pending' && claim.until <= now;
    assert.is(stored.slotId, claim.slot);
    assert.ok(
      stored.state === claim.state || (dead && stored.state === 'expired'),
      `${claim.id} is ${stored.state}, not ${claim.state}`,
    );
  }
  assert.equal(
    rows(
      world,
      `select slotId from bookings where state in ('pending', 'booked', 'checked-in') group by slotId having count(*) > 1`,
    ),
    [],
  );
  for (const [doctorId, {day, week}] of model.limits)
    for (const slot of model.slots.filter((one) => one.doctorId === doctorId)) {
      assert.ok(counted(model, now, doctorId, (one) => one === slot.dayNumber) <= day, 'the day’s limit');
      const its = weekStart(slot.dayNumber, 1);
      assert.ok(counted(model, now, doctorId, (one) => weekStart(one, 1) === its) <= week, 'the week’s limit');
    }
}

test.run();
