// Who may do what, held against every route of the app. The table is written from contract.md, not from permissions.ts.
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {routeSpec} from '../staff/route.ts';
import {openWorld, queueId, type World} from './world.ts';

type Role = 'nobody' | 'desk' | 'doctor' | 'admin' | 'display' | 'kiosk';
const roles: Role[] = ['nobody', 'desk', 'doctor', 'admin', 'display', 'kiosk'];

const everybody = 'nobody desk doctor admin display kiosk';
const staff = 'admin desk doctor';
/** Method and path → who is let in (to the deed itself; there the queue may still be somebody else's). */
const mayKnock: Record<string, string> = {
  'GET /': everybody,
  'GET /q/:code': everybody,
  'POST /q/:code': everybody,
  'GET /t/:key': everybody,
  'POST /t/:key/cancel': everybody,
  'POST /t/:key/here': everybody,
  'POST /t/:key/late': everybody,
  'POST /t/:key/undo': everybody,
  'GET /book': everybody,
  'GET /book/doctor/:id': everybody,
  'POST /book/doctor/:id/wait': everybody,
  'GET /book/:department': everybody,
  'POST /book/hold': everybody,
  'GET /b/:key': everybody,
  'POST /b/:key/confirm': everybody,
  'POST /b/:key/cancel': everybody,
  'POST /b/:key/check-in': everybody,
  'GET /b/:key/move': everybody,
  'POST /b/:key/move': everybody,
  'GET /w/:key': everybody,
  'POST /w/:key/leave': everybody,
  'POST /api/kiosk/check-in': 'admin desk kiosk',
  'GET /assess': everybody,
  'POST /assess': everybody,
  'GET /slip/:id': staff,
  'GET /t/:key/slip': everybody,
  'GET /poster/:code': everybody,
  'GET /poster': everybody,
  'GET /posters': staff,
  'GET /desk': everybody,
  'GET /doctor': everybody,
  'GET /admin': everybody,
  'GET /setup': everybody,
  'GET /board': everybody,
  'GET /board/:id': everybody,
  'GET /kiosk': everybody,
  'GET /assets/*': everybody,
  'GET /app.webmanifest': everybody,
  'GET /worker.js': everybody,
  // Between two boxes: these have a proof of their own, which none of these people brings.
  'GET /api/spare/nonce': everybody,
  'GET /api/spare/state': '',
  'POST /api/spare/copy': '',
  'GET /api/spare/copy': '',
  'POST /api/spare/succession': '',
  'GET /api/spare/succession': '',
  'GET /api/spare': 'admin',
  'POST /api/spare/pairing': 'admin',
  'DELETE /api/spare/pairing': 'admin',
  'POST /api/spare/stand-up': 'admin',
  'GET /certificate': everybody,
  'GET /certificate.crt': everybody,
  'GET /healthz': everybody,
  'GET /readyz': everybody,
  'GET /metrics': '',
  'GET /api/openapi.json': everybody,
  'GET /api/docs': everybody,
  'GET /api/live': everybody,
  'GET /api/queues': everybody,
  'GET /api/queues/:queueId': everybody,
  'POST /api/queues/:queueId/tokens': everybody,
  'GET /api/my/:key': everybody,
  'POST /api/my/:key/cancel': everybody,
  'POST /api/my/:key/here': everybody,
  'POST /api/my/:key/late': everybody,
  'POST /api/my/:key/undo': everybody,
  'GET /api/boards/:boardId': everybody,
  'GET /api/boards/:boardId/picture/:name': everybody,
  'GET /api/doctors': everybody,
  'GET /api/setup': everybody,
  'POST /api/setup': everybody,
  'POST /api/setup/link': everybody,
  'POST /api/setup/demo': everybody,
  'POST /api/session': everybody,
  'POST /api/displays': everybody,
  'GET /api/displays/me': everybody,
  'GET /api/session': staff,
  'DELETE /api/session': staff,
  // see lines with names, timelines, patients
  'GET /api/queues/:queueId/tokens': staff,
  'GET /api/tokens/:id': staff,
  'GET /api/tokens/:id/timeline': staff,
  'GET /api/patients': staff,
  'POST /api/patients': 'admin desk',
  'PATCH /api/patients/:id': 'admin desk',
  'POST /api/tokens/:id/person': 'admin desk',
  // issue in any lane, change lane, transfer, restore, return, cancel
  'POST /api/tokens/:id/lane': staff,
  'POST /api/tokens/:id/transfer': staff,
  'POST /api/tokens/:id/restore': staff,
  'POST /api/tokens/:id/return': staff,
  'POST /api/tokens/:id/cancel': staff,
  // call, start, complete, hold, no-show, pause, late
  'POST /api/queues/:queueId/call-next': staff,
  'POST /api/tokens/:id/call': staff,
  'POST /api/tokens/:id/start': staff,
  'POST /api/tokens/:id/complete': staff,
  'POST /api/tokens/:id/hold': staff,
  'POST /api/tokens/:id/no-show': staff,
  'POST /api/queues/:queueId/pause': staff,
  'POST /api/queues/:queueId/resume': staff,
  'POST /api/queues/:queueId/late': staff,
  'POST /api/tokens/:id/undo': staff,
  'GET /api/tokens/:id/note': 'admin doctor',
  'PUT /api/tokens/:id/note': 'admin doctor',
  // close and open queues, void a flood, service day
  'POST /api/queues/:queueId/open': staff,
  'POST /api/queues/:queueId/close': staff,
  'POST /api/queues/:queueId/void': 'admin desk',
  'GET /api/queues/:queueId/void': 'admin desk',
  'POST /api/queues/:queueId/void/undo': 'admin desk',
  'GET /api/service-day': staff,
  'POST /api/service-day/close': 'admin desk',
  'POST /api/service-day/open': 'admin desk',
  // set-up, people, settings, audit, status, pairing
  'GET /api/departments': staff,
  'GET /api/service-points': staff,
  'GET /api/boards': staff,
  'GET /api/queue-setups': staff,
  ...Object.fromEntries(
    ['departments', 'service-points', 'doctors', 'boards', 'queues'].flatMap((place) => [
      [`POST /api/${place}`, 'admin'],
      [`PATCH /api/${place}/:${place === 'queues' ? 'queueId' : 'id'}`, 'admin'],
      [`DELETE /api/${place}/:${place === 'queues' ? 'queueId' : 'id'}`, 'admin'],
    ]),
  ),
  'POST /api/boards/:id/picture': 'admin',
  'DELETE /api/boards/:id/picture': 'admin',
  'POST /api/demo/remove': 'admin',
  'GET /api/setup/progress': 'admin',
  'POST /api/setup/copies': everybody,
  'POST /api/setup/restore': everybody,
  'POST /api/clock/confirm': 'admin desk',
  'GET /api/backups': 'admin',
  'POST /api/backups': 'admin',
  'POST /api/backups/check': 'admin',
  'POST /api/backups/passphrase': 'admin',
  'POST /api/setup/progress': 'admin',
  'GET /api/setup/sheet': 'admin',
  'POST /api/setup/sheet': 'admin',
  'GET /api/users': 'admin',
  'POST /api/users': 'admin',
  'PATCH /api/users/:id': 'admin',
  'DELETE /api/users/:id': 'admin',
  'GET /api/sessions': 'admin',
  'DELETE /api/sessions/:id': 'admin',
  'GET /api/displays': 'admin',
  'POST /api/displays/pair': 'admin',
  'DELETE /api/displays/:id': 'admin',
  'GET /api/settings': 'admin',
  'PATCH /api/settings': 'admin',
  'GET /api/audit': 'admin',
  'GET /api/status': 'admin',
  // appointments: whoever holds a key, and staff
  'GET /api/doctors/:id/slots': everybody,
  'POST /api/slots/:id/hold': everybody,
  'GET /api/bookings/:key': everybody,
  'GET /api/bookings/:key/calendar': everybody,
  'POST /api/bookings/:key/confirm': everybody,
  'POST /api/bookings/:key/cancel': everybody,
  'POST /api/bookings/:key/reschedule': everybody,
  'POST /api/bookings/:key/check-in': everybody,
  'GET /api/assessments': everybody,
  'POST /api/assessments': everybody,
  'POST /api/doctors/:id/waitlist': everybody,
  'GET /api/waitlist/:key': everybody,
  'POST /api/waitlist/:key/leave': everybody,
  'GET /api/appointments': staff,
  'GET /api/appointments/search': staff,
  'GET /api/appointments/to-tell': staff,
  'GET /api/appointments/waitlist': staff,
  'GET /api/appointments/figures': 'admin',
  'GET /api/appointments/:id': staff,
  'GET /api/appointments/:id/timeline': staff,
  'POST /api/appointments': staff,
  'POST /api/appointments/:id/cancel': staff,
  'POST /api/appointments/:id/move': staff,
  'POST /api/appointments/:id/check-in': staff,
  'POST /api/appointments/to-tell/:id/told': staff,
  'GET /api/doctors/:id/schedule': staff,
  'PUT /api/doctors/:id/schedule': 'admin',
  'GET /api/doctors/:id/leave': staff,
  'POST /api/doctors/:id/leave': staff,
  'DELETE /api/leave/:id': staff,
  // slip printers
  'GET /api/printers': 'admin desk doctor kiosk',
  'POST /api/printers': 'admin',
  'PATCH /api/printers/:id': 'admin',
  'DELETE /api/printers/:id': 'admin',
  'POST /api/printers/:id/test': 'admin',
  'POST /api/tokens/:id/print': 'admin desk doctor kiosk',
};

const here = {origin: 'http://10.0.0.5:8080'};

function routesOf(world: World) {
  return world.app.routes.filter(({path}) => path !== '/*');
}

async function pairedCookie(world: World, kind: 'board' | 'kiosk'): Promise<string> {
  const asked = await world.ask<{code: string}>('POST', '/api/displays', {body: {}});
  assert.is(asked.status, 201);
  const paired = await world.ask('POST', '/api/displays/pair', {
    as: 'admin',
    body: {code: asked.body.code, boardId: 'all', kind},
  });
  assert.is(paired.status, 200);
  return asked.headers.get('set-cookie')!.split(';')[0]!;
}

test('every route says who may use it, and stands in the table of this test', async () => {
  const world = await openWorld();
  const names = new Set<string>();
  for (const {method, path, handler} of routesOf(world)) {
    assert.ok(routeSpec in handler, `${method} ${path} does not say who may use it`);
    names.add(`${method} ${path}`);
  }
  assert.equal([...names].sort(), Object.keys(mayKnock).sort());
  world.end();
});

test('no route hides behind another: lists answer with lists', async () => {
  const world = await openWorld();
  const plain = routesOf(world).filter(({method, path}) => method === 'GET' && !/[:*]/.test(path));
  const elsewhere = [
    '/api/live',
    '/api/displays/me',
    '/metrics',
    '/api/patients',
    '/certificate.crt',
    '/api/spare/state',
    '/api/spare/copy',
    '/api/spare/succession',
  ];
  for (const {path} of plain.filter((one) => !elsewhere.includes(one.path)))
    assert.is((await world.ask('GET', path, {as: 'admin'})).status, 200, path);
  world.end();
});

test('what stands outside the routes are only the known doors', async () => {
  const world = await openWorld();
  const doors = world.app.routes.filter(({handler}) => !(routeSpec in handler));
  assert.equal(
    doors.map(({method, path}) => `${method} ${path}`),
    Array(2).fill('ALL /*'),
  );
  world.end();
});

for (const role of roles)
  test(`each route lets ${role} in, or not`, async () => {
    const wrong: string[] = [];
    const world = await openWorld({env: {RATE_LIMIT: 'off'}});
    const cookie =
      role === 'display'
        ? await pairedCookie(world, 'board')
        : role === 'kiosk'
          ? await pairedCookie(world, 'kiosk')
          : null;
    const as = role === 'admin' || role === 'desk' || role === 'doctor' ? role : undefined;
    for (const {method, path} of routesOf(world)) {
      if (path === '/api/session' && method === 'DELETE' && as) continue; // has its own test in staff/routes.test.ts
      // Ids that nobody has: whoever is let in hears that, and nothing changes for the next request.
      const where = path.replace(/:(queueId|id)\b/g, '999999').replace(/:\w+|\*/g, 'no-such');
      const {status} = await world.ask(method, where, {
        as,
        headers: {...here, ...(cookie ? {cookie} : {}), accept: 'text/html'},
        ...(method === 'GET' ? {} : {body: {}}),
      });
      const letIn = mayKnock[`${method} ${path}`]!.split(' ').includes(role);
      const expected = letIn ? 'let in' : role === 'nobody' ? '401' : '403';
      const isSignIn = path === '/api/session' && method === 'POST';
      // A display is nobody's person: a page for staff asks it to sign in. Metrics have a token of their own.
      const betweenBoxes = /^\/api\/spare\/(state|copy|succession)$/.test(path);
      const asksToSignIn = !letIn && ['/slip/:id', '/posters', '/metrics'].includes(path);
      const form = path.startsWith('/t/') || path.startsWith('/q/');
      const right = betweenBoxes
        ? status === 401 || status === 400
        : asksToSignIn
          ? status === 401
          : letIn
            ? isSignIn || form || (status !== 401 && status !== 403)
            : String(status) === expected;
      if (!right) wrong.push(`${method} ${path}: ${status}, not ${expected}`);
    }
    world.end();
    assert.equal(wrong, []);
  });

async function issued(world: World, code: string): Promise<{id: string; key: string}> {
  const {status, body} = await world.ask<{id: string; key: string}>(
    'POST',
    `/api/queues/${queueId(world, code)}/tokens`,
    {as: 'admin', body: {name: 'Asha Devi', phone: '98765 43210'}},
  );
  assert.is(status, 201);
  return body;
}

const tokenDeeds: [string, unknown][] = [
  ['lane', {lane: 'priority', reason: 'elderly'}],
  ['restore', {}],
  ['return', {}],
  ['cancel', {}],
  ['call', {reason: 'now'}],
  ['start', {}],
  ['complete', {}],
  ['hold', {}],
  ['no-show', {}],
  ['undo', {}],
];

test("a doctor's word reaches the own queues only", async () => {
  const world = await openWorld();
  const foreign = await issued(world, 'GEN');
  const gen = queueId(world, 'GEN');
  const asked: [string, string, unknown?][] = [
    ['GET', `/api/queues/${gen}/tokens`],
    ['GET', `/api/tokens/${foreign.id}`],
    ['GET', `/api/tokens/${foreign.id}/timeline`],
    ['GET', `/api/tokens/${foreign.id}/note`],
    ['PUT', `/api/tokens/${foreign.id}/note`, {note: 'x'}],
    ['GET', `/slip/${foreign.id}`],
    ['POST', `/api/queues/${gen}/tokens`, {lane: 'emergency', reason: 'fall'}],
    ['POST', `/api/queues/${gen}/call-next`, {}],
    ['POST', `/api/tokens/${foreign.id}/transfer`, {queueId: String(queueId(world, 'CAR'))}],
    ...['open', 'close', 'pause', 'resume', 'late'].map((deed): [string, string, unknown] => [
      'POST',
      `/api/queues/${gen}/${deed}`,
      {minutes: 5},
    ]),
    ...tokenDeeds.map(([deed, body]): [string, string, unknown] => ['POST', `/api/tokens/${foreign.id}/${deed}`, body]),
  ];
  for (const [method, path, body] of asked) {
    const reply = await world.ask<{code: string}>(method, path, {as: 'doctor', body});
    assert.is(reply.status, 403, `${method} ${path}`);
    assert.is(reply.body.code, 'permission.denied', `${method} ${path}`);
  }
  const own = await issued(world, 'CAR');
  assert.is((await world.ask('GET', `/api/queues/${queueId(world, 'CAR')}/tokens`, {as: 'doctor'})).status, 200);
  assert.is((await world.ask('GET', `/api/tokens/${own.id}/timeline`, {as: 'doctor'})).status, 200);
  assert.is((await world.ask('POST', `/api/tokens/${own.id}/call`, {as: 'doctor', body: {reason: 'x'}})).status, 200);
  world.end();
});

test("a doctor finds the own queues' patients only", async () => {
  const world = await openWorld();
  await issued(world, 'GEN');
  const search = () => world.ask<{items: unknown[]}>('GET', '/api/patients?q=asha', {as: 'doctor'});
  assert.is((await search()).body.items.length, 0);
  await issued(world, 'CAR');
  assert.is((await search()).body.items.length, 1);
  world.end();
});

test('the desk registers everywhere and calls only where it is assigned', async () => {
  const world = await openWorld();
  const elsewhere = await issued(world, 'CAR');
  const car = queueId(world, 'CAR');
  for (const [deed, body] of tokenDeeds.filter(([name]) => 'call start complete hold no-show'.includes(name))) {
    const {status} = await world.ask('POST', `/api/tokens/${elsewhere.id}/${deed}`, {as: 'desk', body});
    assert.is(status, 403, deed);
  }
  for (const deed of ['call-next', 'pause', 'resume', 'late']) {
    const body = deed === 'call-next' ? {} : {minutes: 5};
    assert.is((await world.ask('POST', `/api/queues/${car}/${deed}`, {as: 'desk', body})).status, 403, deed);
  }
  const allowed: [string, string, unknown][] = [
    ['POST', `/api/queues/${car}/tokens`, {lane: 'emergency', reason: 'chest pain'}],
    ['POST', `/api/tokens/${elsewhere.id}/lane`, {lane: 'priority', reason: 'elderly'}],
    ['POST', `/api/queues/${car}/close`, {}],
    ['POST', `/api/queues/${car}/open`, {}],
    ['POST', `/api/tokens/${elsewhere.id}/cancel`, {}],
  ];
  for (const [method, path, body] of allowed) {
    const {status} = await world.ask(method, path, {as: 'desk', body});
    assert.ok(status === 200 || status === 201, `${path} ${status}`);
  }
  const pooled = await issued(world, 'GEN');
  const point = world.db.prepare("select id from service_points where name = 'Counter 1'").pluck().get() as number;
  const call = {servicePointId: String(point)};
  const {status, body} = await world.ask<{token: {id: string}}>(
    'POST',
    `/api/queues/${queueId(world, 'GEN')}/call-next`,
    {as: 'desk', body: call},
  );
  assert.is(status, 200);
  assert.is(body.token.id, pooled.id);
  world.end();
});

test('undo: the own deed, not another person’s; an administrator’s word goes everywhere', async () => {
  const world = await openWorld();
  const token = await issued(world, 'CAR');
  await world.ask('POST', `/api/tokens/${token.id}/cancel`, {as: 'admin', body: {}});
  for (const as of ['desk', 'doctor'] as const)
    assert.is((await world.ask('POST', `/api/tokens/${token.id}/undo`, {as, body: {}})).status, 403, as);
  assert.is((await world.ask('POST', `/api/tokens/${token.id}/undo`, {as: 'admin', body: {}})).status, 200);
  await world.ask('POST', `/api/tokens/${token.id}/cancel`, {as: 'desk', body: {}});
  assert.is((await world.ask('POST', `/api/tokens/${token.id}/undo`, {as: 'desk', body: {}})).status, 200);
  world.end();
});

test('a kiosk gives walk-in tokens beyond the limit of a phone, and nothing else', async () => {
  const world = await openWorld();
  const kiosk = {cookie: await pairedCookie(world, 'kiosk')};
  const path = `/api/queues/${queueId(world, 'ORT')}/tokens`;
  for (let taken = 0; taken < 6; taken++) {
    const reply = await world.ask('POST', path, {headers: kiosk, body: {phone: '98765 43210'}});
    assert.is(reply.status, 201);
  }
  const lane = await world.ask<{code: string}>('POST', path, {headers: kiosk, body: {lane: 'priority', reason: 'x'}});
  assert.is(lane.status, 403);
  assert.is(lane.body.code, 'lane.not-allowed');
  const seen = await world.ask<{items: {source: string}[]}>('GET', path, {as: 'admin'});
  assert.equal(new Set(seen.body.items.map((one) => one.source)), new Set(['kiosk']));
  world.end();
});

test.run();
