import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {run} from '../base/database.ts';
import {placesChanged} from '../places/directory.ts';
import {addDevice} from '../staff/rows.ts';
import {inWorld, issue, kinds, next, order, refused, row, rows} from '../test/inside.ts';
import {patientActor, queueId, staffOf, systemActor, type World} from '../test/world.ts';
import {cancelToken} from './cancel-token.ts';
import {changeQueueState} from './change-queue-state.ts';
import {completeToken} from './complete-token.ts';
import {issueToken} from './issue-token.ts';
import {type LineToken, tokenById} from './rows.ts';
import {closeDay} from './service-day.ts';

const phone = patientActor(null);
const kiosk = {...systemActor, kind: 'display', role: 'kiosk', id: 1} as const;
const cap = (world: World, code: string, dailyCap: number | null) =>
  world.write((tx) => {
    run(tx.db, 'update queues set dailyCap = ? where code = ?', dailyCap, code);
    placesChanged(tx);
  });
const serials = (world: World, code: string) =>
  rows<{serial: number}>(
    world,
    'select serial from tokens where queueId = ? order by serial',
    queueId(world, code),
  ).map((token) => token.serial);

test(
  'numbers start at 1 in each queue and follow each other',
  inWorld(async (world) => {
    for (const code of ['CAR', 'CAR', 'PED', 'CAR', 'PED']) await issue(world, code, {}, phone);
    assert.equal(serials(world, 'CAR'), [1, 2, 3]);
    assert.equal(serials(world, 'PED'), [1, 2]);
    assert.equal(order(world, 'CAR'), [1, 2, 3]);
  }),
);

test(
  'what the deed answers is what the database holds',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR', {name: 'Asha', phone: '09876543210', lane: 'priority', reason: 'fever'});
    assert.equal(token, tokenById(world.db, token.id));
    assert.is(token.reason, 'fever');
    assert.equal(kinds(world, token.id), ['token.issued']);
  }),
);

test(
  '200 writes at once in three queues, with refusals among them, leave no gap and no repeat',
  inWorld(async (world) => {
    const commits = world.door.figures.commits;
    const doctor = staffOf(world, 'doctor');
    const all = Array.from({length: 200}, (_, index) => {
      const code = ['CAR', 'PED', 'GEN'][index % 3]!;
      if (index % 10 === 3) return issue(world, code, {lane: 'priority'}, phone);
      if (index % 10 === 6) return issue(world, code, {phone: 'not a phone'}, phone);
      if (index % 10 === 9) return next(world, 'CAR', {}, doctor);
      return issue(world, code, {name: `Person ${index}`}, index % 2 ? phone : systemActor);
    });
    const outcomes = await Promise.allSettled(all);
    assert.ok(world.door.figures.commits - commits < 10, 'the writes share commits');
    assert.ok(outcomes.filter((one) => one.status === 'rejected').length >= 40, 'refusals were among them');
    const issued = outcomes.filter((one, index) => one.status === 'fulfilled' && index % 10 !== 9).length;
    assert.is(row<{count: number}>(world, 'select count(*) as count from tokens').count, issued);
    for (const code of ['CAR', 'PED', 'GEN'])
      assert.equal(
        serials(world, code),
        serials(world, code).map((_, index) => index + 1),
      );
  }),
);

test(
  'a number is not given again after its holder cancelled, nor after a restart',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR');
    await world.write((tx) => cancelToken(tx, token.id));
    await world.reopen();
    assert.is((await issue(world, 'CAR')).serial, 2);
  }),
);

test(
  'the database itself refuses a number that exists',
  inWorld(async (world) => {
    const token = await issue(world, 'CAR');
    assert.throws(
      () =>
        world.db.exec(`insert into tokens (key, queueId, day, serial, visitId, source, state, lane, laneSeq, arrivedSeq,
          issuedAt) select 'other', queueId, day, serial, visitId, source, state, lane, 9, 9, 0 from tokens where id = ${token.id}`),
      /UNIQUE/,
    );
  }),
);

test(
  'open, paused and not-started lines take tokens; a closed one does not, and there is none at night',
  inWorld(async (world) => {
    const car = queueId(world, 'CAR');
    await world.write((tx) => void changeQueueState(tx, car, 'pause', {reason: 'ward round'}));
    await issue(world, 'CAR', {}, phone);
    await world.write((tx) => void changeQueueState(tx, car, 'close', {}));
    const refusal = await refused('queue.closed', issue(world, 'CAR', {}, phone));
    assert.is(refusal.extra.queue, 'CAR');
    await refused('queue.closed', issue(world, 'CAR', {lane: 'emergency'}));
    await world.write((tx) => void closeDay(tx));
    await refused('queue.closed', issue(world, 'PED', {}, phone));
    await refused(
      'queue.missing',
      world.write((tx) => issueToken(tx, 999, {})),
    );
  }),
);

test(
  'a full line names the open lines of its department that have room',
  inWorld(async (world) => {
    const {departmentId} = row<{departmentId: number}>(world, "select departmentId from queues where code = 'CAR'");
    await world.write((tx) => {
      run(tx.db, "update queues set departmentId = ? where code in ('PED', 'ORT', 'GEN')", departmentId);
      placesChanged(tx);
    });
    await cap(world, 'CAR', 1);
    await cap(world, 'GEN', 1);
    await issue(world, 'CAR');
    await issue(world, 'GEN');
    await world.write((tx) => void changeQueueState(tx, queueId(world, 'ORT'), 'close', {}));
    const refusal = await refused('queue.full', issue(world, 'CAR', {}, phone));
    assert.equal(refusal.extra.alternatives, [{id: String(queueId(world, 'PED')), code: 'PED', name: 'Pediatrics'}]);
  }),
);

test(
  'the cap counts everybody who keeps a number; an emergency is never turned away by it',
  inWorld(async (world) => {
    await cap(world, 'CAR', 2);
    const first = await issue(world, 'CAR');
    const second = await issue(world, 'CAR');
    await refused('queue.full', issue(world, 'CAR', {lane: 'priority'}));
    assert.is((await issue(world, 'CAR', {lane: 'emergency'})).serial, 3);
    await world.write((tx) => cancelToken(tx, second.id));
    await refused('queue.full', issue(world, 'CAR'));
    await next(world, 'CAR');
    await world.write((tx) => completeToken(tx, tokenById(world.db, 3)!.id, {}));
    await refused('queue.full', issue(world, 'CAR'));
    await world.write((tx) => cancelToken(tx, first.id));
    assert.is((await issue(world, 'CAR')).serial, 4);
    await refused('queue.full', issue(world, 'CAR'));
    await world.reopen();
    await refused('queue.full', issue(world, 'CAR'));
  }),
);

test(
  'somebody with a phone has no lane, no reason and no patient to choose',
  inWorld(async (world) => {
    for (const lane of ['priority', 'emergency', 'booked', 'returning'] as const)
      await refused('lane.not-allowed', issue(world, 'CAR', {lane}, phone));
    await refused('permission.denied', issue(world, 'CAR', {reason: 'please'}, phone));
    await refused('permission.denied', issue(world, 'CAR', {patientId: '1'}, phone));
    await refused('lane.not-allowed', issue(world, 'CAR', {lane: 'priority'}, kiosk));
    assert.is((await issue(world, 'CAR', {lane: 'walk-in'}, phone)).source, 'phone');
    assert.is((await issue(world, 'CAR', {}, kiosk)).source, 'kiosk');
  }),
);

test(
  'the desk issues everywhere in any lane, a doctor in own queues',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    assert.is((await issue(world, 'ORT', {lane: 'emergency', reason: 'chest pain'}, desk)).lane, 'emergency');
    const doctor = staffOf(world, 'doctor');
    assert.is((await issue(world, 'CAR', {lane: 'priority', reason: 'frail'}, doctor)).source, 'staff');
    await refused('permission.denied', issue(world, 'PED', {}, doctor));
  }),
);

test(
  'one device holds at most four that are in play, over all queues; finished ones count no more',
  inWorld(async (world) => {
    const deviceId = (await world.write((tx) => addDevice(tx))).id;
    const other = (await world.write((tx) => addDevice(tx))).id;
    const held: LineToken[] = [];
    for (const code of ['CAR', 'PED', 'ORT', 'GEN']) held.push(await issue(world, code, {deviceId}, phone));
    const refusal = await refused('token.limit', issue(world, 'CAR', {deviceId}, phone));
    assert.is(refusal.extra.limit, 4);
    await issue(world, 'CAR', {deviceId: other}, phone);
    await world.write((tx) => cancelToken(tx, held[1]!.id));
    await issue(world, 'CAR', {deviceId}, phone);
    await refused('token.limit', issue(world, 'CAR', {deviceId}, phone));
  }),
);

test(
  'one phone number holds at most four, however it is spelled and from whichever device',
  inWorld(async (world) => {
    for (const spelling of ['9876543210', '+91 98765 43210', '098765-43210', '+919876543210'])
      await issue(world, 'CAR', {phone: spelling}, phone);
    assert.equal(
      rows<{phone: string}>(world, 'select distinct phone from visits').map((visit) => visit.phone),
      ['+919876543210'],
    );
    await refused('token.limit', issue(world, 'PED', {phone: '(98765) 43210'}, phone));
    await issue(world, 'PED', {phone: '9876543211'}, phone);
    // Staff and kiosks are exempt.
    await issue(world, 'PED', {phone: '9876543210'}, staffOf(world, 'desk'));
    await issue(world, 'PED', {phone: '9876543210'}, kiosk);
  }),
);

test(
  'twenty joins at once from one device: four of them stand',
  inWorld(async (world) => {
    const deviceId = (await world.write((tx) => addDevice(tx))).id;
    const all = await Promise.allSettled(Array.from({length: 20}, () => issue(world, 'CAR', {deviceId}, phone)));
    assert.is(all.filter((one) => one.status === 'fulfilled').length, 4);
    assert.equal(serials(world, 'CAR'), [1, 2, 3, 4]);
  }),
);

test(
  'the desk registers people once: the same name and phone is the same patient',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    const first = await issue(world, 'CAR', {name: 'Sunītā  Devi', phone: '9876543210', yearOfBirth: 1961}, desk);
    const again = await issue(world, 'PED', {name: 'sunita devi', phone: '+91 9876543210'}, desk);
    assert.is(again.patientId, first.patientId);
    assert.is(again.recordNumber, first.recordNumber);
    assert.is(again.yearOfBirth, 1961);
    assert.is.not(again.visitId, first.visitId);
    const brother = await issue(world, 'PED', {name: 'Ravi Devi', phone: '9876543210'}, desk);
    assert.is.not(brother.patientId, first.patientId);
    // Without a phone a name alone proves nothing.
    const a = await issue(world, 'PED', {name: 'Ram'}, desk);
    const b = await issue(world, 'PED', {name: 'Ram'}, desk);
    assert.is.not(a.patientId, b.patientId);
  }),
);

test(
  'a known patient is taken by id; one that is not there is refused and nothing is left behind',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    const first = await issue(world, 'CAR', {name: 'Asha', phone: '9876543210', sex: 'female'}, desk);
    const again = await issue(world, 'PED', {patientId: String(first.patientId), name: 'ignored'}, desk);
    assert.is(again.name, 'Asha');
    assert.is(again.phone, '+919876543210');
    assert.is(again.sex, 'female');
    await refused('patient.missing', issue(world, 'PED', {patientId: '999'}, desk));
    assert.is(row<{count: number}>(world, 'select count(*) as count from visits').count, 2);
  }),
);

test(
  "a phone's word stays with the visit: no patient is registered by strangers",
  inWorld(async (world) => {
    const token = await issue(world, 'CAR', {name: 'Asha', phone: '9876543210'}, phone);
    assert.is(token.patientId, null);
    assert.is(row<{count: number}>(world, 'select count(*) as count from patients').count, 0);
  }),
);

test(
  'a refusal after the patient was written leaves no patient, no visit and no fact',
  inWorld(async (world) => {
    const {seq} = world.box.journalHead();
    await refused(
      'permission.denied',
      world.write((tx) => {
        issueToken(tx, queueId(world, 'CAR'), {name: 'Asha'});
        return void issueToken({...tx, actor: staffOf(world, 'doctor')}, queueId(world, 'PED'), {});
      }),
    );
    assert.is(world.box.journalHead().seq, seq);
    for (const table of ['patients', 'visits', 'tokens', 'queue_days'])
      assert.is(row<{count: number}>(world, `select count(*) as count from ${table}`).count, 0, table);
    assert.is((await issue(world, 'CAR')).serial, 1);
  }),
);

test.run();
