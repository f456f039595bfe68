import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {saveSetting} from '../settings/rows.ts';
import {inWorld, issue, refused} from '../test/inside.ts';
import {queueId, staffOf, type World} from '../test/world.ts';
import {changePatient, findSame, phoneOf, registerPatient, searchPatients} from './rows.ts';
import {fold} from './rules.ts';

const register = (world: World, name: string, phone?: string, recordNumber?: string) =>
  world.write((tx) => registerPatient(tx, {name, phone: phone ? phoneOf(tx.db, phone) : null, recordNumber}));
const found = (world: World, text: string, own: number[] | null = null) =>
  searchPatients(world.db, text, {after: 0, limit: 50}, own).map((patient) => patient.name);

test('names are searched without case, accents and doubled spaces', () => {
  assert.is(fold('  Sunītā   DEVI '), 'sunita devi');
  assert.is(fold('सुनीता'), fold('सुनीता'));
  assert.is.not(fold('सुनीता'), '');
});

test(
  'a phone number is one number however it is spelled, by the country of the site',
  inWorld(async (world) => {
    for (const spelling of ['9876543210', '09876543210', '+91 98765 43210', '(98765)-43210'])
      assert.is(phoneOf(world.db, spelling), '+919876543210', spelling);
    assert.is(phoneOf(world.db, '+1 202 555 0123'), '+12025550123');
    for (const wrong of ['12', 'hello', '+', '98765432101234567'])
      await refused(
        'input.invalid',
        world.write((tx) => phoneOf(tx.db, wrong)),
      );
    await world.write((tx) => saveSetting(tx, 'countryCode', 'DE'));
    assert.is(phoneOf(world.db, '0151 23456789'), '+4915123456789');
  }),
);

test(
  'record numbers are the house’s own or given ones, each once',
  inWorld(async (world) => {
    assert.is((await register(world, 'Asha')).recordNumber, 'R-000001');
    assert.is((await register(world, 'Ravi', undefined, 'OLD-7')).recordNumber, 'OLD-7');
    await refused('name.taken', register(world, 'Sita', undefined, 'OLD-7'));
    assert.is((await register(world, 'Gita')).recordNumber, 'R-000003');
  }),
);

test(
  'search while typing: the beginning of a name, a phone in any spelling, a record number',
  inWorld(async (world) => {
    await register(world, 'Sunītā Devi', '9876543210');
    await register(world, 'Ravi Kumar', '9876500000');
    await register(world, 'रवि');
    assert.equal(found(world, 'sunita d'), ['Sunītā Devi']);
    assert.equal(found(world, '98765'), ['Sunītā Devi', 'Ravi Kumar']);
    assert.equal(found(world, '+91 98765 4'), ['Sunītā Devi']);
    assert.equal(found(world, '098765 0'), ['Ravi Kumar']);
    assert.equal(found(world, 'r-000002'), ['Ravi Kumar']);
    assert.equal(found(world, 'रव'), ['रवि']);
    assert.equal(found(world, 'kumar'), [], 'only the beginning');
    assert.equal(found(world, '%'), []);
  }),
);

test(
  'a doctor finds people of own queues only',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    await issue(world, 'CAR', {name: 'Asha One', phone: '9876543210'}, desk);
    await issue(world, 'PED', {name: 'Asha Two', phone: '9876543211'}, desk);
    assert.equal(found(world, 'asha', [queueId(world, 'CAR')]), ['Asha One']);
    assert.equal(found(world, 'asha', []), []);
    assert.equal(found(world, 'asha'), ['Asha One', 'Asha Two']);
  }),
);

test(
  'the same person is the same name and the same phone; without a phone nobody is',
  inWorld(async (world) => {
    const {id} = await register(world, 'Asha', '9876543210');
    assert.is(findSame(world.db, ' ASHA ', '+919876543210')!.id, id);
    assert.is(findSame(world.db, 'Asha', '+919876543211'), undefined);
    assert.is(findSame(world.db, 'Asha', null), undefined);
  }),
);

test(
  'a change carries the version, is found by its new name, and tells the journal which fields only',
  inWorld(async (world) => {
    const {id} = await register(world, 'Asha', '9876543210');
    const after = await world.write((tx) => changePatient(tx, id, {name: 'Usha'}, 1));
    assert.equal([after.name, after.version, after.phone], ['Usha', 2, '+919876543210']);
    assert.equal(found(world, 'ush'), ['Usha']);
    assert.equal(found(world, 'ash'), []);
    await refused(
      'version.stale',
      world.write((tx) => changePatient(tx, id, {name: 'X'}, 1)),
    );
    await refused(
      'patient.missing',
      world.write((tx) => changePatient(tx, 99, {name: 'X'}, 1)),
    );
    assert.not.match(JSON.stringify(world.db.prepare('select data, subject from journal').all()), 'Usha');
  }),
);

test.run();
