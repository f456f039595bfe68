import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import {type Db, one} from '../base/database.ts';
import {isOlderShape, migrateDatabase} from '../base/migrate.ts';
import {firstBrokenEntry} from '../journal/rows.ts';
import {copiesFolder, nextNumber, syncFolder} from './copies.ts';
import {copyName} from './copy-rules.ts';
import {CopyFault, writeCopy} from './make-copy.ts';

/** The file stays as the older version left it, which can serve it again. The message is the one line that the start prints. */
export class UpdateFault extends Error {}

export interface Update {
  dataDir: string;
  /** Of this program. */
  version: string;
  at: number;
  /** For tests: what brings the file to the newest shape. */
  migrate?(db: Db): void;
}

/**
 * Brings the file to this program's shape. A hospital's file is copied first, and the copy checked; then all that changes the file
 * is one transaction, so that a fault leaves it as it was. Throws UpdateFault.
 */
export function updateFile(db: Db, {dataDir, version, at, migrate = migrateDatabase}: Update): void {
  if (!isOlderShape(db)) {
    migrate(db);
    return;
  }
  const old = oldVersion(db);
  const copy = copyBefore(dataDir, {version: old, at});
  try {
    migrate(db);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : 'unknown';
    throw new UpdateFault(
      `Baari ${version} could not bring the file of Baari ${old} to its own shape (${why}). The file is as it was: ` +
        `start Baari ${old} again, it can go on with it. A copy from before is ${copy}`,
    );
  }
}

/** Which version last served this file. */
function oldVersion(db: Db): string {
  try {
    const row = one<{value: string}>(db, "select value from settings where key = 'box.version'");
    return row ? String(JSON.parse(row.value)) : '(an older one)';
  } catch {
    return '(an older one)';
  }
}

function copyBefore(dataDir: string, {version, at}: {version: string; at: number}): string {
  const folder = copiesFolder(dataDir);
  fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  const name = copyName(at, nextNumber(folder), {before: true});
  const part = path.join(folder, `.${name}.${process.pid}.part`);
  try {
    writeCopy(path.join(dataDir, 'baari.db'), part, {dataDir, folder, at, version});
    insistWhole(part);
    fs.renameSync(part, path.join(folder, name));
    syncFolder(folder);
  } catch (error) {
    fs.rmSync(part, {force: true});
    const why = error instanceof Error ? error.message : 'unknown';
    throw new UpdateFault(
      `no copy could be made before the update, so nothing was changed (${why}). Make room, or start Baari ${version} again`,
    );
  }
  return path.join(folder, name);
}

/** What can be said of a file in an older shape: its pages, its links and its journal. */
function insistWhole(file: string): void {
  const db = new Database(file, {readonly: true, fileMustExist: true});
  try {
    if (db.pragma('integrity_check(1)', {simple: true}) !== 'ok')
      throw new CopyFault('damaged', 'its pages do not fit together');
    if ((db.pragma('foreign_key_check') as unknown[]).length > 0)
      throw new CopyFault('damaged', 'a row names another that is not there');
    const broken = firstBrokenEntry(db);
    if (broken) throw new CopyFault('damaged', broken.fault);
  } finally {
    db.close();
  }
}
