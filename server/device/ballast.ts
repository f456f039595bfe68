import {randomFillSync} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Room for some thousand deeds of the staff, and for SQLite to copy its log into the file. */
export const ballastBytes = 16 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

export interface Ballast {
  /** What lies there now: all of it or nothing. */
  readonly heldBytes: number;
  /** Gives the room back at once. Deleting is the one thing that always works on a full disk outside of SQLite. */
  release(): void;
  /** Takes the room, a chunk at a time so that nobody waits. Answers whether it is held; a disk without room is no fault. */
  hold(): Promise<boolean>;
  /** Ends a `hold` that is on its way. */
  stop(): void;
}

/** A file that does nothing but take room, so that there is some to give when the disk is full. */
export function openBallast(dataDir: string, bytes = ballastBytes): Ballast {
  const file = path.join(dataDir, 'ballast');
  const unfinished = `${file}.new`;
  fs.rmSync(unfinished, {force: true});
  let heldBytes = sizeOf(file) >= bytes ? bytes : 0;
  let holding: Promise<boolean> | null = null;
  let stopped = false;

  async function write(): Promise<boolean> {
    // Chance bytes: a file system that compresses would keep zeros in no room at all.
    const chunk = randomFillSync(Buffer.allocUnsafe(Math.min(chunkBytes, bytes)));
    const target = await fs.promises.open(unfinished, 'w', 0o600);
    try {
      for (let written = 0; written < bytes && !stopped; )
        written += (await target.write(chunk, 0, Math.min(chunk.length, bytes - written))).bytesWritten;
      if (!stopped) await target.sync();
    } finally {
      await target.close();
    }
    if (stopped) throw new Error('stopped');
    fs.renameSync(unfinished, file);
    heldBytes = bytes;
    return true;
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    release() {
      fs.rmSync(file, {force: true});
      heldBytes = 0;
    },
    hold() {
      if (heldBytes > 0) return Promise.resolve(true);
      if (stopped) return Promise.resolve(false);
      holding ??= write()
        .catch(() => {
          fs.rmSync(unfinished, {force: true});
          return false;
        })
        .finally(() => {
          holding = null;
        });
      return holding;
    },
    stop() {
      stopped = true;
    },
  };
}

function sizeOf(file: string): number {
  return fs.statSync(file, {throwIfNoEntry: false})?.size ?? 0;
}
