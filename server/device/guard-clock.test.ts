import * as fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {doubtAtLeap, doubtAtStart, mayConfirm} from '../base/clock-rules.ts';
import {lastServiceDay} from '../queue/day-rows.ts';
import {openWorld, queueId, type World} from '../test/world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const mark = Date.UTC(2026, 10, 22, 4);

const starts: [string, number, number | null, ReturnType<typeof doubtAtStart>][] = [
  ['1970 on a first run', 0, null, 'behind'],
  ['a first run', mark, null, null],
  ['1970', 5000, mark, 'behind'],
  ['last week', mark - 7 * day, mark, 'behind'],
  ['a little behind', mark - 2 * minute, mark, null],
  ['more than that', mark - 2 * minute - 1, mark, 'behind'],
  ['over night', mark + 14 * hour, mark, null],
  ['after a month', mark + 31 * day, mark, null],
  ['after longer', mark + 31 * day + 1, mark, 'ahead'],
  ['2036', Date.UTC(2036, 0, 1), mark, 'ahead'],
];
for (const [name, now, high, doubt] of starts)
  test(`at the start: ${name}`, () => assert.is(doubtAtStart(now, high), doubt));

const leaps: [string, number, boolean, ReturnType<typeof doubtAtLeap>][] = [
  ['a time server corrects a slow clock', 3 * hour, false, null],
  ['more than a correction', 6 * hour + 1, false, 'ahead'],
  ['the same before anybody worked', 14 * hour, true, null],
  ['ten years', 3650 * day, true, 'ahead'],
  ['back', -3 * minute, true, 'behind'],
];
for (const [name, leap, quiet, doubt] of leaps)
  test(`a leap: ${name}`, () => assert.is(doubtAtLeap(leap, quiet), doubt));

test('who may say what time it is', () => {
  const at = {highWater: mark, suspect: true};
  assert.is(mayConfirm('desk', {to: mark + 7 * day, ...at}), true);
  assert.is(mayConfirm('desk', {to: mark + 7 * day + 1, ...at}), false);
  assert.is(mayConfirm('desk', {to: mark - 2 * day, ...at}), false);
  assert.is(mayConfirm('desk', {to: mark, ...at, suspect: false}), false);
  assert.is(mayConfirm('admin', {to: mark + 400 * day, ...at, suspect: false}), true);
  assert.is(mayConfirm('doctor', {to: mark, ...at}), false);
});

/** A world whose steady clock has parts of a millisecond, as the real one has. */
async function openAt(start: number): Promise<World> {
  const world = await openWorld({start});
  const {steady} = world.clock;
  world.clock.steady = () => steady() + 0.375 + (steady() % 7) / 64;
  return world;
}

const clockOf = (world: World) => world.box.view().clock;
const join = (world: World) =>
  world.ask<{number: string; id: string}>('POST', `/api/queues/${queueId(world, 'CAR')}/tokens`, {body: {}});
const confirm = (world: World, as: 'admin' | 'desk' | 'doctor', at: number) =>
  world.ask<{state: string; code?: string}>('POST', '/api/clock/confirm', {
    as,
    body: {now: new Date(at).toISOString()},
  });

for (const [name, wrong] of [
  ['1970', 1000],
  ['last week', mark - 7 * day],
  ['2036', Date.UTC(2036, 5, 1)],
] as const)
  test(`a start in ${name}: in doubt, the time goes on from the record, numbers and day stay, and a word from the desk ends it`, async () => {
    const world = await openAt(mark);
    assert.is((await join(world)).body.number, 'C-001');
    world.clock.forward(hour);
    await join(world);
    world.clock.leap(wrong);
    await world.reopen();
    world.clock.forward(5 * minute);
    await world.watch.tick();
    assert.equal([clockOf(world).state, clockOf(world).reason], ['suspect', name === '2036' ? 'ahead' : 'behind']);
    assert.ok(Math.abs(world.box.clock.now() - (mark + hour + 5 * minute)) < minute);
    assert.ok(Number.isInteger(world.box.clock.now()), 'what is written has no parts of a millisecond');
    assert.is((await join(world)).body.number, 'C-003');
    assert.is(lastServiceDay(world.db)!.day, '2026-11-22');
    assert.is((await confirm(world, 'doctor', mark + 2 * hour)).status, 403);
    assert.is((await confirm(world, 'desk', mark + 9 * day)).body.code, 'permission.denied');
    assert.is((await confirm(world, 'admin', 0)).body.code, 'input.invalid');
    const said = await confirm(world, 'desk', mark + 3 * hour);
    assert.equal([said.status, said.body.state], [200, 'ok']);
    assert.is((await confirm(world, 'desk', mark + 3 * hour)).status, 403, 'nothing is in doubt any more');
    world.clock.forward(hour);
    assert.ok(Math.abs(world.box.clock.now() - (mark + 4 * hour)) < minute, 'the box keeps to it');
    await world.reopen();
    assert.is(clockOf(world).state, 'ok', 'also after a new start of the program');
    world.clock.leap(world.box.clock.now() + 1000);
    assert.is(clockOf(world).state, 'ok');
    world.clock.forward(day);
    await world.watch.tick();
    assert.is(lastServiceDay(world.db)!.day, '2026-11-23', 'the system agrees, and the day changes by itself');
    assert.is((await join(world)).body.number, 'C-001');
    world.end();
  });

test('a leap over night in the middle of work is asked about; confirmed, whoever waits goes into the new day', async () => {
  const world = await openAt(mark);
  const {body: first} = await join(world);
  world.clock.leap(mark + 20 * hour);
  world.clock.forward(16_000);
  await world.watch.tick();
  assert.is(clockOf(world).reason, 'ahead');
  assert.is(lastServiceDay(world.db)!.day, '2026-11-22');
  await confirm(world, 'desk', world.clock.now());
  world.clock.forward(16_000);
  await world.watch.tick();
  assert.is(lastServiceDay(world.db)!.day, '2026-11-23');
  const carried = world.db.prepare('select day, serial, state from tokens where fromTokenId = ?').get(Number(first.id));
  assert.equal(carried, {day: '2026-11-23', serial: 1, state: 'waiting'});
  world.end();
});

test('a time server during a consultation: right time afterwards, and the minutes that really passed', async () => {
  const world = await openAt(mark);
  await join(world);
  const called = await world.ask<{token: {id: string}}>('POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {
    as: 'doctor',
    body: {},
  });
  world.clock.forward(4 * minute);
  world.clock.leap(world.clock.now() + 3 * hour);
  world.clock.forward(2 * minute);
  await world.ask('POST', `/api/tokens/${called.body.token.id}/complete`, {as: 'doctor', body: {}});
  assert.is(clockOf(world).state, 'ok');
  const {durationMs} = world.db.prepare('select durationMs from consultations').get() as {durationMs: number};
  assert.ok(Math.abs(durationMs - 6 * minute) < 1000, String(durationMs));
  const {verifyFile} = await import('../keeping/verify.ts');
  assert.is(verifyFile(`${world.dataDir}/baari.db`).state, 'clean');
  world.end();
});

test('whatever the wall does, the box’s time runs on: never back by more than the clocks may differ, never on by more than is believed', async () => {
  const world = await openAt(mark);
  await join(world);
  const {clock} = world.box;
  const step = fc.record({
    leap: fc.integer({min: -400 * day, max: 400 * day}),
    passes: fc.integer({min: 0, max: hour}),
  });
  fc.assert(
    fc.property(fc.array(step, {minLength: 1, maxLength: 12}), (steps) => {
      world.clock.leap(clock.now());
      for (const {leap, passes} of steps) {
        const before = clock.now();
        world.clock.leap(world.clock.now() + leap);
        world.clock.forward(passes);
        const went = clock.now() - before;
        assert.ok(went >= passes - 4 * minute && went <= passes + 6 * hour, `${went} in ${passes}`);
      }
    }),
    {numRuns: 100},
  );
  world.end();
});

test.run();
