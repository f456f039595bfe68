import {randomUUID} from 'node:crypto';
import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {savedFact, saveFact} from './rows.ts';

/** Who this box is to the cloud. Neither says anything about the hospital. */
export interface SiteIdentity {
  /** Stays for good, also on another box that a backup is restored to. */
  siteId: string;
  /** One life of the record: another one begins after each restore, because its sequence goes on from an earlier place. */
  epoch: string;
}

const siteIdKey = 'box.siteId';
const epochKey = 'box.epoch';

export function siteIdentity(db: Db): SiteIdentity | null {
  const siteId = savedFact<string>(db, siteIdKey);
  const epoch = savedFact<string>(db, epochKey);
  return siteId === null || epoch === null ? null : {siteId, epoch};
}

/** Gives the box what it lacks of an identity. */
export function foundIdentity(tx: Tx): void {
  if (savedFact(tx.db, siteIdKey) === null) saveFact(tx, siteIdKey, randomUUID());
  if (savedFact(tx.db, epochKey) === null) saveFact(tx, epochKey, randomUUID());
}

/** After a restore, or whenever a copy of the folder goes on by itself: the cloud then takes everything anew. */
export function renewEpoch(tx: Tx): string {
  const epoch = randomUUID();
  saveFact(tx, epochKey, epoch);
  return epoch;
}
