import type {Actor} from './actor.ts';
import type {Clock} from './clock.ts';
import type {Db} from './database.ts';
import {one, run} from './database.ts';
import {Refusal} from './refusal.ts';

/** The most writes that wait for the disk at once; one more is refused as store.unavailable. */
export const maxWaitingWrites = 20_000;
/** The most writes in one commit: bounds how long the first of them waits. */
export const maxBatch = 512;
export const answerKeptMs = 24 * 3600_000;

/** A fact for the journal: past tense, ids and codes only. Words stand in `words` and live in a row beside it. */
export interface Fact {
  kind: string;
  queueId?: number | null;
  tokenId?: number | null;
  visitId?: number | null;
  /** Any other subject: `user:3`, `setting:timeZone`. */
  subject?: string | null;
  data?: Readonly<Record<string, unknown>>;
  words?: string | null | undefined;
}

/** What a deed holds while the door is open for it. Everything here is synchronous, by type. */
export interface Tx {
  readonly db: Db;
  readonly now: number;
  readonly actor: Actor;
  /** Appends a fact to the journal; returns its sequence number. */
  note(fact: Fact): number;
  /** Says that a topic must be shown anew once this is on the disk. */
  touch(topic: string): void;
  /** Called if this work is undone after all (a refusal, or the commit failed): memory beside the database forgets. */
  onRollback(forget: () => void): void;
}

export interface Answer {
  status: number;
  /** JSON text, exactly as it goes out. */
  body: string;
  cookie?: string | null;
}

/** How a request is made safe to repeat: `id` names who, what and the key; `fingerprint` the body. */
export interface Once {
  id: string;
  fingerprint: string;
  /** Turns a refusal into the answer that is kept for the next try. */
  refused(refusal: Refusal): Answer;
}

type Settled<T> = T extends Promise<unknown> ? never : T;

export interface Door {
  /** Runs synchronous `work` inside the next commit. Resolves after the disk has confirmed; rejects with what it threw. */
  write<T>(actor: Actor, work: (tx: Tx) => Settled<T>): Promise<T>;
  /** The same with an idempotency key: the stored answer is given again; a refusal is stored like any answer. */
  writeOnce(actor: Actor, once: Once, work: (tx: Tx) => Answer): Promise<Answer>;
  /** The answer that a key has already been given, or null. Throws idempotency.mismatch. */
  given(once: Pick<Once, 'id' | 'fingerprint'>): Answer | null;
  readonly waiting: number;
  readonly figures: {commits: number; writes: number; refused: number; rolledBack: number};
  /** Commits what waits, then takes no more. */
  close(): void;
}

export interface DoorParts {
  db: Db;
  clock: Clock;
  /** The journal: appends one fact inside the open transaction, and can go back to where it stood. */
  journal: {append(db: Db, fact: Fact, actor: Actor, now: number): number; mark(): unknown; back(mark: unknown): void};
  /** After a commit: these topics changed. */
  committed(topics: ReadonlySet<string>): void;
  /** The disk's word is unknown: nothing more may be written; the caller ends the process. */
  broken(error: unknown): void;
}

interface Waiting {
  actor: Actor;
  work: (tx: Tx) => unknown;
  resolve(value: never): void;
  reject(error: unknown): void;
}

type Outcome = {ok: true; value: unknown} | {ok: false; error: unknown};

/**
 * Opens the only door through which the database changes. Writes that arrive while a commit is under way are gathered into
 * the next one (group commit), each in its own savepoint; nobody is answered before the commit has returned.
 */
export function openDoor({db, clock, journal, committed, broken}: DoorParts): Door {
  let queue: Waiting[] = [];
  let scheduled = false;
  let closed = false;
  const figures = {commits: 0, writes: 0, refused: 0, rolledBack: 0};

  function write<T>(actor: Actor, work: (tx: Tx) => Settled<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed || queue.length >= maxWaitingWrites) return reject(new Refusal('store.unavailable'));
      queue.push({actor, work, resolve: resolve as (value: never) => void, reject});
      if (!scheduled) {
        scheduled = true;
        setImmediate(drain);
      }
    });
  }

  async function writeOnce(actor: Actor, once: Once, work: (tx: Tx) => Answer): Promise<Answer> {
    return write<Answer>(actor, (tx) => {
      const before = given(once);
      if (before) return before;
      const answer = tryWork(tx, () => work(tx), once);
      run(
        db,
        'insert or replace into answers (id, fingerprint, status, body, cookie, expiresAt) values (?, ?, ?, ?, ?, ?)',
        once.id,
        once.fingerprint,
        answer.status,
        answer.body,
        answer.cookie ?? null,
        tx.now + answerKeptMs,
      );
      return answer;
    });
  }

  /** Inside the write's savepoint a second one: a refusal takes back what the work did, but its answer is kept. */
  function tryWork(tx: TxInWork, work: () => Answer, once: Once): Answer {
    const mark = journal.mark();
    db.exec('savepoint once');
    try {
      const answer = work();
      db.exec('release once');
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) throw error;
      db.exec('rollback to once');
      db.exec('release once');
      journal.back(mark);
      tx.forgetAll?.();
      figures.refused++;
      return once.refused(error);
    }
  }

  function given(once: Pick<Once, 'id' | 'fingerprint'>): Answer | null {
    const row = one<{fingerprint: string; status: number; body: string; cookie: string | null; expiresAt: number}>(
      db,
      'select fingerprint, status, body, cookie, expiresAt from answers where id = ?',
      once.id,
    );
    if (!row || row.expiresAt <= clock.now()) return null;
    if (row.fingerprint !== once.fingerprint) throw new Refusal('idempotency.mismatch');
    return {status: row.status, body: row.body, cookie: row.cookie};
  }

  function drain(): void {
    scheduled = false;
    if (queue.length === 0) return;
    const batch = queue.length > maxBatch ? queue.splice(0, maxBatch) : queue;
    if (batch === queue) queue = [];
    commit(batch);
    if (queue.length > 0 && !scheduled) {
      scheduled = true;
      setImmediate(drain);
    }
  }

  function commit(batch: Waiting[]): void {
    const outcomes: Outcome[] = [];
    const topics = new Set<string>();
    const forgets: (() => void)[] = [];
    const start = journal.mark();
    try {
      db.exec('begin immediate');
      for (const one of batch) outcomes.push(inSavepoint(one, topics, forgets));
      db.exec('commit');
    } catch (error) {
      // First the database goes back, then memory: whoever forgets may read again at once.
      rollBack();
      journal.back(start);
      for (const forget of forgets) forget();
      figures.rolledBack += batch.length;
      failAll(batch, error);
      return;
    }
    figures.commits++;
    figures.writes += batch.length;
    // First it is true on disk, then we tell people: the screens, and after them whoever asked.
    if (topics.size > 0) tell(topics);
    batch.forEach((one, index) => {
      const outcome = outcomes[index]!;
      if (outcome.ok) one.resolve(outcome.value as never);
      else one.reject(outcome.error);
    });
  }

  /** A screen that can't be rendered must not keep anybody from hearing that their write stands. */
  function tell(topics: ReadonlySet<string>): void {
    try {
      committed(topics);
    } catch (error) {
      queueMicrotask(() =>
        process.emitWarning(`screens were not told: ${error instanceof Error ? error.name : 'fault'}`),
      );
    }
  }

  function inSavepoint(one: Waiting, topics: Set<string>, forgets: (() => void)[]): Outcome {
    const mark = journal.mark();
    const touched: string[] = [];
    let mine: (() => void)[] = [];
    const now = clock.now();
    const tx: TxInWork = {
      db,
      now,
      actor: one.actor,
      note: (fact) => {
        if (fact.queueId) touched.push(`queue:${fact.queueId}`);
        return journal.append(db, fact, one.actor, now);
      },
      touch: (topic) => touched.push(topic),
      onRollback: (forget) => mine.push(forget),
      forgetAll: () => {
        for (const forget of mine) forget();
        mine = [];
        touched.length = 0;
      },
    };
    db.exec('savepoint work');
    try {
      const value = one.work(tx);
      if (value instanceof Promise) throw new Error('work inside the write door must not be asynchronous');
      db.exec('release work');
      for (const topic of touched) topics.add(topic);
      forgets.push(...mine);
      return {ok: true, value};
    } catch (error) {
      // SQLite ends the whole transaction by itself on a full disk or an I/O error: then nobody's work stands.
      const stands = db.inTransaction;
      if (stands) {
        db.exec('rollback to work');
        db.exec('release work');
      }
      journal.back(mark);
      tx.forgetAll?.();
      if (!stands) throw error;
      if (isStorage(error)) throw error;
      if (error instanceof Refusal) figures.refused++;
      else figures.rolledBack++;
      return {ok: false, error};
    }
  }

  function rollBack(): void {
    if (!db.inTransaction) return;
    try {
      db.exec('rollback');
    } catch {
      // The connection is past saving; `broken` ends the process.
    }
  }

  function failAll(batch: Waiting[], error: unknown): void {
    const code = sqliteCode(error);
    // After an I/O error at commit the truth is unknown: "failed" would be a lie that a retry doubles. No answer is given.
    if (code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_CORRUPT') || db.inTransaction) {
      closed = true;
      // Whoever waits behind must not be written either; their keys find out after the restart.
      queue = [];
      broken(error);
      return;
    }
    const known = code.startsWith('SQLITE_FULL') || code.startsWith('SQLITE_BUSY');
    for (const one of batch) one.reject(known ? new Refusal('store.unavailable') : error);
  }

  return {
    write,
    writeOnce,
    given,
    figures,
    get waiting() {
      return queue.length;
    },
    close() {
      while (queue.length > 0) drain();
      closed = true;
    },
  };
}

interface TxInWork extends Tx {
  forgetAll?(): void;
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isStorage(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|READONLY|NOMEM)/.test(sqliteCode(error));
}

/** Forgets kept answers whose day is over, a bounded number at a time; returns how many went. */
export function forgetOldAnswers(tx: Tx, limit = 5000): number {
  return run(
    tx.db,
    'delete from answers where id in (select id from answers where expiresAt <= ? limit ?)',
    tx.now,
    limit,
  );
}
