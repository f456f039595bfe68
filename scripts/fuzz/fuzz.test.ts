// time-limit: 150
// alone
import {existsSync} from 'node:fs';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {faultIn} from './judge.ts';

// Open files and memory of another process are read from /proc, and attacks come from loopback addresses of their own.
const onLinux = existsSync('/proc/self/statm') ? test : test.skip;
if (onLinux === test.skip) console.log('\nSKIPPED: fuzzing and hostile clients — needs Linux (/proc, 127.0.0.0/8)');

test('the judge finds what no answer may be', () => {
  const asked = {method: 'GET', target: '/api/x', body: null};
  const answer = (status: number, body: string, type = 'application/problem+json') => ({
    status,
    body,
    headers: new Map([['content-type', type]]),
    closed: false,
  });
  const problem = (status: number, code: string, more = '') =>
    answer(status, JSON.stringify({status, code, detail: more}));
  assert.is(faultIn(asked, problem(404, 'queue.missing'), []), null);
  assert.is(faultIn(asked, problem(503, 'live.full'), []), null);
  const page = answer(404, '<!doctype html>', 'text/html; charset=UTF-8');
  assert.ok(faultIn(asked, page, []), 'a page where the API was asked');
  assert.is(faultIn({...asked, target: '/api/queues/../../etc/passwd'}, page, []), null, 'an address of no API');
  assert.ok(faultIn(asked, problem(500, 'fault'), []));
  assert.ok(faultIn(asked, problem(503, 'fault'), []));
  assert.ok(faultIn(asked, problem(400, 'made.up'), []));
  assert.ok(faultIn(asked, problem(429, 'rate.limited'), []), 'without Retry-After');
  assert.ok(faultIn(asked, answer(400, 'Bad Request', 'text/plain'), []));
  assert.ok(faultIn(asked, problem(400, 'input.invalid', 'at readBody (file.ts:3)'), []));
  assert.ok(faultIn(asked, problem(400, 'input.invalid', 'in /data/baari.db'), ['/data']));
});

test('a whole round is a figure that is kept, a short one is only printed; one fault misses it', async () => {
  const {figureOf} = await import('./fuzz.ts');
  const result = (sent: number, faults: string[]) => ({
    seed: 7,
    sent,
    byStatus: {200: sent},
    faults,
    memoryMiB: [90, 91],
    verified: 'running: clean ended: clean',
  });
  const row = (sent: number, faults: string[] = [], count = sent) =>
    figureOf(result(sent, faults), {count, seconds: 9});
  assert.equal([row(100_000).round, row(100_000).reached], ['whole', true]);
  assert.equal([row(3000).round, row(3000).reached], ['short', true]);
  assert.is(row(100_000, ['#3 as nobody: 500']).reached, false);
  assert.is(row(99_000, [], 100_000).reached, false, 'not all were sent');
  assert.match(row(100_000, ['#3 as nobody: 500']).notes.join(), /seed 7.*#3 as nobody/);
});

onLinux('three thousand generated and broken requests find nothing', async () => {
  const {fuzz} = await import('./fuzz.ts');
  const seed = Math.floor(Math.random() * 2 ** 31);
  const result = await fuzz({count: 3000, seed});
  assert.equal(result.faults, [], `again with: npm run fuzz -- --count 3000 --seed ${seed}`);
  assert.is(result.sent, 3000);
  for (const status of [200, 201, 400, 401, 403, 404, 409, 421])
    assert.ok(result.byStatus[status], `no ${status} at all`);
});

onLinux('while one address attacks, staff are never refused, nothing is a 5xx, and no file stays open', async () => {
  const {hostile} = await import('./hostile.ts');
  const result = await hostile({calmSeconds: 1, attackSeconds: 2.5, rounds: 1, streams: 3000, streamsPerAddress: 100});
  assert.equal(result.failed, []);
  // How long staff wait meanwhile is measured by `npm run faults -- F8` on a quiet machine.
  const streams = result.kinds.find(({kind}) => kind === 'streams')!.attacked;
  assert.ok((streams.byStatus[503] ?? 0) > 0, 'more streams than one address may have hear 503');
});

test.run();
