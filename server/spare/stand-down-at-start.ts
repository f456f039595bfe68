import {systemActor} from '../base/actor.ts';
import type {Db} from '../base/database.ts';
import type {Door} from '../base/door.ts';
import {siteIdentity} from '../settings/identity.ts';
import {askSuccession} from './ask-succession.ts';
import {pairingSecret} from './pairing.ts';
import {declined, spareAddress, standDown, supersededBy} from './succession.ts';

/** Before anybody is served: has the second box taken over while this one was away? Only a paired box asks, and only shortly. */
export async function standDownAtStart(db: Db, door: Door, dataDir: string): Promise<void> {
  const secret = pairingSecret(dataDir);
  const address = spareAddress(db);
  const identity = siteIdentity(db);
  if (!secret || !address || !identity || supersededBy(db)) return;
  const succession = await askSuccession(address, secret, identity.epoch);
  if (succession && !declined(db, succession.epoch)) await door.write(systemActor, (tx) => standDown(tx, succession));
}
