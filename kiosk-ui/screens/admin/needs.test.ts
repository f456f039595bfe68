import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {aboutOf} from './about.ts';
import {needsOf} from './needs.ts';

const missing = (lists: Parameters<typeof needsOf>[0]) =>
  needsOf(lists).flatMap((need) => (need.met ? [] : [need.key]));

test('an empty hospital needs everything', () => {
  assert.is(missing({}).length, needsOf({}).length);
});

test('a queue without a room and without a caller is named', () => {
  const needs = needsOf({
    queues: [{id: '1', version: 1, name: 'Eyes', servicePointIds: [], doctorId: null}],
    users: [{id: '1', version: 1, name: 'Old', role: 'desk', disabled: true, queueIds: ['1']}],
  });
  assert.equal(needs.find((need) => need.key === 'rooms-of-queues')?.without, ['Eyes']);
  assert.equal(needs.find((need) => need.key === 'callers')?.without, ['Eyes']);
  assert.is(needs.find((need) => need.key === 'desk')?.met, false);
});

test('a doctor’s own sign-in calls from the doctor’s queue', () => {
  const row = {version: 1, name: 'x'};
  const lists = {
    departments: [{...row, id: '1'}],
    'service-points': [{...row, id: '1'}],
    doctors: [{...row, id: '7'}],
    queues: [{...row, id: '1', doctorId: '7', servicePointIds: ['1']}],
    users: [
      {...row, id: '1', role: 'doctor', doctorId: '7', queueIds: []},
      {...row, id: '2', role: 'desk', queueIds: []},
    ],
    boards: [{...row, id: '1'}],
  };
  assert.equal(missing(lists), []);
});

test('the journal is asked by a shown number or by kind and id', () => {
  const tokens = [{id: '12', number: 'C-003'}];
  assert.is(aboutOf(' c-003 ', tokens), 'token:12');
  assert.is(aboutOf('queue:3', tokens), 'queue:3');
  assert.is(aboutOf('', tokens), '');
  assert.is(aboutOf('C-999', tokens), null);
});

test.run();
