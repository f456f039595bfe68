// time-limit: 120
// S8 and S11 in every check: no page grows past what a phone on a slow line can bear, and nothing comes between a patient and
// the number. Not timed: what the time of S11 is made of is counted instead (journeys to the server, bytes, what holds the paint up).
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, type Running, startServer} from '../../server/test/running.ts';
import {ensureScreens} from '../build.ts';
import {mostBytes, pages, weigh, weighFirstPaint} from './page-weight.ts';

let server: Running;
let key = '';
let number = '';
/** What TCP sends at once before it has heard back from the phone: ten segments. The style sheet comes on a second connection. */
const firstWindowBytes = 14_600;
test.before(async () => {
  await ensureScreens();
  server = await startServer(freshFolder(), {DEMO: '1'});
  const joined = await fetch(`${server.url}/api/queues/1/tokens`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: '{}',
  });
  ({key, number} = (await joined.json()) as {key: string; number: string});
});
test.after(async () => {
  await server?.end('SIGKILL');
});

for (const {name, screen, path, language} of pages('KEY'))
  test(`${name} stays within its bytes, and what is large is sent packed`, async () => {
    const {js, all, plain} = await weigh(server.url, path.replace('KEY', key), language);
    assert.ok(js > 2000, 'its script was found');
    assert.ok(js <= mostBytes[screen].js, `JavaScript ${js} of ${mostBytes[screen].js} bytes`);
    assert.ok(all <= mostBytes[screen].all, `${all} of ${mostBytes[screen].all} bytes in all`);
    assert.equal(plain, []);
  });

for (const language of ['en', 'hi'] as const)
  test(`the number is readable after the page and one style sheet, in one window each, ${language}`, async () => {
    const paint = await weighFirstPaint(server.url, `/t/${key}`, language);
    assert.ok(paint.words.includes(number), 'the number stands in the page itself, not in a script');
    assert.is(paint.styles, 1);
    assert.equal(paint.holding, []);
    assert.ok(paint.packed <= firstWindowBytes, `${paint.packed} of ${firstWindowBytes} bytes`);
  });

test.run();
