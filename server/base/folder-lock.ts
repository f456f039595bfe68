import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';

/**
 * One running server a folder. The lock is SQLite's own exclusive file lock on an empty database beside the real one: the
 * kernel drops it when the process dies, however it dies, so there is no stale PID file to clean by hand.
 * Throws with one clear line when somebody else holds it.
 */
export function lockFolder(dataDir: string): {release(): void} {
  fs.mkdirSync(dataDir, {recursive: true});
  const db = new Database(path.join(dataDir, 'server.lock'), {timeout: 0});
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.exec('begin exclusive');
  } catch {
    db.close();
    throw new FolderTaken(`another Baari is running in ${dataDir}; stop it first or choose another DATA_DIR`);
  }
  return {release: () => db.close()};
}

export class FolderTaken extends Error {}
