// time-limit: 240
// The short round of F1 to F4, and proof that what compares can find something.
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {test} from 'uvu';
import * as assert from 'uvu/assert';
import {dice} from '../dice.ts';
import {need} from '../need.ts';
import {addClerk, type Ledger, openLedger, type Promised, promisedNow, settle, startLoad} from './acknowledged.ts';
import {freshFolder, launch} from './child.ts';
import {openClient} from './client.ts';
import {compareExactly, compareImage, compareRefused} from './compare.ts';
import {rows as diskErrors} from './disk-errors.ts';
import {rows as diskFull, whyNoSmallDisk} from './disk-full.ts';
import {rows as kill} from './kill.ts';
import {rows as power, whyNoClones} from './power.ts';
import {type Row, rest} from './row.ts';

/** A machine may have every tool and still forbid mounts. */
function able(why: string | null, what: string): boolean {
  if (why !== null) console.log(`\nSKIPPED: ${what} — ${why}`);
  return why === null;
}

const cut = need('loop', 'crash images (F2)') && able(whyNoClones(), 'crash images (F2)');
const fail = need('strace', 'failing disk (F3)');
const fill = need('root', 'full disk (F4)') && able(whyNoSmallDisk(), 'full disk (F4)');

async function reaches(row: Row | undefined): Promise<void> {
  const {measured, notes, reached} = await row!({whole: false});
  console.log([measured, ...notes].join('\n  '));
  assert.is(reached, true, [measured, ...notes].join('\n'));
}

/** Some load on a fresh folder, ended in order; then `tamper` changes the file and `compare` must find it. */
async function finds(
  compare: (ledger: Ledger, dataDir: string) => void,
  tampers: Record<string, string>,
  prepare: (ledger: Ledger) => void = () => {},
): Promise<void> {
  const folder = freshFolder();
  const server = launch(folder.path);
  const client = openClient(await server.serving);
  const ledger = await openLedger(client);
  addClerk(ledger);
  const load = startLoad(ledger, client, dice(1));
  while (ledger.known.size < 40 || ledger.calls < 3) await rest(20);
  await load.stop();
  await settle(ledger, client);
  client.close();
  await server.kill('SIGTERM');
  prepare(ledger);
  compare(ledger, folder.path);
  assert.equal(ledger.faults, [], 'nothing to find yet');
  const file = path.join(folder.path, 'baari.db');
  fs.copyFileSync(file, `${file}.kept`);
  for (const [what, text] of Object.entries(tampers)) {
    const db = new Database(file);
    db.pragma('foreign_keys = OFF');
    db.exec(text);
    db.close();
    compare(ledger, folder.path);
    assert.ok(ledger.faults.length > 0, `not found: ${what}`);
    ledger.faults.length = 0;
    fs.copyFileSync(`${file}.kept`, file);
  }
  folder.remove();
}

const lastToken = '(select max(id) from tokens)';
const lost = {'a lost token': `delete from tokens where id = ${lastToken}`};
const undone = {
  'a lost completion':
    "update tokens set state = 'called' where id = (select min(id) from tokens where state = 'done')",
};
const otherKey = {"somebody else's token": `update tokens set key = key || 'x' where id = ${lastToken}`};
const gap = {'a number that is missing': `update tokens set serial = serial + 1 where id = ${lastToken}`};

test('what compares finds each kind of loss and doubling', () =>
  finds((ledger, dataDir) => compareExactly(ledger, dataDir, true), {
    ...lost,
    ...undone,
    ...otherKey,
    ...gap,
    'a token more': `create temp table more as select * from tokens where id = ${lastToken};
      update more set id = id + 1, serial = serial + 1, key = key || 'y'; insert into tokens select * from more`,
    'a call more': `create temp table more as select * from calls limit 1;
      update more set id = id + 100000; insert into calls select * from more`,
    'a fact less': "delete from journal where seq = (select max(seq) from journal where kind = 'token.issued')",
  }));

test('what compares an image finds each kind of loss, and a join done twice', async () => {
  let promised: Promised = {known: [], open: []};
  await finds(
    (ledger, dataDir) => compareImage(ledger, promised, dataDir),
    {
      ...lost,
      ...undone,
      ...otherKey,
      ...gap,
      'a join twice': 'update visits set name = (select max(name) from visits)',
    },
    (ledger) => {
      promised = promisedNow(ledger);
    },
  );
});

test('a refusal that was not true is found', () =>
  finds(
    compareRefused,
    {'a join that stands': "update visits set name = 'told to be refused' where id = 1"},
    (ledger) => {
      const asked = {deed: 'join', path: '', body: {}, queueId: 1, tokenId: null} as const;
      ledger.people[0]!.asked = {...asked, key: 'told to be refused', refused: true};
    },
  ));

test('F1: killed again and again', () => reaches(kill.F1));
(cut ? test : test.skip)('F2: the power goes', () => reaches(power.F2));
(fail ? test : test.skip)('F3: the disk fails', () => reaches(diskErrors.F3));
(fill ? test : test.skip)('F4: the disk is full, then has room again', () => reaches(diskFull.F4));

test.run();
