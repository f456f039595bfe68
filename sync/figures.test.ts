import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {cloudFigures} from './figures.ts';

test('what waits for the cloud: nothing without one, all before its first word, then what it has not confirmed', () => {
  const unknown = {lastSyncedAt: null, ackedSeq: null, lagSeconds: null};
  assert.equal(cloudFigures({state: 'off', ...unknown}, 90), {confirmedAt: null, lagSeconds: 0, waitingEntries: 0});
  assert.equal(cloudFigures({state: 'behind', ...unknown}, 90), {
    confirmedAt: null,
    lagSeconds: null,
    waitingEntries: 90,
  });
  const heard = {state: 'behind', lastSyncedAt: '2026-11-22T09:00:00+05:30', ackedSeq: 80, lagSeconds: 75} as const;
  assert.equal(cloudFigures(heard, 90), {
    confirmedAt: Date.parse('2026-11-22T03:30:00Z'),
    lagSeconds: 75,
    waitingEntries: 10,
  });
  assert.is(cloudFigures({...heard, ackedSeq: 95}, 90).waitingEntries, 0, 'a cloud that is ahead is another fault');
});

test.run();
