import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type {Tx} from '../base/door.ts';
import {inWorld, refused, row} from '../test/inside.ts';
import {queueId, staffOf, type World} from '../test/world.ts';
import {
  addUser,
  askForPairing,
  changeUser,
  displayBySecret,
  openSession,
  pairDisplay,
  removeUser,
  sessionById,
  sessionBySecret,
  unpairDisplay,
  userByName,
} from './rows.ts';

const idOf = (world: World, name: string) => userByName(world.db, name)!.id;
const ravi = (tx: Tx) => addUser(tx, {username: 'ravi', name: 'Ravi', role: 'desk', passwordHash: 'x'});

test(
  'a user name is taken once, in whatever case it is asked for',
  inWorld(async (world) => {
    await world.write(ravi);
    await refused('name.taken', world.write(ravi));
    assert.is(userByName(world.db, '  RAVI ')!.name, 'Ravi');
    await refused(
      'name.taken',
      world.write((tx) => changeUser(tx, idOf(world, 'ravi'), {username: 'admin'}, 1)),
    );
  }),
);

test(
  'a change carries the version; an old one is stale',
  inWorld(async (world) => {
    const id = (await world.write(ravi)).id;
    const after = await world.write((tx) => changeUser(tx, id, {name: 'Ravi K'}, 1));
    assert.is(after.version, 2);
    const refusal = await refused(
      'version.stale',
      world.write((tx) => changeUser(tx, id, {name: 'X'}, 1)),
    );
    assert.equal(refusal.extra, {version: 2});
    await refused(
      'user.missing',
      world.write((tx) => changeUser(tx, 99, {}, 1)),
    );
  }),
);

test(
  'the last administrator can be neither switched off, nor made something else, nor removed',
  inWorld(async (world) => {
    const id = idOf(world, 'admin');
    const change = (how: object) =>
      world.write((tx) => changeUser(tx, id, how, userByName(world.db, 'admin')!.version));
    await refused('user.last-admin', change({disabled: true}));
    await refused('user.last-admin', change({role: 'desk'}));
    await refused(
      'user.last-admin',
      world.write((tx) => removeUser(tx, id)),
    );
    await world.write((tx) => addUser(tx, {username: 'second', name: 'S', role: 'admin', passwordHash: 'x'}));
    await change({role: 'desk'});
    await refused(
      'user.last-admin',
      world.write((tx) => removeUser(tx, idOf(world, 'second'))),
    );
  }),
);

test(
  'somebody who is in the record is switched off, not removed',
  inWorld(async (world) => {
    const id = (await world.write(ravi)).id;
    await world.write((tx) => void tx.note({kind: 'x', subject: 'x:1'}), staffOf(world, 'desk'));
    await refused(
      'user.in-use',
      world.write((tx) => removeUser(tx, idOf(world, 'desk'))),
    );
    await world.write((tx) => removeUser(tx, id));
    assert.is(userByName(world.db, 'ravi'), undefined);
  }),
);

test(
  'a doctor serves own queues without being assigned to them, each once',
  inWorld(async (world) => {
    const doctor = userByName(world.db, 'doctor')!;
    assert.equal(doctor.queueIds, [queueId(world, 'CAR')]);
    const more = await world.write((tx) => changeUser(tx, doctor.id, {queueIds: [queueId(world, 'PED')]}, 1));
    assert.equal([...more.queueIds].sort(), [queueId(world, 'CAR'), queueId(world, 'PED')].sort());
  }),
);

test(
  'sessions are kept by hash only, and end when a person is switched off, or gets another password or role',
  inWorld(async (world) => {
    const id = (await world.write(ravi)).id;
    const kept = await world.write((tx) => openSession(tx, id));
    await world.write((tx) => changeUser(tx, id, {name: 'Ravi K'}, 1));
    assert.is(sessionById(world.db, kept.id)!.revokedAt, null, 'a new name ends nothing');
    let version = 2;
    for (const change of [{passwordHash: 'y'}, {role: 'doctor' as const}, {disabled: true}]) {
      const session = await world.write((tx) => openSession(tx, id));
      assert.is(sessionBySecret(world.db, session.secret)!.revokedAt, null);
      assert.not.match(JSON.stringify(row(world, 'select * from sessions where id = ?', session.id)), session.secret);
      await world.write((tx) => changeUser(tx, id, change, version++));
      assert.is(sessionById(world.db, session.id)!.revokedAt, world.clock.now(), JSON.stringify(change));
    }
  }),
);

test(
  'a display shows a code for ten minutes; typed once it is paired, until it is unpaired',
  inWorld(async (world) => {
    const asked = await world.write(askForPairing);
    assert.match(asked.code, /^[2-9A-HJ-NP-Z]{6}$/);
    assert.is(displayBySecret(world.db, asked.secret)!.pairedAt, null);
    await refused(
      'display.missing',
      world.write((tx) => pairDisplay(tx, 'AAAAAA', 'all', 'board')),
    );
    const paired = await world.write((tx) => pairDisplay(tx, ` ${asked.code.toLowerCase()} `, 'all', 'board'));
    assert.is(paired.boardId, 'all');
    await refused(
      'display.missing',
      world.write((tx) => pairDisplay(tx, asked.code, 'all', 'board')),
    );
    const late = await world.write(askForPairing);
    world.clock.forward(10 * 60_000 + 1);
    await refused(
      'display.missing',
      world.write((tx) => pairDisplay(tx, late.code, 'all', 'kiosk')),
    );
    await world.write((tx) => unpairDisplay(tx, paired.id));
    assert.is(displayBySecret(world.db, asked.secret), undefined);
    await refused(
      'display.missing',
      world.write((tx) => unpairDisplay(tx, paired.id)),
    );
  }),
);

test(
  'no more than 200 displays wait for a code; those whose time is over make room',
  inWorld(async (world) => {
    await world.write((tx) => {
      for (let index = 0; index < 200; index++) askForPairing(tx);
    });
    await refused('rate.limited', world.write(askForPairing));
    world.clock.forward(10 * 60_000 + 1);
    await world.write(askForPairing);
    assert.is(row<{count: number}>(world, 'select count(*) as count from displays').count, 1);
  }),
);

test.run();
