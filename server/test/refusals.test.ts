// Every refusal of the contract: the request that provokes it, its status and its code.
// time-limit: 240
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type RefusalCode, statusOf} from '../base/refusal.ts';
import {problem} from '../base/schema.ts';
import {refusalWords} from '../words/refusals.ts';
import {freshFolder} from './running.ts';
import {openWorld, queueId, type Reply, type World} from './world.ts';

type Provoke = (world: World) => Promise<Reply>;

const join = (world: World, code = 'CAR', body: unknown = {}, headers: Record<string, string> = {}) =>
  world.ask<{id: string; key: string}>('POST', `/api/queues/${queueId(world, code)}/tokens`, {body, headers});
const admin = (world: World, method: string, path: string, body?: unknown) =>
  world.ask(method, path, {as: 'admin', ...(body === undefined ? {} : {body})});
const deed = (world: World, id: string, name: string, body: unknown = {}) =>
  admin(world, 'POST', `/api/tokens/${id}/${name}`, body);
const line = (world: World, name: string, body: unknown = {}, code = 'CAR') =>
  admin(world, 'POST', `/api/queues/${queueId(world, code)}/${name}`, body);
const idOf = (world: World, table: string) =>
  String(world.db.prepare(`select min(id) from ${table}`).pluck().get() as number);

const slotIds = (world: World, doctor: string) =>
  world.db
    .prepare(
      `select slots.id from slots join doctors on doctors.id = slots.doctorId
       where doctors.name like ? and startAt > ? order by startAt limit 5`,
    )
    .pluck()
    .all(`%${doctor}%`, world.clock.now()) as number[];
const hold = (world: World, at: number, headers: Record<string, string> = {}, doctor = 'Rao') =>
  world.ask<Record<string, unknown>>('POST', `/api/slots/${slotIds(world, doctor)[at]}/hold`, {body: {}, headers});
const booked = async (world: World, at = 0, doctor = 'Rao') => {
  const {body} = await hold(world, at, {}, doctor);
  const who = {name: 'Asha', phone: '98765 43210'};
  return world.ask<Record<string, unknown>>('POST', `/api/bookings/${body.key}/confirm`, {body: who});
};

/** Each code of this issue in contract.md, and those beside it that the server may give. */
/** A box that nobody has set up is asked to bring back a copy with this content. */
function restoreOnEmptyBox(content: string | null, ending = ''): Provoke {
  return async () => {
    const folder = freshFolder();
    const empty = await openWorld({env: {DEMO: '0', DATA_DIR: folder}});
    const file = path.join(folder, 'backups', `baari-2026-11-28T091500Z-00001.db${ending}`);
    fs.mkdirSync(path.dirname(file), {recursive: true});
    if (content !== null) fs.writeFileSync(file, content);
    try {
      return await empty.ask('POST', '/api/setup/restore', {body: {token: empty.setupSecret, file}});
    } finally {
      empty.end();
    }
  };
}

const provoked: Partial<Record<RefusalCode, [status: number, provoke: Provoke]>> = {
  'input.invalid': [400, (w) => join(w, 'CAR', {nickname: 'x'})],
  'service-point.required': [
    400,
    async (w) => {
      await join(w, 'GEN');
      return line(w, 'call-next', {}, 'GEN');
    },
  ],
  'auth.required': [401, (w) => w.ask('GET', '/api/session')],
  'spare.refused': [401, (w) => w.ask('GET', '/api/spare/state')],
  'auth.failed': [401, (w) => w.ask('POST', '/api/session', {body: {username: 'admin', password: 'wrong-one'}})],
  'permission.denied': [403, (w) => w.ask('GET', '/api/audit', {as: 'desk'})],
  'lane.not-allowed': [403, (w) => join(w, 'CAR', {lane: 'emergency'})],
  'setup.done': [
    403,
    (w) =>
      w.ask('POST', '/api/setup', {
        body: {
          token: 'x'.repeat(22),
          siteName: 'Mine',
          timeZone: 'Asia/Kolkata',
          username: 'me',
          name: 'Me',
          password: 'long-enough',
        },
      }),
  ],
  'route.missing': [404, (w) => w.ask('GET', '/api/nothing-here')],
  'queue.missing': [404, (w) => w.ask('POST', '/api/queues/999/tokens', {body: {}})],
  'token.missing': [404, (w) => w.ask('GET', `/api/my/${'x'.repeat(22)}`)],
  'board.missing': [404, (w) => w.ask('GET', '/api/boards/999')],
  'department.missing': [404, (w) => admin(w, 'PATCH', '/api/departments/999', {version: 1, name: 'X'})],
  'service-point.missing': [404, (w) => line(w, 'call-next', {servicePointId: '999'})],
  'doctor.missing': [404, (w) => admin(w, 'DELETE', '/api/doctors/999')],
  'user.missing': [404, (w) => admin(w, 'PATCH', '/api/users/999', {version: 1, name: 'X'})],
  'patient.missing': [404, (w) => admin(w, 'PATCH', '/api/patients/999', {version: 1, name: 'X'})],
  'session.missing': [404, (w) => admin(w, 'DELETE', '/api/sessions/999')],
  'display.missing': [404, (w) => admin(w, 'POST', '/api/displays/pair', {code: 'ZZZZZZ', boardId: 'all'})],
  'topic.missing': [404, (w) => w.ask('GET', '/api/live')],
  'printer.missing': [404, (w) => admin(w, 'DELETE', '/api/printers/999')],
  'slot.missing': [404, (w) => w.ask('POST', '/api/slots/99999999/hold', {body: {}})],
  'booking.missing': [404, (w) => w.ask('GET', `/api/bookings/${'x'.repeat(22)}`)],
  'leave.missing': [404, (w) => admin(w, 'DELETE', '/api/leave/999')],
  'waitlist.missing': [404, (w) => w.ask('GET', `/api/waitlist/${'x'.repeat(22)}`)],
  'telling.missing': [404, (w) => admin(w, 'POST', '/api/appointments/to-tell/999/told', {})],
  'check-in.outside': [
    403,
    async (w) => {
      const {body} = await booked(w);
      // Through the app, as if it came over a connection from elsewhere.
      const incoming = {socket: {remoteAddress: '203.0.113.7'}};
      const answer = await w.app.request(
        `/api/bookings/${body.key}/check-in`,
        {method: 'POST', headers: {host: '10.0.0.5:8080', 'content-type': 'application/json'}, body: '{}'},
        {incoming},
      );
      return {status: answer.status, body: (await answer.json()) as Reply['body'], headers: answer.headers};
    },
  ],
  'slot.taken': [
    409,
    async (w) => {
      await hold(w, 0);
      return hold(w, 0);
    },
  ],
  'slot.over': [
    409,
    async (w) => {
      const [first] = slotIds(w, 'Rao');
      w.clock.forward(24 * 3_600_000);
      return w.ask('POST', `/api/slots/${first}/hold`, {body: {}});
    },
  ],
  'doctor.at-capacity': [
    409,
    async (w) => {
      const id = w.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
      await admin(w, 'PATCH', `/api/doctors/${id}`, {version: 1, maxPerDay: 1});
      await hold(w, 0);
      return hold(w, 1);
    },
  ],
  'hold.limit': [
    409,
    async (w) => {
      const {headers} = await hold(w, 0);
      const cookie = headers.get('set-cookie')!.split(';')[0]!;
      await hold(w, 1, {cookie});
      return hold(w, 2, {cookie});
    },
  ],
  'booking.limit': [
    409,
    async (w) => {
      await admin(w, 'PATCH', '/api/settings', {version: 1, values: {bookingsPerPerson: 1}});
      await booked(w);
      return booked(w, 1);
    },
  ],
  'booking.expired': [
    409,
    async (w) => {
      const {body} = await hold(w, 0);
      w.clock.forward(120_000);
      return w.ask('POST', `/api/bookings/${body.key}/confirm`, {body: {name: 'Asha'}});
    },
  ],
  'booking.state': [
    409,
    async (w) => {
      const {body} = await booked(w);
      await w.ask('POST', `/api/bookings/${body.key}/cancel`, {body: {}});
      return w.ask('POST', `/api/bookings/${body.key}/cancel`, {body: {}});
    },
  ],
  'booking.no-queue': [
    409,
    async (w) => {
      const {body} = await booked(w, 0, 'Sharma');
      return w.ask('POST', `/api/bookings/${body.key}/check-in`, {body: {}});
    },
  ],
  'pair.invalid': [
    409,
    (w) => {
      const [firstSlotId, secondSlotId] = slotIds(w, 'Sharma').map(String);
      const body = {firstSlotId, secondSlotId, name: 'Asha', region: 'MH', insurance: 'Star'};
      return w.ask('POST', '/api/assessments', {body});
    },
  ],
  'schedule.affects': [
    409,
    async (w) => {
      await booked(w);
      const id = w.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
      const body = {slotMinutes: 15, hours: Array(7).fill([]), version: 1};
      return w.ask('PUT', `/api/doctors/${id}/schedule`, {as: 'admin', body});
    },
  ],
  'waitlist.state': [
    409,
    async (w) => {
      const id = w.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
      const body = {name: 'Asha', from: '2026-11-22', to: '2026-11-23'};
      const entry = await w.ask<{key: string; offer: {key: string}}>('POST', `/api/doctors/${id}/waitlist`, {body});
      await w.ask('POST', `/api/bookings/${entry.body.offer.key}/confirm`, {body: {name: 'Asha'}});
      return w.ask('POST', `/api/waitlist/${entry.body.key}/leave`, {body: {}});
    },
  ],
  'printer.unreachable': [
    502,
    async (w) => {
      const printer = await admin(w, 'POST', '/api/printers', {name: 'Desk', address: '10.0.0.9'});
      return admin(w, 'POST', `/api/printers/${printer.body.id}/test`, {});
    },
  ],
  'queue.closed': [
    409,
    async (w) => {
      await line(w, 'close');
      return join(w);
    },
  ],
  'queue.full': [
    409,
    async (w) => {
      await admin(w, 'PATCH', `/api/queues/${queueId(w, 'CAR')}`, {version: 1, dailyCap: 1});
      await join(w);
      return join(w);
    },
  ],
  'queue.empty': [409, (w) => line(w, 'call-next')],
  'queue.paused': [
    409,
    async (w) => {
      await join(w);
      await line(w, 'pause', {reason: 'tea', minutes: 10});
      return line(w, 'call-next');
    },
  ],
  'queue.state': [409, (w) => line(w, 'resume')],
  'token.limit': [
    409,
    async (w) => {
      for (let taken = 0; taken < 4; taken++) await join(w, 'CAR', {phone: '98765 43210'});
      return join(w, 'PED', {phone: '+91 98765 43210'});
    },
  ],
  'token.state': [
    409,
    async (w) => {
      const {body} = await join(w);
      return deed(w, body.id, 'start');
    },
  ],
  'undo.late': [
    409,
    async (w) => {
      const {body} = await join(w);
      await deed(w, body.id, 'cancel');
      w.clock.forward(61_000);
      return deed(w, body.id, 'undo');
    },
  ],
  'late.limit': [
    409,
    async (w) => {
      const {body} = await join(w);
      const late = () => w.ask('POST', `/api/my/${body.key}/late`, {body: {minutes: 5}});
      await late();
      await late();
      return late();
    },
  ],
  'transfer.same-queue': [
    409,
    async (w) => {
      const {body} = await join(w);
      return deed(w, body.id, 'transfer', {queueId: String(queueId(w, 'CAR'))});
    },
  ],
  'service-point.busy': [
    409,
    async (w) => {
      await join(w);
      await join(w);
      await line(w, 'call-next');
      return line(w, 'call-next');
    },
  ],
  'version.stale': [
    409,
    async (w) => {
      const path = `/api/departments/${idOf(w, 'departments')}`;
      await admin(w, 'PATCH', path, {version: 1, name: 'One'});
      return admin(w, 'PATCH', path, {version: 1, name: 'Two'});
    },
  ],
  'name.taken': [
    409,
    (w) => admin(w, 'POST', '/api/users', {username: 'desk', name: 'X', role: 'desk', password: 'long-enough'}),
  ],
  'department.in-use': [409, (w) => admin(w, 'DELETE', `/api/departments/${idOf(w, 'departments')}`)],
  'service-point.in-use': [409, (w) => admin(w, 'DELETE', `/api/service-points/${idOf(w, 'service_points')}`)],
  'doctor.in-use': [409, (w) => admin(w, 'DELETE', `/api/doctors/${idOf(w, 'doctors')}`)],
  'queue.in-use': [
    409,
    async (w) => {
      await join(w);
      return admin(w, 'DELETE', `/api/queues/${queueId(w, 'CAR')}`);
    },
  ],
  'user.in-use': [
    409,
    async (w) => {
      await w.ask('GET', '/api/session', {as: 'desk'});
      const id = w.db.prepare("select id from users where username = 'desk'").pluck().get();
      return admin(w, 'DELETE', `/api/users/${id}`);
    },
  ],
  'board.in-use': [
    409,
    async (w) => {
      const board = await admin(w, 'POST', '/api/boards', {name: 'Hall', queueIds: []});
      const {body} = await w.ask<{code: string}>('POST', '/api/displays', {body: {}});
      await admin(w, 'POST', '/api/displays/pair', {code: body.code, boardId: board.body.id});
      return admin(w, 'DELETE', `/api/boards/${board.body.id}`);
    },
  ],
  'user.last-admin': [
    409,
    (w) => {
      const id = w.db.prepare("select id from users where username = 'admin'").pluck().get();
      return admin(w, 'PATCH', `/api/users/${id}`, {version: 1, disabled: true});
    },
  ],
  'day.closed': [
    409,
    async (w) => {
      await admin(w, 'POST', '/api/service-day/close', {});
      return admin(w, 'POST', '/api/service-day/close', {});
    },
  ],
  'day.open': [409, (w) => admin(w, 'POST', '/api/service-day/open', {})],
  'day.future': [
    409,
    async (w) => {
      await admin(w, 'POST', '/api/service-day/close', {});
      return admin(w, 'POST', '/api/service-day/open', {serviceDay: '2031-01-01'});
    },
  ],
  'demo.none': [
    409,
    (w) => {
      w.box.demo = false;
      return admin(w, 'POST', '/api/demo/remove', {confirm: 'remove the demo'});
    },
  ],
  'backup.missing': [404, restoreOnEmptyBox(null)],
  'backup.unsound': [409, restoreOnEmptyBox('no database')],
  'backup.passphrase': [409, restoreOnEmptyBox('BAARI-LOCKED-1\n and more', '.locked')],
  'backup.busy': [
    409,
    async (w) => {
      await admin(w, 'POST', '/api/backups', {});
      return admin(w, 'POST', '/api/backups', {});
    },
  ],
  'body.too-large': [413, (w) => join(w, 'CAR', {name: 'x'.repeat(64 * 1024)})],
  'media.unsupported': [415, (w) => join(w, 'CAR', 'name=Asha', {'content-type': 'application/x-www-form-urlencoded'})],
  'host.unknown': [421, (w) => w.ask('GET', '/api/queues', {headers: {host: 'evil.example'}})],
  'idempotency.mismatch': [
    422,
    async (w) => {
      const path = `/api/queues/${queueId(w, 'CAR')}/tokens`;
      const key = 'one-key-of-22-letters-x';
      await w.ask('POST', path, {body: {}, key});
      return w.ask('POST', path, {body: {name: 'Other'}, key});
    },
  ],
  'rate.limited': [
    429,
    async (w) => {
      const wrong = () => w.ask('POST', '/api/session', {body: {username: 'desk', password: 'wrong-one'}});
      for (let tried = 0; tried < 10; tried++) await wrong();
      return wrong();
    },
  ],
  fault: [
    500,
    (w) => {
      w.db.exec('drop table tokens');
      return w.ask('GET', `/api/my/${'x'.repeat(22)}`);
    },
  ],
  'store.unavailable': [
    503,
    (w) => {
      w.door.close();
      return join(w);
    },
  ],
  'live.full': [
    503,
    (w) => {
      w.hub.close();
      return w.ask('GET', '/api/live?board=all');
    },
  ],
};

/** Codes that no request can provoke by itself: a printer says so (printing/printing.test.ts), or a line without TLS (main.test.ts). */
const unreachable: RefusalCode[] = [
  'printer.busy',
  'printer.paper-out',
  'printer.not-ready',
  'printer.unsure',
  'sign-in.unsafe',
  // Another box says so: spare/spare.test.ts.
  'box.superseded',
];

for (const [code, [status, provoke]] of Object.entries(provoked))
  test(`${code} is ${status}`, async () => {
    const world = await openWorld();
    const reply = await provoke(world);
    world.end();
    assert.is(reply.body.code, code);
    assert.is(reply.status, status);
    assert.is(reply.body.status, status);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.ok(problem.safeParse(reply.body).success, JSON.stringify(reply.body));
    if (status === 429 || status === 503) assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.not.match(JSON.stringify(reply.body), /sqlite|select |insert |no such table|\.ts:\d|node_modules/i);
  });

test('the list of codes and this table are the same', () => {
  assert.equal([...Object.keys(provoked), ...unreachable].sort(), Object.keys(statusOf).sort());
});

test('each code has words in each language, and they differ', () => {
  for (const code of Object.keys(statusOf) as RefusalCode[]) {
    const {en, hi} = {en: refusalWords.en[code], hi: refusalWords.hi[code]};
    assert.ok(en.title && en.detail && hi.title && hi.detail, code);
    assert.is.not(en.title, hi.title, code);
  }
});

test('a stale move says the present state', async () => {
  const world = await openWorld();
  const {body} = await join(world);
  await deed(world, body.id, 'cancel');
  const again = await deed(world, body.id, 'cancel');
  assert.is(again.status, 409);
  assert.is(again.body.state, 'cancelled');
  world.end();
});

test('a full queue names the other open queues of its department', async () => {
  const world = await openWorld();
  const gen = queueId(world, 'CAR');
  const setup = await admin(world, 'GET', '/api/queue-setups');
  const cardiology = (setup.body.items as {id: string; departmentId: string}[]).find((one) => one.id === String(gen))!;
  const other = await admin(world, 'POST', '/api/queues', {
    code: 'ECG',
    prefix: 'E',
    name: 'ECG',
    departmentId: cardiology.departmentId,
  });
  assert.is(other.status, 201);
  await admin(world, 'PATCH', `/api/queues/${gen}`, {version: 1, dailyCap: 1});
  await join(world);
  const full = await join(world);
  assert.equal((full as unknown as Reply).body.alternatives, [{id: other.body.id, code: 'ECG', name: 'ECG'}]);
  world.end();
});

test('calling out of turn needs a reason', async () => {
  const world = await openWorld();
  const {body} = await join(world);
  const call = await deed(world, body.id, 'call');
  assert.is(call.status, 400);
  assert.is((await deed(world, body.id, 'call', {reason: 'in pain'})).status, 200);
  assert.is((await deed(world, body.id, 'call')).status, 200, 'again needs none');
  world.end();
});

test('completing somebody else than this room has is refused, so a double click never completes who was just called', async () => {
  const world = await openWorld();
  await join(world);
  await join(world);
  await join(world);
  const first = (await line(world, 'call-next')).body.token as {id: string};
  const twice = {completeTokenId: first.id};
  const second = await line(world, 'call-next', twice);
  assert.is(second.status, 200);
  const third = await line(world, 'call-next', twice);
  assert.is(third.status, 409);
  assert.is(third.body.code, 'token.state');
  assert.is(third.body.state, 'done');
  world.end();
});

test.run();
