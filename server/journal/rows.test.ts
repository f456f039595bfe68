import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {inWorld, issue, row, rows} from '../test/inside.ts';
import {staffOf, systemActor, type World} from '../test/world.ts';
import {firstBrokenEntry, openJournal, readJournal} from './rows.ts';
import {chained, type Entry, genesisHash} from './rules.ts';

const entry: Entry = {
  seq: 1,
  at: 2,
  kind: 'token.issued',
  actorKind: 'staff',
  actorId: 3,
  device: 'session:4',
  queueId: 5,
  tokenId: 6,
  visitId: 7,
  subject: 'x:8',
  data: '{"serial":1}',
};

/** Changes the record behind the house's back, as somebody with the file in an editor would. */
async function tampered(world: World, text: string): Promise<ReturnType<typeof firstBrokenEntry>> {
  world.db.pragma('foreign_keys = OFF');
  world.db.exec(text);
  return firstBrokenEntry(world.db);
}

test('what is chained has every part of an entry and the hash before it', () => {
  const usual = chained(genesisHash, entry);
  assert.is.not(chained('f'.repeat(64), entry), usual);
  for (const key of Object.keys(entry) as (keyof Entry)[])
    assert.is.not(chained(genesisHash, {...entry, [key]: 'other'} as Entry), usual, key);
  // Two fields cannot run into each other.
  assert.is.not(
    chained(genesisHash, {...entry, kind: 'a', actorKind: 'bc'}),
    chained(genesisHash, {...entry, kind: 'ab', actorKind: 'c'}),
  );
});

test(
  'facts are numbered 1 … n and the chain is whole, also over a restart and in small pages',
  inWorld(async (world) => {
    for (let index = 0; index < 5; index++) await issue(world, 'CAR', {name: `Person ${index}`});
    await world.reopen();
    for (let index = 0; index < 5; index++) await issue(world, 'CAR');
    const seqs = rows<{seq: number}>(world, 'select seq from journal order by seq').map((one) => one.seq);
    assert.equal(
      seqs,
      seqs.map((_, index) => index + 1),
    );
    for (const page of [1, 3, seqs.length, 2000]) assert.is(firstBrokenEntry(world.db, page), null, `pages of ${page}`);
    const last = row<{seq: number; hash: Buffer}>(world, 'select seq, hash from journal order by seq desc limit 1');
    assert.equal(world.box.journalHead(), {seq: last.seq, hash: last.hash.toString('hex')});
    assert.equal(openJournal(world.db).head, world.box.journalHead());
  }),
);

for (const [what, change] of [
  ['an edited word', "update journal set kind = 'token.cancelled' where seq = 3"],
  ['an edited time', 'update journal set at = at + 1 where seq = 3'],
  ['another actor', "update journal set actorId = 1, actorKind = 'staff' where seq = 3"],
  ['edited data', "update journal set data = json_set(coalesce(data, '{}'), '$.serial', 9) where seq = 3"],
  ['another hash', 'update journal set hash = zeroblob(32) where seq = 3'],
] as const)
  test(
    `the chain finds ${what}`,
    inWorld(async (world) => {
      for (let index = 0; index < 4; index++) await issue(world, 'CAR');
      assert.is(firstBrokenEntry(world.db), null);
      assert.is((await tampered(world, change))!.seq, 3);
    }),
  );

test(
  'the chain finds a deleted entry, and two that changed places',
  inWorld(async (world) => {
    for (let index = 0; index < 4; index++) await issue(world, 'CAR');
    const swap = 'update journal set seq = -seq where seq in (3, 4); update journal set seq = 7 + seq where seq < 0';
    assert.is((await tampered(world, swap))!.seq, 3);
    assert.is(await tampered(world, swap), null, 'and back');
    assert.equal(await tampered(world, 'delete from journal where seq = 3'), {seq: 4, fault: 'entry 3 is missing'});
  }),
);

test(
  'the chain finds an inserted entry, whatever hash it claims',
  inWorld(async (world) => {
    for (let index = 0; index < 3; index++) await issue(world, 'CAR');
    const {seq} = world.box.journalHead();
    assert.is(
      (await tampered(
        world,
        `insert into journal (seq, at, kind, actorKind, hash) select seq + 1, at, kind, actorKind, hash from journal
         where seq = ${seq}`,
      ))!.seq,
      seq + 1,
    );
  }),
);

test(
  'words live beside the chain and can go without breaking it; the chain holds none',
  inWorld(async (world) => {
    await issue(world, 'CAR', {name: 'Asha Devi', phone: '9876543210', lane: 'priority', reason: 'she fainted'});
    const {seq, words} = row<{seq: number; words: string}>(world, 'select seq, words from remarks');
    assert.is(words, 'she fainted');
    const text = JSON.stringify(rows(world, 'select kind, actorKind, device, subject, data from journal'));
    for (const private_ of ['Asha', '98765', 'fainted']) assert.not.match(text, private_);
    assert.is(readJournal(world.db, {before: null, limit: 1, about: 'token:1'})[0]!.words, 'she fainted');
    assert.is(await tampered(world, `delete from remarks where seq = ${seq}`), null);
    assert.is(readJournal(world.db, {before: null, limit: 1, about: 'token:1'})[0]!.words, null);
  }),
);

test(
  'the record is read newest first, about one thing, by one person, between two times, page by page',
  inWorld(async (world) => {
    const desk = staffOf(world, 'desk');
    const from = world.clock.now() + 1000;
    world.clock.forward(1000);
    await issue(world, 'CAR', {name: 'Asha'}, desk);
    world.clock.forward(1000);
    await issue(world, 'PED', {}, systemActor);
    const read = (query: object) => readJournal(world.db, {before: null, limit: 50, ...query}).map((one) => one.kind);
    assert.equal(read({about: 'token:1'}), ['token.issued']);
    assert.equal(read({actor: String(desk.id)}), ['token.issued', 'patient.registered']);
    assert.equal(read({about: 'patient:1'}), ['patient.registered']);
    assert.equal(read({from}), ['token.issued', 'token.issued', 'patient.registered']);
    assert.equal(read({from, to: from + 1}), ['token.issued', 'patient.registered']);
    assert.equal(read({about: 'queue:99'}), []);
    const first = readJournal(world.db, {before: null, limit: 2});
    const second = readJournal(world.db, {before: first[1]!.seq, limit: 2});
    assert.equal(
      [...first, ...second].map((one) => one.seq),
      [0, 1, 2, 3].map((back) => world.box.journalHead().seq - back),
    );
  }),
);

test.run();
