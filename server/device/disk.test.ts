import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {patientActor, systemActor} from '../base/actor.ts';
import {handClock} from '../base/clock.ts';
import {openWorld, queueId} from '../test/world.ts';
import {ballastBytes, openBallast} from './ballast.ts';
import {diskState, fullBytes, lowBytes, resumeBytes, watchDisk} from './disk.ts';

const mib = 1024 * 1024;
const staff = {...systemActor, kind: 'staff'} as const;

/** A watched folder whose free room is what the test says; the ballast is a small real file. */
async function withDisk(
  work: (parts: {
    disk: ReturnType<typeof watchDisk>;
    clock: ReturnType<typeof handClock>;
    ballast: ReturnType<typeof openBallast>;
    told: string[];
    free(bytes: number): Promise<void>;
    folder: string;
  }) => Promise<void>,
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-disk-'));
  const clock = handClock();
  const told: string[] = [];
  const ballast = openBallast(folder, 3 * mib);
  let freeBytes = 10_000 * mib;
  const disk = watchDisk({
    dataDir: folder,
    clock,
    ballast,
    changed: ({state}) => told.push(state),
    freeBytes: async () => freeBytes,
  });
  const free = (bytes: number) => {
    freeBytes = bytes;
    return disk.look();
  };
  try {
    await work({disk, clock, ballast, told, free, folder});
  } finally {
    disk.stop();
    fs.rmSync(folder, {recursive: true, force: true});
  }
}

test('full has a way in and a higher way out', () => {
  assert.is(diskState('ok', lowBytes), 'ok');
  assert.is(diskState('ok', lowBytes - 1), 'low');
  assert.is(diskState('low', fullBytes), 'low');
  assert.is(diskState('low', fullBytes - 1), 'full');
  assert.is(diskState('full', fullBytes), 'full');
  assert.is(diskState('full', resumeBytes - 1), 'full');
  assert.is(diskState('full', resumeBytes), 'low');
});

test('the ballast takes real room, is given back at once and is found again at the next start', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-ballast-'));
  const first = openBallast(folder, 3 * mib);
  assert.is(first.heldBytes, 0);
  assert.is(await first.hold(), true);
  const {size, blocks} = fs.statSync(path.join(folder, 'ballast'));
  assert.is(size, 3 * mib);
  assert.ok(blocks * 512 >= 3 * mib, 'no hole in it');
  assert.is(openBallast(folder, 3 * mib).heldBytes, 3 * mib);
  first.release();
  assert.equal([first.heldBytes, fs.readdirSync(folder)], [0, []]);
  const stopping = first.hold();
  first.stop();
  assert.is(await stopping, false);
  assert.equal(fs.readdirSync(folder), [], 'half a ballast is none');
  fs.rmSync(folder, {recursive: true});
});

test('the ballast is written after the rush of the start, and not right after it was given away', () =>
  withDisk(async ({ballast, clock, disk, free}) => {
    await free(10_000 * mib);
    assert.is(ballast.heldBytes, 0, 'the start is not disturbed');
    clock.forward(3000);
    await free(10_000 * mib);
    assert.ok(ballast.heldBytes > 0);
    disk.ranOut();
    assert.is(ballast.heldBytes, 0);
    clock.forward(14_000);
    await free(10_000 * mib);
    assert.is(ballast.heldBytes, 0);
    clock.forward(1000);
    await free(10_000 * mib);
    assert.ok(ballast.heldBytes > 0);
  }));

test('on a nearly full disk staff go on and strangers wait; screens hear each change once', () =>
  withDisk(async ({ballast, clock, disk, told, free}) => {
    clock.forward(3000);
    await free(10_000 * mib);
    await free(fullBytes - 1);
    await free(fullBytes - 1);
    assert.equal(told, ['full']);
    assert.is(disk.admits(patientActor(null)), false);
    assert.is(disk.admits(staff), true);
    assert.is(disk.admits(systemActor), true);
    assert.ok(ballast.heldBytes > 0, 'kept for SQLite itself');
    await free(resumeBytes - 1);
    assert.is(disk.view().state, 'full');
    await free(resumeBytes);
    assert.equal(told, ['full', 'low']);
    assert.is(disk.admits(patientActor(null)), true);
  }));

test('SQLite found no room: full at once, whatever the system says for the next seconds', () =>
  withDisk(async ({clock, disk, told, free}) => {
    disk.ranOut();
    assert.equal(told, ['full']);
    await free(10_000 * mib);
    assert.is(disk.view().state, 'full');
    clock.forward(3000);
    await free(10_000 * mib);
    assert.equal(told, ['full', 'ok']);
  }));

test('room that the ballast will take again is not room', () =>
  withDisk(async ({clock, disk, free}) => {
    disk.ranOut();
    clock.forward(3000);
    await free(resumeBytes + ballastBytes - 1);
    assert.is(disk.view().state, 'full');
    await free(resumeBytes + ballastBytes);
    assert.is(disk.view().state, 'low');
  }));

test('a backup never takes the last room', () =>
  withDisk(async ({clock, disk, free}) => {
    clock.forward(3000);
    await free(resumeBytes + 100 * mib);
    assert.is(await disk.roomFor(100 * mib), true);
    assert.is(await disk.roomFor(100 * mib + 1), false);
    await free(fullBytes - 1);
    assert.is(await disk.roomFor(0), false);
  }));

test('through the whole app: no room for a stranger, a named 503 with a time to come back; staff go on', async () => {
  const world = await openWorld();
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const before = await world.ask('POST', path, {body: {}, key: 'k'.repeat(22)});
  await world.ask('GET', '/api/session', {as: 'desk'});
  // What SQLite says when there is no room left.
  await world
    .write(() => {
      throw Object.assign(new Error('database or disk is full'), {code: 'SQLITE_FULL'});
    })
    .catch(() => {});
  assert.is(world.box.view().disk.state, 'full');
  const refused = await world.ask('POST', path, {body: {}});
  assert.equal([refused.status, refused.body.code], [503, 'store.unavailable']);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  const again = await world.ask('POST', path, {body: {}, key: 'k'.repeat(22)});
  assert.equal([again.status, again.body.id], [201, before.body.id], 'what was answered before is answered again');
  assert.is((await world.ask('GET', '/readyz')).status, 503);
  assert.is((await world.ask('GET', '/healthz')).status, 200);
  assert.is((await world.ask('GET', '/api/queues')).status, 200);
  assert.is((await world.ask('POST', path, {as: 'desk', body: {}})).status, 201);
  const {body} = await world.ask<{box: {disk: {state: string}}}>('GET', '/api/session', {as: 'desk'});
  assert.is(body.box.disk.state, 'full');
  world.end();
});

test.run();
