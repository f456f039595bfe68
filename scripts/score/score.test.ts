import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {Waiting, Wheel} from '../../server/queue/order-rules.ts';
import {callOrder as serverOrder} from '../../server/queue/order-rules.ts';
import {dice} from '../dice.ts';
import {drawClinic} from './clinic.ts';
import {measureMorning} from './measure.ts';
import type {Morning} from './morning.ts';
import {callOrder, copyMorning, lanes, openMorning, step, waitingCount} from './morning.ts';
import {keepJournal} from './observe.ts';
import {foresee} from './oracle.ts';
import {heldOut, ordinary, seeds, tuning} from './parameters.ts';
import {figures, judge, table} from './report.ts';

const scope = {perMoment: 2, futures: 20};
const some = (count: number, futures = 20) =>
  Array.from({length: count}, (_, i) => measureMorning(ordinary, 500_000 + i, {...scope, futures})).flat();

test('the dice: the same seed falls the same, and the moments are right', () => {
  const [a, b, c] = [dice(7), dice(7), dice(8)];
  const thousand = Array.from({length: 20_000}, () => a.normal());
  assert.is(thousand[0], b.normal());
  assert.is.not(thousand[0], c.normal());
  const mean = thousand.reduce((sum, x) => sum + x, 0) / thousand.length;
  const variance = thousand.reduce((sum, x) => sum + (x - mean) ** 2, 0) / thousand.length;
  assert.ok(Math.abs(mean) < 0.03 && Math.abs(variance - 1) < 0.05, `${mean} ${variance}`);
});

test('a morning repeats to the digit', () => {
  assert.equal(measureMorning(ordinary, 42, scope), measureMorning(ordinary, 42, scope));
});

test('the simulated line stands as the server would order it', () => {
  let compared = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const nature = dice(seed);
    const morning = openMorning(drawClinic(ordinary, nature), nature, keepJournal());
    while (step(morning, nature)) {
      if (waitingCount(morning) < 4) continue;
      assert.equal(callOrder(morning), orderByServer(morning));
      compared++;
    }
  }
  assert.ok(compared > 500, `only ${compared} lines`);
});

test('everybody who joins is called, cancels, or still stands there at the end', () => {
  const nature = dice(3);
  const journal = keepJournal();
  const morning = openMorning(drawClinic(ordinary, nature), nature, journal);
  while (step(morning, nature));
  const waiting = new Set(callOrder(morning));
  for (let token = 0; token < morning.tokens; token++) assert.ok(journal.gone.has(token) || waiting.has(token));
  assert.ok(morning.calls > 10);
});

test('the oracle looks at a copy and leaves the morning alone', () => {
  const nature = dice(11);
  const morning = openMorning(drawClinic(ordinary, nature), nature, null);
  while (waitingCount(morning) < 5) step(morning, nature);
  const before = copyMorning(morning);
  const {low, likely, high} = foresee(morning, callOrder(morning)[4]!, 50, dice(1));
  assert.equal(copyMorning(morning), before);
  assert.ok(0 <= low && low <= likely && likely <= high);
});

test('on a few mornings ours clearly beats people ahead × average, and nobody much beats the oracle', () => {
  const samples = some(60, 40);
  const {count, plain, ours, oracle, inRange} = figures(samples);
  assert.ok(count > 250, `${count} samples`);
  assert.ok(ours < 0.75 * plain, `ours ${ours}, plain ${plain}`);
  assert.ok(ours > 0.9 * oracle && ours < 1.4 * oracle, `ours ${ours}, oracle ${oracle}`);
  assert.ok(inRange > 0.65 && inRange < 0.92, `${inRange} in range`);
});

test('the table and the verdict read', () => {
  const samples = some(6);
  assert.match(table(samples), /ordinary mornings/);
  assert.ok(Array.isArray(judge(samples)));
  assert.ok(judge([]).length > 0);
});

test('what is scored was not tuned on', () => {
  const names = new Set(heldOut.map((world) => world.name));
  assert.is(names.size, heldOut.length);
  assert.is(tuning.filter((world) => names.has(world.name)).length, 1);
  assert.ok(seeds.score.first > seeds.tuning.first + 1_000_000);
});

function orderByServer(morning: Morning): number[] {
  const tokens: Waiting[] = [];
  const stand = (id: number, lane: number, dueAtCall: number | null): void => {
    // The journal's sequence is the place of arrival in the lane.
    const seq = tokens.length;
    tokens.push({id, lane: lanes[lane]!, laneSeq: seq, arrivedSeq: seq, dueAtCall, asideUntil: null, slotAt: null});
  };
  morning.waiting.forEach((lane, index) => {
    for (const id of lane) stand(id, index, null);
  });
  for (const {token, calls} of morning.restored) stand(token, 4, morning.calls + calls);
  const rules = {weights: [3, 2, 2, 1] as Wheel, bookedEarlyMs: 0, bookedGraceMs: 0};
  const wheel = morning.wheel.slice(1) as unknown as Wheel;
  return serverOrder(tokens, {now: 0, calls: morning.calls, wheel, rules}).map((token) => token.id);
}

test.run();
