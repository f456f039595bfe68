import {createHash} from 'node:crypto';
import type postgres from 'postgres';
import type {Clock} from '../server/base/clock.ts';
import {isoAt} from '../server/base/day.ts';
import type {Log} from '../server/base/log.ts';
import {openConnection} from './connection.ts';
import {codeOf, problemOf, refusals, type SyncProblem} from './problem.ts';
import {type CloudWord, freshMemory, type PushBox, pushAll} from './push.ts';
import {atOf} from './rows.ts';

/** Where the cloud is, for staff and administrators. */
export interface SyncState {
  /** `behind`: not up to date for longer than usual, it comes by itself; `refused`: the cloud said no, somebody must look. */
  state: 'off' | 'ok' | 'behind' | 'refused';
  siteId: string | null;
  /** The cloud's own word and clock; null while it has said nothing yet. */
  lastSyncedAt: string | null;
  /** The last entry of the journal that the cloud has confirmed; null while it has said nothing yet. */
  ackedSeq: number | null;
  /** For how long the oldest change has been waiting; 0 when nothing waits, null while that is not known. */
  lagSeconds: number | null;
  /** Since when what goes wrong, how often it was tried, and when next. */
  problem: {code: SyncProblem; since: string; tries: number; nextTryAt: string} | null;
  /** Another box with this one's identity was turned away then. */
  rivalAt: string | null;
  /** The cloud lost some of what it had confirmed, and was filled again. */
  cloudWentBackAt: string | null;
}

export interface SyncParts {
  url: string;
  box: Omit<PushBox, 'insistOpen' | 'asOf'>;
  clock: Clock;
  log: Log;
  /** The state is another one now. */
  changed(): void;
  /** For tests. */
  periodMs?: number;
  silenceMs?: number;
}

export interface Sync {
  state(): SyncState;
  /** Something that the cloud shows may be another now. */
  touched(): void;
  /** No statement is sent after this, and the file is not read any more. */
  stop(): void;
}

/** A change is sent at the site's next turn: so much later at most. Each site has its own place in this time. */
export const periodMs = 10_000;
/** Without a change the cloud hears that the box lives, and so do we of it. */
const beatMs = 60_000;
/** After a fault: by chance between nothing and twice as long each time, up to the cap ("full jitter"). */
const backoffBaseMs = 1000;
export const backoffCapMs = 30_000;
/** A round that says nothing for so long hangs in a dead line. */
const silenceMs = 15_000;
/** Later than this is behind. */
const behindMs = 60_000;

/** Keeps the cloud up to date beside the box's work. One round at a time, one connection, ended after each round. */
export function openSync({
  url,
  box,
  clock,
  log,
  changed,
  periodMs: period = periodMs,
  silenceMs: silentFor = silenceMs,
}: SyncParts): Sync {
  const {siteId} = box.identity();
  const phaseMs = phaseOf(siteId, period);
  const memory = freshMemory();
  let stopped = false;
  let sql: postgres.Sql | null = null;
  let word: CloudWord | null = null;
  let heardAt: number | null = null;
  let dirty = true;
  let failed: {code: SyncProblem; since: number; tries: number; nextTryAt: number} | null = null;
  let cloudWentBackAt: number | null = null;
  let saidState: SyncState['state'] = 'behind';
  let timer = setTimeout(look, untilTurn());
  timer.unref();

  const pushBox: PushBox = {
    ...box,
    asOf: () => isoAt(clock.now(), box.site().timeZone),
    insistOpen() {
      if (stopped) throw Object.assign(new Error('the box is closing'), {code: 'CONNECTION_ENDED'});
    },
  };

  function look(): void {
    const due = dirty || box.head().seq !== word?.ackedSeq || clock.steady() - (heardAt ?? -beatMs) >= beatMs;
    if (!due) {
      wait(untilTurn());
      return;
    }
    dirty = false;
    void round().then(
      () => {
        if (failed) log.info({tries: failed.tries}, 'the cloud is reached again');
        failed = null;
        wait(untilTurn());
      },
      (error: unknown) => {
        dirty = true;
        if (!stopped) fail(error);
      },
    );
  }

  async function round(): Promise<void> {
    // A dead line says nothing at all: whoever waits for it gives it up.
    let silence: NodeJS.Timeout | null = null;
    try {
      const connection = await openConnection(url);
      sql = connection;
      pushBox.insistOpen();
      const said = () => {
        if (silence) clearTimeout(silence);
        silence = setTimeout(() => void connection.end({timeout: 0}).catch(() => {}), silentFor);
        silence.unref();
      };
      said();
      await pushAll(connection, pushBox, memory, (heard) => {
        said();
        word = heard;
        heardAt = clock.steady();
        if (heard.cloudWentBack) cloudWentBackAt = clock.now();
      });
    } finally {
      if (silence) clearTimeout(silence);
      const ending = sql;
      sql = null;
      // A polite end where there is one; whatever hangs is cut off.
      void ending?.end({timeout: 1}).catch(() => {});
      tell();
    }
  }

  function fail(error: unknown): void {
    memory.shape = null;
    const code = problemOf(error);
    const tries = (failed?.tries ?? 0) + 1;
    const delay = backoffOf(tries);
    const now = clock.now();
    const since = failed?.code === code ? failed.since : now;
    if (failed?.code !== code) log.warn({problem: code, code: codeOf(error)}, 'the cloud is not up to date');
    failed = {code, since, tries, nextTryAt: now + delay};
    tell();
    wait(delay);
  }

  /** Staff screens hear of it when the word changes, not at each round. */
  function tell(): void {
    if (stopped) return;
    const {state} = stateNow();
    if (state === saidState) return;
    saidState = state;
    changed();
  }

  function wait(ms: number): void {
    if (stopped) return;
    timer = setTimeout(look, ms);
    timer.unref();
  }

  function untilTurn(): number {
    return period - ((((clock.now() - phaseMs) % period) + period) % period);
  }

  function stateNow(): SyncState {
    const iso = (ms: number) => isoAt(ms, box.site().timeZone);
    const lagMs = lagOf();
    const silentMs = heardAt === null ? null : clock.steady() - heardAt;
    // Until the cloud has said something nobody can say that it is up to date.
    const behind = silentMs === null || silentMs > beatMs + behindMs || (lagMs ?? 0) > behindMs;
    const state = failed && refusals.includes(failed.code) ? 'refused' : behind ? 'behind' : 'ok';
    return {
      state,
      siteId,
      lastSyncedAt: word ? iso(word.lastSeenAt.getTime()) : null,
      ackedSeq: word?.ackedSeq ?? null,
      lagSeconds: lagMs === null ? null : Math.round(lagMs / 1000),
      problem: failed && {
        code: failed.code,
        since: iso(failed.since),
        tries: failed.tries,
        nextTryAt: iso(failed.nextTryAt),
      },
      rivalAt: word?.rivalAt ? iso(word.rivalAt.getTime()) : null,
      cloudWentBackAt: cloudWentBackAt === null ? null : iso(cloudWentBackAt),
    };
  }

  function lagOf(): number | null {
    if (word === null || stopped) return null;
    const oldest = atOf(box.db, word.ackedSeq + 1);
    return oldest === null ? 0 : Math.max(0, clock.now() - oldest);
  }

  return {
    state: stateNow,
    touched() {
      dirty = true;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      // Cut off: what was not committed is sent again after the next start.
      void sql?.end({timeout: 0}).catch(() => {});
    },
  };
}

/** Each site's own, stable place within the period, so that two thousand do not knock at once. */
export function phaseOf(siteId: string, period: number): number {
  return createHash('sha256').update(siteId).digest().readUInt32BE(0) % period;
}

/** Full jitter: anything from nothing to the doubling limit (Brooker 2015, "Exponential Backoff And Jitter"). */
export function backoffOf(tries: number, chance: () => number = Math.random): number {
  return chance() * Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(tries, 20));
}
