import fs from 'node:fs';
import path from 'node:path';
import {newSecret} from './secret.ts';

/** A key of the box, made at the first start and readable by its owner only. Lost keys only sign people out. */
export function boxKey(dataDir: string, name: string): string {
  const folder = path.join(dataDir, 'keys');
  fs.mkdirSync(folder, {recursive: true, mode: 0o700});
  const file = path.join(folder, name);
  try {
    const known = fs.readFileSync(file, 'utf8').trim();
    if (known.length >= 22) return known;
  } catch {
    // Not there yet.
  }
  const key = newSecret() + newSecret();
  fs.writeFileSync(`${file}.new`, `${key}\n`, {mode: 0o600});
  fs.renameSync(`${file}.new`, file);
  return key;
}
