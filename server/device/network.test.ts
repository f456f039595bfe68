import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld} from '../test/inside.ts';
import {freeName} from './discovery.ts';
import {watchAddresses} from './watch-addresses.ts';

test('another address is told once; a cable that was out for a moment is not', () => {
  let now = ['10.0.0.5'];
  const told: string[] = [];
  const watch = watchAddresses(
    (to, before) => void told.push(`${before} → ${to}`),
    () => now,
  );
  watch.look();
  now = [];
  watch.look();
  now = ['10.0.0.5'];
  watch.look();
  assert.equal(told, []);
  now = ['10.0.0.77'];
  watch.look();
  watch.look();
  assert.equal(told, ['10.0.0.5 → 10.0.0.77']);
  watch.stop();
});

test('a name that another box has gets a number', () => {
  assert.is(freeName(new Set()), 'baari.local');
  assert.is(freeName(new Set(['baari.local'])), 'baari-2.local');
  assert.is(freeName(new Set(['baari.local', 'baari-2.local', 'printer.local'])), 'baari-3.local');
});

test(
  'posters that carry another address than the box are reported as out of date',
  inWorld(async (world) => {
    const progress = async () => (await world.ask('GET', '/api/setup/progress', {as: 'admin'})).body;
    const posters = async () =>
      ((await world.ask('GET', '/api/status', {as: 'admin'})).body.addresses as {posters: unknown}).posters;
    assert.is((await progress()).postersStale, false, 'nothing was printed yet');
    await world.ask('POST', '/api/setup/progress', {as: 'admin', body: {postersPrinted: true}});
    assert.is((await progress()).postersStale, false);
    assert.equal(await posters(), {address: 'http://10.0.0.5:8080', stale: false});
    await world.ask('PATCH', '/api/settings', {
      as: 'admin',
      body: {values: {siteAddress: 'http://queue.lan'}, version: 1},
    });
    assert.is((await progress()).postersStale, true);
    assert.equal(await posters(), {address: 'http://10.0.0.5:8080', stale: true});
  }),
);

test.run();
