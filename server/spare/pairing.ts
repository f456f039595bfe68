import {randomInt} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {secretLetters} from './rules.ts';

// The secret that two boxes share. A file of the keys, so that it goes with each copy: the box that takes over can prove to
// the one it replaced that it may.

const fileOf = (dataDir: string) => path.join(dataDir, 'keys', 'spare.key');

/** Null: no second box is paired. */
export function pairingSecret(dataDir: string): string | null {
  try {
    return fs.readFileSync(fileOf(dataDir), 'utf8').trim() || null;
  } catch {
    return null;
  }
}

/** A new secret; one that was paired before knows a wrong one from now on. */
export function makePairing(dataDir: string): string {
  const letters = Array.from({length: 25}, () => secretLetters[randomInt(secretLetters.length)]).join('');
  const secret = letters.match(/.{5}/g)!.join('-');
  keepPairing(dataDir, secret);
  return secret;
}

export function keepPairing(dataDir: string, secret: string): void {
  const file = fileOf(dataDir);
  fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700});
  fs.writeFileSync(`${file}.new`, `${secret}\n`, {mode: 0o600});
  fs.renameSync(`${file}.new`, file);
}

export function forgetPairing(dataDir: string): void {
  fs.rmSync(fileOf(dataDir), {force: true});
}
