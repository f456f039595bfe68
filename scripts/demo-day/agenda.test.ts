import {setTimeout as rest} from 'node:timers/promises';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openAgenda} from './agenda.ts';
import {dayTime, openTally} from './tally.ts';

const never = (error: unknown) => {
  throw error;
};

test('deeds run in the order of their minutes, equal ones as they were asked for', async () => {
  const agenda = openAgenda({speed: 600, fault: never, mostRunning: 1});
  const done: string[] = [];
  const note = (what: string) => async () => void done.push(what);
  agenda.at(0.4, note('third'));
  agenda.at(0.2, note('first'));
  agenda.at(0.2, note('second'));
  await rest(120);
  assert.equal(done, ['first', 'second', 'third']);
  await agenda.stop();
});

test('no more run at once than there is room for, and no more wait', async () => {
  const agenda = openAgenda({speed: 600, fault: never, mostRunning: 2, mostWaiting: 3});
  let most = 0;
  const slow = async () => {
    most = Math.max(most, agenda.running);
    await rest(20);
  };
  const taken = Array.from({length: 6}, () => agenda.at(0.5, slow));
  assert.equal(taken, [true, true, true, false, false, false]);
  await rest(200);
  assert.is(most, 2);
  assert.is(agenda.waiting, 0);
  await agenda.stop();
});

test('stopping waits for what runs, starts nothing more, and takes nothing more', async () => {
  const agenda = openAgenda({speed: 600, fault: never});
  let ended = false;
  let late = false;
  agenda.at(0, async () => {
    await rest(40);
    ended = true;
  });
  agenda.at(1000, async () => {
    late = true;
  });
  await rest(5);
  await agenda.stop();
  assert.ok(ended);
  assert.not.ok(late);
  assert.is(agenda.waiting, 0);
  assert.not.ok(agenda.at(0, async () => undefined));
});

test('a deed that fails is told and stops nobody else', async () => {
  const faults: unknown[] = [];
  const agenda = openAgenda({speed: 600, fault: (error) => faults.push(error)});
  let other = false;
  agenda.at(0, () => Promise.reject(new Error('stumbled')));
  agenda.at(0.1, async () => {
    other = true;
  });
  await rest(60);
  assert.is(faults.length, 1);
  assert.ok(other);
  await agenda.stop();
});

test('the tally tells what is new since it was last asked, and the time on the wall', () => {
  const tally = openTally();
  tally.count('served');
  tally.count('served');
  assert.is(tally.since(), '2 served');
  assert.is(tally.since(), 'nothing new');
  tally.refused('queue.full');
  assert.is(tally.refusals.get('queue.full'), 1);
  assert.is(dayTime(95, {hour: 8, minute: 30}), '10:05');
});

test.run();
