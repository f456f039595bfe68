import fs from 'node:fs';
import path from 'node:path';
import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {savedFact, saveFact} from '../settings/rows.ts';
import type {Succession} from './schema.ts';

// Which of two boxes is the hospital's. The one that was promoted remembers whom it replaced (a file beside its database);
// the one that was replaced remembers that, and by whom (a fact in its database).

const supersededKey = 'box.supersededBy';
const declinedKey = 'box.declinedEpoch';
const spareAddressKey = 'box.spareAddress';

const cached = new WeakMap<Db, Succession | null>();

/** Another box took over from this one, and nobody has decided yet. Every change asks it, so it is read once. */
export function supersededBy(db: Db): Succession | null {
  let known = cached.get(db);
  if (known === undefined) {
    known = savedFact<Succession | null>(db, supersededKey);
    cached.set(db, known);
  }
  return known;
}

function save(tx: Tx, succession: Succession | null): void {
  saveFact(tx, supersededKey, succession);
  cached.set(tx.db, succession);
  tx.onRollback(() => cached.delete(tx.db));
}

/** From now on this box takes no writes but an administrator's decision. */
export function standDown(tx: Tx, succession: Succession): void {
  save(tx, succession);
  tx.note({kind: 'site.superseded', subject: 'site:1', data: {epoch: succession.epoch}});
}

/** Whether an administrator has decided against that one already: its word is not heard again. */
export const declined = (db: Db, epoch: string): boolean => savedFact<string>(db, declinedKey) === epoch;

/** An administrator says that this box is the right one after all. */
export function standUp(tx: Tx): void {
  const succession = supersededBy(tx.db);
  save(tx, null);
  if (succession) saveFact(tx, declinedKey, succession.epoch);
  tx.note({kind: 'site.stands-up', subject: 'site:1', data: {epoch: succession?.epoch ?? null}});
}

/** Where the second box was heard from: asked at the next start whether it has taken over. */
export const spareAddress = (db: Db): string | null => savedFact<string>(db, spareAddressKey);
export const noteSpareAddress = (tx: Tx, address: string): void => saveFact(tx, spareAddressKey, address);

export interface Promotion extends Succession {
  /** The box that was replaced. */
  url: string;
}

const promotionFile = (dataDir: string) => path.join(dataDir, 'promoted.json');

/** Null: this box was never a second one. */
export function promotionOf(dataDir: string): Promotion | null {
  try {
    return JSON.parse(fs.readFileSync(promotionFile(dataDir), 'utf8')) as Promotion;
  } catch {
    return null;
  }
}

export function keepPromotion(dataDir: string, promotion: Promotion): void {
  const file = promotionFile(dataDir);
  const fd = fs.openSync(`${file}.new`, 'w', 0o600);
  fs.writeSync(fd, JSON.stringify(promotion));
  fs.fsyncSync(fd);
  fs.closeSync(fd);
  fs.renameSync(`${file}.new`, file);
}
