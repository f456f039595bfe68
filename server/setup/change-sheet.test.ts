import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {openWorld, type World} from '../test/world.ts';
import type {Sheet, SheetRowBody} from './schema.ts';

const bodyOf = (sheet: Sheet): SheetRowBody[] => sheet.rows.map(({code: _, ...row}) => row);
const read = async (world: World) => (await world.ask<Sheet>('GET', '/api/setup/sheet', {as: 'admin'})).body;
const save = (world: World, version: string, rows: SheetRowBody[]) =>
  world.ask<Sheet & {code: string}>('POST', '/api/setup/sheet', {as: 'admin', body: {version, rows}});
const names = (world: World, table: string) =>
  world.db.prepare(`select name from ${table} order by id`).pluck().all() as string[];
const newRow = (over: Partial<SheetRowBody>): SheetRowBody => ({
  queueId: null,
  department: 'Dental',
  doctor: null,
  rooms: [],
  directions: null,
  prefix: 'D',
  opensAt: null,
  closesAt: null,
  ...over,
});

test('a sheet that comes back as it was changes nothing, and notes nothing', async () => {
  const world = await openWorld();
  const sheet = await read(world);
  assert.equal(
    sheet.rows.map((row) => [row.code, row.doctor, row.rooms]),
    [
      ['GEN', null, ['Counter 1', 'Counter 2']],
      ['CAR', 'Dr. Meera Rao', ['Room 3']],
      ['PED', 'Dr. Imran Khan', ['Room 5']],
      ['ORT', 'Dr. Kavita Iyer', ['Room 7']],
    ],
  );
  const head = world.box.journalHead().seq;
  const again = await save(world, sheet.version, bodyOf(sheet));
  assert.equal(again.body, sheet);
  assert.is(world.box.journalHead().seq, head);
  world.end();
});

test('names are renamed where they stand, shared where they are known, and go where nobody needs them', async () => {
  const world = await openWorld();
  const sheet = await read(world);
  const rows = bodyOf(sheet);
  // Cardiology's doctor and room are renamed; the orthopaedist moves into Pediatrics' room; Pediatrics goes.
  Object.assign(rows[1]!, {doctor: 'Dr. A. Verma', rooms: ['Room 12'], directions: 'Second floor'});
  Object.assign(rows[3]!, {department: 'Orthopaedics', rooms: ['Room 5']});
  rows.splice(2, 1);
  rows.push(newRow({doctor: 'Dr. New', rooms: ['Room 12', 'Room 20']}));
  const {status, body} = await save(world, sheet.version, rows);
  assert.is(status, 200, JSON.stringify(body));
  assert.equal(
    body.rows.map((row) => [row.code, row.department, row.doctor, row.rooms.join('+'), row.directions]),
    [
      ['GEN', 'General Medicine', null, 'Counter 1+Counter 2', 'Ground floor, hall'],
      ['CAR', 'Cardiology', 'Dr. A. Verma', 'Room 12', 'Second floor'],
      ['ORT', 'Orthopaedics', 'Dr. Kavita Iyer', 'Room 5', 'Ground floor, right'],
      ['DEN', 'Dental', 'Dr. New', 'Room 12+Room 20', 'Second floor'],
    ],
  );
  assert.equal(names(world, 'service_points'), ['Counter 1', 'Counter 2', 'Room 12', 'Room 5', 'Room 20']);
  assert.not(names(world, 'doctors').includes('Dr. Imran Khan'));
  assert.ok(names(world, 'doctors').includes('Dr. Anita Sharma'), 'who is in no line is not touched');
  assert.not(names(world, 'departments').includes('Pediatrics'));
  assert.is(world.db.prepare("select id from doctors where name = 'Dr. A. Verma'").pluck().get(), 1, 'the same doctor');
  assert.equal(await read(world), {...body});
  world.end();
});

test('all of it or nothing: letters that two lines want, a line that has people, an old sheet', async () => {
  const world = await openWorld();
  const sheet = await read(world);
  const twice = [...bodyOf(sheet), newRow({prefix: 'C'})];
  assert.equal([(await save(world, sheet.version, twice)).body.code], ['name.taken']);
  await world.ask('POST', `/api/queues/${sheet.rows[1]!.queueId}/tokens`, {body: {}});
  const without = bodyOf(sheet).filter((_, at) => at !== 1);
  without[0]!.department = 'Changed';
  assert.is((await save(world, sheet.version, without)).body.code, 'queue.in-use');
  assert.equal(await read(world), sheet, 'nothing of it was done');
  const renamed = bodyOf(sheet);
  renamed[0]!.department = 'Medicine';
  assert.is((await save(world, sheet.version, renamed)).status, 200);
  assert.is((await save(world, sheet.version, renamed)).body.code, 'version.stale');
  world.end();
});

test('a template’s sheet: twenty doctors, each with a room and letters of their own', async () => {
  const world = await openWorld({env: {DEMO: '0'}});
  const founded = await world.ask('POST', '/api/setup', {
    body: {
      token: world.setupSecret,
      siteName: 'City',
      timeZone: 'Asia/Kolkata',
      language: 'hi',
      username: 'me',
      name: 'Me',
      password: 'long-enough',
      template: 'hospital',
    },
  });
  assert.is(founded.status, 201);
  const headers = {authorization: `Bearer ${founded.body.token}`};
  const {rows} = (await world.ask<Sheet>('GET', '/api/setup/sheet', {headers})).body;
  const doctors = rows.flatMap((row) => row.doctor ?? []);
  assert.equal([doctors.length, new Set(doctors).size, doctors[0]], [20, 20, 'डॉक्टर 1']);
  assert.is(new Set(rows.map((row) => row.prefix)).size, rows.length);
  assert.ok(rows.every((row) => row.rooms.length === 1 && row.opensAt !== null && row.closesAt !== null));
  assert.is(names(world, 'departments').length, new Set(rows.map((row) => row.department)).size);
  // While nothing is printed, the address's letters follow the name.
  const {version} = (await world.ask<Sheet>('GET', '/api/setup/sheet', {headers})).body;
  const renamed = rows.map(({code: _, ...row}) => (row.prefix === 'U' ? {...row, department: 'Dialysis'} : row));
  const saved = await world.ask<Sheet>('POST', '/api/setup/sheet', {headers, body: {version, rows: renamed}});
  assert.is(saved.body.rows.find((row) => row.prefix === 'U')!.code, 'DIA');
  world.end();
});

test.run();
