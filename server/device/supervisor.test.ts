import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openSupervisor} from './supervisor.ts';

test('systemd hears when the doors open, that the box lives, and when it stops', async () => {
  const said: string[] = [];
  const supervisor = openSupervisor(
    {NOTIFY_SOCKET: '/run/notify', WATCHDOG_USEC: '60000'},
    (word) => void said.push(word),
  );
  assert.equal(said, []);
  supervisor.ready();
  for (const giveUpAt = Date.now() + 30_000; said.length < 3 && Date.now() < giveUpAt; ) await sleep(10);
  supervisor.stop();
  assert.equal([said[0], said[1], said.at(-1)], ['READY=1', 'WATCHDOG=1', 'STOPPING=1']);
});

test('without systemd nothing is said', () => {
  const supervisor = openSupervisor({WATCHDOG_USEC: '60000'}, () => assert.unreachable());
  supervisor.ready();
  supervisor.stop();
});

test.run();
