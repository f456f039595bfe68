import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {run} from '../base/database.ts';
import {placesChanged} from '../places/directory.ts';
import {inWorld, issue, issueLanes, kinds, next, refused, rooms, row, rows} from '../test/inside.ts';
import {queueId, staffOf, type World} from '../test/world.ts';
import {completeToken} from './complete-token.ts';
import {lineOf, openDay} from './line.ts';
import {tokenById} from './rows.ts';
import {startToken} from './start-token.ts';
import {undoMove} from './undo-move.ts';
import {figuresOf} from './wait-of.ts';

const minute = 60_000;
const complete = (world: World, id: number, note?: string) => world.write((tx) => completeToken(tx, id, {note}));
const start = (world: World, id: number) => world.write((tx) => startToken(tx, id));
const average = (world: World) =>
  row<{consultationCount: number; consultationSumMs: number}>(
    world,
    "select consultationCount, consultationSumMs from doctors where name = 'Dr. Meera Rao'",
  );
const consultation = (world: World, tokenId: number) =>
  row<Record<string, unknown>>(
    world,
    'select startedAt, endedAt, durationMs, occupiedMs, note, doctorId, servicePointId from consultations where tokenId = ?',
    tokenId,
  );
const line = (world: World, code: string) => lineOf(world.db, queueId(world, code), openDay(world.db)!);

test(
  'called, started, completed: the consultation and its duration are stored and move the average of the doctor',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const calledAt = world.clock.now();
    const {id} = await next(world, 'CAR');
    world.clock.forward(2 * minute);
    const serving = await start(world, id);
    assert.is(serving.state, 'serving');
    assert.is(serving.startedAt, calledAt + 2 * minute);
    world.clock.forward(7 * minute);
    const done = await complete(world, id, 'rest and tea');
    assert.is(done.state, 'done');
    assert.is(done.endedAt, calledAt + 9 * minute);
    assert.equal(done, tokenById(world.db, id));
    const doctorId = row<{doctorId: number}>(world, "select doctorId from queues where code = 'CAR'").doctorId;
    assert.equal(consultation(world, id), {
      startedAt: calledAt + 2 * minute,
      endedAt: calledAt + 9 * minute,
      durationMs: 7 * minute,
      occupiedMs: 9 * minute,
      note: 'rest and tea',
      doctorId,
      servicePointId: rooms(world, 'CAR')[0],
    });
    assert.equal(average(world), {consultationCount: 1, consultationSumMs: 7 * minute});
    assert.equal(kinds(world, id), ['token.issued', 'token.called', 'token.started', 'token.completed']);
  }),
);

test(
  'completed from called: it counts as started when it was called',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const {id, calledAt} = await next(world, 'CAR');
    world.clock.forward(4 * minute);
    const done = await complete(world, id);
    assert.is(done.startedAt, calledAt);
    assert.is(consultation(world, id).durationMs, 4 * minute);
    assert.equal(average(world), {consultationCount: 1, consultationSumMs: 4 * minute});
  }),
);

test(
  'a clock that was set back gives no negative duration',
  inWorld(async (world) => {
    await issue(world, 'CAR');
    const {id} = await next(world, 'CAR');
    world.clock.set(world.clock.now() - 10 * minute);
    await complete(world, id);
    assert.is(consultation(world, id).durationMs, 0);
    assert.is(consultation(world, id).occupiedMs, 0);
  }),
);

test(
  'wrong states are refused with the present one, and nothing changes',
  inWorld(async (world) => {
    const {id} = await issue(world, 'CAR');
    assert.is((await refused('token.state', start(world, id))).extra.state, 'waiting');
    assert.is((await refused('token.state', complete(world, id))).extra.state, 'waiting');
    await next(world, 'CAR');
    await start(world, id);
    assert.is((await refused('token.state', start(world, id))).extra.state, 'serving');
    await complete(world, id);
    assert.is((await refused('token.state', complete(world, id))).extra.state, 'done');
    await refused('token.missing', complete(world, 99));
    assert.equal(average(world), {consultationCount: 1, consultationSumMs: 0});
    assert.is(kinds(world, id).length, 4);
  }),
);

test(
  'who does not serve the queue completes nobody there',
  inWorld(async (world) => {
    const {id} = await issue(world, 'PED');
    await next(world, 'PED');
    for (const name of ['doctor', 'desk']) {
      const actor = staffOf(world, name);
      await refused(
        'permission.denied',
        world.write((tx) => completeToken(tx, id, {}), actor),
      );
      await refused(
        'permission.denied',
        world.write((tx) => startToken(tx, id), actor),
      );
    }
  }),
);

test(
  'the durations beside the database are those that the database would give',
  inWorld(async (world) => {
    await issueLanes(world, 'GEN', ['walk-in', 'walk-in', 'walk-in', 'walk-in']);
    const [one, two] = rooms(world, 'GEN') as [number, number];
    const a = await next(world, 'GEN', {servicePointId: one});
    const b = await next(world, 'GEN', {servicePointId: two});
    world.clock.forward(5 * minute);
    await complete(world, a.id);
    world.clock.forward(20_000);
    await complete(world, b.id);
    assert.equal(figuresOf(world.db, line(world, 'GEN')).recentMs, [5 * minute, 5 * minute + 20_000]);
    await world.write((tx) => undoMove(tx, a.id));
    assert.equal(figuresOf(world.db, line(world, 'GEN')).recentMs, [5 * minute + 20_000]);
    await world.reopen();
    assert.equal(figuresOf(world.db, line(world, 'GEN')).recentMs, [5 * minute + 20_000]);
  }),
);

test(
  'a doctor with two queues has one pace, whichever of them is looked at',
  inWorld(async (world) => {
    await world.write((tx) => {
      run(tx.db, "update queues set doctorId = (select doctorId from queues where code = 'CAR') where code = 'PED'");
      placesChanged(tx);
    });
    for (const code of ['CAR', 'PED']) {
      await issue(world, code);
      await next(world, code);
    }
    const [car, ped] = rows<{id: number}>(world, 'select id from tokens order by id').map((token) => token.id);
    world.clock.forward(5 * minute);
    await complete(world, car!);
    world.clock.forward(15 * minute);
    await complete(world, ped!);
    assert.is(line(world, 'PED').pace!.count, 2);
    assert.equal(line(world, 'CAR').pace, line(world, 'PED').pace);
  }),
);

test.run();
