// time-limit: 120
// What `npm run verify` must find, done to a copy of one file after a busy day; and what it must leave alone.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {rowSum} from '../base/row-sum.ts';
import {busyDay} from '../test/busy-day.ts';
import {inWorld, issue, next} from '../test/inside.ts';
import {openWorld, queueId, staffOf, systemActor} from '../test/world.ts';
import type {FaultCode} from '../words/keeping.ts';
import {damagedAtStart} from './at-start.ts';
import {checkPages} from './check-file.ts';
import {openFile} from './open-file.ts';
import {hasOldRows, sealOldRows} from './sealed.ts';
import {tellVerdict} from './tell.ts';
import {type Verdict, verifyFile} from './verify.ts';

const world = await openWorld({start: Date.UTC(2026, 10, 20, 4, 0, 0)});
const file = path.join(world.dataDir, 'baari.db');
const copyDir = path.join(world.dataDir, 'copy');
const copy = path.join(copyDir, 'baari.db');
let whole: Buffer;

test.before(async () => {
  await busyDay(world, {deeds: 350, seed: 11, days: 2});
  await world.write((tx) => void tx.db.prepare('select 1').get());
  fs.mkdirSync(copyDir, {recursive: true});
  world.db.pragma('wal_checkpoint(TRUNCATE)');
  whole = fs.readFileSync(file);
});
test.after(() => world.end());

/** The verdict on a copy to which somebody did this behind the house's back. */
function after(change: string | ((db: Database.Database) => void)): Verdict {
  fs.rmSync(copyDir, {recursive: true, force: true});
  fs.mkdirSync(copyDir, {recursive: true});
  fs.writeFileSync(copy, whole);
  const db = new Database(copy);
  db.pragma('foreign_keys = OFF');
  db.pragma('synchronous = OFF');
  if (typeof change === 'string') db.exec(change);
  else change(db);
  db.close();
  return verifyFile(copy);
}

const told = (verdict: Verdict) => tellVerdict(verdict, copy, 'en').join('\n');

function found(code: FaultCode | FaultCode[], verdict: Verdict, where?: RegExp): void {
  assert.is(verdict.state, 'fault', told(verdict));
  if (verdict.state !== 'fault') return;
  assert.ok([code].flat().includes(verdict.fault.code), `${verdict.fault.message}, expected ${code}`);
  if (where) assert.match(told(verdict), where);
}

test('a file after days with everything in them is clean, and every kind of fact was in them', () => {
  const verdict = after('select 1');
  assert.is(verdict.state, 'clean', told(verdict));
  const kinds = new Set(world.db.prepare('select kind from journal').pluck().all());
  for (const kind of [
    'token.called-again',
    'token.came-back',
    'token.cancelled',
    'token.completed',
    'token.expired',
    'token.held',
    'token.lane-changed',
    'token.missed',
    'token.restored',
    'token.returned',
    'token.stepped-aside',
    'token.transferred',
    'move.undone',
    'day.closed',
    'display.paired',
  ])
    assert.ok(kinds.has(kind), kind);
  assert.ok(world.db.prepare('select 1 from tokens where carryPlace is not null and nextTokenId is not null').get());
});

for (const seed of [1, 2, 3])
  test(`other days are clean too (${seed})`, async () => {
    const other = await openWorld();
    try {
      await busyDay(other, {deeds: 200, seed, days: 2});
      const verdict = verifyFile(path.join(other.dataDir, 'baari.db'));
      assert.is(verdict.state, 'clean', told(verdict));
    } finally {
      other.end();
    }
  });

const one = (table: string, where = '1') =>
  `(select rowid from ${table} where ${where} order by rowid limit 1 offset 2)`;
const any = (table: string, where = '1') => `(select rowid from ${table} where ${where} order by rowid limit 1)`;

/** What was done; the fault's code; words that must stand in what is told. */
const damages: [string, string, FaultCode | FaultCode[], RegExp?][] = [
  // Columns that no index holds.
  ...(
    [
      ['visits', "name = 'Somebody else'"],
      ['visits', "phone = '+919999999999'"],
      ['visits', "language = 'fr'"],
      ['visits', 'yearOfBirth = 1901'],
      ['patients', "name = 'Another'"],
      ['patients', 'version = version + 1'],
      ['patients', 'lastVisitAt = lastVisitAt + 1'],
      ['remarks', "words = 'what nobody said'"],
      ['answers', "body = '{}'"],
      ['answers', 'expiresAt = expiresAt + 1'],
      ['answers', "cookie = 'x'"],
      ['users', "passwordHash = 'x'"],
      ['users', "role = 'admin'"],
      ['settings', "value = 'true '"],
      ['devices', 'createdAt = createdAt + 1'],
      ['sessions', 'expiresAt = expiresAt * 2'],
      ['displays', "boardId = '7'"],
      ['boards', "message = 'x'"],
      ['queues', "name = 'x'"],
      ['doctors', "name = 'x'"],
      ['departments', "name = 'x'"],
      ['service_points', "directions = 'x'"],
      ['consultations', "note = 'x'"],
      ['consultations', 'occupiedMs = occupiedMs + 1'],
      ['queue_days', "notice = 'x'"],
      ['queue_days', "state = 'closed'"],
      ['service_days', 'openedAt = openedAt + 1'],
      ['paces', 'count = count + 1'],
      ['visits', 'sum = sum + 1'],
      ['visits', 'sum = null'],
    ] as const
  ).map(
    ([table, change]) =>
      [
        `${table}: ${change}`,
        `update ${table} set ${change} where rowid = ${any(table, table === 'users' ? "role <> 'admin'" : '1')}`,
        'row.changed',
        new RegExp(`table ${table}, row .+`),
      ] as [string, string, FaultCode, RegExp],
  ),
  ['doctors: average', 'update doctors set consultationSumMs = consultationSumMs + 1 where id = 1', 'row.changed'],

  // Tokens.
  ...(
    [
      "lane = 'booked'",
      'laneSeq = laneSeq + 1',
      'arrivedSeq = arrivedSeq + 1',
      'issuedAt = issuedAt - 1',
      'calledAt = 5',
      'startedAt = 5',
      'endedAt = 5',
      'hereAt = 5',
      'hereCount = hereCount + 1',
      'lateCount = lateCount + 1',
      'dueAtCall = 90',
      'asideUntil = 5',
      'slotAt = 5',
      "source = 'kiosk'",
      'withdrawn = 1',
      'reasonSeq = 3',
      'carryPlace = 77',
      'fromTokenId = 1',
      'nextTokenId = 9999',
      'servicePointId = 2',
    ] as const
  ).map(
    (change) =>
      [
        `tokens: ${change}`,
        `update tokens set ${change} where id = 20`,
        ['token.story', 'token.lost'],
        /number [A-Z]-\d{3}/,
      ] as [string, string, FaultCode[], RegExp],
  ),
  [
    'a changed state',
    "update tokens set state = 'held' where id = 21",
    'token.state',
    /queue .+ \(.+\), day .+, number/,
  ],
  ['a changed number', 'update tokens set serial = 900 where id = 22', 'token.story', /900/],
  ['a changed key', "update tokens set key = 'guessed' where id = 23", 'row.changed', /table tokens/],
  [
    'a changed device',
    'update tokens set deviceId = 1 where deviceId is null and id = (select max(id) from tokens where deviceId is null)',
    'row.changed',
  ],
  ['another queue', 'update tokens set queueId = 5 - queueId, serial = 800 where id = 31', 'token.story'],
  ['another visit', 'update tokens set visitId = 1 where id = 30', 'token.story'],

  // Rows that changed places.
  [
    'two visits swapped',
    'update visits set id = -5 where id = 5; update visits set id = 5 where id = 6; update visits set id = 6 where id = -5',
    'row.changed',
  ],
  [
    'two names swapped',
    'update visits set name = (select name from visits b where b.id = 11 - visits.id) where id in (5, 6)',
    ['row.changed'],
  ],
  [
    'two tokens swapped',
    'update tokens set id = -5 where id = 5; update tokens set id = 5 where id = 6; update tokens set id = 6 where id = -5',
    ['file.links', 'token.story'],
  ],
  [
    'two keys swapped',
    "update tokens set key = '-' || key where id = 5; update tokens set key = (select key from tokens where id = 6) || '+' where id = 5; update tokens set key = 'k' where id = 6",
    'row.changed',
  ],
  [
    'two moves swapped',
    'update moves set id = -5 where id = 5; update moves set id = 5 where id = 6; update moves set id = 6 where id = -5',
    'row.changed',
  ],

  // Rows that are gone.
  [
    'a token and all about it',
    'delete from calls where tokenId = 25; delete from moves where tokenId = 25; delete from consultations where tokenId = 25; delete from tokens where id = 25',
    'token.lost',
  ],
  [
    'the last token',
    'delete from calls where tokenId = (select max(id) from tokens); delete from moves where tokenId = (select max(id) from tokens); delete from tokens where id = (select max(id) from tokens)',
    'token.lost',
  ],
  ['a visit', 'delete from visits where id = 7', 'file.links', /visits/],
  ['a move', `delete from moves where rowid = ${one('moves')}`, 'token.story'],
  ['the last move', 'delete from moves where id = (select max(id) from moves)', 'token.story'],
  ['a call', `delete from calls where rowid = ${one('calls')}`, 'token.story', /call/],
  [
    'a consultation',
    `delete from consultations where rowid = ${any('consultations', 'endedAt is not null')}`,
    'consultation.lost',
  ],
  ['a remark', `delete from remarks where rowid = ${one('remarks')}`, 'row.lost', /remarks/],
  ['a line’s day', 'delete from queue_days where lastSerial > 0 and queueId = 1', 'row.lost', /queue_days/],
  [
    'a patient',
    `delete from patients where id = (select max(id) from patients); update visits set patientId = null where patientId not in (select id from patients)`,
    ['row.lost', 'row.changed'],
  ],
  ['a device', 'delete from devices where id = 1', 'row.lost', /devices/],
  ['a board', 'delete from boards', 'row.lost', /boards/],
  ['a setting', "delete from settings where key = 'dayCloseCarries'", 'row.lost', /dayCloseCarries/],
  ['a journal entry', 'delete from journal where seq = 50', ['file.links', 'journal.missing']],
  ['the first entries', 'delete from remarks; delete from journal where seq < 4', 'journal.missing'],
  [
    'the last entries',
    'delete from remarks where seq > 400; delete from journal where seq > 400',
    ['token.story', 'token.alien', 'token.state'],
  ],

  // Rows that nobody wrote.
  [
    'a token from nowhere',
    `insert into tokens (key, queueId, day, serial, visitId, source, state, lane, laneSeq, arrivedSeq, issuedAt)
     select 'x', queueId, day, 5000, visitId, source, state, lane, laneSeq, arrivedSeq, issuedAt from tokens where id = 3`,
    'token.alien',
  ],
  [
    'a remark to nothing said',
    'insert into remarks (seq, words) select max(seq) + 1, 1 from journal',
    ['file.links', 'row.alien'],
  ],

  // Moves, calls, counters, the journal.
  [
    'a move’s standing before',
    `update moves set before = replace(before, '"waiting"', '"held"') where rowid = ${any('moves', `before like '%"waiting"%'`)}`,
    'token.story',
  ],
  [
    'a move’s standing after',
    `update moves set after = after || ' ' where rowid = ${one('moves')}`,
    'row.changed',
    /moves/,
  ],
  ['a move’s kind', `update moves set kind = 'start' where rowid = ${any('moves', "kind = 'cancel'")}`, 'token.story'],
  ['a move’s person', `update moves set actorId = 77 where rowid = ${one('moves')}`, 'token.story'],
  [
    'a move that was undone and is not',
    `update moves set undone = 0 where rowid = ${any('moves', 'undone = 1')}`,
    'token.story',
  ],
  [
    'a call’s room',
    `update calls set servicePointId = servicePointId + 1 where rowid = ${one('calls')}`,
    'token.story',
  ],
  ['a call’s time', `update calls set at = at + 1 where rowid = ${one('calls')}`, 'token.story'],
  ['a call that was undone', `update calls set undone = 1 - undone where rowid = ${one('calls')}`, 'token.story'],
  [
    'a call’s turn',
    `update calls set wheel = '[1,-1,0,0]' where rowid = ${any('calls', 'wheel is not null and undone = 0')}`,
    'counter.wheel',
  ],
  [
    'a call’s turn unreadable',
    `update calls set wheel = '[1,-1,0' where rowid = ${any('calls', 'wheel is not null and undone = 0')}`,
    'call.wheel',
  ],
  [
    'the last number',
    'update queue_days set lastSerial = lastSerial - 1 where lastSerial > 1',
    'counter.serial',
    /queue .+ day/,
  ],
  ['the count of calls', 'update queue_days set calls = calls + 1', 'counter.calls'],
  ['the wheel', "update queue_days set wheel = '[9,-9,0,0]'", 'counter.wheel'],
  ['a doctor’s count', 'update doctors set consultationCount = consultationCount + 1', 'row.changed'],
  [
    'an entry of the journal',
    "update journal set kind = 'token.cancelled' where seq = 30",
    'journal.changed',
    /journal entry 30/,
  ],
  ['an entry’s hash', 'update journal set hash = zeroblob(32) where seq = 30', 'journal.changed'],
  ['an entry’s hash as text', "update journal set hash = 'x' where seq = 30", 'journal.changed'],
  ['too many in a room', 'update service_points set capacity = 0', ['point.full', 'row.changed']],

  // The file itself.
  ['a table more', 'create table extra (x)', 'file.shape', /extra/],
  ['an index less', 'drop index calls_queue', 'file.shape', /calls_queue/],
  [
    'a text that became bytes',
    'update visits set name = cast(name as blob) where name is not null and id < 20',
    ['row.changed', 'file.pages'],
  ],
];

for (const [what, change, code, where] of damages) test(`found: ${what}`, () => found(code, after(change), where));

test('numbers jump only where the journal says so', async () => {
  const jumping = await openWorld();
  try {
    await issue(jumping, 'CAR');
    const car = queueId(jumping, 'CAR');
    const day = jumping.db.prepare('select day from service_days').pluck().get() as string;
    await jumping.write((tx) => {
      tx.note({kind: 'queue.jumped', queueId: car, data: {day, from: 1, to: 51}});
      tx.db.prepare('update queue_days set lastSerial = 51 where queueId = ?').run(car);
    });
    await jumping.reopen();
    assert.is((await issue(jumping, 'CAR')).serial, 52);
    const verdict = verifyFile(path.join(jumping.dataDir, 'baari.db'));
    assert.is(verdict.state, 'clean', told(verdict));
    if (verdict.state === 'clean') assert.is(verdict.checked.find(({key}) => key === 'check.numbers')!.values.jumps, 1);
    await jumping.write((tx) => {
      tx.note({kind: 'token.issued', queueId: car, data: {day, serial: 60}});
    });
    found('number.gap', verifyFile(path.join(jumping.dataDir, 'baari.db')), /number C-053/);
  } finally {
    jumping.end();
  }
});

test('a repeated number is found in the order in which they were given', async () => {
  const other = await openWorld();
  try {
    const token = await issue(other, 'CAR');
    await other.write((tx) => {
      tx.note({kind: 'token.issued', queueId: token.queueId, tokenId: token.id, data: {day: token.day, serial: 1}});
    });
    found('number.twice', verifyFile(path.join(other.dataDir, 'baari.db')), /number C-001/);
  } finally {
    other.end();
  }
});

test('it works beside an open box and creates nothing, at rest or beside', () => {
  const before = fs.readdirSync(world.dataDir).sort();
  assert.is(verifyFile(file).state, 'clean');
  assert.equal(fs.readdirSync(world.dataDir).sort(), before);
  after('select 1');
  assert.equal(fs.readdirSync(copyDir), ['baari.db']);
  fs.chmodSync(copy, 0o400);
  assert.is(verifyFile(copy).state, 'clean');
  assert.equal(fs.readdirSync(copyDir), ['baari.db']);
});

test('writes go on while a check reads', async () => {
  let during = 0;
  const verdict = verifyFile(file, () => {
    // The check has its snapshot: what is written now is not in it.
    world.db.prepare('update durability_probe set at = at + 1').run();
    during++;
  });
  assert.ok(during > 5);
  assert.is(verdict.state, 'clean', told(verdict));
});

test('entries and rows are counted at one moment, however fast the box writes', async () => {
  after('select 1');
  const busy = `
    import Database from ${JSON.stringify(import.meta.resolve('better-sqlite3'))};
    const db = new Database(process.argv[1]);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = OFF');
    const flip = db.prepare("update tokens set state = case state when 'done' then 'waiting' else 'done' end where id % 7 = 1");
    flip.run();
    console.log('busy');
    for (const end = Date.now() + 60_000; Date.now() < end; ) flip.run();`;
  const writer = spawn(process.execPath, ['--input-type=module', '-e', busy, copy], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(writer.stdout, 'data');
    for (let time = 0; time < 40; time++) {
      const reader = openFile(copy);
      assert.is(reader.alone, false);
      assert.ok(checkPages(reader) > 0);
      reader.close();
    }
  } finally {
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
});

test('what can’t be judged is said as that: no file, another version', () => {
  assert.is(verifyFile(path.join(copyDir, 'nothing.db')).state, 'unjudged');
  assert.is(fs.existsSync(path.join(copyDir, 'nothing.db')), false);
  const older = after((db) => {
    db.exec('alter table tokens drop column sum');
    db.exec('delete from __drizzle_migrations where rowid = (select max(rowid) from __drizzle_migrations)');
  });
  assert.is(older.state === 'unjudged' && older.why, 'older', told(older));
  const newer = after((db) => {
    db.exec('create table later (x)');
    db.exec("insert into __drizzle_migrations (hash, created_at) values ('h', 4000000000000)");
  });
  assert.is(newer.state === 'unjudged' && newer.why, 'newer', told(newer));
});

test('entries of another index in one that should be empty are found', () => {
  after('select 1');
  const db = new Database(copy, {readonly: true});
  const rootOf = (name: string) =>
    db.prepare('select rootpage from sqlite_master where name = ?').pluck().get(name) as number;
  const pageBytes = db.pragma('page_size', {simple: true}) as number;
  const from = rootOf('answers_place');
  const emptied = ['bookings_due', 'bookings_token', 'waitlist_device', 'tokens_carried'].map(rootOf);
  db.close();
  for (const page of emptied) {
    const bytes = Buffer.from(whole);
    bytes.copyWithin((page - 1) * pageBytes, (from - 1) * pageBytes, from * pageBytes);
    fs.writeFileSync(copy, bytes);
    found('file.pages', verifyFile(copy));
  }
});

test('bytes that are no database, or none at all, are a fault and no crash', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(8192), Buffer.from('no database'), whole.subarray(0, 100)]) {
    fs.writeFileSync(copy, bytes, {flag: 'w', mode: 0o600});
    fs.rmSync(copy);
    fs.writeFileSync(copy, bytes);
    const verdict = verifyFile(copy);
    assert.is(verdict.state, 'fault', told(verdict));
    assert.not.match(told(verdict), /\n\s+at /);
  }
});

test('the fault is told in plain words: what, where, what to do, and the newest backup', () => {
  const verdict = after("update tokens set state = 'held' where id = 21");
  const text = tellVerdict(verdict, copy, 'en');
  assert.match(text[0]!, /^FAULT: A token is in a state/);
  assert.match(text.join('\n'), /Delete nothing/);
  assert.match(text.at(-1)!, /There is no backup in .+backups/);
  fs.mkdirSync(path.join(copyDir, 'backups'));
  for (const [name, at] of [
    ['old.db', 1000],
    ['new.db', 2000],
    ['half.db.part', 3000],
  ] as const) {
    fs.writeFileSync(path.join(copyDir, 'backups', name), 'x');
    fs.utimesSync(path.join(copyDir, 'backups', name), at, at);
  }
  assert.match(tellVerdict(verdict, copy, 'en').at(-1)!, /newest backup is .+new\.db, from 1970-01-01 00:33/);
  assert.match(tellVerdict(verdict, copy, 'hi')[0]!, /^ख़राबी: एक टोकन/);
});

test('rows of an older Baari are summed once, at the next start', async () => {
  const verdict = after((db) => {
    for (const table of ['visits', 'tokens', 'settings', 'moves', 'users']) db.exec(`update ${table} set sum = null`);
    assert.is(hasOldRows(db), true);
    assert.ok(sealOldRows(db) > 500);
    assert.is(hasOldRows(db), false);
    assert.is(sealOldRows(db), 0);
  });
  assert.is(verdict.state, 'clean', told(verdict));
});

test('a sum is of what will be read: half a character is stored as U+FFFD', async () => {
  const odd = await openWorld();
  try {
    await issue(odd, 'CAR', {name: 'A\ud800B', reason: 'x\udc00', lane: 'priority'}, staffOf(odd, 'desk'));
    await issue(odd, 'CAR', {name: '\\ud800 "quoted" \u0000 \u2028 😀'}, systemActor);
    await next(odd, 'CAR');
    const verdict = verifyFile(path.join(odd.dataDir, 'baari.db'));
    assert.is(verdict.state, 'clean', told(verdict));
    assert.is(rowSum(['a\ud800']), rowSum(['a\ufffd']));
    assert.is.not(rowSum(['1']), rowSum([1]));
    assert.is.not(rowSum([null]), rowSum(['null']));
    assert.is.not(rowSum(['a', 'b']), rowSum(['ab', '']));
    assert.is.not(rowSum([1], 'a'), rowSum([1], 'b'));
  } finally {
    odd.end();
  }
});

test(
  'work that was taken back does not make the next row’s sum wrong',
  inWorld(async (other) => {
    await issue(other, 'CAR');
    await other
      .write((tx) => {
        for (let index = 0; index < 3; index++)
          tx.db.prepare("insert into visits (day, sum) values ('2026-11-22', 1)").run();
        throw new Error('taken back');
      })
      .catch(() => {});
    await Promise.all([issue(other, 'CAR'), issue(other, 'CAR')]);
    const verdict = verifyFile(path.join(other.dataDir, 'baari.db'));
    assert.is(verdict.state, 'clean', told(verdict));
  }),
);

test('a start on a damaged file is one plain line', () => {
  const corrupt = Object.assign(new Error('database disk image is malformed'), {code: 'SQLITE_CORRUPT'});
  const line = damagedAtStart(corrupt, copyDir)!;
  assert.match(line, /is damaged \(database disk image is malformed\).+npm run verify.+backup/);
  assert.not.match(line, /\n/);
  assert.is(damagedAtStart(new TypeError('ours'), copyDir), null);
});

test.run();
