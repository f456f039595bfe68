// Each route's good answer, held against the schema that describes it and against the fields that contract.md names.
import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import type * as z from 'zod';
import {staffTokenView} from '../queue/schema.ts';
import {proofOf} from '../spare/proof.ts';
import {routeSpec} from '../staff/route.ts';
import {openFakePrinter} from './fake-printer.ts';
import {type Ask, openWorld, queueId, type Reply, type World} from './world.ts';

/** One grey point. */
const smallestPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

interface Spec {
  answers?: Record<number, z.ZodType | null>;
}

/** Asks like the world does, and holds each good answer against the schema of the route that gave it. */
function checking(world: World) {
  const seen = new Set<string>();
  const routes = world.app.routes
    .filter(({handler}) => routeSpec in handler)
    .map(({method, path, handler}) => ({
      name: `${method} ${path}`,
      method,
      fits: new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`),
      spec: (handler as unknown as Record<symbol, Spec>)[routeSpec]!,
    }));
  async function ask<Body = Record<string, unknown>>(method: string, path: string, asked?: Ask): Promise<Reply<Body>> {
    const reply = await world.ask<Body>(method, path, asked);
    const found = routes.find((one) => one.method === method && one.fits.test(path.split('?')[0]!))!;
    const what = `${found.name} ${reply.status} ${JSON.stringify(reply.body).slice(0, 300)}`;
    assert.ok(found.spec.answers && reply.status in found.spec.answers, `undescribed: ${what}`);
    seen.add(found.name);
    const schema = found.spec.answers[reply.status];
    if (!schema) {
      assert.is(reply.body as unknown, '', what);
      return reply;
    }
    const parsed = schema.safeParse(reply.body);
    assert.ok(parsed.success, `${what}\n${parsed.error?.message}`);
    // A schema leaves out what it does not know: so an answer may not hold more than is described.
    assert.equal(parsed.data, reply.body, `more than described: ${found.name}`);
    return reply;
  }
  const names = routes.filter(({spec}) => spec.answers).map(({name}) => name);
  return {ask, left: () => names.filter((name) => !seen.has(name))};
}

function has(value: unknown, fields: string, what: string): void {
  for (const field of fields.split(' ')) assert.ok(field in (value as object), `${what} lacks ${field}`);
}

test('a morning through every call of the API: each answer is as described', async () => {
  const printer = await openFakePrinter();
  const world = await openWorld({connectPrinter: () => printer.connect()});
  const {ask, left} = checking(world);
  const [car, ped, gen] = ['CAR', 'PED', 'GEN'].map((code) => String(queueId(world, code))) as [string, string, string];
  const admin = <Body = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
    ask<Body>(method, path, {as: 'admin', ...(body === undefined ? {} : {body})});
  const deed = (id: unknown, name: string, body: unknown = {}) =>
    admin<{token: Record<string, unknown>}>('POST', `/api/tokens/${id}/${name}`, body);

  // For everyone
  const join = (code = car, body: unknown = {}) => ask('POST', `/api/queues/${code}/tokens`, {body});
  const first = (
    await join(car, {name: 'Asha', phone: '98765 43210', language: 'hi', yearOfBirth: 1980, sex: 'female'})
  ).body;
  has(first, 'id key number serial state lane position ahead wait serviceDay visitId queue url', 'a token');
  assert.equal([first.number, first.serial, first.state, first.lane], ['C-001', 1, 'waiting', 'walk-in']);
  assert.equal([first.position, first.ahead, first.serviceDay], [1, 0, '2026-11-22']);
  assert.equal(first.queue, {id: car, code: 'CAR', name: 'Cardiology'});
  assert.match(String(first.key), /^[\w-]{22,}$/);
  const second = (await join()).body;
  const third = (await join()).body;
  const fourth = (await join()).body;
  has((await ask('GET', `/api/my/${first.key}`)).body, 'movedBecause position ahead', 'my token');
  const mine = (name: string, key: unknown, body: unknown = {}) => ask('POST', `/api/my/${key}/${name}`, {body});
  const aside = (await mine('late', second.key, {minutes: 5})).body;
  assert.ok(aside.asideUntil);
  await mine('cancel', third.key);
  has((await mine('undo', third.key)).body, 'undoUntil position', 'taken back');
  const cancelled = (await mine('cancel', third.key)).body;
  assert.equal([cancelled.state, cancelled.position, cancelled.ahead], ['cancelled', null, null]);
  const queues = (await ask<{items: Record<string, unknown>[]}>('GET', '/api/queues')).body.items;
  for (const queue of queues)
    has(
      queue,
      'id code prefix name department doctor servicePoints state full notice opensAt resumesAt lateMinutes waiting nowServing wait asOf',
      'a queue',
    );
  const pool = queues.find((queue) => queue.code === 'GEN')!;
  assert.is(pool.doctor, null);
  assert.is((pool.servicePoints as unknown[]).length, 2);
  await ask('GET', `/api/queues/${car}`);

  // For staff: the line
  const called = (await admin<{token: Record<string, unknown>}>('POST', `/api/queues/${car}/call-next`, {})).body.token;
  assert.equal([called.id, called.state, called.position], [first.id, 'called', null]);
  has((await ask('GET', `/api/my/${first.key}`)).body.servicePoint, 'id name', 'the room of who was called');
  const coming = (await mine('here', first.key)).body;
  assert.ok(coming.hereAt);
  await deed(first.id, 'call');
  await deed(first.id, 'start');
  await admin('PUT', `/api/tokens/${first.id}/note`, {note: 'Pulse fine'});
  assert.is((await admin('GET', `/api/tokens/${first.id}/note`)).body.note, 'Pulse fine');
  await deed(first.id, 'hold', {reason: 'X-ray'});
  const back = (await deed(first.id, 'return')).body.token;
  assert.equal([back.lane, back.number], ['returning', 'C-001']);
  await deed(first.id, 'call', {reason: 'waited long'});
  await deed(first.id, 'complete', {note: 'Come again in a week'});
  await deed(first.id, 'undo');
  const next = (
    await admin<{token: Record<string, unknown>}>('POST', `/api/queues/${car}/call-next`, {completeTokenId: first.id})
  ).body.token;
  assert.is(next.id, fourth.id);
  await deed(fourth.id, 'no-show');
  await deed(fourth.id, 'restore');
  await deed(fourth.id, 'lane', {lane: 'priority', reason: 'elderly'});
  await deed(fourth.id, 'person', {name: 'Meera Rao', phone: null});
  const moved = (await deed(fourth.id, 'transfer', {queueId: ped})).body.token;
  assert.equal([moved.visitId, moved.number], [fourth.visitId, 'P-001']);
  assert.ok((await ask<{next: {url: string}}>('GET', `/api/my/${fourth.key}`)).body.next.url);
  await deed(second.id, 'cancel', {reason: 'went home'});
  await admin('GET', `/api/tokens/${first.id}`);
  const {items: steps} = (await admin<{items: object[]}>('GET', `/api/tokens/${first.id}/timeline`)).body;
  has(steps[0], 'at what who device sinceMs', 'a step');
  const byDesk = await world.ask('POST', `/api/queues/${gen}/tokens`, {
    as: 'desk',
    body: {name: 'Ravi', lane: 'emergency', reason: 'fall'},
  });
  assert.equal(staffTokenView.parse(byDesk.body), byDesk.body, 'the desk hears who it is, too');
  const lines = await admin<{items: {state: string}[]; truncated: boolean}>('GET', `/api/queues/${car}/tokens`);
  assert.is(lines.body.truncated, false);
  const some = await admin<{items: {state: string}[]}>('GET', `/api/queues/${car}/tokens?state=cancelled,transferred`);
  assert.equal(new Set(some.body.items.map((one) => one.state)), new Set(['cancelled', 'transferred']));
  for (const [name, body] of Object.entries({
    late: {minutes: 15},
    pause: {reason: 'tea', minutes: 10},
    resume: {},
    close: {},
    open: {},
  }))
    await admin('POST', `/api/queues/${car}/${name}`, body);
  const times = 'from=2026-11-22T00:00:00%2B05:30&to=2026-11-23T00:00:00%2B05:30';
  await admin('GET', `/api/queues/${car}/void?${times}`);
  await join();
  const voided = await admin('POST', `/api/queues/${car}/void`, {
    from: '2026-11-22T00:00:00+05:30',
    to: '2026-11-23T00:00:00+05:30',
    reason: 'flood',
  });
  await admin('POST', `/api/queues/${car}/void/undo`, {id: voided.body.id});
  const board = (await ask<{calls: object[]}>('GET', '/api/boards/all')).body;
  has(board, 'queues calls message', 'a board');
  has(board.calls[0], 'id at number servicePoint queue again', 'a call');

  // Appointments
  const rao = world.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
  const free = (await ask<{items: {id: string}[]}>('GET', `/api/doctors/${rao}/slots?from=2026-11-23`)).body.items;
  has(free[0], 'id start minutes status version', 'a time');
  const held = (await ask('POST', `/api/slots/${free[0]!.id}/hold`, {body: {version: 1}})).body;
  has(held, 'id key status expiresAt', 'a hold');
  const own = (name: string, body: unknown = {}, key: unknown = held.key) =>
    ask('POST', `/api/bookings/${key}/${name}`, {body});
  const booked = (await own('confirm', {name: 'Asha', phone: '98765 43210', email: 'asha@example.org'})).body;
  has(booked, 'status number ticketUrl', 'a booking');
  assert.is((await own('reschedule', {slotId: free[1]!.id})).body.number, booked.number);
  await ask('GET', `/api/bookings/${held.key}`);
  assert.match(String((await ask('GET', `/api/bookings/${held.key}/calendar`)).body), /BEGIN:VEVENT/);
  const here = (await own('check-in')).body.token as Record<string, unknown>;
  assert.equal([here.lane, here.activeLane], ['booked', 'walk-in']);
  const dropped = (await ask('POST', `/api/slots/${free[2]!.id}/hold`, {body: {}})).body;
  await own('cancel', {}, dropped.key);
  const region = 'region=MH&insurance=Star&type=psychologist&limit=1';
  const found = (
    await ask<{items: {doctor: object; pairs: {first: {slotId: string}; second: {slotId: string}}[]}[]}>(
      'GET',
      `/api/assessments?${region}`,
    )
  ).body.items[0]!;
  has(found.doctor, 'id name', 'a clinician');
  has(found.pairs[0]!.first, 'slotId start', 'a session');
  const two = {firstSlotId: found.pairs[0]!.first.slotId, secondSlotId: found.pairs[0]!.second.slotId};
  const {bookings} = (
    await ask<{bookings: object[]}>('POST', '/api/assessments', {
      body: {...two, name: 'Meena', region: 'MH', insurance: 'Star'},
    })
  ).body;
  assert.is(bookings.length, 2);
  const byHand = (await admin('POST', '/api/appointments', {slotId: free[3]!.id, name: 'Ravi', sex: 'male'})).body;
  await admin('GET', '/api/appointments?day=2026-11-23');
  await admin('GET', '/api/appointments/search?q=ravi');
  await admin('POST', `/api/appointments/${byHand.id}/move`, {slotId: free[4]!.id});
  await admin('GET', `/api/appointments/${byHand.id}`);
  await admin('GET', `/api/appointments/${byHand.id}/timeline`);
  await admin('POST', `/api/appointments/${byHand.id}/check-in`, {});
  const today = (await ask<{items: {id: string}[]}>('GET', `/api/doctors/${rao}/slots?from=2026-11-22&to=2026-11-22`))
    .body;
  const kamla = (await admin('POST', '/api/appointments', {slotId: today.items.at(-1)!.id, name: 'Kamla'})).body;
  has((await admin('POST', '/api/kiosk/check-in', {number: kamla.number})).body, 'token', 'a check-in at the kiosk');
  const again = (await admin('POST', '/api/appointments', {slotId: free[5]!.id, name: 'Ravi'})).body;
  await admin('POST', `/api/appointments/${again.id}/cancel`, {});
  const entry = (
    await ask('POST', `/api/doctors/${rao}/waitlist`, {body: {name: 'Gita', from: '2026-11-24', to: '2026-11-24'}})
  ).body;
  await ask('GET', `/api/waitlist/${entry.key}`);
  await admin('GET', '/api/appointments/waitlist');
  const [telling] = (await admin<{items: {id: string}[]}>('GET', '/api/appointments/to-tell')).body.items;
  await admin('POST', `/api/appointments/to-tell/${telling!.id}/told`, {});
  await ask('POST', `/api/waitlist/${entry.key}/leave`, {body: {}});
  const week = (await admin('GET', `/api/doctors/${rao}/schedule`)).body;
  const hours = {slotMinutes: 15, hours: Array(7).fill([{from: '09:00', until: '12:00'}]), version: week.version};
  await admin('PUT', `/api/doctors/${rao}/schedule`, {...hours, bookings: 'keep'});
  const away = (await admin('POST', `/api/doctors/${rao}/leave`, {from: '2026-12-01', to: '2026-12-02'})).body;
  await admin('GET', `/api/doctors/${rao}/leave`);
  await admin('DELETE', `/api/leave/${away.id}`);
  await admin('GET', '/api/appointments/figures');

  // Slips in the network
  const {id: printerId} = (await admin('POST', '/api/printers', {name: 'Desk', address: '10.0.0.9'})).body;
  await admin('GET', '/api/printers');
  await admin('PATCH', `/api/printers/${printerId}`, {version: 1, paperMm: 58});
  await admin('POST', `/api/printers/${printerId}/test`, {});
  await deed(byDesk.body.id, 'print', {printerId});
  await admin('DELETE', `/api/printers/${printerId}`);

  // People, patients, places, settings, the box
  const patient = (await admin('POST', '/api/patients', {name: 'Meena', phone: '98765 00000'})).body;
  await admin('PATCH', `/api/patients/${patient.id}`, {version: patient.version, name: 'Meena Devi'});
  await admin('GET', '/api/patients?q=meena&total=1');
  const departments = (await admin<{items: {id: string}[]}>('GET', '/api/departments?total=1')).body.items;
  const departmentId = departments[0]!.id;
  const added: Record<string, object> = {
    departments: {name: 'Skin', code: 'SKN'},
    'service-points': {name: 'Room 9', departmentId},
    doctors: {name: 'Dr. Sen', department: departmentId, regions: ['MH'], insurances: ['Star'], maxPerDay: 4},
    boards: {name: 'Hall', queueIds: [car], message: 'Welcome'},
    queues: {code: 'SKN', prefix: 'S', name: 'Skin', departmentId},
    users: {username: 'ravi', name: 'Ravi', role: 'desk', password: 'long-enough'},
  };
  for (const [path, body] of Object.entries(added)) {
    const {id, version} = (await admin('POST', `/api/${path}`, body)).body;
    await admin('GET', path === 'queues' ? '/api/queue-setups' : `/api/${path}?limit=1`);
    await admin('PATCH', `/api/${path}/${id}`, {version, name: 'Renamed'});
    if (path === 'boards') {
      await admin('POST', `/api/boards/${id}/picture`, {image: smallestPng});
      await admin('DELETE', `/api/boards/${id}/picture`);
    }
    await admin('DELETE', `/api/${path}/${id}`);
  }
  await ask('GET', '/api/doctors');
  await admin('GET', '/api/settings');
  await admin('PATCH', '/api/settings', {version: 1, values: {siteName: 'City Hospital'}});
  const shown = await ask<{code: string}>('POST', '/api/displays', {body: {}});
  const cookie = shown.headers.get('set-cookie')!.split(';')[0]!;
  const display = await admin('POST', '/api/displays/pair', {code: shown.body.code, boardId: 'all'});
  await ask('GET', '/api/displays/me', {headers: {cookie}});
  await admin('GET', '/api/displays?total=1');
  await admin('DELETE', `/api/displays/${display.body.id}`);
  const {items: facts} = (await admin<{items: object[]}>('GET', '/api/audit?limit=200')).body;
  has(facts[0], 'at what actor', 'a journal entry');
  await admin('GET', '/api/service-day');
  await admin('POST', '/api/service-day/close', {});
  await admin('POST', '/api/service-day/open', {});
  const status = (await admin('GET', '/api/status')).body;
  has(status, 'version uptimeSeconds disk clock journalHead live cache sync writes rateLimit', 'the status');
  await ask('GET', '/healthz');
  await ask('GET', '/readyz');
  await ask('GET', '/metrics', {headers: {authorization: `Bearer ${world.box.keys.metrics}`}});
  await ask('POST', '/api/session', {body: {username: 'desk', password: 'demo-1234'}});
  await ask('GET', '/api/session', {as: 'desk'});
  await ask('DELETE', '/api/session', {as: 'desk'});
  const signedIn = (await admin<{items: {id: string; name: string}[]}>('GET', '/api/sessions?total=1')).body.items;
  await admin('DELETE', `/api/sessions/${signedIn.at(-1)!.id}`);

  const {secret} = (await admin<{secret: string}>('POST', '/api/spare/pairing', {})).body;
  const asBox = async (method: string, path: string, body?: unknown) => {
    const {nonce} = (await ask<{nonce: string}>('GET', '/api/spare/nonce')).body;
    const proof = proofOf(secret, nonce, method, path, body === undefined ? '' : JSON.stringify(body));
    const headers = {authorization: `Spare ${nonce}.${proof}`};
    return ask(method, path, {headers, ...(body === undefined ? {} : {body})});
  };
  await asBox('GET', '/api/spare/state');
  await asBox('POST', '/api/spare/copy', {});
  await asBox('POST', '/api/spare/succession', {replaced: 'none', epoch: 'none', at: '2026-11-28T09:00:00+05:30'});
  await asBox('GET', '/api/spare/succession?nonce=0123456789abcdef');
  await admin('GET', '/api/spare');
  await admin('POST', '/api/spare/stand-up', {confirm: 'this box is the right one'});
  await admin('DELETE', '/api/spare/pairing');

  // The first run, and the way out of the demo: everything begins anew, so it comes last.
  await admin('POST', '/api/clock/confirm', {now: new Date(world.clock.now()).toISOString()});
  await admin('GET', '/api/backups');
  await admin('POST', '/api/backups', {});
  type Running = {keeping: {running: string | null}};
  while ((await admin<Running>('GET', '/api/backups')).body.keeping.running) await sleep(50);
  await admin('POST', '/api/backups/check', {});
  await admin('POST', '/api/backups/passphrase', {passphrase: 'five plain words in a row'});
  await admin('GET', '/api/setup/progress');
  await admin('POST', '/api/setup/progress', {step: 'open', postersPrinted: true});
  const {version, rows} = (await admin<{version: string; rows: object[]}>('GET', '/api/setup/sheet')).body;
  const sent = rows.map((row) => ({...row, code: undefined}));
  await admin('POST', '/api/setup/sheet', {version, rows: sent});
  await admin('POST', '/api/demo/remove', {confirm: 'remove the demo'});
  await ask('GET', '/api/setup');
  await ask('POST', '/api/setup/link', {body: {token: world.setupSecret}});
  await ask('POST', '/api/setup/copies', {body: {token: world.setupSecret}});
  await ask('POST', '/api/setup/demo', {body: {token: world.setupSecret}});

  const elsewhere = [
    'GET /api/boards/:boardId/picture/:name', // a file
    'GET /api/spare/copy', // a file
    'GET /api/live',
    'POST /api/setup',
    'POST /api/setup/restore',
    'GET /api/openapi.json',
    'GET /api/docs',
  ];
  assert.equal(
    left().filter((name) => !elsewhere.includes(name)),
    [],
    'every route was asked',
  );
  world.end();
  await printer.close();
});

test('a line as staff see it: in work, in call order, held, no-show, then the finished, newest first', async () => {
  const world = await openWorld();
  const path = `/api/queues/${queueId(world, 'GEN')}/tokens`;
  const points = world.db.prepare("select id from service_points where name like 'Counter %'").pluck().all();
  const ids: string[] = [];
  for (let taken = 0; taken < 8; taken++) {
    const {body} = await world.ask<{id: string}>('POST', path, {as: 'desk', body: {name: `P${taken}`}});
    ids.push(body.id);
  }
  const deed = async (place: number, name: string, body: unknown = {}) => {
    world.clock.forward(1000);
    const {status} = await world.ask('POST', `/api/tokens/${ids[place]}/${name}`, {as: 'admin', body});
    assert.is(status, 200, name);
  };
  await deed(5, 'cancel');
  await deed(2, 'call', {reason: 'x', servicePointId: String(points[0])});
  await deed(2, 'hold');
  await deed(3, 'call', {reason: 'x', servicePointId: String(points[0])});
  await deed(3, 'no-show');
  await deed(0, 'cancel');
  await deed(7, 'lane', {lane: 'emergency', reason: 'x'});
  await deed(6, 'call', {reason: 'x', servicePointId: String(points[1])});
  await deed(6, 'start');
  const {body} = await world.ask<{items: {id: string; state: string; name: string}[]}>('GET', path, {as: 'admin'});
  assert.equal(
    body.items.map((one) => `${one.name} ${one.state}`),
    ['P6 serving', 'P7 waiting', 'P1 waiting', 'P4 waiting', 'P2 held', 'P3 no-show', 'P0 cancelled', 'P5 cancelled'],
  );
  const wrong = await world.ask('GET', `${path}?state=waiting,asleep`, {as: 'admin'});
  assert.is(wrong.status, 400);
  world.end();
});

test('paused and not-started queues take tokens', async () => {
  const world = await openWorld();
  const car = queueId(world, 'CAR');
  await world.ask('POST', `/api/queues/${car}/pause`, {as: 'doctor', body: {reason: 'ward round', minutes: 20}});
  assert.is((await world.ask('POST', `/api/queues/${car}/tokens`, {body: {}})).status, 201);
  const paused = (await world.ask('GET', `/api/queues/${car}`)).body;
  assert.equal(
    [paused.state, paused.notice, paused.resumesAt],
    ['paused', 'ward round', '2026-11-22T09:50:00.000+05:30'],
  );
  world.end();
});

test('why somebody moved: a code and two places, never a word of the reason', async () => {
  const world = await openWorld();
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const {key} = (await world.ask('POST', path, {body: {}})).body;
  const secret = 'heart attack in the family';
  for (let times = 0; times < 12; times++)
    await world.ask('POST', path, {as: 'desk', body: {lane: 'emergency', reason: secret}});
  const {body} = await world.ask<{movedBecause: {code: string; from: number; to: number}[]; position: number}>(
    'GET',
    `/api/my/${key}`,
  );
  assert.is(body.position, 13);
  assert.is(body.movedBecause.length, 10);
  assert.ok(body.movedBecause.every((one) => one.code === 'emergency' && one.to === one.from + 1));
  for (const where of [`/api/my/${key}`, `/t/${key}`, '/api/boards/all', '/api/queues', '/q/CAR']) {
    const reply = await world.ask('GET', where);
    assert.not(JSON.stringify(reply.body).includes(secret), where);
  }
  world.end();
});

test('names, phones and keys stay with staff and the holder', async () => {
  const world = await openWorld();
  const path = `/api/queues/${queueId(world, 'CAR')}/tokens`;
  const {body} = await world.ask('POST', path, {body: {name: 'Asha Devi', phone: '98765 43210'}});
  await world.ask('POST', `/api/queues/${queueId(world, 'CAR')}/call-next`, {as: 'doctor', body: {}});
  for (const where of ['/api/queues', '/api/boards/all', '/', '/q/CAR', `/api/queues/${queueId(world, 'CAR')}`]) {
    const text = JSON.stringify((await world.ask('GET', where)).body);
    for (const secret of ['Asha', '98765', String(body.key)]) assert.not(text.includes(secret), `${where} ${secret}`);
  }
  world.end();
});

test('keys that nobody has are answered alike', async () => {
  const world = await openWorld();
  const replies = await Promise.all(
    ['x', 'x'.repeat(22), 'x'.repeat(500), '%00', "' or 1=1", '..%2f..'].map((key) =>
      world.ask('GET', `/api/my/${encodeURIComponent(key)}`),
    ),
  );
  for (const {status, body} of replies) {
    assert.is(status, 404);
    assert.equal(body, replies[0]!.body);
  }
  world.end();
});

test.run();
