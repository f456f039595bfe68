import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type Actor, patientActor, systemActor} from '../base/actor.ts';
import {Refusal} from '../base/refusal.ts';
import {insist, mayIn, type Permission, permissions, reachOf} from './permissions.ts';

const somebody = (role: Actor['role'], queueIds: number[] = []): Actor => ({
  ...systemActor,
  kind: role === 'kiosk' || role === 'board' ? 'display' : 'staff',
  id: 1,
  role,
  queueIds: new Set(queueIds),
});
const all = Object.keys(permissions) as Permission[];

/** contract.md, "Who may do what", as the letters of all, own and none, for admin, desk, doctor, kiosk. */
const contract: Record<string, string> = {
  'lines.see': 'aaon',
  'patients.see': 'aaon',
  'token.issue': 'aaoa',
  'token.lane': 'aaon',
  'token.transfer': 'aaon',
  'token.restore': 'aaon',
  'token.return': 'aaon',
  'token.cancel': 'aaon',
  'token.call': 'aoon',
  'token.start': 'aoon',
  'token.complete': 'aoon',
  'token.hold': 'aoon',
  'token.no-show': 'aoon',
  'queue.pause': 'aoon',
  'queue.open': 'aaon',
  'queue.void': 'aann',
  'day.change': 'aann',
  'box.setup': 'annn',
  'box.people': 'annn',
  'box.settings': 'annn',
  'box.audit': 'annn',
  'box.status': 'annn',
  'clock.confirm': 'aann',
  'box.backups': 'annn',
  'box.spare': 'annn',
  'box.displays': 'annn',
};

test('the table says what the contract says', () => {
  for (const [permission, letters] of Object.entries(contract)) {
    const said = (['admin', 'desk', 'doctor', 'kiosk'] as const).map(
      (role) => reachOf(somebody(role), permission as Permission)[0],
    );
    assert.is(said.join(''), letters, permission);
  }
});

test('an administrator may do all but nothing is left open to boards and strangers', () => {
  for (const permission of all) {
    assert.is(reachOf(somebody('board'), permission), 'none', permission);
    assert.is(reachOf(patientActor('d'), permission), 'none', permission);
    assert.is(reachOf(somebody('admin'), permission) === 'none', false, permission);
  }
});

test('own means own queues', () => {
  const doctor = somebody('doctor', [3]);
  assert.ok(mayIn(doctor, 'token.call', 3));
  assert.not(mayIn(doctor, 'token.call', 4));
  assert.ok(mayIn(somebody('admin'), 'token.call', 4));
  assert.not(mayIn(somebody('desk'), 'token.call', 3));
  assert.ok(mayIn(somebody('desk'), 'token.issue', 3));
});

test('insist refuses by one code, and lets the box itself through', () => {
  assert.throws(
    () => insist(somebody('doctor', [3]), 'token.call', 4),
    (error: unknown) => error instanceof Refusal && error.code === 'permission.denied' && error.status === 403,
  );
  insist(somebody('doctor', [3]), 'token.call', 3);
  insist(systemActor, 'box.people', 4);
});

test.run();
