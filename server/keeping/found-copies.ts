import fs from 'node:fs';
import path from 'node:path';
import {copiesFolder} from './copies.ts';
import {copyOf} from './copy-rules.ts';

export interface FoundCopy {
  /** The file's whole name on this machine. */
  file: string;
  at: number;
  bytes: number;
  locked: boolean;
}

/** Where sticks and other disks appear. */
const mounts = ['/media', '/mnt', '/run/media'];
const mostFolders = 200;
const mostFound = 50;

/** Copies that this machine can see now: its own, and those on sticks; the newest first. */
export function foundCopies(dataDir: string, roots: readonly string[] = mounts): FoundCopy[] {
  const folders = [copiesFolder(dataDir), ...roots.flatMap((root) => below(root, 3))].slice(0, mostFolders);
  return folders
    .flatMap(copiesAt)
    .sort((a, b) => b.at - a.at)
    .slice(0, mostFound);
}

/** A stick may hold them at its top or in a folder; one that somebody pulled out holds nothing. */
function below(folder: string, depth: number): string[] {
  if (depth === 0) return [folder];
  try {
    const inside = fs.readdirSync(folder, {withFileTypes: true}).filter((entry) => entry.isDirectory());
    return [folder, ...inside.slice(0, 50).flatMap(({name}) => below(path.join(folder, name), depth - 1))];
  } catch {
    return [];
  }
}

function copiesAt(folder: string): FoundCopy[] {
  try {
    return fs.readdirSync(folder).flatMap((name) => {
      const copy = copyOf(name);
      const file = path.join(folder, name);
      const found = copy ? fs.statSync(file, {throwIfNoEntry: false}) : undefined;
      return copy && found?.isFile() ? [{file, at: copy.at, bytes: found.size, locked: copy.locked}] : [];
    });
  } catch {
    return [];
  }
}
