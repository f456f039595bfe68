import type {Db} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {savedFact, saveFact} from '../settings/rows.ts';
import type {SetupStep} from './schema.ts';

const stepKey = 'box.setupStep';
const postersKey = 'box.postersPrintedAt';

/** The step at which somebody who comes back goes on. A hospital that was not founded by the steps has none left. */
export const setupStepOf = (db: Db): SetupStep => savedFact<SetupStep>(db, stepKey) ?? 'done';

export const inFirstRun = (db: Db): boolean => setupStepOf(db) !== 'done';

export const saveSetupStep = (tx: Tx, step: SetupStep): void => saveFact(tx, stepKey, step);

/** When somebody last opened the posters to print them, in ms; null: never. */
export const postersPrintedAt = (db: Db): number | null => savedFact<number>(db, postersKey);

export const notePostersPrinted = (tx: Tx): void => saveFact(tx, postersKey, tx.now);
