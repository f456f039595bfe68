import fs from 'node:fs';
import path from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {syncFile, syncFolder} from '../keeping/copies.ts';
import {unlockFile} from '../keeping/lock-copy.ts';
import {askBox, SpareRefused} from './ask-box.ts';
import {checkCopy} from './check-copy.ts';
import {sha256Of} from './copy-for-spare.ts';
import {askEveryMs, type FollowState, followState} from './rules.ts';
import type {CopyAnswer, MainState, ReadyCopy} from './schema.ts';

/** One copy may take so long to come; what came of it is kept, and the next try goes on there. */
const copyWithinMs = 30 * 60_000;

/** What is known of the newest good copy; kept beside it. */
export interface GoodCopy {
  seq: number;
  /** When the main box made it, by its clock. */
  at: string;
  epoch: string;
  siteName: string;
}

export interface FollowView {
  state: FollowState;
  siteName: string | null;
  copy: GoodCopy | null;
  /** How old the copy is, in ms of this machine's steady clock; null where it came before this start. */
  copyAgeMs: number | null;
  heardAgoMs: number | null;
  /** Entries of the journal that the main box has and the copy has not. */
  behind: number | null;
  problem: string | null;
}

export interface Follower {
  view(): FollowView;
  /** One round: asks, and fetches a copy where there is a newer one. The timer does so every ten seconds. */
  look(): Promise<void>;
  stop(): Promise<void>;
}

export interface FollowParts {
  url: string;
  secret: string;
  dataDir: string;
  steady(): number;
  port(): number;
  say(line: string): void;
}

export const spareFolder = (dataDir: string): string => path.join(dataDir, 'spare');
/** The newest copy, unlocked and read to its end. */
export const copyFile = (dataDir: string): string => path.join(spareFolder(dataDir), 'copy.db');
const aboutFile = (dataDir: string) => path.join(spareFolder(dataDir), 'copy.json');

export function goodCopy(dataDir: string): GoodCopy | null {
  if (!fs.existsSync(copyFile(dataDir))) return null;
  try {
    return JSON.parse(fs.readFileSync(aboutFile(dataDir), 'utf8')) as GoodCopy;
  } catch {
    return null;
  }
}

/** Keeps a checked copy of the main box that is as young as the main box can make it. */
export function openFollower({url, secret, dataDir, steady, port, say}: FollowParts): Follower {
  const folder = spareFolder(dataDir);
  fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  const end = new AbortController();
  let main: MainState | null = null;
  let heardAt: number | null = null;
  let copy = goodCopy(dataDir);
  let copiedAt: number | null = null;
  let problem: string | null = null;
  let refused = false;
  let round: Promise<void> | null = null;
  const timer = setInterval(() => void look(), askEveryMs);

  function look(): Promise<void> {
    round ??= once().finally(() => {
      round = null;
    });
    return round;
  }

  async function once(): Promise<void> {
    try {
      const answer = await askBox(url, secret, {
        method: 'GET',
        path: '/api/spare/state',
        headers: {'x-spare-port': String(port())},
        signal: end.signal,
      });
      main = (await answer.json()) as MainState;
      heardAt = steady();
      refused = false;
      if (!copy || copy.seq !== main.seq || copy.epoch !== main.epoch) await fetchCopy(main);
      // What it has is what the main box has: as young as this word.
      else copiedAt = steady();
      become(null);
    } catch (error) {
      if (end.signal.aborted) return;
      refused = error instanceof SpareRefused && error.status < 500 && error.status !== 429;
      become(error instanceof SpareRefused ? error.message : error instanceof Error ? faultOf(error) : 'fault');
    }
  }

  function become(next: string | null): void {
    if (next === problem) return;
    problem = next;
    say(next === null ? `following ${url}` : `following ${url} has to wait: ${next}`);
  }

  async function fetchCopy({epoch, siteName}: MainState): Promise<void> {
    const begunAt = steady();
    const asked = await askBox(url, secret, {method: 'POST', path: '/api/spare/copy', body: {}, signal: end.signal});
    const ready = (await asked.json()) as CopyAnswer;
    if ('making' in ready || (copy && ready.seq <= copy.seq && copy.epoch === epoch)) return;
    const locked = path.join(folder, `${ready.sha256.slice(0, 32)}.part`);
    forgetOthers(locked);
    await download(ready, locked);
    if ((await sha256Of(locked)) !== ready.sha256) {
      fs.rmSync(locked);
      throw new Error('the copy was damaged on its way');
    }
    const open = path.join(folder, 'incoming.db');
    fs.rmSync(open, {force: true});
    unlockFile(locked, open, secret);
    try {
      await checkCopy(open, ready.seq, end.signal);
      syncFile(open);
      const about: GoodCopy = {seq: ready.seq, at: ready.at, epoch, siteName};
      // The words about it are older than it for an instant, never newer.
      fs.writeFileSync(`${aboutFile(dataDir)}.new`, JSON.stringify(about), {mode: 0o600});
      fs.renameSync(open, copyFile(dataDir));
      fs.renameSync(`${aboutFile(dataDir)}.new`, aboutFile(dataDir));
      syncFolder(folder);
      if (!copy) say(`the first copy of ${siteName} is here, checked`);
      copy = about;
      copiedAt = begunAt;
    } finally {
      fs.rmSync(open, {force: true});
      fs.rmSync(locked, {force: true});
    }
  }

  function forgetOthers(but: string): void {
    for (const name of fs.readdirSync(folder))
      if (name.endsWith('.part') && path.join(folder, name) !== but) fs.rmSync(path.join(folder, name));
  }

  /** Goes on where a line broke. */
  async function download({id, bytes}: ReadyCopy, to: string): Promise<void> {
    const have = fs.statSync(to, {throwIfNoEntry: false})?.size ?? 0;
    if (have >= bytes) return;
    const answer = await askBox(url, secret, {
      method: 'GET',
      path: `/api/spare/copy?id=${encodeURIComponent(id)}`,
      headers: have > 0 ? {range: `bytes=${have}-`} : {},
      signal: end.signal,
      withinMs: copyWithinMs,
    });
    const body = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
    let left = bytes - have;
    const bounded = async function* (source: AsyncIterable<Buffer>) {
      for await (const chunk of source) {
        left -= chunk.length;
        if (left < 0) throw new Error('the copy is longer than it was said to be');
        yield chunk;
      }
    };
    await pipeline(body, bounded, fs.createWriteStream(to, {flags: have > 0 ? 'a' : 'w', mode: 0o600}));
  }

  return {
    view: () => ({
      state: followState(steady(), heardAt, copiedAt ?? (copy ? Number.NEGATIVE_INFINITY : null), refused),
      siteName: main?.siteName ?? copy?.siteName ?? null,
      copy,
      copyAgeMs: copiedAt === null ? null : steady() - copiedAt,
      heardAgoMs: heardAt === null ? null : steady() - heardAt,
      behind: main && copy && main.epoch === copy.epoch ? main.seq - copy.seq : null,
      problem,
    }),
    look,
    async stop() {
      clearInterval(timer);
      end.abort();
      await round;
    },
  };
}

/** What went wrong, without an address or a path that nobody needs. */
function faultOf(error: Error): string {
  const cause = error.cause instanceof Error && 'code' in error.cause ? String(error.cause.code) : null;
  return cause ?? (error.name === 'TimeoutError' ? 'no answer in time' : error.message.slice(0, 200));
}
