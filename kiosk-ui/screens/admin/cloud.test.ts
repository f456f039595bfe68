import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {adminCloudWords} from '../../../server/words/admin-cloud.ts';
import {sayer} from '../../../server/words/say.ts';
import {syncProblems} from '../../../sync/problem.ts';
import {type CloudSay, type CloudStatus, cloudFacts} from './cloud-rules.ts';

const say: CloudSay = {
  c: sayer(adminCloudWords, 'en'),
  momentOf: (iso) => iso.slice(11, 16),
  longTime: (seconds) => `${Math.round(seconds / 60)} min`,
};

const off: CloudStatus = {
  ...{state: 'off', siteId: 'abc-1', lastSyncedAt: null, lagSeconds: null},
  ...{problem: null, rivalAt: null, cloudWentBackAt: null},
};
const at = '2026-11-22T10:00:00+05:30';

test('without a cloud the box still has a name for it', () => {
  assert.equal(
    cloudFacts(off, say).map(([, value]) => value),
    ['abc-1'],
  );
});

test('a fault is said with its age and the next try; every code has words', () => {
  for (const code of syncProblems) {
    assert.ok(`problem.${code}` in adminCloudWords.en, code);
    const problem = {code, since: at, tries: 7, nextTryAt: at};
    const facts = cloudFacts(
      {...off, state: 'behind', lagSeconds: 600, problem, rivalAt: at, cloudWentBackAt: at},
      say,
    );
    const text = facts.flat().join(' | ');
    for (const wanted of [/7 times since/, /10:00/, /10 min/, /turned away/, /filled again/])
      assert.match(text, wanted);
    assert.match(text, adminCloudWords.en[`problem.${code}`].slice(0, 20));
  }
});

test('up to date: the cloud’s own word, and nothing waits', () => {
  const facts = cloudFacts({...off, state: 'ok', lastSyncedAt: at, lagSeconds: 0}, say);
  assert.match(facts.flat().join(' | '), /10:00.*nothing/);
  assert.is(facts.length, 3);
});

test.run();
