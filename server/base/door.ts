import type {Actor} from './actor.ts';
import type {Clock} from './clock.ts';
import type {Db} from './database.ts';
import {sql} from './database.ts';
import {openKeptAnswers} from './kept-answers.ts';
import {Refusal} from './refusal.ts';

/** The most writes that wait for the disk at once; one more is refused as store.unavailable. */
export const maxWaitingWrites = 20_000;
/** The most writes in one commit: bounds how long the first of them waits. */
export const maxBatch = 512;
/** So many in one commit are a rush. */
const rush = 8;
/** How many turns of the loop a batch may wait for more. */
const mostTurns = 3;

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
  /** By how much `now` leapt since that instant: durations are without it. */
  leaptSince(at: number): number;
  readonly actor: Actor;
  /** Appends a fact to the journal; returns its sequence number. */
  note(fact: Fact): number;
  /** The sequence number that the next fact gets: a row can carry it without being written twice. */
  nextSeq(): number;
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
  /**
   * Runs synchronous `work` inside the next commit. Resolves after the disk has confirmed; rejects with what it threw.
   * Work may run a second time when a neighbour of its batch was taken back: what it does outside `tx` it must bear twice.
   */
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
  journal: {
    append(db: Db, fact: Fact, actor: Actor, now: number): number;
    mark(): unknown;
    back(mark: unknown): void;
    readonly head: {seq: number};
  };
  /** After a commit: these topics changed. */
  committed(topics: ReadonlySet<string>): void;
  /** The disk's word is unknown: nothing more may be written; the caller ends the process. */
  broken(error: unknown): void;
  /** Whether this writer may use the room that the disk still has; asked before anything touches it. */
  admits?(actor: Actor): boolean;
  /** SQLite found no room on the disk. */
  ranOut?(): void;
  /** So many write at once that they share commits. */
  rushed?(): void;
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
export function openDoor({db, clock, journal, committed, broken, admits, ranOut, rushed}: DoorParts): Door {
  let queue: Waiting[] = [];
  let scheduled = false;
  let lastBatch = 0;
  let closed = false;
  const figures = {commits: 0, writes: 0, refused: 0, rolledBack: 0};
  const answers = openKeptAnswers(db);
  const changes = sql(db, 'select total_changes()').pluck();
  /** Rows changed on this connection so far: tells whether a refused work has written anything. */
  const changed = () => changes.get() as number;
  /** Whether each work runs in a savepoint of its own; see `commit`. */
  let careful = false;

  function write<T>(actor: Actor, work: (tx: Tx) => Settled<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (closed || queue.length >= maxWaitingWrites) return reject(new Refusal('store.unavailable'));
      if (admits && !admits(actor)) return reject(new Refusal('store.unavailable'));
      queue.push({actor, work, resolve: resolve as (value: never) => void, reject});
      schedule();
    });
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(gather, 0, 0);
  }

  /** In a rush, one more turn of the loop costs the first of a batch microseconds and brings others onto the same commit. */
  function gather(gathered: number, turns: number): void {
    if (lastBatch >= rush && queue.length > gathered && queue.length < maxBatch && turns < mostTurns)
      setImmediate(gather, queue.length, turns + 1);
    else drain();
  }

  async function writeOnce(actor: Actor, once: Once, work: (tx: Tx) => Answer): Promise<Answer> {
    return write<Answer>(actor, (tx) => {
      const before = given(once);
      if (before) return before;
      const answer = tryWork(tx as TxInWork, () => work(tx), once);
      answers.keep(tx, once, answer);
      return answer;
    });
  }

  /** A refusal takes back what the work did, but its answer is kept. */
  function tryWork(tx: TxInWork, work: () => Answer, once: Once): Answer {
    const mark = journal.mark();
    if (careful) db.exec('savepoint once');
    try {
      const answer = work();
      if (careful) db.exec('release once');
      return answer;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500 || error.status === 429) throw error;
      if (careful) {
        db.exec('rollback to once');
        db.exec('release once');
      } else if (changed() !== tx.changedBefore) throw needsCare;
      journal.back(mark);
      tx.forgetAll?.();
      figures.refused++;
      return once.refused(error);
    }
  }

  function given(once: Pick<Once, 'id' | 'fingerprint'>): Answer | null {
    return answers.given(once, clock.now());
  }

  function drain(): void {
    scheduled = false;
    if (queue.length === 0) return;
    const batch = queue.length > maxBatch ? queue.splice(0, maxBatch) : queue;
    if (batch === queue) queue = [];
    lastBatch = batch.length;
    if (lastBatch >= rush) rushed?.();
    commit(batch);
    if (queue.length > 0) schedule();
  }

  /**
   * A savepoint makes SQLite copy every page that its work touches, and nearly no work is ever taken back after it has
   * written. So a batch first runs without; if one of it is refused after it wrote something, all of it goes back
   * and runs again, each in its own savepoint.
   */
  function commit(batch: Waiting[]): void {
    const outcomes: Outcome[] = [];
    const topics = new Set<string>();
    const forgets: (() => void)[] = [];
    const start = journal.mark();
    const {refused, rolledBack} = figures;
    try {
      db.exec('begin immediate');
      for (const one of batch) outcomes.push(runWork(one, topics, forgets));
      db.exec('commit');
    } catch (error) {
      // First the database goes back, then memory: whoever forgets may read again at once.
      rollBack();
      journal.back(start);
      for (const forget of forgets) forget();
      // What was counted of this try is counted by the next, or with all of the batch.
      Object.assign(figures, {refused, rolledBack});
      if (error === needsCare && !db.inTransaction) {
        careful = true;
        try {
          commit(batch);
        } finally {
          careful = false;
        }
        return;
      }
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

  function runWork(one: Waiting, topics: Set<string>, forgets: (() => void)[]): Outcome {
    const mark = journal.mark();
    const touched: string[] = [];
    let mine: (() => void)[] = [];
    const now = clock.now();
    const tx: TxInWork = {
      db,
      now,
      leaptSince: (at) => clock.leaptSince?.(at) ?? 0,
      actor: one.actor,
      note: (fact) => {
        if (fact.queueId) touched.push(`queue:${fact.queueId}`);
        return journal.append(db, fact, one.actor, now);
      },
      changedBefore: careful ? 0 : changed(),
      nextSeq: () => journal.head.seq + 1,
      touch: (topic) => touched.push(topic),
      onRollback: (forget) => mine.push(forget),
      forgetAll: () => {
        for (const forget of mine) forget();
        mine = [];
        touched.length = 0;
      },
    };
    if (careful) db.exec('savepoint work');
    try {
      const value = one.work(tx);
      if (value instanceof Promise) throw new Error('work inside the write door must not be asynchronous');
      if (careful) db.exec('release work');
      for (const topic of touched) topics.add(topic);
      forgets.push(...mine);
      return {ok: true, value};
    } catch (error) {
      // SQLite ends the whole transaction by itself on a full disk or an I/O error: then nobody's work stands.
      const stands = db.inTransaction;
      if (stands && careful) {
        db.exec('rollback to work');
        db.exec('release work');
      }
      journal.back(mark);
      tx.forgetAll?.();
      if (!stands || error === needsCare || isStorage(error)) throw error;
      if (!careful && changed() !== tx.changedBefore) throw needsCare;
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
    if (code.startsWith('SQLITE_FULL')) ranOut?.();
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
  /** `changed()` before the work. */
  readonly changedBefore: number;
  forgetAll?(): void;
}

/** Thrown inside a batch that ran without savepoints when one of its works must be taken back alone. */
const needsCare = new Error('this batch runs again, each work in its own savepoint');

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isStorage(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|CORRUPT|READONLY|NOMEM)/.test(sqliteCode(error));
}
