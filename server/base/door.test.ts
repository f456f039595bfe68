import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {firstBrokenEntry, openJournal} from '../journal/rows.ts';
import {inWorld, issue, order, refused, row, rows} from '../test/inside.ts';
import {queueId, type World} from '../test/world.ts';
import {patientActor, systemActor} from './actor.ts';
import {handClock} from './clock.ts';
import {type Db, openDatabase} from './database.ts';
import {maxBatch, openDoor, type Tx} from './door.ts';
import {answerKeptMs, forgetOldAnswers} from './kept-answers.ts';
import {migrateDatabase} from './migrate.ts';
import {Refusal, refuse} from './refusal.ts';

const note = (tx: Tx, kind: string) => tx.note({kind, subject: 'test:1'});
const facts = (db: Db) =>
  db.prepare("select kind from journal where subject = 'test:1' order by seq").pluck().all() as string[];

interface Bare {
  db: Db;
  door: ReturnType<typeof openDoor>;
  journal: ReturnType<typeof openJournal>;
  clock: ReturnType<typeof handClock>;
  told: string[][];
  broke: unknown[];
  /** Statements that fail, and with what. */
  faults: Map<string, Error>;
}

/** A door on a database of its own, whose disk can be made to fail at any statement of the transaction. */
async function withDoor(work: (bare: Bare) => Promise<void>): Promise<void> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'baari-door-'));
  const db = openDatabase(path.join(dataDir, 'baari.db'));
  migrateDatabase(db);
  const faults = new Map<string, Error>();
  const fragile = new Proxy(db, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (name === 'exec')
        return (text: string) => {
          const fault = faults.get(text);
          if (fault) throw fault;
          return target.exec(text);
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const clock = handClock();
  const journal = openJournal(db);
  const told: string[][] = [];
  const broke: unknown[] = [];
  const door = openDoor({
    db: fragile,
    clock,
    journal,
    committed: (topics) => told.push([...topics]),
    broken: (error) => broke.push(error),
  });
  try {
    await work({db, door, journal, clock, told, broke, faults});
  } finally {
    db.close();
    fs.rmSync(dataDir, {recursive: true, force: true});
  }
}
const bare = (work: (bare: Bare) => Promise<void>) => () => withDoor(work);
const sqliteError = (code: string) => Object.assign(new Error(code), {code});
const turns = (count: number) =>
  Array.from({length: count}).reduce<Promise<void>>(
    (before) => before.then(() => new Promise((done) => setImmediate(done))),
    Promise.resolve(),
  );

test(
  'writes that arrive together share one commit and are answered in order',
  bare(async ({db, door}) => {
    const all = Array.from({length: 300}, (_, index) => door.write(systemActor, (tx) => void note(tx, `n${index}`)));
    assert.is(door.waiting, 300);
    await Promise.all(all);
    assert.is(door.figures.commits, 1);
    assert.is(door.figures.writes, 300);
    assert.equal(
      facts(db),
      Array.from({length: 300}, (_, index) => `n${index}`),
    );
  }),
);

test(
  'a commit takes a bounded number of them',
  bare(async ({door}) => {
    await Promise.all(Array.from({length: maxBatch + 1}, () => door.write(systemActor, (tx) => void note(tx, 'one'))));
    assert.is(door.figures.commits, 2);
  }),
);

test(
  'nobody is answered before the commit, and screens hear before those who asked',
  bare(async ({db, door, told}) => {
    const seen: string[] = [];
    const first = door
      .write(systemActor, (tx) => {
        tx.touch('one');
        seen.push('worked');
        return tx.db.inTransaction;
      })
      .then((inside) => seen.push(`answered ${inside} ${db.inTransaction} told ${told.length}`));
    const second = door.write(systemActor, () => void seen.push('neighbour'));
    assert.equal(seen, [], 'not even begun');
    await Promise.all([first, second]);
    assert.equal(seen, ['worked', 'neighbour', 'answered true false told 1']);
    assert.equal(told, [['one']]);
  }),
);

test(
  'a refusal harms no neighbour and leaves nothing: no row, no fact, no topic',
  bare(async ({db, door, journal, told}) => {
    const [before, refusal, after] = await Promise.allSettled([
      door.write(systemActor, (tx) => note(tx, 'before')),
      door.write(systemActor, (tx) => {
        note(tx, 'refused');
        tx.touch('gone');
        refuse('queue.empty');
      }),
      door.write(systemActor, (tx) => note(tx, 'after')),
    ]);
    assert.is(before!.status, 'fulfilled');
    assert.is((refusal as PromiseRejectedResult).reason.code, 'queue.empty');
    assert.is(after!.status, 'fulfilled');
    assert.equal(facts(db), ['before', 'after']);
    assert.is(firstBrokenEntry(db), null);
    assert.is(journal.head.seq, 2);
    assert.equal(told, []);
    assert.is(door.figures.refused, 1);
    assert.is(door.figures.rolledBack, 0);
  }),
);

test(
  'a fault takes back only itself and comes to its caller as it is',
  bare(async ({db, door}) => {
    const fault = new TypeError('oops');
    const remembered = new Set<string>();
    const remember = (tx: Tx, name: string) => {
      remembered.add(name);
      tx.onRollback(() => remembered.delete(name));
      note(tx, name);
    };
    const [one, two, three] = await Promise.allSettled([
      door.write(systemActor, (tx) => remember(tx, 'one')),
      door.write(systemActor, (tx) => {
        remember(tx, 'two');
        throw fault;
      }),
      door.write(systemActor, (tx) => void note(tx, 'three')),
    ]);
    assert.is((two as PromiseRejectedResult).reason, fault);
    assert.equal([one!.status, three!.status], ['fulfilled', 'fulfilled']);
    assert.equal(facts(db), ['one', 'three']);
    assert.equal([...remembered], ['one']);
    assert.is(firstBrokenEntry(db), null);
    assert.is(door.figures.rolledBack, 1);
  }),
);

test(
  'what a batch counted is not counted again when it runs again with care, nor when the disk then refuses it',
  bare(async ({door, faults}) => {
    const batch = () =>
      Promise.allSettled([
        door.write(systemActor, () => {
          throw new TypeError('oops');
        }),
        door.write(systemActor, () => refuse('queue.empty')),
        door.write(systemActor, (tx) => {
          note(tx, 'gone');
          refuse('queue.full');
        }),
        door.write(systemActor, (tx) => void note(tx, 'stands')),
      ]);
    await batch();
    const {refused, rolledBack} = door.figures;
    assert.equal({refused, rolledBack}, {refused: 2, rolledBack: 1});
    faults.set('commit', sqliteError('SQLITE_BUSY'));
    await batch();
    assert.equal(
      {refused: door.figures.refused, rolledBack: door.figures.rolledBack},
      {refused: 2, rolledBack: 5},
      'all four of the second were undone by a fault, each once',
    );
  }),
);

test(
  'asynchronous work is refused and what it wrote is taken back',
  bare(async ({db, door}) => {
    const sly = (async (tx: Tx) => void note(tx, 'sly')) as unknown as (tx: Tx) => void;
    await door.write(systemActor, sly).then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, 'asynchronous'),
    );
    assert.equal(facts(db), []);
  }),
);

test(
  'a deed has one moment, and each its own',
  bare(async ({door, clock}) => {
    const [one, two] = await Promise.all([
      door.write(systemActor, (tx) => {
        const before = tx.now;
        clock.forward(5);
        return [before, tx.now];
      }),
      door.write(systemActor, (tx) => tx.now),
    ]);
    assert.is(one[0], one[1]);
    assert.is(two, one[0]! + 5);
  }),
);

test(
  'facts about a queue touch its screens by themselves',
  bare(async ({door, told}) => {
    await door.write(systemActor, (tx) => void tx.note({kind: 'x', queueId: 3}));
    assert.equal(told, [['queue:3']]);
  }),
);

test(
  'screens that cannot be rendered keep nobody from their answer',
  bare(async ({db}) => {
    const warnings: unknown[] = [];
    const warned = (warning: unknown) => warnings.push(warning);
    process.on('warning', warned);
    const door = openDoor({
      db,
      clock: handClock(),
      journal: openJournal(db),
      committed: () => {
        throw new Error('no screen');
      },
      broken: () => assert.unreachable(),
    });
    const answer = await door.write(systemActor, (tx) => {
      tx.touch('one');
      return 'stands';
    });
    assert.is(answer, 'stands');
    await turns(3);
    process.off('warning', warned);
    assert.is(warnings.length, 1);
  }),
);

// ---- the disk ----

test(
  'an I/O error at commit: nobody is answered, the process is told, nothing more is taken',
  bare(async ({db, door, journal, broke, faults}) => {
    const fault = sqliteError('SQLITE_IOERR_FSYNC');
    const head = journal.head;
    faults.set('commit', fault);
    const answered: string[] = [];
    const listen = (name: string, write: Promise<unknown>) =>
      void write.then(
        () => answered.push(`${name} done`),
        () => answered.push(`${name} failed`),
      );
    // More than one commit takes: those that wait behind must not be written either.
    for (let index = 0; index < maxBatch + 5; index++)
      listen(
        String(index),
        door.write(systemActor, (tx) => void note(tx, 'one')),
      );
    await turns(5);
    assert.equal(broke, [fault]);
    assert.equal(answered, []);
    assert.equal(journal.head, head);
    faults.clear();
    await turns(5);
    assert.equal(facts(db), [], 'what waited behind was not written');
    assert.equal(answered, []);
    await refused(
      'store.unavailable',
      door.write(systemActor, () => {}),
    );
    door.close();
    assert.equal(facts(db), []);
  }),
);

test(
  'a busy or full disk at commit is a clear no for the whole batch, and writing goes on afterwards',
  bare(async ({db, door, journal, broke, faults}) => {
    for (const code of ['SQLITE_BUSY', 'SQLITE_FULL']) {
      faults.set('commit', sqliteError(code));
      const forgotten: string[] = [];
      const all = await Promise.allSettled(
        ['one', 'two'].map((name) =>
          door.write(systemActor, (tx) => {
            tx.onRollback(() => forgotten.push(name));
            note(tx, name);
          }),
        ),
      );
      assert.equal(
        all.map((one) => (one as PromiseRejectedResult).reason.code),
        ['store.unavailable', 'store.unavailable'],
      );
      assert.equal(forgotten, ['one', 'two']);
      faults.clear();
    }
    assert.equal(broke, []);
    assert.is(journal.head.seq, 0);
    await door.write(systemActor, (tx) => void note(tx, 'afterwards'));
    assert.equal(facts(db), ['afterwards']);
    assert.is(firstBrokenEntry(db), null);
  }),
);

test(
  "a full disk inside one work is nobody's success, although SQLite would let the others go on",
  bare(async ({db, door, broke}) => {
    const all = await Promise.allSettled([
      door.write(systemActor, (tx) => void note(tx, 'before')),
      door.write(systemActor, () => {
        throw sqliteError('SQLITE_FULL');
      }),
      door.write(systemActor, (tx) => void note(tx, 'after')),
    ]);
    for (const one of all) assert.is((one as PromiseRejectedResult).reason.code, 'store.unavailable');
    assert.equal(facts(db), []);
    assert.equal(broke, []);
  }),
);

test(
  'a transaction that cannot even be taken back ends the process',
  bare(async ({door, broke, faults}) => {
    const fault = sqliteError('SQLITE_BUSY');
    faults.set('commit', fault);
    faults.set('rollback', sqliteError('SQLITE_ERROR'));
    void door.write(systemActor, () => {}).catch(() => broke.push('answered'));
    await turns(3);
    assert.equal(broke, [fault]);
  }),
);

test(
  'a full disk in the middle of the work: store.unavailable for the batch, right memory, and writing resumes',
  inWorld(async (world) => {
    for (let index = 0; index < 5; index++) await issue(world, 'CAR');
    const {db} = world;
    const pages = db.pragma('page_count', {simple: true}) as number;
    db.pragma(`max_page_count = ${pages}`);
    const head = world.box.journalHead();
    // Two batches until the last free page is used up; then everything of a batch fails together.
    let failed: PromiseSettledResult<unknown>[] = [];
    let stood = 5;
    for (let round = 0; round < 20 && failed.length === 0; round++) {
      const all = await Promise.allSettled(
        Array.from({length: 40}, (_, index) => issue(world, 'CAR', {name: `Person ${index} ${'x'.repeat(80)}`})),
      );
      if (all.every((one) => one.status === 'fulfilled')) stood += 40;
      else failed = all;
    }
    assert.is(failed.length, 40, 'the disk became full');
    for (const one of failed) assert.is((one as PromiseRejectedResult).reason.code, 'store.unavailable');
    const serials = () =>
      rows<{serial: number}>(world, 'select serial from tokens order by id').map((token) => token.serial);
    assert.is(serials().length, stood);
    assert.equal(order(world, 'CAR'), serials());
    assert.ok(world.box.journalHead().seq >= head.seq);
    assert.is(world.box.journalHead().seq, row<{seq: number}>(world, 'select max(seq) as seq from journal').seq);
    db.pragma('max_page_count = 1000000');
    assert.is((await issue(world, 'CAR')).serial, stood + 1);
    assert.is(firstBrokenEntry(db), null);
    await world.reopen();
    assert.equal(order(world, 'CAR'), serials());
    assert.is((await issue(world, 'CAR')).serial, stood + 2);
  }),
);

test(
  'closing commits what waits, then takes no more',
  bare(async ({db, door}) => {
    const last = door.write(systemActor, (tx) => void note(tx, 'last'));
    door.close();
    await last;
    assert.equal(facts(db), ['last']);
    await refused(
      'store.unavailable',
      door.write(systemActor, () => {}),
    );
  }),
);

// ---- doing it twice ----

const once = (id: string, fingerprint = 'same body') => ({
  id,
  fingerprint,
  refused: (refusal: Refusal) => ({status: refusal.status, body: refusal.code}),
});

test(
  'the same key gives the same answer, also when both arrive at once; the work is done once',
  bare(async ({db, door}) => {
    let worked = 0;
    const work = (tx: Tx) => {
      note(tx, 'worked');
      return {status: 201, body: `answer ${++worked}`, cookie: 'device=1'};
    };
    const answers = await Promise.all([1, 2, 3].map(() => door.writeOnce(systemActor, once('k'), work)));
    answers.push(await door.writeOnce(systemActor, once('k'), work));
    for (const answer of answers) assert.equal(answer, {status: 201, body: 'answer 1', cookie: 'device=1'});
    assert.equal(facts(db), ['worked']);
    assert.is(door.given(once('k'))!.body, 'answer 1');
    assert.is(door.given(once('other')), null);
  }),
);

test(
  'a refusal is kept as the answer, and what the work did until then is taken back',
  bare(async ({db, door, journal, told}) => {
    let remembered = 0;
    let worked = 0;
    const work = (tx: Tx) => {
      worked++;
      note(tx, 'half');
      tx.touch('half');
      remembered++;
      tx.onRollback(() => remembered--);
      return refuse('queue.full');
    };
    const neighbour = door.write(systemActor, (tx) => void note(tx, 'neighbour'));
    const answer = await door.writeOnce(systemActor, once('k'), work);
    await neighbour;
    assert.equal(answer, {status: 409, body: 'queue.full'});
    const workedFirst = worked;
    assert.is((await door.writeOnce(systemActor, once('k'), work)).body, 'queue.full');
    assert.is(worked, workedFirst, 'the kept answer needs no work');
    assert.equal(facts(db), ['neighbour']);
    assert.is(remembered, 0);
    assert.equal(told, []);
    assert.is(journal.head.seq, 1);
    assert.is(firstBrokenEntry(db), null);
  }),
);

test(
  'neither a fault nor "not now" is kept: the next try may go through',
  bare(async ({door}) => {
    const fail = (error: Error) => () => {
      throw error;
    };
    await refused('rate.limited', door.writeOnce(systemActor, once('k'), fail(new Refusal('rate.limited'))));
    await refused('live.full', door.writeOnce(systemActor, once('k'), fail(new Refusal('live.full'))));
    await door.writeOnce(systemActor, once('k'), fail(new Error('oops'))).then(
      () => assert.unreachable(),
      (error: Error) => assert.is(error.message, 'oops'),
    );
    assert.is((await door.writeOnce(systemActor, once('k'), () => ({status: 200, body: 'ok'}))).body, 'ok');
  }),
);

test(
  'the same key with another body is a mismatch',
  bare(async ({door}) => {
    const work = () => ({status: 200, body: 'ok'});
    await door.writeOnce(systemActor, once('k', 'one'), work);
    const refusal = await refused('idempotency.mismatch', door.writeOnce(systemActor, once('k', 'two'), work));
    assert.is(refusal.status, 422);
    assert.throws(
      () => door.given(once('k', 'two')),
      (error: Refusal) => error.code === 'idempotency.mismatch',
    );
  }),
);

test(
  'an answer is kept for 24 hours and no longer, and then forgotten in bounded portions',
  bare(async ({db, door, clock}) => {
    let worked = 0;
    const work = () => ({status: 200, body: String(++worked)});
    await door.writeOnce(systemActor, once('k'), work);
    clock.forward(answerKeptMs - 1);
    assert.is((await door.writeOnce(systemActor, once('k'), work)).body, '1');
    clock.forward(1);
    assert.is(door.given(once('k')), null);
    assert.is((await door.writeOnce(systemActor, once('k', 'another body'), work)).body, '2');
    for (const id of ['a', 'b', 'c']) await door.writeOnce(systemActor, once(id), work);
    clock.forward(answerKeptMs);
    assert.is(await door.write(systemActor, (tx) => forgetOldAnswers(tx, 3)), 3);
    assert.is(await door.write(systemActor, (tx) => forgetOldAnswers(tx, 3)), 2);
    assert.is((db.prepare('select count(*) as count from answers').get() as {count: number}).count, 0);
  }),
);

test(
  'over HTTP and over a restart: the same key gives the same token, also a refusal',
  inWorld(async (world: World) => {
    const car = queueId(world, 'CAR');
    const key = 'a-key-of-22-characters-or-more';
    const join = (body: object, withKey = key) =>
      world.ask<{number: string; code: string}>('POST', `/api/queues/${car}/tokens`, {body, key: withKey});
    const first = await join({name: 'Asha'});
    assert.is(first.status, 201);
    await world.reopen();
    const again = await join({name: 'Asha'});
    assert.is(again.status, 201);
    assert.equal(again.body, first.body);
    assert.is(row<{count: number}>(world, 'select count(*) as count from tokens').count, 1);
    const other = await join({name: 'Ravi'});
    assert.is(other.status, 422);
    assert.is(other.body.code, 'idempotency.mismatch');
    const no = await join({lane: 'priority'}, `${key}-2`);
    assert.is(no.body.code, 'lane.not-allowed');
    await world.reopen();
    const noAgain = await join({lane: 'priority'}, `${key}-2`);
    assert.is(noAgain.status, 403);
    assert.equal(noAgain.body, no.body);
    assert.is(patientActor('d').device, 'd');
  }),
);

test.run();
