// time-limit: 240
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openLog} from '../base/log.ts';
import {changeSettings} from '../settings/change-settings.ts';
import {freshFolder} from '../test/running.ts';
import {openWorld, queueId, type World} from '../test/world.ts';
import {copiesIn} from './copies.ts';
import {isLocked, unlockFile} from './lock-copy.ts';
import {secondPlaceNow} from './second-place.ts';
import {verifyFile} from './verify.ts';
import {watchKeeping} from './watch-keeping.ts';

const minute = 60_000;

/** A keeping of its own beside the world's, whose second place may lie on the same disk. */
function keepingOf(world: World) {
  const {db, clock, box} = world;
  return watchKeeping({
    db,
    clock,
    config: box.config,
    version: 'test',
    log: openLog('silent'),
    journalSeq: () => box.journalHead().seq,
    sameDiskToo: true,
  });
}

const join = (world: World) => world.ask('POST', `/api/queues/${queueId(world, 'GEN')}/tokens`, {body: {}});

test('by itself: a copy each hour in which something was written, carried to the second place when that is there', async () => {
  const world = await openWorld();
  const stick = path.join(freshFolder(), 'stick');
  await world.write((tx) => changeSettings(tx, {backupSecondPlace: stick}, 1));
  const keeping = keepingOf(world);
  const copies = () => keeping.view().copies.length;
  try {
    await keeping.look();
    assert.is(copies(), 0, 'not in the rush of the start');
    world.clock.forward(5 * minute);
    await join(world);
    await keeping.look();
    assert.is(copies(), 1);
    assert.is(keeping.view().last?.seq, world.box.journalHead().seq);
    await keeping.look();
    assert.is(keeping.view().second.failure?.why, 'place', 'no stick: said, and tried again later');
    fs.mkdirSync(stick);
    world.clock.forward(61 * minute);
    await keeping.look();
    assert.equal([copies(), copiesIn(stick).length], [1, 1], 'nothing was written; the stick came');
    assert.is(verifyFile(path.join(stick, copiesIn(stick)[0]!.name)).state, 'clean');
    assert.is(keeping.view().second.failure, null);
    await world.ask('POST', '/api/backups/passphrase', {as: 'admin', body: {passphrase: 'five plain words in a row'}});
    await keeping.look();
    assert.is(copies(), 2);
    await keeping.look();
    const locked = path.join(stick, copiesIn(stick)[1]!.name);
    assert.ok(isLocked(locked));
    unlockFile(locked, path.join(stick, 'opened'), 'five plain words in a row');
    assert.is(verifyFile(path.join(stick, 'opened')).state, 'clean');
    await keeping.look();
    assert.is(keeping.view().check?.state, 'clean', 'and then the whole file is checked');
  } finally {
    keeping.close();
    world.end();
  }
});

test('damage is found by the nightly check and by the copy, said in plain words; older copies stay', async () => {
  const world = await openWorld();
  const keeping = keepingOf(world);
  try {
    await join(world);
    assert.is(await keeping.run('copy'), true);
    await world.write((tx) => {
      tx.db.prepare("update users set name = 'Somebody else' where id = 1").run();
    });
    assert.is(await keeping.run('copy'), false);
    assert.is(keeping.view().failure?.why, 'damaged');
    assert.is(keeping.view().copies.length, 1);
    await keeping.run('check');
    const {check} = keeping.view();
    assert.is(check?.state, 'fault');
    assert.match(check!.lines.en.join('\n'), /FAULT: A row is not as it was written[\s\S]+newest backup is .+baari-/);
    assert.match(check!.lines.hi[0]!, /^ख़राबी/);
  } finally {
    keeping.close();
    world.end();
  }
});

test('a folder on the box’s own disk is no second place; one work at a time', async () => {
  const world = await openWorld();
  const folder = freshFolder();
  assert.is(secondPlaceNow(folder, world.dataDir), 'same-disk');
  assert.is(secondPlaceNow(path.join(folder, 'nothing'), world.dataDir), 'away');
  const keeping = keepingOf(world);
  const first = keeping.run('check');
  assert.is(keeping.ask('copy'), false);
  assert.is(await first, true);
  const stopped = keeping.run('copy');
  keeping.close();
  assert.is(await stopped, false);
  world.end();
});

test.run();
