import type {Db} from '../base/database.ts';
import {all, one, run} from '../base/database.ts';
import type {Tx} from '../base/door.ts';
import {rowSum, type Sealed} from '../base/row-sum.ts';
import {type SettingKey, type Settings, settingKinds} from './rules.ts';

export const settingsSealed: Sealed = {table: 'settings', key: ['key'], parts: ['key', 'value']};

const cached = new WeakMap<Db, Settings>();

/** All settings, defaults filled in. Read from memory; forgotten whenever a write changes one. */
export function settingsOf(db: Db): Settings {
  const known = cached.get(db);
  if (known) return known;
  const stored = new Map(
    all<{key: string; value: string}>(db, 'select key, value from settings').map((row) => [row.key, row.value]),
  );
  const entries = Object.entries(settingKinds).map(([key, kind]) => {
    const text = stored.get(key);
    return [key, text === undefined ? kind.usual : (JSON.parse(text) as unknown)];
  });
  const settings = Object.freeze(Object.fromEntries(entries)) as Settings;
  cached.set(db, settings);
  return settings;
}

export function saveSetting(tx: Tx, key: SettingKey, value: unknown): void {
  saveFact(tx, key, value);
  cached.delete(tx.db);
  tx.onRollback(() => cached.delete(tx.db));
}

/** Things the box remembers about itself that are nobody's setting (site id, setup token, …), in the same table. */
export function savedFact<T>(db: Db, key: string): T | null {
  const row = one<{value: string}>(db, 'select value from settings where key = ?', key);
  return row ? (JSON.parse(row.value) as T) : null;
}

export function saveFact(tx: Tx, key: string, value: unknown): void {
  const text = JSON.stringify(value);
  run(tx.db, 'insert or replace into settings (key, value, sum) values (?, ?, ?)', key, text, rowSum([key, text]));
}
