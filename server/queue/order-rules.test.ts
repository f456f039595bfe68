import fc from 'fast-check';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {
  activeLane,
  callOrder,
  type LineNow,
  movedBack,
  nextBoundary,
  nextInTurn,
  type OrderRules,
  restingWheel,
  turned,
  type Waiting,
  type Wheel,
  wheelLanes,
} from './order-rules.ts';
import type {Lane} from './schema.ts';

const minute = 60_000;
const rules: OrderRules = {weights: [3, 2, 2, 1], bookedEarlyMs: 10 * minute, bookedGraceMs: 15 * minute};

function token(id: number, lane: Lane = 'walk-in', more: Partial<Waiting> = {}): Waiting {
  return {id, lane, laneSeq: id, arrivedSeq: id, dueAtCall: null, asideUntil: null, slotAt: null, ...more};
}
function line(more: Partial<LineNow> = {}): LineNow {
  return {now: 0, calls: 0, wheel: restingWheel, rules, ...more};
}
const weighing = (...weights: [number, number, number, number]) => line({rules: {...rules, weights}});
const ids = (tokens: readonly Waiting[]) => tokens.map(({id}) => id);
const initials = {emergency: 'e', returning: 'r', priority: 'p', booked: 'b', 'walk-in': 'w'};
const lanesOf = (tokens: readonly Waiting[]) => tokens.map(({lane}) => initials[lane]).join('');
/** So many of each lane, ids counting up: `crowd({priority: 2})`. */
function crowd(counts: Partial<Record<Lane, number>>): Waiting[] {
  let id = 0;
  return Object.entries(counts).flatMap(([lane, count]) =>
    Array.from({length: count}, () => token(++id, lane as Lane)),
  );
}

// ---- by hand ----

test('nobody waits: no order, nobody next', () => {
  assert.equal(callOrder([], line()), []);
  assert.is(nextInTurn([], line()), null);
});

test('a plain line goes by arrival', () => {
  assert.equal(ids(callOrder([token(3), token(1), token(2)], line())), [1, 2, 3]);
});

test('the usual weights give one round of eight, worked out by hand', () => {
  // (3,2,2,1) r → (-5,2,2,1); (-2,4,4,2) p, the earlier of a tie → (-2,-4,4,2); (1,-2,6,3) b; (4,0,0,4) r, a tie again;
  // (-1,2,2,5) w; (2,4,4,-2) p; (5,-2,6,-1) b; (8,0,0,0) r → at rest.
  const all = crowd({returning: 9, priority: 6, booked: 6, 'walk-in': 3});
  assert.is(lanesOf(callOrder(all, line()).slice(0, 16)), 'rpbrwpbrrpbrwpbr');
});

test("nginx's own example: weights 5, 1, 1 give a a b a c a a", () => {
  const all = crowd({returning: 6, priority: 2, booked: 2});
  assert.is(lanesOf(callOrder(all, weighing(5, 1, 1, 1)).slice(0, 7)), 'rrprbrr');
});

test('two to one: priority, walk-in, priority', () => {
  assert.is(lanesOf(callOrder(crowd({priority: 4, 'walk-in': 2}), line())), 'pwppwp');
});

test('equal weights go round in the order of the list', () => {
  const all = crowd({returning: 2, priority: 2, booked: 2, 'walk-in': 2});
  assert.is(lanesOf(callOrder(all, weighing(1, 1, 1, 1))), 'rpbwrpbw');
});

test('an empty lane gains nothing while others are called', () => {
  let now = line();
  for (let call = 0; call < 7; call++) {
    const next = nextInTurn(crowd({'walk-in': 3}), now)!;
    assert.is(next.token.lane, 'walk-in');
    now = {...now, calls: now.calls + 1, wheel: turned(now.wheel, next.turn, 1)};
  }
  assert.equal(now.wheel, [0, 0, 0, 0]);
});

test('the wheel goes on where the day left it', () => {
  const all = crowd({priority: 3, 'walk-in': 3});
  assert.is(lanesOf(callOrder(all, line({wheel: [0, -1, 0, 1]}))).slice(0, 2), 'wp');
});

test('emergencies come first, by arrival, and do not turn the wheel', () => {
  const all = [token(1, 'priority'), token(2), token(5, 'emergency'), token(4, 'emergency')];
  assert.equal(ids(callOrder(all, line())), [4, 5, 1, 2]);
  const next = nextInTurn(all, line())!;
  assert.is(next.token.id, 4);
  assert.equal(next.turn, [0, 0, 0, 0]);
});

test('a booking counts as booked from ten minutes before its slot until its grace has passed', () => {
  const slotAt = 100 * minute;
  const at = (minutes: number) => activeLane({lane: 'booked', slotAt}, minutes * minute, rules);
  assert.is(activeLane({lane: 'booked', slotAt}, 90 * minute - 1, rules), 'walk-in');
  assert.is(at(90), 'booked');
  assert.is(at(100), 'booked');
  assert.is(activeLane({lane: 'booked', slotAt}, 115 * minute - 1, rules), 'booked');
  assert.is(at(115), 'walk-in');
  assert.is(activeLane({lane: 'booked', slotAt: null}, 0, rules), 'booked');
  assert.is(activeLane({lane: 'priority', slotAt}, 0, rules), 'priority');
});

test('an early or late booking stands among the walk-ins by its arrival', () => {
  const slotAt = 100 * minute;
  const all = [token(1), token(2, 'booked', {slotAt, laneSeq: 9}), token(3)];
  assert.equal(ids(callOrder(all, line({now: 0}))), [1, 2, 3]);
  assert.equal(ids(callOrder(all, line({now: 95 * minute}))), [2, 1, 3]);
  assert.equal(ids(callOrder(all, line({now: 120 * minute}))), [1, 2, 3]);
});

test('of two bookings in their window the earlier slot goes first', () => {
  const all = [token(1, 'booked', {slotAt: 12 * minute}), token(2, 'booked', {slotAt: 10 * minute})];
  assert.equal(ids(callOrder(all, line({now: 5 * minute}))), [2, 1]);
});

test('a restored no-show comes after so many further calls', () => {
  const back = token(1, 'walk-in', {dueAtCall: 3});
  const all = [back, token(2), token(3), token(4), token(5)];
  assert.equal(ids(callOrder(all, line({calls: 0}))), [2, 3, 4, 1, 5]);
  assert.equal(ids(callOrder(all, line({calls: 2}))), [2, 1, 3, 4, 5]);
  assert.equal(ids(callOrder(all, line({calls: 3}))), [1, 2, 3, 4, 5]);
});

test('a restored no-show stands at the end of a shorter line', () => {
  assert.equal(ids(callOrder([token(1, 'walk-in', {dueAtCall: 3}), token(2)], line())), [2, 1]);
  assert.equal(ids(callOrder([token(1, 'walk-in', {dueAtCall: 30})], line())), [1]);
});

test('calling somebody whose calls have passed does not turn the wheel', () => {
  const next = nextInTurn([token(1, 'walk-in', {dueAtCall: 2}), token(2, 'priority')], line({calls: 2}))!;
  assert.is(next.token.id, 1);
  assert.equal(next.turn, [0, 0, 0, 0]);
});

test('two restored come in the order in which they are due', () => {
  const all = [token(1, 'walk-in', {dueAtCall: 5}), token(2, 'walk-in', {dueAtCall: 4})];
  assert.equal(ids(callOrder(all, line({calls: 9}))), [2, 1]);
});

test('whoever stepped aside is last, also an emergency, and back in the old place in time', () => {
  const all = [
    token(1, 'emergency', {asideUntil: 5 * minute}),
    token(2, 'walk-in', {asideUntil: 3 * minute}),
    token(3),
    token(4),
  ];
  assert.equal(ids(callOrder(all, line({now: 0}))), [3, 4, 2, 1]);
  assert.equal(ids(callOrder(all, line({now: 3 * minute}))), [2, 3, 4, 1]);
  assert.equal(ids(callOrder(all, line({now: 5 * minute}))), [1, 2, 3, 4]);
});

test('whoever stepped aside is called when nobody else waits, without turning the wheel', () => {
  const next = nextInTurn([token(1, 'walk-in', {asideUntil: 5 * minute})], line())!;
  assert.is(next.token.id, 1);
  assert.equal(next.turn, [0, 0, 0, 0]);
});

test('a call that is undone leaves order and wheel as they were', () => {
  const all = crowd({returning: 2, priority: 3, 'walk-in': 3});
  const before = line({wheel: [1, -2, 0, 1]});
  const {token: called, turn} = nextInTurn(all, before)!;
  const after = {...before, calls: 1, wheel: turned(before.wheel, turn, 1)};
  assert.not.equal(after.wheel, before.wheel);
  assert.equal(turned(after.wheel, turn, -1), before.wheel);
  assert.is(callOrder(all, before)[0]!.id, called.id);
});

test('the next boundary is the first moment at which time alone changes the order', () => {
  const all = [
    token(1, 'booked', {slotAt: 60 * minute}),
    token(2, 'walk-in', {asideUntil: 55 * minute}),
    token(3, 'priority', {slotAt: 20 * minute}),
  ];
  assert.is(nextBoundary(all, 0, rules), 50 * minute);
  assert.is(nextBoundary(all, 50 * minute, rules), 55 * minute);
  assert.is(nextBoundary(all, 55 * minute, rules), 75 * minute);
  assert.is(nextBoundary(all, 75 * minute, rules), null);
  assert.is(nextBoundary([token(1)], 0, rules), null);
});

test('who was moved back is named with both places', () => {
  assert.equal(movedBack([1, 2, 3], [4, 1, 2, 3]), [
    {id: 1, from: 1, to: 2},
    {id: 2, from: 2, to: 3},
    {id: 3, from: 3, to: 4},
  ]);
  assert.equal(movedBack([1, 2, 3], [2, 3]), []);
  assert.equal(movedBack([1, 2, 3], [2, 1, 3]), [{id: 1, from: 1, to: 2}]);
});

// ---- for every line ----

const weights = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({min: 1, max: 20}))) as fc.Arbitrary<
  [number, number, number, number]
>;
const anyLine: fc.Arbitrary<LineNow> = fc.record({
  now: fc.integer({min: 0, max: 200 * minute}),
  calls: fc.integer({min: 0, max: 20}),
  wheel: fc
    .tuple(fc.integer({min: -9, max: 9}), fc.integer({min: -9, max: 9}), fc.integer({min: -9, max: 9}))
    .map(([a, b, c]): Wheel => [a, b, c, -a - b - c]),
  rules: weights.map((weights) => ({...rules, weights})),
});
const anyTokens: fc.Arbitrary<Waiting[]> = fc
  .array(
    fc.record({
      lane: fc.constantFrom<Lane>('emergency', 'returning', 'priority', 'booked', 'walk-in', 'walk-in'),
      later: fc.nat({max: 50}),
      dueAtCall: fc.option(fc.integer({min: 0, max: 30}), {freq: 4}),
      asideUntil: fc.option(fc.integer({min: 0, max: 200 * minute}), {freq: 4}),
      slotAt: fc.option(fc.integer({min: 0, max: 200 * minute}), {freq: 2}),
    }),
    {maxLength: 30},
  )
  .map((all) =>
    all.map(
      ({lane, later, dueAtCall, asideUntil, slotAt}, index): Waiting => ({
        id: index + 1,
        lane,
        arrivedSeq: 100 * index,
        laneSeq: 100 * index + (lane === 'walk-in' ? 0 : later),
        dueAtCall,
        asideUntil,
        slotAt: lane === 'booked' ? slotAt : null,
      }),
    ),
  );
const isAside = (one: Waiting, now: number) => one.asideUntil !== null && one.asideUntil > now;

test('the order is total: everybody exactly once, so positions are 1 … n', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      const sorted = ids(callOrder(all, now)).sort((a, b) => a - b);
      assert.equal(sorted, ids(all));
    }),
  );
});

test('the order does not depend on how the tokens lie in memory', () => {
  const shuffled = anyTokens.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, {minLength: all.length, maxLength: all.length})),
  );
  fc.assert(
    fc.property(shuffled, anyLine, ([all, other], now) => {
      assert.equal(ids(callOrder(all, now)), ids(callOrder(other, now)));
    }),
  );
});

test('ordering changes nothing that it was given', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      const before = JSON.stringify([all, now]);
      callOrder(all, now);
      nextInTurn(all, now);
      assert.is(JSON.stringify([all, now]), before);
    }),
  );
});

test('nobody comes before an emergency, whoever stepped aside comes after all others', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      const ranks = callOrder(all, now).map((one) => (isAside(one, now.now) ? 2 : one.lane === 'emergency' ? 0 : 1));
      assert.equal(ranks, [...ranks].sort());
    }),
  );
});

test('inside a lane it goes by arrival in that lane', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      const plain = callOrder(all, now).filter((one) => one.dueAtCall === null && !isAside(one, now.now));
      for (const lane of ['emergency', 'returning', 'priority', 'walk-in'] as const) {
        const seqs = plain.filter((one) => one.lane === lane).map((one) => one.laneSeq);
        assert.equal(
          seqs,
          [...seqs].sort((a, b) => a - b),
        );
      }
    }),
  );
});

test('next in turn is who stands first', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      assert.is(nextInTurn(all, now)?.token.id, callOrder(all, now)[0]?.id);
    }),
  );
});

test('calling one after the other gives exactly the order that was promised', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, start) => {
      let now = start;
      let left = all;
      const called: number[] = [];
      for (;;) {
        const next = nextInTurn(left, now);
        if (!next) break;
        called.push(next.token.id);
        left = left.filter((one) => one.id !== next.token.id);
        now = {...now, calls: now.calls + 1, wheel: turned(now.wheel, next.turn, 1)};
      }
      assert.equal(called, ids(callOrder(all, start)));
    }),
  );
});

test('no turn makes or loses weight', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, (all, now) => {
      const turn = nextInTurn(all, now)?.turn ?? restingWheel;
      assert.is(
        turn.reduce((sum, value) => sum + value, 0),
        0,
      );
    }),
  );
});

test('undone calls leave the wheel as if they had not been, in whatever sequence they are undone', () => {
  fc.assert(
    fc.property(anyTokens, anyLine, fc.infiniteStream(fc.boolean()), fc.nat(), (all, start, undone, rotate) => {
      let wheel = start.wheel;
      let left = all;
      const turns: Wheel[] = [];
      for (;;) {
        const next = nextInTurn(left, {...start, wheel});
        if (!next) break;
        left = left.filter((one) => one.id !== next.token.id);
        turns.push(next.turn);
        wheel = turned(wheel, next.turn, 1);
      }
      const sequence = turns.map((_, index) => turns[(index + rotate) % turns.length]!);
      const taken = sequence.filter(() => undone.next().value);
      for (const turn of taken) wheel = turned(wheel, turn, -1);
      const kept = turns.filter((turn) => !taken.includes(turn));
      assert.equal(
        wheel,
        kept.reduce((sum, turn) => turned(sum, turn, 1), start.wheel),
      );
      for (const turn of kept) wheel = turned(wheel, turn, -1);
      assert.equal(wheel, start.wheel);
    }),
  );
});

/*
 * How often can anyone be overtaken? Let n = 4 lanes, M the largest weight, S the sum of all, v the wheel (its values add up
 * to 0), and v(T) the sum of v over a set T of t lanes.
 *
 * 1. v(T) ≤ g(t) = M·t·(n − t), for every T, whichever lanes are empty in each turn. By induction over turns: at rest v = 0.
 *    A turn with the lanes A non-empty, in which c goes, adds w(A ∩ T) to v(T), and takes w(A) if c is in T, so v(T) grows
 *    only if c is not in T and X = A ∩ T is not empty; let k = |X|. c went, so v_x + w_x ≤ v_c + w_c for each x in X:
 *      v(X) ≤ k·(v_c + w_c) − w(X).   With v_c = v(T ∪ c) − v(T) ≤ g(t+1) − v(T)   and   v(X) = v(T) − v(T \ X) ≥ v(T) − g(t−k):
 *      (k+1)·v(T) ≤ k·g(t+1) + g(t−k) + k·w_c − w(X),  hence afterwards
 *      (k+1)·(v(T) + w(X)) ≤ k·g(t+1) + g(t−k) + k·(w_c + w(X)) ≤ k·g(t+1) + g(t−k) + k·(k+1)·M = (k+1)·g(t).
 *    So each single value stays within ±B, B = M·(n − 1).
 * 2. A person stands in a lane of weight w with `ahead` people before them in it. In each turn the lane gains w; in the turns
 *    of its own (at most `ahead` of them before theirs) it loses at most S. It starts at −B or more and never passes B:
 *      w·turns − S·ahead ≤ 2B, so the turns that other lanes get first are at most (2B + (S − w)·ahead) / w.
 */
const wheelBound = (weights: Wheel) => 3 * Math.max(...weights);
function overtakeBound(weights: Wheel, lane: number, ahead: number): number {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return Math.floor((2 * wheelBound(weights) + (sum - weights[lane]!) * ahead) / weights[lane]!);
}

/** What may happen to a line: somebody comes into a lane, the next is called, somebody gives up. */
const happenings = fc.array(
  fc.oneof(
    {weight: 5, arbitrary: fc.record({kind: fc.constant('comes' as const), which: fc.nat({max: 3})})},
    {weight: 5, arbitrary: fc.record({kind: fc.constant('called' as const), which: fc.constant(0)})},
    {weight: 1, arbitrary: fc.record({kind: fc.constant('leaves' as const), which: fc.nat({max: 50})})},
  ),
  {maxLength: 250, size: 'max'},
);

test('no lane starves: nobody is overtaken more often than the weights allow, however people come and go', () => {
  fc.assert(
    fc.property(weights, happenings, (weights, all) => {
      let now = weighing(...weights);
      let left: Waiting[] = [];
      let id = 0;
      const bounds = new Map<number, number>();
      const overtaken = new Map<number, number>();
      for (const {kind, which} of all) {
        if (kind === 'comes') {
          const lane = wheelLanes[which]!;
          const ahead = left.filter((one) => one.lane === lane).length;
          left.push(token(++id, lane));
          bounds.set(id, overtakeBound(weights, which, ahead));
          overtaken.set(id, 0);
        } else if (kind === 'leaves') {
          if (left.length > 0) left = left.filter((_, index) => index !== which % left.length);
        } else {
          const next = nextInTurn(left, now);
          if (!next) continue;
          now = {...now, calls: now.calls + 1, wheel: turned(now.wheel, next.turn, 1)};
          left = left.filter((one) => one.id !== next.token.id);
          for (const one of left) if (one.lane !== next.token.lane) overtaken.set(one.id, overtaken.get(one.id)! + 1);
        }
        for (const value of now.wheel) assert.ok(Math.abs(value) <= wheelBound(weights), `wheel ${now.wheel}`);
        for (const one of left)
          assert.ok(overtaken.get(one.id)! <= bounds.get(one.id)!, `${one.lane} overtaken ${overtaken.get(one.id)}`);
      }
    }),
    {numRuns: 200},
  );
});

test('with the usual weights the head of the walk-ins lets at most 18 others pass', () => {
  assert.is(overtakeBound(rules.weights, 3, 0), 18);
  assert.is(overtakeBound(rules.weights, 0, 0), 6);
  // Against three lanes that are never empty it is far less: one in eight turns is theirs.
  const crowded = callOrder(crowd({returning: 50, priority: 50, booked: 50, 'walk-in': 1}), line());
  assert.is(
    crowded.findIndex((one) => one.lane === 'walk-in'),
    4,
  );
});

test.run();
