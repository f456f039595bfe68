import fs from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type BoxOptions, type OpenBox, openBox} from './box.ts';

/** Answers that were under way when the change began get so long; what comes later waits for the new box. */
const graceMs = 300;

/**
 * Another box in the same process and behind the same doors: with what the folder holds (after `between`), or with an empty one. Every
 * stream ends and every cache goes with the old one, so nothing of it can be shown again.
 */
export async function exchangeBox(
  old: OpenBox,
  options: BoxOptions,
  {empty, between}: {empty: boolean; between?: () => void},
): Promise<OpenBox> {
  old.hub.close();
  await sleep(graceMs);
  old.close();
  between?.();
  if (!empty) return openBox(options);
  forgetHospital(options.config.dataDir);
  // DEMO=1 would found the same demo again.
  return openBox({...options, config: {...options.config, demo: false}});
}

/**
 * The key of bearer tokens goes too: they name sessions by number, and the next hospital counts from one again. The
 * database goes last: cut off in between, the old hospital is still whole.
 */
function forgetHospital(dataDir: string): void {
  for (const file of ['keys/jwt.key', 'pictures', 'baari.db-wal', 'baari.db-shm', 'baari.db'])
    fs.rmSync(path.join(dataDir, file), {force: true, recursive: true});
}
