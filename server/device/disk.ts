import fs from 'node:fs';
import type {Actor} from '../base/actor.ts';
import type {Clock} from '../base/clock.ts';
import type {BoxView} from '../base/schema.ts';
import {type Ballast, ballastBytes, openBallast} from './ballast.ts';

const mib = 1024 * 1024;
/** Below this staff are told that room runs out. */
export const lowBytes = 512 * mib;
/** Below this the disk counts as full: strangers' writes are refused, what is left is for staff and for SQLite's own order. */
export const fullBytes = 32 * mib;
/** It counts as full until this is free again, so that it doesn't flap. */
export const resumeBytes = 40 * mib;
/** Below this SQLite can hardly open its file: a start gives the ballast away first. */
export const startNeedsBytes = 8 * mib;
/** How often we ask the system; how long "no room" is believed against what the system says (a quota, say). */
const lookEveryMs = 2000;
const ranOutForMs = 3000;
/** The ballast is written when the start's rush is over, and not again right after it was given away. */
const ballastRestMs = 15_000;
const startRushMs = 3000;

export interface Disk {
  view(): BoxView['disk'];
  /** Whether this writer may use what room there is. */
  admits(actor: Actor): boolean;
  /** Whether so much may be written without touching the last room. Whoever writes more than deeds (backups, exports) asks. */
  roomFor(bytes: number): Promise<boolean>;
  /** SQLite found no room (SQLITE_FULL). */
  ranOut(): void;
  /** Asks the system now. The timer does so every two seconds. */
  look(): Promise<void>;
  stop(): void;
}

export interface DiskParts {
  dataDir: string;
  clock: Clock;
  /** The state is another one now: staff screens say so. */
  changed(view: BoxView['disk']): void;
  /** For tests: what the system says, and a smaller ballast. */
  freeBytes?(dataDir: string): Promise<number>;
  ballast?: Ballast;
}

/**
 * Watches the room on the disk, without making anybody wait. Open it before the database: a start on a full disk gives the
 * ballast away, so that SQLite can put its file in order.
 */
export function watchDisk({
  dataDir,
  clock,
  changed,
  freeBytes = freeNow,
  ballast = openBallast(dataDir),
}: DiskParts): Disk {
  const startedAt = clock.steady();
  let ranOutAt = Number.NEGATIVE_INFINITY;
  let releasedAt = Number.NEGATIVE_INFINITY;
  let free = freeAtOnce(dataDir);
  if (free < startNeedsBytes) {
    giveBallast();
    free = freeAtOnce(dataDir);
  }
  let state = diskState('ok', spareBytes());
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();

  async function look(): Promise<void> {
    free = await freeBytes(dataDir).catch(() => 0);
    const now = clock.steady();
    become(now - ranOutAt < ranOutForMs ? 'full' : diskState(state, spareBytes()));
    const rested = now - startedAt >= startRushMs && now - releasedAt >= ballastRestMs;
    if (state !== 'full' && ballast.heldBytes === 0 && rested) await ballast.hold();
  }

  /** What is free beyond the ballast, whether that lies there already or has to be written again. */
  function spareBytes(): number {
    return free - (ballast.heldBytes > 0 ? 0 : ballastBytes);
  }

  function become(next: BoxView['disk']['state']): void {
    if (next === state) return;
    state = next;
    changed({state, freeBytes: free});
  }

  function giveBallast(): void {
    if (ballast.heldBytes === 0) return;
    ballast.release();
    releasedAt = clock.steady();
  }

  return {
    view: () => ({state, freeBytes: free}),
    admits: ({kind}) => state !== 'full' || kind === 'staff' || kind === 'system',
    async roomFor(bytes) {
      free = await freeBytes(dataDir).catch(() => 0);
      return state !== 'full' && spareBytes() - bytes >= resumeBytes;
    },
    ranOut() {
      ranOutAt = clock.steady();
      giveBallast();
      become('full');
    },
    look,
    stop() {
      clearInterval(timer);
      ballast.stop();
    },
  };
}

/** Pure: full has a way in and a higher way out. */
export function diskState(before: BoxView['disk']['state'], spareBytes: number): BoxView['disk']['state'] {
  if (spareBytes < (before === 'full' ? resumeBytes : fullBytes)) return 'full';
  return spareBytes < lowBytes ? 'low' : 'ok';
}

async function freeNow(dataDir: string): Promise<number> {
  const {bavail, bsize} = await fs.promises.statfs(dataDir);
  return bavail * bsize;
}

/** Once, at the start, before anybody could wait. */
function freeAtOnce(dataDir: string): number {
  try {
    const {bavail, bsize} = fs.statfsSync(dataDir);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
