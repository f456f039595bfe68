import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {all, insert, one, openDatabase, run} from './database.ts';
import {queryName, reportSlowQueries, slowQueries} from './slow-queries.ts';

/** A scratch database whose function `wait` takes its time, so that a query is as slow as the test says. */
function slowDatabase() {
  const db = openDatabase(':memory:');
  db.function('wait', (ms: unknown, value: unknown) => {
    const until = performance.now() + Number(ms);
    while (performance.now() < until);
    return value as string;
  });
  db.exec('create table people (id integer primary key, name text)');
  const told: {query: string; ms: number}[] = [];
  reportSlowQueries(db, (slow) => told.push(slow));
  return {db, told};
}

test('a name says verb, table and columns, and never a value', () => {
  const names: [string, string][] = [
    [
      "select * from tokens where queueId = ? and day = ? and state in ('waiting', 'Asha = from people')",
      'select tokens by queueId, day, state',
    ],
    ['select tokens.*\n  from tokens join visits on visits.id = tokens.visitId', 'select tokens'],
    ['update tokens set lane = ?, state = ? where id = ? and laneSeq = ?', 'update tokens by id, laneSeq'],
    ['insert into journal (seq, at) values (?, ?)', 'insert journal'],
    [
      'delete from answers where id in (select id from answers where expiresAt <= ? limit ?)',
      'delete answers by id, expiresAt',
    ],
    ['select count(*) as count from (select 1 from journal limit 1)', 'select journal'],
  ];
  for (const [text, name] of names) assert.is(queryName(text), name);
});

test('what takes long is told once by its name, however it was run; each time is counted', () => {
  const {db, told} = slowDatabase();
  one(db, 'select wait(?, ?) as name from (select 1)', 60, 'Asha');
  one(db, 'select wait(?, ?) as name from (select 1)', 60, 'Asha');
  all(db, 'select id from people where name = wait(?, ?)', 1, 'Asha');
  insert(db, 'insert into people (name) values (wait(?, ?))', 60, 'Asha');
  assert.is(all(db, 'select id from people where wait(?, name) = ?', 60, 'Asha').length, 1);
  assert.is(run(db, 'update people set name = wait(?, ?) where id = ?', 60, 'Ravi', 1), 1);
  assert.equal(
    told.map(({query}) => query),
    ['select', 'insert people', 'select people', 'update people by id'],
  );
  assert.ok(told.every(({ms}) => ms >= 50 && ms < 5000));
  assert.not.match(JSON.stringify([told, slowQueries()]), /Asha|Ravi/);
  const counted = slowQueries().find(({query}) => query.startsWith('select wait'))!;
  assert.is(counted.count, 2);
  db.close();
});

test('fast ones are nobody’s business', () => {
  const {db, told} = slowDatabase();
  one(db, 'select wait(?, ?) as name', 5, 'Asha');
  run(db, 'update people set name = ? where id = ?', 'x', 1);
  assert.equal(told, []);
  db.close();
});

test.run();
