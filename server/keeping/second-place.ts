import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {hasRoom, localDay, makeRoom, rotate, syncFolder} from './copies.ts';
import {copyOf} from './copy-rules.ts';
import {lockFile, unlockFile} from './lock-copy.ts';
import {CopyFault, forgetPartsOf} from './make-copy.ts';
import {saveRecord} from './records.ts';

export interface SecondOrder {
  /** A checked copy of the box's own folder. */
  file: string;
  /** Another disk: a stick, a folder of the network. */
  folder: string;
  dataDir: string;
  passphrase: string | null;
  timeZone: string;
  /** The box's time, in ms. */
  at: number;
  /** For tests, which have only one disk. */
  sameDiskToo?: boolean;
}

export interface SecondMade {
  file: string;
  bytes: number;
}

/** How the second place is at the moment: there, away, or on the box's own disk (where it would save nothing). */
export function secondPlaceNow(folder: string, dataDir: string): 'there' | 'away' | 'same-disk' {
  try {
    const [there, here] = [fs.statSync(folder), fs.statSync(dataDir)];
    if (!there.isDirectory()) return 'away';
    return there.dev === here.dev ? 'same-disk' : 'there';
  } catch {
    return 'away';
  }
}

/** Carries a checked copy to another disk, reads it back from there and compares. Rotates there as here. */
export function copyToSecondPlace({
  file,
  folder,
  dataDir,
  passphrase,
  timeZone,
  at,
  sameDiskToo,
}: SecondOrder): SecondMade {
  const state = secondPlaceNow(folder, dataDir);
  if (state === 'away') throw new CopyFault('place', `${folder} is not there`);
  if (state === 'same-disk' && !sameDiskToo) throw new CopyFault('place', `${folder} is on the box’s own disk`);
  const own = copyOf(path.basename(file));
  if (!own) throw new CopyFault('missing', `${file} is not a copy`);
  const name = `${own.name}${passphrase && !own.locked ? '.locked' : ''}`;
  const whole = path.join(folder, name);
  const {size} = fs.statSync(file);
  if (fs.existsSync(whole)) return {file: whole, bytes: fs.statSync(whole).size};
  const dayOf = localDay(timeZone);
  if (!makeRoom(folder, size, dayOf) && !hasRoom(folder, size)) throw new CopyFault('room', `${folder} has no room`);
  const part = path.join(folder, `.${name}.${process.pid}.part`);
  try {
    if (passphrase) lockFile(file, part, passphrase);
    else copyThrough(file, part);
    insistSame(file, part, passphrase);
    fs.renameSync(part, whole);
    syncFolder(folder);
  } catch (error) {
    forgetPartsOf(process.pid, folder);
    throw error;
  }
  rotate(folder, dayOf);
  const {size: bytes} = fs.statSync(whole);
  saveRecord(dataDir, 'second', {at, folder, file: name, bytes});
  return {file: whole, bytes};
}

function copyThrough(from: string, to: string): void {
  fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
  fs.chmodSync(to, 0o600);
  const fd = fs.openSync(to, 'r+');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Read back from the other disk, and opened with the passphrase where it is locked. */
function insistSame(file: string, part: string, passphrase: string | null): void {
  if (!passphrase) {
    if (digestOf(file) !== digestOf(part)) throw new CopyFault('damaged', 'what was written is not what is read back');
    return;
  }
  const plain = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.part`);
  try {
    unlockFile(part, plain, passphrase);
    if (digestOf(file) !== digestOf(plain)) throw new CopyFault('damaged', 'what was written is not what is read back');
  } finally {
    fs.rmSync(plain, {force: true});
  }
}

function digestOf(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1024 * 1024);
  const fd = fs.openSync(file, 'r');
  try {
    for (;;) {
      const read = fs.readSync(fd, chunk);
      if (read === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, read));
    }
  } finally {
    fs.closeSync(fd);
  }
}
