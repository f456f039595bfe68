import fs from 'node:fs';
import path from 'node:path';
import {type Copy, copiesToDrop, copyOf} from './copy-rules.ts';

export const copiesFolder = (dataDir: string): string => path.join(dataDir, 'backups');

/** Nothing that takes room may leave less than this in a folder's file system: what a box needs to go on (decision 0015). */
export const leastFreeBytes = 64 * 1024 * 1024;

/** The whole copies in a folder, in the order in which they were made. Each was checked before it got its name. */
export function copiesIn(folder: string): Copy[] {
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => copyOf(name) ?? [])
    .filter(({name}) => (fs.statSync(path.join(folder, name), {throwIfNoEntry: false})?.size ?? 0) > 0)
    .sort((a, b) => a.number - b.number);
}

export const newestCopy = (folder: string): Copy | null => copiesIn(folder).findLast(({before}) => !before) ?? null;

/** The next number of a folder. */
export const nextNumber = (folder: string): number => (copiesIn(folder).at(-1)?.number ?? 0) + 1;

/** Removes what the rotation no longer keeps; returns how many went. */
export function rotate(folder: string, dayOf: (at: number) => string): number {
  const gone = copiesToDrop(copiesIn(folder), dayOf);
  for (const {name} of gone) fs.rmSync(path.join(folder, name), {force: true});
  return gone.length;
}

/** So many copies stay even on a disk that has no room for the rotation. */
const fewest = 3;

/**
 * Makes room for a new copy where there is none: the oldest of the hours go first, then the oldest days and weeks, never the
 * newest three. Answers whether there is room now.
 */
export function makeRoom(folder: string, bytes: number, dayOf: (at: number) => string): boolean {
  for (const hourly of [24, 12, 6, 3]) {
    if (hasRoom(folder, bytes)) return true;
    const keep = {hourly, daily: hourly === 24 ? 7 : 3, weekly: hourly === 24 ? 4 : 1};
    const copies = copiesIn(folder);
    const safe = new Set(copies.slice(-fewest));
    for (const copy of copiesToDrop(copies, dayOf, keep))
      if (!safe.has(copy)) fs.rmSync(path.join(folder, copy.name), {force: true});
  }
  return hasRoom(folder, bytes);
}

export function freeBytesAt(folder: string): number {
  const {bavail, bsize} = fs.statfsSync(folder);
  return bavail * bsize;
}

export const hasRoom = (folder: string, bytes: number): boolean => freeBytesAt(folder) - bytes >= leastFreeBytes;

/** A name is only safe on the disk when its folder is. */
export function syncFolder(folder: string): void {
  const fd = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

export function syncFile(file: string): void {
  const fd = fs.openSync(file, 'r+');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** The local date of an instant, for the rotation. */
export function localDay(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {timeZone, year: 'numeric', month: '2-digit', day: '2-digit'});
  return (at) => format.format(at);
}
