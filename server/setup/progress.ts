import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {savedFact, saveFact} from '../settings/rows.ts';
import type {SetupStep} from './schema.ts';

const stepKey = 'box.setupStep';
const postersKey = 'box.postersPrintedAt';
const postersAddressKey = 'box.postersAddress';

/** The step at which somebody who comes back goes on. A hospital that was not founded by the steps has none left. */
export const setupStepOf = (db: Db): SetupStep => savedFact<SetupStep>(db, stepKey) ?? 'done';

export const inFirstRun = (db: Db): boolean => setupStepOf(db) !== 'done';

export const saveSetupStep = (tx: Tx, step: SetupStep): void => saveFact(tx, stepKey, step);

/** When somebody last opened the posters to print them, in ms; null: never. */
export const postersPrintedAt = (db: Db): number | null => savedFact<number>(db, postersKey);

/** `address`: what the box's links began with then, and so what hangs on the walls. */
export function notePostersPrinted(tx: Tx, address: string): void {
  saveFact(tx, postersKey, tx.now);
  saveFact(tx, postersAddressKey, address);
}

/** The address on the posters that were printed last; null where none were, or before this was kept. */
export const postersAddress = (db: Db): string | null => savedFact<string>(db, postersAddressKey);

/** Whether what hangs on the walls leads somewhere else than to this box. */
export function postersStale(db: Db, address: string): boolean {
  const printed = postersAddress(db);
  return printed !== null && printed !== address;
}
