import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {
  activeStates,
  isActive,
  laneAfterReturn,
  laneAfterTransfer,
  laneSeqAfterChange,
  type MoveKind,
  mayLeave,
  numberOf,
  type Standing,
  sameStanding,
  standingKeys,
  standingOf,
} from './move-rules.ts';
import {lanes, tokenStates} from './schema.ts';

/** product.md, States: which deed may leave which state; everything not named here is refused. */
const allowed: Record<MoveKind, string> = {
  call: 'waiting',
  start: 'called',
  complete: 'called serving',
  'no-show': 'called',
  restore: 'no-show',
  hold: 'waiting called serving',
  return: 'held',
  cancel: 'waiting called held no-show',
  transfer: 'waiting called serving held no-show',
  lane: 'waiting called serving held no-show',
  aside: 'waiting called',
  expire: 'waiting called serving held no-show',
};

test('each deed leaves its states and no others', () => {
  for (const [kind, states] of Object.entries(allowed))
    for (const state of tokenStates)
      assert.is(mayLeave(kind as MoveKind, state), states.split(' ').includes(state), `${kind} from ${state}`);
});

test('what is finished stays finished', () => {
  for (const state of ['done', 'cancelled', 'transferred', 'expired'] as const) {
    assert.is(isActive(state), false);
    for (const kind of Object.keys(allowed)) assert.is(mayLeave(kind as MoveKind, state), false, `${kind} ${state}`);
  }
  assert.equal(tokenStates.filter(isActive).sort(), [...activeStates].sort());
});

test('back from a test: returning at its end, but an emergency keeps rank and seniority', () => {
  for (const lane of lanes) {
    const after = laneAfterReturn({lane, laneSeq: 5}, 90);
    assert.equal(after, lane === 'emergency' ? {lane, laneSeq: 5} : {lane: 'returning', laneSeq: 90});
  }
});

test('into another lane at its end; back to walk-in by the first arrival', () => {
  assert.is(laneSeqAfterChange('priority', {arrivedSeq: 5}, 90), 90);
  assert.is(laneSeqAfterChange('emergency', {arrivedSeq: 5}, 90), 90);
  assert.is(laneSeqAfterChange('walk-in', {arrivedSeq: 5}, 90), 5);
});

test('a transfer keeps emergency and priority; other lanes belong to the queue they were earned in', () => {
  assert.equal(lanes.map(laneAfterTransfer), ['emergency', 'walk-in', 'priority', 'walk-in', 'walk-in']);
});

test('numbers have three digits, and more when there are more', () => {
  assert.is(numberOf('C', 1), 'C-001');
  assert.is(numberOf('C', 42), 'C-042');
  assert.is(numberOf('C', 999), 'C-999');
  assert.is(numberOf('C', 1000), 'C-1000');
  assert.is(numberOf('GM', 12345), 'GM-12345');
});

const standing: Standing = {
  state: 'waiting',
  withdrawn: 0,
  lane: 'walk-in',
  laneSeq: 1,
  dueAtCall: null,
  asideUntil: null,
  servicePointId: null,
  calledAt: null,
  startedAt: null,
  endedAt: null,
  hereAt: null,
  hereCount: 0,
  lateCount: 0,
  reasonSeq: null,
  nextTokenId: null,
};

test('a standing is everything that a move changes, and nothing else of the token', () => {
  assert.equal(Object.keys(standing).sort(), [...standingKeys].sort());
  assert.equal(standingOf({...standing, id: 7, name: 'Asha'} as Standing), standing);
});

test('two standings are the same only if every part is', () => {
  assert.ok(sameStanding(standing, {...standing}));
  for (const key of standingKeys) assert.not(sameStanding(standing, {...standing, [key]: 'other'}), key);
});

test.run();
