import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, refused, row} from '../test/inside.ts';
import {patientActor, queueId, staffOf, systemActor, type World} from '../test/world.ts';
import {changeQueueState, type QueueChange, type QueueDeed} from './change-queue-state.ts';
import {closeDay} from './service-day.ts';

const change = (world: World, deed: QueueDeed, how: QueueChange = {}, code = 'CAR', actor = systemActor) =>
  world.write((tx) => void changeQueueState(tx, queueId(world, code), deed, how), actor);

interface Shown {
  state: string;
  notice: string | null;
  resumesAt: string | null;
  lateMinutes: number;
}
async function shown(world: World): Promise<Shown> {
  const {body} = await world.ask<Shown>('GET', `/api/queues/${queueId(world, 'CAR')}`);
  const {state, notice, resumesAt, lateMinutes} = body;
  return {state, notice, resumesAt, lateMinutes};
}

test(
  'a pause has a reason and an expected end, and both go when it is over',
  inWorld(async (world) => {
    await change(world, 'pause', {reason: 'ward round', minutes: 20});
    assert.equal(await shown(world), {
      state: 'paused',
      notice: 'ward round',
      resumesAt: '2026-11-22T09:50:00.000+05:30',
      lateMinutes: 0,
    });
    await change(world, 'resume');
    assert.equal(await shown(world), {state: 'open', notice: null, resumesAt: null, lateMinutes: 0});
    const {kind, words} = row<{kind: string; words: string}>(
      world,
      'select kind, words from journal join remarks on remarks.seq = journal.seq',
    );
    assert.equal([kind, words], ['queue.paused', 'ward round']);
  }),
);

test(
  'an end that is named stands before one that is counted; without either it is open-ended',
  inWorld(async (world) => {
    await change(world, 'pause', {minutes: 20, resumesAt: Date.parse('2026-11-22T12:00:00+05:30')});
    assert.is((await shown(world)).resumesAt, '2026-11-22T12:00:00.000+05:30');
    await change(world, 'pause');
    assert.is((await shown(world)).resumesAt, null);
  }),
);

test(
  'late says by how much, and may change its mind',
  inWorld(async (world) => {
    await refused('input.invalid', change(world, 'late'));
    await change(world, 'late', {minutes: 30, reason: 'traffic'});
    assert.equal(await shown(world), {state: 'open', notice: 'traffic', resumesAt: null, lateMinutes: 30});
    await change(world, 'late', {minutes: 0});
    assert.is((await shown(world)).lateMinutes, 0);
  }),
);

test(
  'what makes no sense is refused with the present state',
  inWorld(async (world) => {
    assert.is((await refused('queue.state', change(world, 'resume'))).extra.state, 'open');
    await change(world, 'close', {reason: 'doctor is ill'});
    assert.is((await refused('queue.state', change(world, 'pause'))).extra.state, 'closed');
    assert.is((await refused('queue.state', change(world, 'resume'))).extra.state, 'closed');
    assert.is((await shown(world)).notice, 'doctor is ill');
    await change(world, 'open');
    assert.equal(await shown(world), {state: 'open', notice: null, resumesAt: null, lateMinutes: 0});
    await refused(
      'queue.missing',
      world.write((tx) => void changeQueueState(tx, 99, 'open', {})),
    );
    await world.write((tx) => void closeDay(tx));
    await refused('day.closed', change(world, 'open'));
  }),
);

test(
  'it survives a restart, and the next day starts fresh',
  inWorld(async (world) => {
    await change(world, 'close');
    await world.reopen();
    assert.is((await shown(world)).state, 'closed');
    world.clock.forward(24 * 3_600_000);
    await world.watch.tick();
    assert.is((await shown(world)).state, 'open');
    await issue(world, 'CAR');
  }),
);

test(
  'who may: the desk opens and closes all, pauses where it is assigned; a doctor own queues; a patient nothing',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    const doctor = staffOf(world, 'doctor');
    await change(world, 'close', {}, 'ORT', desk);
    await refused('permission.denied', change(world, 'pause', {}, 'PED', desk));
    await change(world, 'pause', {}, 'GEN', desk);
    await change(world, 'pause', {}, 'CAR', doctor);
    await change(world, 'close', {}, 'CAR', doctor);
    for (const deed of ['open', 'close', 'pause', 'late'] as const)
      await refused('permission.denied', change(world, deed, {minutes: 5}, 'PED', doctor));
    await refused('permission.denied', change(world, 'open', {}, 'CAR', patientActor(null)));
  }),
);

test.run();
