import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {patientById} from '../patients/rows.ts';
import {inWorld, issue, kinds, refused} from '../test/inside.ts';
import {patientActor, queueId, staffOf, type World} from '../test/world.ts';
import {cancelToken} from './cancel-token.ts';
import {lineOf} from './line.ts';
import {namePerson, type Said} from './name-person.ts';
import {type LineToken, tokenById} from './rows.ts';

const name = (world: World, {id}: LineToken, said: Said) =>
  world.write((tx) => namePerson(tx, id, said), staffOf(world, 'desk'));

test(
  'somebody whom only a phone gave a number gets a name, and becomes a patient of the house',
  inWorld(async (world) => {
    const before = await issue(world, 'CAR', {}, patientActor(null));
    const after = await name(world, before, {
      name: 'Sunita Devi',
      phone: '98123 45678',
      yearOfBirth: 1958,
      sex: 'female',
    });
    assert.equal(
      [after.name, after.phone, after.yearOfBirth, after.sex],
      ['Sunita Devi', '+919812345678', 1958, 'female'],
    );
    assert.is(patientById(world.db, after.patientId!)!.name, 'Sunita Devi');
    assert.is(after.recordNumber, 'R-000001');
    assert.is(patientById(world.db, after.patientId!)!.lastVisitAt, before.issuedAt, 'this is their last visit');
    // Number and place are as they were; what the deed answers is what the database and the line hold.
    assert.equal([after.serial, after.state, after.laneSeq], [before.serial, 'waiting', before.laneSeq]);
    assert.equal(after, tokenById(world.db, before.id));
    assert.equal(lineOf(world.db, queueId(world, 'CAR'), after.day).tokens.get(before.id), after);
    assert.equal(kinds(world, before.id), ['token.issued', 'token.named']);
    assert.not.match(JSON.stringify(world.db.prepare('select data, subject from journal').all()), 'Sunita');
  }),
);

test(
  'the same phone and name are the person whom the house knows',
  inWorld(async (world) => {
    const known = await issue(world, 'CAR', {name: 'Asha', phone: '98765 43210'}, staffOf(world, 'desk'));
    const other = await issue(world, 'PED', {phone: '98765 43210'}, patientActor(null));
    assert.is((await name(world, other, {name: ' asha '.trim()})).patientId, known.patientId);
  }),
);

test(
  'a patient’s particulars carry the version: whoever read something older is told',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR', {name: 'Asha', phone: '98765 43210'}, staffOf(world, 'desk'));
    const once = await name(world, token, {name: 'Usha', version: 1});
    assert.equal([once.name, once.phone], ['Usha', '+919876543210'], 'what is left out stays');
    assert.is(patientById(world.db, token.patientId!)!.name, 'Usha');
    assert.is((await refused('version.stale', name(world, token, {name: 'Isha', version: 1}))).extra.version, 2);
    assert.is((await refused('version.stale', name(world, token, {name: 'Isha'}))).extra.version, 2);
    assert.is(tokenById(world.db, token.id)!.name, 'Usha');
    assert.is((await name(world, token, {phone: null, version: 2})).phone, null);
  }),
);

test(
  'a wrong phone changes nothing, and who has left is not renamed',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR', {name: 'Asha'}, staffOf(world, 'desk'));
    await refused('input.invalid', name(world, token, {name: 'Usha', phone: 'hello', version: 1}));
    assert.equal(tokenById(world.db, token.id), token);
    await world.write((tx) => cancelToken(tx, token.id), staffOf(world, 'desk'));
    await refused('token.state', name(world, token, {name: 'Usha', version: 1}));
  }),
);

test.run();
