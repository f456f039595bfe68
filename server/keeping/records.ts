import fs from 'node:fs';
import path from 'node:path';
import {copiesFolder, syncFolder} from './copies.ts';

/** What is known of the keeping itself, beside the copies and not in the database: it must outlive a restore. */
export interface Records {
  /** The last copy that was made. */
  copy: {at: number; file: string; bytes: number; ms: number; seq: number};
  /** The last copy that was carried to the second place. */
  second: {at: number; folder: string; file: string; bytes: number};
  /** The last check of the whole file. */
  check: {at: number; state: 'clean' | 'fault' | 'unjudged'; ms: number; lines: {en: string[]; hi: string[]}};
  /** The last time that somebody tried a restore: `npm run drill`. */
  drill: {at: number; good: boolean; ms: number; differed: string[]};
}

const fileOf = (dataDir: string, name: keyof Records) => path.join(copiesFolder(dataDir), `.${name}.json`);

/** A file of its own each, so that the server and the commands never write over each other's word. */
export function saveRecord<Name extends keyof Records>(dataDir: string, name: Name, record: Records[Name]): void {
  const file = fileOf(dataDir, name);
  fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  const fd = fs.openSync(`${file}.new`, 'w', 0o600);
  try {
    fs.writeSync(fd, `${JSON.stringify(record)}\n`);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
  fs.renameSync(`${file}.new`, file);
  syncFolder(path.dirname(file));
}

/** Null where nothing is known, or where the file can't be read: then it is as if it never was. */
export function readRecord<Name extends keyof Records>(dataDir: string, name: Name): Records[Name] | null {
  try {
    return JSON.parse(fs.readFileSync(fileOf(dataDir, name), 'utf8')) as Records[Name];
  } catch {
    return null;
  }
}
