import fs from 'node:fs';
import Database from 'better-sqlite3';
import {finishRestore, type PreparedRestore, prepareRestore} from '../keeping/restore-copy.ts';
import {copyFile, goodCopy} from './follow-main.ts';
import {keepPairing} from './pairing.ts';
import {keepPromotion} from './succession.ts';

export interface PromoteOrder {
  dataDir: string;
  /** The box that is replaced, and the secret that it shares. */
  url: string;
  secret: string;
  at: number;
}

/**
 * Makes a hospital of the newest copy, as a restore does: a new epoch, and each queue's numbers go on behind a jump, so that
 * none that may be on paper is given again. Remembers whom it replaced before it can serve. Whoever calls holds the folder.
 */
export async function promote({dataDir, url, secret, at}: PromoteOrder): Promise<PreparedRestore> {
  const copy = goodCopy(dataDir);
  if (!copy) throw new Error('there is no copy yet');
  const done = await prepareRestore({file: copyFile(dataDir), dataDir, at, jump: null, passphrase: null});
  keepPromotion(dataDir, {url, replaced: copy.epoch, epoch: done.epoch, at: new Date(at).toISOString()});
  finishRestore(dataDir, {replace: true, at});
  keepPairing(dataDir, secret);
  return done;
}

export interface Admin {
  passwordHash: string;
}

/** The administrator of that name in the copy: who may promote from afar. */
export function adminInCopy(dataDir: string, username: string): Admin | null {
  if (!fs.existsSync(copyFile(dataDir))) return null;
  const db = new Database(copyFile(dataDir), {readonly: true, fileMustExist: true});
  try {
    const row = db
      .prepare("select passwordHash from users where username = ? and role = 'admin' and disabled = 0")
      .get(username.trim().toLowerCase()) as Admin | undefined;
    return row ?? null;
  } finally {
    db.close();
  }
}
