// Compares a folder with what people were told.

import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import Database from 'better-sqlite3';
import {type Asked, fault, type Known, type Ledger, type Promised, type State} from './acknowledged.ts';

interface Kept {
  id: number;
  queueId: number;
  serial: number;
  key: string;
  state: string;
}

type Db = Database.Database;

export function reading<T>(dataDir: string, read: (db: Db) => T): T {
  const db = new Database(path.join(dataDir, 'baari.db'), {readonly: true});
  try {
    return read(db);
  } finally {
    db.close();
  }
}

/**
 * Everything has its answer: then the file holds exactly what was told, no token more and no call twice. Looks at what
 * changed since the last time; at everything, token by token, when `all`. Finds are noted as faults.
 */
export function compareExactly(ledger: Ledger, dataDir: string, all: boolean): void {
  reading(dataDir, (db) => {
    const token = db.prepare('select id, queueId, serial, key, state from tokens where id = ?');
    for (const id of all ? ledger.known.keys() : ledger.changed) {
      const known = ledger.known.get(id)!;
      const kept = token.get(id) as Kept | undefined;
      compareOne(ledger, known, kept, [known.state]);
    }
    ledger.changed.clear();
    for (const id of ledger.leftBefore)
      if (ledger.known.get(id)!.state !== 'cancelled')
        fault(ledger, `token ${id} left its room, and nobody gave it up`);
    ledger.leftBefore.clear();
    for (const known of ledger.known.values())
      if (all && known.join === null)
        fault(ledger, `token ${known.id} was called, but nobody was told that it is theirs`);
    const count = db.prepare('select count(*) from tokens').pluck().get() as number;
    if (count !== ledger.known.size) fault(ledger, `${count} tokens in the file, ${ledger.known.size} were told`);
    const calls = db.prepare('select count(*) from calls').pluck().get() as number;
    if (calls !== ledger.calls) fault(ledger, `${calls} calls in the file, ${ledger.calls} were told`);
    compareNumbers(ledger, db);
    if (!all) return;
    const issued = db.prepare("select count(*) from journal where kind = 'token.issued'").pluck().get() as number;
    if (issued !== count) fault(ledger, `${issued} tokens in the journal, ${count} in the line`);
  });
}

const mayHaveBecome: Record<State, string[]> = {
  waiting: ['waiting', 'called', 'done', 'cancelled'],
  called: ['called', 'done', 'cancelled'],
  done: ['done'],
  cancelled: ['cancelled'],
};

/** An image from the middle: all that was told before it is there; what happened while it was taken may be. */
export function compareImage(found: Pick<Ledger, 'faults'>, {known}: Promised, dataDir: string): void {
  reading(dataDir, (db) => {
    const token = db.prepare('select id, queueId, serial, key, state from tokens where id = ?');
    for (const one of known) compareOne(found, one, token.get(one.id) as Kept | undefined, mayHaveBecome[one.state]);
    compareNumbers(found, db);
    const twice = db.prepare('select name from visits where name is not null group by name having count(*) > 1');
    for (const _ of twice.pluck().all()) fault(found, 'a join was done twice');
  });
}

/** What was refused with a 5xx has left nothing: "nothing was lost" must be true, and nothing was done either. */
export function compareRefused(ledger: Ledger, dataDir: string): void {
  const refused = ledger.people.flatMap(({asked}) => (asked?.refused ? [asked] : []));
  reading(dataDir, (db) => {
    for (const asked of refused)
      if (stands(db, asked)) fault(ledger, `a ${asked.deed} was refused with 503 and stands`);
  });
}

/** Of calls nothing tells whose they are; that none is doubled shows their number when everything has its answer. */
function stands(db: Db, {deed, key, tokenId}: Asked): boolean {
  if (deed === 'join') return db.prepare('select 1 from visits where name = ?').get(key) !== undefined;
  const state = db.prepare('select state from tokens where id = ?').pluck().get(tokenId);
  return (deed === 'complete' && state === 'done') || (deed === 'cancel' && state === 'cancelled');
}

function compareOne(found: Pick<Ledger, 'faults'>, known: Known, kept: Kept | undefined, states: string[]): void {
  const what = `token ${known.id} (number ${known.serial} of queue ${known.queueId})`;
  if (!kept) {
    fault(found, `LOST: ${what}`);
    return;
  }
  if (kept.queueId !== known.queueId || kept.serial !== known.serial || kept.key !== known.key)
    fault(found, `${what} is somebody else's: number ${kept.serial} of queue ${kept.queueId}`);
  if (!states.includes(kept.state)) fault(found, `LOST: ${what} was told to be ${known.state}, is ${kept.state}`);
}

/** Each queue's numbers of a day are 1 … n, each once. */
function compareNumbers(found: Pick<Ledger, 'faults'>, db: Db): void {
  const bad = db
    .prepare(
      `select t.queueId, t.day, count(*) as n, count(distinct serial) as many, min(serial) as first, max(serial) as last,
         (select lastSerial from queue_days d where d.queueId = t.queueId and d.day = t.day) as next
       from tokens t group by t.queueId, t.day having first <> 1 or last <> n or many <> n or next is not n`,
    )
    .all() as {queueId: number; n: number; last: number}[];
  for (const {queueId, n, last} of bad) fault(found, `queue ${queueId}: ${n} tokens, the last number is ${last}`);
}

const verify = fileURLToPath(new URL('../verify.ts', import.meta.url));

/** The deed that hospitals run (`npm run verify`); on a copy or beside a running server. Null when it found nothing. */
export function verifyFolder(dataDir: string): string | null {
  if (!existsSync(verify)) return null;
  const {status, stdout, stderr} = spawnSync(process.execPath, [verify, dataDir], {
    encoding: 'utf8',
    env: {...process.env, DATA_DIR: dataDir},
    timeout: 120_000,
  });
  return status === 0 ? null : `verify ended with ${status}: ${`${stdout}${stderr}`.trim().slice(-400)}`;
}
