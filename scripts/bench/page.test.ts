// time-limit: 120
// S8 in every check: no page grows past what a phone on a slow line can bear. Not timed.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {freshFolder, type Running, startServer} from '../../server/test/running.ts';
import {ensureScreens} from '../build.ts';
import {mostBytes, pages, weigh} from './page-weight.ts';

let server: Running;
let key = '';
test.before(async () => {
  await ensureScreens();
  server = await startServer(freshFolder(), {DEMO: '1'});
  const joined = await fetch(`${server.url}/api/queues/1/tokens`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: '{}',
  });
  key = ((await joined.json()) as {key: string}).key;
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

test.run();
