import {type Db, one, run} from './database.ts';
import type {Answer, Once, Tx} from './door.ts';
import {Refusal} from './refusal.ts';
import {rowSum, type Sealed} from './row-sum.ts';
import {openSeenKeys} from './seen-keys.ts';

export const answerKeptMs = 24 * 3600_000;

/** A kept answer's longest column, the body, is summed as it is. */
export const answersSealed: Sealed = {
  table: 'answers',
  key: ['n'],
  parts: ['id', 'fingerprint', 'status', 'cookie', 'expiresAt'],
  long: 'body',
};

/**
 * What was answered to requests with a key, for a day. An id is a hash: in an index of hashes each new answer would change a page
 * of its own, a third of what a join writes. So the index goes by blocks of 256 answers, in each by id, and who asks again
 * is looked for block by block, newest first: nearly always it is a retry of a moment ago.
 */
export function openKeptAnswers(db: Db) {
  const seen = openSeenKeys(db);
  return {
    /** The answer that this key has already been given, or null. Throws idempotency.mismatch. */
    given({id, fingerprint}: Pick<Once, 'id' | 'fingerprint'>, now: number): Answer | null {
      if (!seen.mayHave(id)) return null;
      // One whose day is over may still lie in the same block as the newer one under its key.
      const row = one<{fingerprint: string; status: number; body: string; cookie: string | null}>(
        db,
        `with recursive block (at) as (
           select max(n) >> 8 from answers
           union all select at - 1 from block where at > (select min(n) >> 8 from answers))
         select fingerprint, status, body, cookie
         from block cross join answers on (answers.n >> 8) = block.at and answers.id = ? and answers.expiresAt > ? limit 1`,
        id,
        now,
      );
      if (!row) return null;
      if (row.fingerprint !== fingerprint) throw new Refusal('idempotency.mismatch');
      return {status: row.status, body: row.body, cookie: row.cookie};
    },
    /** Stores an answer in the transaction of its work. */
    keep(tx: Tx, {id, fingerprint}: Pick<Once, 'id' | 'fingerprint'>, {status, body, cookie}: Answer): void {
      const expiresAt = tx.now + answerKeptMs;
      run(
        db,
        `insert into answers (id, fingerprint, status, body, cookie, expiresAt, sum) values (?, ?, ?, ?, ?, ?, ?)`,
        id,
        fingerprint,
        status,
        body,
        cookie ?? null,
        expiresAt,
        rowSum([id, fingerprint, status, cookie ?? null, expiresAt], body),
      );
      seen.add(id);
    },
  };
}

/** Forgets kept answers whose day is over, a bounded number at a time; returns how many went. */
export function forgetOldAnswers(tx: Tx, limit = 5000): number {
  return run(
    tx.db,
    // The oldest stand first, so no index by time has to be kept. What ends later than any answer may was given under a
    // clock that ran ahead, and must not stand in front of the others for years.
    `delete from answers where rowid in (select rowid from (select rowid, expiresAt from answers order by rowid limit ?)
       where expiresAt <= ? or expiresAt > ?)`,
    limit,
    tx.now,
    tx.now + answerKeptMs,
  );
}
