import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {aboutOf} from './about.ts';
import {type Known, type NeedKey, needsOf} from './needs.ts';

const nothing: Known = {displays: 0, postersPrintedAt: null, postersStale: false, lastBackupAt: null};
const everything: Known = {displays: 1, postersPrintedAt: 'once', postersStale: false, lastBackupAt: 'once'};
type Lists = Parameters<typeof needsOf>[0];

const missing = (lists: Lists, known = everything) =>
  needsOf(lists, known).flatMap((need) => (need.mark === 'met' ? [] : [`${need.mark} ${need.key}`]));
const without = (lists: Lists, key: NeedKey) => needsOf(lists, everything).find((need) => need.key === key)?.without;

test('an empty hospital: what it can’t do without comes first', () => {
  assert.equal(missing({}, nothing), [
    'must queues',
    'must desk',
    'must doctor-user',
    'must backup',
    'better posters',
    'better displays',
  ]);
});

test('posters that lead nowhere are missing, not only worth a look', () => {
  assert.ok(missing({}, {...everything, postersStale: true}).includes('must posters'));
});

test('a queue without a room, without hours and without a caller is named; so are a room and a doctor without a queue', () => {
  const lists: Lists = {
    queues: [
      {id: '1', version: 1, name: 'Eyes', servicePointIds: [], doctorId: null, opensAt: '09:00', closesAt: null},
    ],
    users: [{id: '1', version: 1, name: 'Old', role: 'desk', disabled: true, queueIds: ['1']}],
    'service-points': [{id: '4', version: 1, name: 'Room 4'}],
    doctors: [
      {id: '2', version: 1, name: 'Dr. Free', type: null},
      {id: '3', version: 1, name: 'Dr. By Appointment', type: 'psychologist'},
    ],
  };
  for (const key of ['rooms-of-queues', 'callers', 'hours'] as const) assert.equal(without(lists, key), ['Eyes'], key);
  assert.equal([without(lists, 'rooms'), without(lists, 'doctors')], [['Room 4'], ['Dr. Free']]);
  assert.ok(missing(lists).includes('must desk'), 'somebody who is blocked serves nobody');
});

test('a doctor’s own sign-in calls from the doctor’s queue; then nothing is missing', () => {
  const row = {version: 1, name: 'x'};
  const lists: Lists = {
    departments: [{...row, id: '1'}],
    'service-points': [{...row, id: '1'}],
    doctors: [{...row, id: '7'}],
    queues: [{...row, id: '1', doctorId: '7', servicePointIds: ['1'], opensAt: '09:00', closesAt: '17:00'}],
    users: [
      {...row, id: '1', role: 'doctor', doctorId: '7', queueIds: []},
      {...row, id: '2', role: 'desk', queueIds: []},
    ],
    boards: [{...row, id: '1'}],
  };
  assert.equal(missing(lists), []);
  assert.equal(missing(lists, nothing), ['must backup', 'better posters', 'better displays']);
});

test('the journal is asked by a shown number or by kind and id', () => {
  const tokens = [{id: '12', number: 'C-003'}];
  assert.is(aboutOf(' c-003 ', tokens), 'token:12');
  assert.is(aboutOf('queue:3', tokens), 'queue:3');
  assert.is(aboutOf('', tokens), '');
  assert.is(aboutOf('C-999', tokens), null);
});

test.run();
