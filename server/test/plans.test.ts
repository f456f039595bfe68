// After five years the file holds millions of rows: no read and no deed may walk through all of them. Every route is asked
// once, and then every statement that was really prepared is explained.
// time-limit: 120
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {type Db, preparedTexts} from '../base/database.ts';
import {answerKeptMs, forgetOldAnswers} from '../base/kept-answers.ts';
import {queryName} from '../base/slow-queries.ts';
import {startServiceDay} from '../queue/service-day.ts';
import {changeSettings} from '../settings/change-settings.ts';
import {proofOf} from '../spare/proof.ts';
import {forgetOldSessions} from '../staff/rows.ts';
import {openFakePrinter} from './fake-printer.ts';
import {inWorld} from './inside.ts';
import {queueId, type World} from './world.ts';

const printer = await openFakePrinter();

/** Tables that grow with every patient. */
const big =
  'tokens visits journal patients moves calls consultations answers remarks devices sessions bookings slots waitlist tellings'.split(
    ' ',
  );

/** What looks like a walk or a sort of many rows and is not, by the query's name, with the reason. */
const allowed: [RegExp, string][] = [
  [/^delete (answers by rowid|sessions by id), expiresAt$/, 'at most `limit` of the oldest, every two minutes'],
  [/^select tokens by queueId, day, state$/, 'sorts one line of one day: the finished ones by their end'],
  [/^select moves by queueId, day, undone, kind$|^select tokens by queueId, day, undone, kind$/, 'one line of one day'],
  [
    /^select tokens by day, carryPlace, nextTokenId$/,
    'sorts those carried out of one day, from an index of only these',
  ],
  [/^select calls by id, day, undone, queueId(, servicePointId)?$/, 'the last five thousand calls at most'],
  [/^select calls by servicePointId, id$/, 'the last five thousand calls, when an administrator removes a room'],
  [/^select journal by seq, kind$/, 'the entries of one step of a void: a few hundred right before a known one'],
  [/^select journal by subject, /, 'sorts what was set up about one queue'],
  [/^select journal by queueId, kind, at/, 'sorts those who were overtaken in one queue while one number was there'],
  [
    /^select sessions by id, revokedAt, expiresAt, disabled$/,
    'sign-ins of the last month, when an administrator looks',
  ],
  [/^select journal by tokenId, visitId, /, 'sorts the entries of one visit'],
  [/^select patients by .*recordNumber/, 'sorts the people that a search found, a page of them'],
  [/^select waitlist by state$/, 'from an index of only those who wait'],
  [/^select bookings by patientId, startAt$/, 'sorts the coming appointments of the people that a search found'],
  [/^select answers$/, 'once, at the start: the keys of a day at most'],
  [/^select journal$/, 'one row, by its limit: whether the file can be read'],
  [/^select journal by seq$/, 'the newest hundred, by its limit: how late the record knows it to be'],
];

/** What a plan must not say about a big table: a walk through it, also along an index or from a number onwards; a sort. */
function faultsOf(db: Db, text: string): string[] {
  const marks = text.replace(/'[^']*'/g, '').split('?').length - 1;
  const names = Object.fromEntries([...text.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]));
  const values = marks > 0 ? Array(marks).fill(1) : Object.keys(names).length > 0 ? [names] : [];
  const plan = db.prepare(`explain query plan ${text}`).all(...values) as {detail: string}[];
  const tables = namesOf(text);
  const tableOf = (word: string) => tables.get(word) ?? word;
  const faults: string[] = [];
  const touches = plan.some(({detail}) => big.includes(tableOf(/^(?:SCAN|SEARCH) (\w+)/.exec(detail)?.[1] ?? '')));
  for (const {detail} of plan) {
    const [, how, word] = /^(SCAN|SEARCH) (\w+)/.exec(detail) ?? [];
    const walks = how === 'SCAN' || /USING INTEGER PRIMARY KEY \(rowid[<>][^)]*\)/.test(detail);
    if (word && walks && big.includes(tableOf(word))) faults.push(detail);
    if (touches && /USE TEMP B-TREE FOR (.*)ORDER BY/.test(detail)) faults.push(detail);
  }
  return faults;
}

/** `from tokens as other` is a walk through tokens, too. */
function namesOf(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const [, table, name] of text.matchAll(/\b(?:from|join) (\w+) (?:as )?(\w+)/gi)) names.set(name!, table!);
  return names;
}

function faultsIn(db: Db): string[] {
  return preparedTexts(db).flatMap((text) => {
    if (!/^\s*(select|update|delete|insert)/i.test(text)) return [];
    const name = queryName(text);
    // A newest-first read of everything stops when its page is full.
    if (allowed.some(([fits]) => fits.test(name)) || isNewestFirst(text)) return [];
    return faultsOf(db, text).map((fault) => `${name}: ${fault}`);
  });
}

/** Walks a table from its newest row and stops after `limit` rows, since no condition can pass rows over. */
function isNewestFirst(text: string): boolean {
  return /from journal where (1|seq < \?) order by seq desc limit \?|from journal order by seq desc limit 1$/.test(
    text,
  );
}

test(
  'no statement that a route or a deed prepares walks through a table that grows',
  inWorld(
    async (world) => {
      const asked = await askEverything(world);
      await world.write((tx) => {
        forgetOldAnswers(tx);
        forgetOldSessions(tx);
      });
      world.clock.forward(answerKeptMs);
      await world.watch.tick();
      const faults = faultsIn(world.db);
      assert.ok(preparedTexts(world.db).length > 100, 'the statements were seen');
      assert.equal(faults, []);
      const names = preparedTexts(world.db).map(queryName);
      assert.equal(
        allowed.filter(([fits]) => !names.some((name) => fits.test(name))),
        [],
        'an exception that nothing needs',
      );
      const unasked = world.app.routes
        .filter(({path}) => path !== '/*')
        .map(({method, path}) => `${method} ${path}`)
        .filter((route) => !asked.has(route) && !elsewhere.includes(route));
      assert.equal([...new Set(unasked)], [], 'every route was asked');
    },
    {env: {RATE_LIMIT: 'off'}, connectPrinter: () => printer.connect()},
  ),
);

test(
  'a walk is found, also behind an alias, along an index, and from a number onwards',
  inWorld(async (world) => {
    const bad = [
      "select * from tokens where state = 'done' and source = ?",
      'select count(*) from visits as v where v.name = ?',
      'select at from journal order by at limit ?',
      'select id from patients where id > ? and name = ? order by id limit 5',
      'select * from tokens where queueId = ? and day = ? order by endedAt',
      'delete from devices where createdAt < ?',
      'update visits set name = null where name = ?',
    ];
    for (const text of bad) assert.is(faultsOf(world.db, text).length > 0, true, text);
    for (const text of ['select * from tokens where key = ?', 'select * from visits where patientId = ? order by id'])
      assert.equal(faultsOf(world.db, text), []);
  }),
);

/** One grey point. */
const smallestPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

/** Answers without rows, or streams whose first read other routes do as well. */
const elsewhere = [
  'GET /api/live',
  'GET /metrics',
  'GET /api/openapi.json',
  'GET /api/docs',
  'POST /api/setup',
  'POST /api/setup/link',
  'POST /api/setup/demo',
  'POST /api/demo/remove',
  'POST /api/backups',
  'POST /api/setup/copies',
  'POST /api/setup/restore',
  'POST /api/backups/check',
  'GET /assets/*',
  'GET /app.webmanifest',
  'GET /worker.js',
  'GET /certificate.crt',
  'POST /api/spare/copy',
  'GET /api/spare/copy',
  'GET /api/boards/:boardId/picture/:name',
];

/** Each route at least once, lists with all their filters; returns the routes. */
async function askEverything(world: World): Promise<Set<string>> {
  const asked = new Set<string>();
  const routes = world.app.routes
    .filter(({path}) => path !== '/*')
    .map(({method, path}) => ({
      name: `${method} ${path}`,
      method,
      depth: path.split(/[:*]/).length,
      fits: new RegExp(`^${path.replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`),
    }))
    .sort((a, b) => a.depth - b.depth);
  type Body = Record<string, string> & {token: Record<string, string>};
  const ask = async (what: string, body?: unknown, as?: 'admin' | 'desk' | 'doctor', headers = {}) => {
    const [method, url] = what.split(' ') as [string, string];
    const route = routes.find((one) => one.method === method && one.fits.test(url.split('?')[0]!));
    if (route) asked.add(route.name);
    const key = method === 'GET' ? {} : {key: crypto.randomUUID()};
    const reply = await world.ask<Body>(method, url, {body, as, headers, ...key});
    assert.ok(reply.status < 400, `${what}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 200)}`);
    return reply;
  };
  const admin = (what: string, body?: unknown) => ask(what, body, 'admin');
  const [gen, car, ped] = ['GEN', 'CAR', 'PED'].map((code) => queueId(world, code)) as [number, number, number];
  const join = async (body: object = {}, as?: 'desk', headers = {}) =>
    (await ask(`POST /api/queues/${car}/tokens`, body, as, headers)).body;
  const deed = (id: string | undefined, name: string, body: object = {}) =>
    admin(`POST /api/tokens/${id}/${name}`, body);
  const html = {accept: 'text/html', origin: 'http://10.0.0.5:8080'};
  const form = {...html, 'content-type': 'application/x-www-form-urlencoded'};

  for (const page of [
    '/',
    '/desk',
    '/doctor',
    '/admin',
    '/board',
    '/board/all',
    '/kiosk',
    '/setup',
    '/q/CAR',
    '/poster',
    '/poster/CAR',
  ])
    await ask(`GET ${page}`, undefined, undefined, html);
  const first = await ask(`POST /api/queues/${car}/tokens`, {name: 'Asha', phone: '98765 43210', language: 'hi'});
  const cookie = first.headers.get('set-cookie')!.split(';')[0]!;
  const again = await join({phone: '98765 43210'}, undefined, {cookie});
  await ask('GET /', undefined, undefined, {...html, cookie});
  const mine = first.body;
  const desk = (await admin('POST /api/printers', {name: 'Desk', address: '10.0.0.9'})).body;
  await admin('GET /api/printers');
  await admin(`PATCH /api/printers/${desk.id}`, {version: 1, paperMm: 58});
  await admin(`POST /api/printers/${desk.id}/test`, {});
  await deed(mine.id, 'print', {printerId: desk.id});
  await admin(`DELETE /api/printers/${desk.id}`);
  const known = await join({name: 'Ravi', phone: '98765 43211'}, 'desk');
  await join({patientId: (await admin(`GET /api/tokens/${known.id}`)).body.patientId}, 'desk');
  const urgent = await join({name: 'Ravi', phone: '98765 43211', lane: 'emergency', reason: 'fall'}, 'desk');
  await ask(`POST /api/my/${mine.key}/late`, {minutes: 5});
  await ask(`POST /api/my/${again.key}/cancel`, {});
  await ask(`POST /api/my/${again.key}/undo`, {});
  await ask(`POST /api/my/${again.key}/cancel`, {});
  for (const url of [`/api/my/${mine.key}`, `/t/${mine.key}`]) await ask(`GET ${url}`, undefined, undefined, {cookie});
  await ask(`GET /slip/${mine.id}`, undefined, 'admin', html);
  await ask(`GET /t/${mine.key}/slip`, undefined, undefined, html);

  const callNext = async (body: object = {}) => (await admin(`POST /api/queues/${car}/call-next`, body)).body.token;
  const called = await callNext();
  assert.is(called.id, urgent.id);
  await deed(called.id, 'call');
  await ask(`POST /api/my/${called.key}/here`, {});
  await deed(called.id, 'start');
  await admin(`PUT /api/tokens/${called.id}/note`, {note: 'Pulse fine'});
  await admin(`GET /api/tokens/${called.id}/note`);
  await deed(called.id, 'hold', {reason: 'X-ray'});
  await deed(called.id, 'return');
  await deed(called.id, 'call', {reason: 'waited long'});
  await deed(called.id, 'complete', {note: 'Come again'});
  await deed(called.id, 'undo');
  const next = await callNext({completeTokenId: called.id});
  await deed(next.id, 'no-show');
  await deed(next.id, 'restore');
  await deed(next.id, 'lane', {lane: 'priority', reason: 'elderly'});
  await deed(next.id, 'person', {name: 'Asha Rao', phone: '98220 12345', version: 1});
  await deed(next.id, 'transfer', {queueId: String(ped)});
  await deed(mine.id, 'cancel', {reason: 'went home'});
  const page = await join();
  for (const name of ['late', 'here', 'cancel', 'undo']) {
    const where = `POST /t/${page.key}/${name}`;
    asked.add(`POST /t/:key/${name}`);
    const body = name === 'late' ? 'minutes=5' : '';
    await world.ask('POST', where.split(' ')[1]!, {body, headers: form});
  }
  await ask('POST /q/CAR', 'name=Meena&phone=9876500001', undefined, form);

  await admin(`GET /api/tokens/${mine.id}`);
  await admin(`GET /api/tokens/${mine.id}/timeline`);
  for (const as of ['admin', 'doctor'] as const) await ask(`GET /api/queues/${car}/tokens`, undefined, as);
  await admin(`GET /api/queues/${car}/tokens?state=cancelled,done`);
  for (const url of ['/api/queues', `/api/queues/${car}`, '/api/boards/all', '/api/service-day'])
    await admin(`GET ${url}`);
  const between = 'from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z';
  await admin(`GET /api/queues/${car}/void?${between}`);
  const flood = {from: '2026-11-22T00:00:00Z', to: '2026-11-23T00:00:00Z', reason: 'flood'};
  await join();
  const voided = await admin(`POST /api/queues/${car}/void`, flood);
  await admin(`POST /api/queues/${car}/void/undo`, {id: voided.body.id});
  for (const [name, body] of Object.entries({
    late: {minutes: 15},
    pause: {reason: 'tea'},
    resume: {},
    close: {},
    open: {},
  }))
    await admin(`POST /api/queues/${car}/${name}`, body);

  const patient = (await admin('POST /api/patients', {name: 'Meena', phone: '98765 00000'})).body;
  await admin(`PATCH /api/patients/${patient.id}`, {version: patient.version, name: 'Meena Devi'});
  // Lists: with a count, and their next page.
  const pages = async (url: string, as: 'admin' | 'doctor' = 'admin') => {
    await ask(`GET ${url}&total=1`, undefined, as);
    const {nextCursor} = (await ask(`GET ${url}&limit=1`, undefined, as)).body;
    if (nextCursor) await ask(`GET ${url}&limit=1&cursor=${nextCursor}`, undefined, as);
  };
  for (const as of ['admin', 'doctor'] as const)
    for (const q of ['meena', '98765', 'R-000001', 'a']) await pages(`/api/patients?q=${q}`, as);
  for (const about of ['', '&about=token:1', '&about=queue:2', '&about=visit:1', '&about=user:1', '&about=patient:1'])
    for (const who of ['', '&actor=1'])
      for (const when of ['', `&${between}`]) await pages(`/api/audit?${about}${who}${when}`);
  for (const group of ['numbers', 'settings', 'people'])
    for (const more of ['', '&actor=1', '&about=queue:2', '&number=C-001', '&day=2026-11-22'])
      await pages(`/api/audit?group=${group}${more}`);
  await pages('/api/audit?number=C-001&day=2026-11-22');
  await pages('/api/sessions?');
  await ask('POST /api/session', {username: 'desk', password: 'demo-1234'});
  const signIns = (await admin('GET /api/sessions?limit=200')).body.items as unknown as {id: string}[];
  await admin(`DELETE /api/sessions/${signIns.at(-1)!.id}`);

  const departmentId = '1';
  const places: Record<string, object> = {
    departments: {name: 'Skin', code: 'SKN'},
    'service-points': {name: 'Room 9', departmentId},
    doctors: {name: 'Dr. Sen', department: departmentId, regions: ['MH'], insurances: ['Star']},
    boards: {name: 'Hall', queueIds: [String(car)], message: 'Welcome'},
    queues: {code: 'SKN', prefix: 'S', name: 'Skin', departmentId},
    users: {username: 'ravi', name: 'Ravi', role: 'desk', password: 'long-enough', queueIds: [String(car)]},
  };
  for (const [name, body] of Object.entries(places)) {
    const {id, version} = (await admin(`POST /api/${name}`, body)).body;
    await admin(`GET ${name === 'queues' ? '/api/queue-setups' : `/api/${name}`}?limit=1&total=1`);
    await admin(`PATCH /api/${name}/${id}`, {version, name: 'Renamed'});
    if (name === 'boards') {
      await admin(`POST /api/boards/${id}/picture`, {image: smallestPng});
      await admin(`DELETE /api/boards/${id}/picture`);
    }
    await admin(`DELETE /api/${name}/${id}`);
  }
  await admin(`GET /api/doctors?region=MH&insurance=Star`);
  const {version} = (await admin('GET /api/settings')).body;
  await admin('PATCH /api/settings', {version: Number(version), values: {siteName: 'City Hospital'}});
  const display = await ask('POST /api/displays', {});
  const shown = display.headers.get('set-cookie')!.split(';')[0]!;
  const paired = await admin('POST /api/displays/pair', {code: display.body.code, boardId: 'all', kind: 'kiosk'});
  await ask('GET /api/displays/me', undefined, undefined, {cookie: shown});
  await ask(`POST /api/queues/${gen}/tokens`, {}, undefined, {cookie: shown});
  await admin('GET /api/displays?total=1');
  await admin(`DELETE /api/displays/${paired.body.id}`);
  const sheet = (await admin('GET /api/setup/sheet')).body as unknown as {version: string; rows: object[]};
  const sheetRows = sheet.rows.map((row) => ({...row, code: undefined, directions: 'Second floor'}));
  await admin('POST /api/setup/sheet', {version: sheet.version, rows: sheetRows});
  await admin('POST /api/setup/progress', {step: 'open', postersPrinted: true});
  await admin('POST /api/clock/confirm', {now: new Date(world.clock.now()).toISOString()});
  await admin('POST /api/backups/passphrase', {passphrase: null});
  for (const url of ['/api/setup', '/api/setup/progress', '/api/backups', '/posters']) await admin(`GET ${url}`);
  for (const url of ['/certificate', '/api/spare']) await admin(`GET ${url}`);
  const {secret} = (await admin('POST /api/spare/pairing', {})).body;
  await admin('POST /api/spare/stand-up', {confirm: 'this box is the right one'});
  const asBox = async (what: string, body?: unknown) => {
    const {nonce} = (await ask('GET /api/spare/nonce')).body;
    const [method, url] = what.split(' ') as [string, string];
    const proof = proofOf(secret!, nonce!, method, url, body === undefined ? '' : JSON.stringify(body));
    await ask(what, body, undefined, {authorization: `Spare ${nonce}.${proof}`});
  };
  await asBox('GET /api/spare/state');
  await asBox('POST /api/spare/succession', {replaced: 'none', epoch: 'none', at: '2026-11-28T09:00:00+05:30'});
  await asBox('GET /api/spare/succession?nonce=0123456789abcdef');
  await admin('DELETE /api/spare/pairing');
  for (const url of ['/api/status', '/healthz', '/readyz']) await admin(`GET ${url}`);

  await askAppointments(world, ask);
  await askBookingPages(world, (what, body, headers) =>
    ask(what, body, undefined, {...(body ? form : html), ...headers}),
  );

  // A day that carries its people into the next.
  await world.write((tx) => void changeSettings(tx, {dayCloseCarries: true}, Number(version) + 1));
  for (const _ of [1, 2]) await ask(`POST /api/queues/${gen}/tokens`, {name: 'Gita', phone: '98765 43219'}, 'desk');
  await admin('POST /api/service-day/close', {});
  await world.write((tx) => void startServiceDay(tx, '2026-11-23'));
  await admin('POST /api/service-day/close', {});
  await admin('POST /api/service-day/open', {});
  const queues = [gen, car, ped];
  for (const queue of queues) await admin(`GET /api/queues/${queue}/tokens`);
  await ask('POST /api/session', {username: 'desk', password: 'demo-1234'});
  await ask('GET /api/session', undefined, 'desk');
  await ask('DELETE /api/session', undefined, 'desk');
  return asked;
}

/** A life of each kind of appointment, and everything that shows them. */
async function askAppointments(
  world: World,
  ask: (what: string, body?: unknown, as?: 'admin' | 'desk' | 'doctor') => Promise<{body: Record<string, unknown>}>,
): Promise<void> {
  type Slot = {id: string};
  const doctor = world.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
  const admin = (what: string, body?: unknown) => ask(what, body, 'admin');
  const days = 'from=2026-11-22&to=2026-11-30';
  const slots = (await ask(`GET /api/doctors/${doctor}/slots?${days}`)).body.items as Slot[];
  let at = 0;
  const held = async () => (await ask(`POST /api/slots/${slots[at++]!.id}/hold`, {})).body.key as string;
  const booked = async () => {
    const key = await held();
    return (await ask(`POST /api/bookings/${key}/confirm`, {name: 'Asha', phone: '98765 43210'})).body;
  };
  const first = await booked();
  await ask(`POST /api/bookings/${first.key}/reschedule`, {slotId: slots[at++]!.id});
  for (const more of ['', '/calendar']) await ask(`GET /api/bookings/${first.key}${more}`);
  await ask(`POST /api/bookings/${first.key}/check-in`, {});
  await ask(`POST /api/bookings/${(await booked()).key}/cancel`, {});
  await held();
  const byDesk = {slotId: slots[at++]!.id, name: 'Ravi', phone: '98765 43211'};
  const {id} = (await admin('POST /api/appointments', byDesk)).body;
  await admin(`POST /api/appointments/${id}/move`, {slotId: slots[at++]!.id});
  await admin(`GET /api/appointments/${id}/timeline`);
  await admin(`POST /api/appointments/${id}/check-in`, {});
  await admin(`GET /api/appointments/${id}`);
  const {id: today} = world.db
    .prepare('select id from slots where doctorId = ? and startAt > ? order by startAt limit 1 offset 12')
    .get(doctor, world.clock.now()) as {id: number};
  await admin('POST /api/appointments', {slotId: String(today), name: 'Ila', phone: '98765 43219'});
  await admin('POST /api/kiosk/check-in', {phone: '98765 43219'});
  const other = (await admin('POST /api/appointments', {...byDesk, slotId: slots[at++]!.id})).body;
  await admin(`POST /api/appointments/${other.id}/cancel`, {reason: 'ill'});
  for (const as of ['admin', 'doctor'] as const) {
    await ask(`GET /api/appointments?day=2026-11-23&doctor=${doctor}&department=2&limit=1`, undefined, as);
    for (const q of ['APT-1', '98765', '9876543210', 'Ravi', 'As'])
      await ask(`GET /api/appointments/search?q=${q}`, undefined, as);
  }
  for (const query of ['region=MH&insurance=Star&type=psychologist', 'region=MH', 'insurance=Star', 'type=x', ''])
    await ask(`GET /api/assessments?${query}&limit=1`);
  type Pairs = {pairs: {first: {slotId: string}; second: {slotId: string}}[]}[];
  const [found] = (await ask('GET /api/assessments?region=MH&insurance=Star')).body.items as Pairs;
  const pair = {firstSlotId: found!.pairs[0]!.first.slotId, secondSlotId: found!.pairs[0]!.second.slotId};
  await ask('POST /api/assessments', {...pair, name: 'Meena', region: 'MH', insurance: 'Star'});
  const waiting = {name: 'Gita', phone: '98765 43212', from: '2026-11-24', to: '2026-11-25'};
  const entry = (await ask(`POST /api/doctors/${doctor}/waitlist`, waiting)).body;
  await ask(`GET /api/waitlist/${entry.key}`);
  await admin('GET /api/appointments/waitlist?');
  await admin(`GET /api/appointments/waitlist?doctor=${doctor}`);
  const [telling] = (await admin('GET /api/appointments/to-tell')).body.items as Slot[];
  await admin(`POST /api/appointments/to-tell/${telling!.id}/told`, {});
  await ask(`POST /api/waitlist/${entry.key}/leave`, {});
  const schedule = (await admin(`GET /api/doctors/${doctor}/schedule`)).body;
  const hours = Array(7).fill([{from: '10:00', until: '12:00'}]);
  const {version} = schedule;
  await admin(`PUT /api/doctors/${doctor}/schedule`, {slotMinutes: 15, hours, version, bookings: 'cancel'});
  const away = {from: '2026-11-28', to: '2026-11-29', bookings: 'cancel'};
  const leave = (await admin(`POST /api/doctors/${doctor}/leave`, away)).body;
  await admin(`GET /api/doctors/${doctor}/leave`);
  await admin(`DELETE /api/leave/${leave.id}`);
  await admin('GET /api/appointments/figures');
  world.clock.forward(180_000);
  await world.bookings.tick();
}

/** The same through the phone's pages: each form once. */
async function askBookingPages(
  world: World,
  ask: (
    what: string,
    body: string | undefined,
    headers: Record<string, string>,
  ) => Promise<{body: unknown; headers: Headers}>,
): Promise<void> {
  const doctor = world.db.prepare("select id from doctors where name like '%Rao%'").pluck().get();
  const times = `/book/doctor/${doctor}?day=2026-11-24`;
  let headers: Record<string, string> = {};
  const see = async (path: string) => String((await ask(`GET ${path}`, undefined, headers)).body);
  const send = async (path: string, fields: Record<string, string>) => {
    const reply = await ask(`POST ${path}`, new URLSearchParams(fields).toString(), headers);
    const cookie = reply.headers.get('set-cookie')?.split(';')[0];
    if (cookie) headers = {cookie};
    return reply.headers.get('location') ?? '';
  };
  const slot = (html: string, at: number) => [...html.matchAll(/name="slot" value="(\d+)"/g)].at(at)![1]!;
  const book = async () => {
    const page = await send('/book/hold', {slot: slot(await see(times), 0)});
    return send(`${page}/confirm`, {name: 'Asha', phone: '98765 43210'});
  };
  for (const path of ['/book', '/book/2', '/assess']) await see(path);
  const ticket = await book();
  for (const path of ['/', ticket, `${ticket}/move`]) await see(path);
  await send(`${ticket}/move`, {slot: slot(await see(`${ticket}/move?day=2026-11-24`), 2)});
  await send(`${ticket}/check-in`, {});
  await send(`${await book()}/cancel`, {});
  const entry = await send(`/book/doctor/${doctor}/wait`, {name: 'Gita', from: '2026-11-24', to: '2026-11-24'});
  await see(entry);
  await send(`${entry}/leave`, {});
  const pairs = await see('/assess?region=MH&insurance=Star');
  const [, first = '', second = ''] = /first=(\d+)&amp;second=(\d+)/.exec(pairs) ?? [];
  await send('/assess', {first, second, region: 'MH', insurance: 'Star', name: 'Meena'});
}

test.after(() => printer.close());
test.run();
