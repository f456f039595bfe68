import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, patientActor, queueId, staffOf} from '../test/world.ts';
import {callNext} from './call-next.ts';
import {issueToken} from './issue-token.ts';

test('numbers start at 1 and follow each other', async () => {
  const world = await openWorld();
  const car = queueId(world, 'CAR');
  const serials: number[] = [];
  for (let i = 0; i < 5; i++)
    serials.push((await world.write((tx) => issueToken(tx, car, {}), patientActor(null))).serial);
  assert.equal(serials, [1, 2, 3, 4, 5]);
  world.end();
});

test('call next takes the first and leaves the rest', async () => {
  const world = await openWorld();
  const car = queueId(world, 'CAR');
  await world.write((tx) => issueToken(tx, car, {}), patientActor(null));
  await world.write((tx) => issueToken(tx, car, {}), patientActor(null));
  const called = await world.write((tx) => callNext(tx, car, {}), staffOf(world, 'doctor'));
  assert.is(called.serial, 1);
  assert.is(called.state, 'called');
  world.end();
});

test.run();
