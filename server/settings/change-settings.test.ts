import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, issueLanes, order, refused, row} from '../test/inside.ts';
import {staffOf, type World} from '../test/world.ts';
import {changeSettings} from './change-settings.ts';
import {settingsOf} from './rows.ts';
import {faultOf, type SettingKey, settingKinds} from './rules.ts';

const change = (world: World, values: Record<string, unknown>, version = 1) =>
  world.write((tx) => changeSettings(tx, values, version), staffOf(world, 'admin'));

test('every default lies within its own limits', () => {
  for (const [key, kind] of Object.entries(settingKinds)) assert.is(faultOf(key as SettingKey, kind.usual), null, key);
});

test('numbers have a least and a most, and are whole', () => {
  for (const [key, kind] of Object.entries(settingKinds)) {
    if (kind.kind !== 'number') continue;
    const at = (value: unknown) => faultOf(key as SettingKey, value);
    assert.is(at(kind.min), null, key);
    assert.is(at(kind.max), null, key);
    for (const wrong of [kind.min - 1, kind.max + 1, kind.min + 0.5, String(kind.min), null, Number.NaN])
      assert.type(at(wrong), 'string', `${key} ${wrong}`);
  }
});

test('texts are bounded, choices are from the list, toggles are true or false', () => {
  assert.type(faultOf('siteName', 'x'.repeat(101)), 'string');
  assert.is(faultOf('siteName', 'x'.repeat(100)), null);
  assert.type(faultOf('language', 'fr'), 'string');
  assert.is(faultOf('language', 'hi'), null);
  assert.type(faultOf('dayCloseCarries', 1), 'string');
});

test(
  'a change is seen at once, journaled, and still there after a restart',
  inWorld(async (world) => {
    const {seq} = world.box.journalHead();
    await change(world, {restoreAfterCalls: 5, siteName: 'Civil Hospital'});
    assert.is(settingsOf(world.db).restoreAfterCalls, 5);
    assert.is(world.box.journalHead().seq, seq + 2);
    const fact = row<{data: string}>(world, "select data from journal where subject = 'setting:restoreAfterCalls'");
    assert.equal(JSON.parse(fact.data), {from: 3, to: 5});
    await world.reopen();
    assert.is(settingsOf(world.db).siteName, 'Civil Hospital');
    assert.is(settingsOf(world.db).weightWalkIn, 1);
  }),
);

test(
  'weights change the order that is shown',
  inWorld(async (world) => {
    await issueLanes(world, 'CAR', ['walk-in', 'walk-in', 'walk-in', 'priority']);
    assert.equal(order(world, 'CAR'), [4, 1, 2, 3]);
    await change(world, {weightWalkIn: 20, weightPriority: 1});
    world.clock.forward(2000);
    assert.equal(order(world, 'CAR'), [1, 2, 3, 4]);
  }),
);

test(
  'two administrators at once: the second is told, and nothing of theirs is saved',
  inWorld(async (world) => {
    const [first, second] = await Promise.allSettled([
      change(world, {weightWalkIn: 2}),
      change(world, {weightWalkIn: 3, siteName: 'Other'}),
    ]);
    assert.is(first!.status, 'fulfilled');
    assert.equal((second as PromiseRejectedResult).reason.code, 'version.stale');
    assert.equal((second as PromiseRejectedResult).reason.extra, {version: 2});
    assert.is(settingsOf(world.db).weightWalkIn, 2);
    await change(world, {weightWalkIn: 4}, 2);
    assert.is(settingsOf(world.db).weightWalkIn, 4);
  }),
);

test(
  'one wrong value saves none, and each is named',
  inWorld(async (world) => {
    const refusal = await refused(
      'input.invalid',
      change(world, {
        weightWalkIn: 2,
        weightBooked: 0,
        timeZone: 'Asia/Nowhere',
        siteAddress: '10.0.0.5',
        constructor: 1,
        secret: 1,
      }),
    );
    assert.equal((refusal.extra.errors as {path: string}[]).map((error) => error.path).sort(), [
      'values.constructor',
      'values.secret',
      'values.siteAddress',
      'values.timeZone',
      'values.weightBooked',
    ]);
    assert.is(settingsOf(world.db).weightWalkIn, 1);
  }),
);

test(
  'a change that is taken back is forgotten by those who read it meanwhile',
  inWorld(async (world) => {
    await refused(
      'version.stale',
      world.write((tx) => {
        changeSettings(tx, {weightWalkIn: 9}, 1);
        assert.is(settingsOf(tx.db).weightWalkIn, 9);
        changeSettings(tx, {weightWalkIn: 10}, 1);
      }),
    );
    assert.is(settingsOf(world.db).weightWalkIn, 1);
    await issue(world, 'CAR');
  }),
);

test.run();
