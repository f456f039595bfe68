import fs from 'node:fs';
import path from 'node:path';

/** The newest file in the folder's backups, or null. */
export function newestBackup(dataDir: string): {file: string; at: number} | null {
  const folder = path.join(dataDir, 'backups');
  let newest: {file: string; at: number} | null = null;
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return null;
  }
  for (const name of names) {
    const file = path.join(folder, name);
    try {
      const found = fs.statSync(file);
      if (
        found.isFile() &&
        found.size > 0 &&
        !name.startsWith('.') &&
        !/\.(new|part|tmp)$/.test(name) &&
        found.mtimeMs > (newest?.at ?? 0)
      )
        newest = {file, at: found.mtimeMs};
    } catch {
      // Gone meanwhile.
    }
  }
  return newest;
}
