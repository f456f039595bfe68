import fs from 'node:fs';
import path from 'node:path';
import {leastPassphrase} from './lock-copy.ts';

const fileOf = (dataDir: string) => path.join(dataDir, 'keys', 'backup.passphrase');

/** The passphrase of copies that leave the box; null: they leave it unlocked. In a file that only the box's user may read. */
export function keptPassphrase(dataDir: string): string | null {
  try {
    const kept = fs.readFileSync(fileOf(dataDir), 'utf8').replace(/\n$/, '');
    return kept.length >= leastPassphrase ? kept : null;
  } catch {
    return null;
  }
}

/** Null: from now on copies leave the box unlocked. Those that are locked stay as they are. */
export function keepPassphrase(dataDir: string, passphrase: string | null): void {
  const file = fileOf(dataDir);
  if (passphrase === null) {
    fs.rmSync(file, {force: true});
    return;
  }
  fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  fs.writeFileSync(`${file}.new`, `${passphrase}\n`, {mode: 0o600});
  fs.renameSync(`${file}.new`, file);
}
