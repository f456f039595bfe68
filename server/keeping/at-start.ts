import fs from 'node:fs';
import path from 'node:path';
import {sayKeeping} from '../words/keeping.ts';
import {backupText} from './tell.ts';
import {readWal} from './wal.ts';

/**
 * A broken write-ahead file is cut short by SQLite without a word, and with it what had been confirmed. The box starts all
 * the same (it may stand alone at six in the morning), but the evidence is kept beside it and said. Returns the line, or null.
 */
export function keepBrokenWal(dataDir: string, now: number): string | null {
  const file = path.join(dataDir, 'baari.db-wal');
  if (!readWal(file).broken) return null;
  const kept = `${file}.damaged-${new Date(now).toISOString().slice(0, 19).replace(/:/g, '-')}`;
  try {
    fs.copyFileSync(file, kept);
  } catch {
    // No room for it: the line is said all the same.
  }
  const say = sayKeeping('en');
  return `${say('wal.broken')} ${say('say.wal-kept', {file: kept})} ${backupText(dataDir, say)}`;
}

/** One plain line where a start ends because the database is damaged; null where it is something else. */
export function damagedAtStart(error: unknown, dataDir: string): string | null {
  if (!(error instanceof Error)) return null;
  const code = 'code' in error ? String(error.code) : '';
  // A text of ours that is no JSON any more, and tables that are not there, come from damage too.
  const isDamage =
    /^SQLITE_(CORRUPT|NOTADB|FORMAT|ERROR|MISMATCH|CONSTRAINT)/.test(code) ||
    (error instanceof SyntaxError && fs.existsSync(path.join(dataDir, 'baari.db')));
  if (!isDamage) return null;
  const say = sayKeeping('en');
  const why = error.message.replace(/\s+/g, ' ').slice(0, 200);
  return `${say('say.start', {folder: dataDir, why})} ${backupText(dataDir, say)}`;
}
