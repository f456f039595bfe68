import {isTimeZone} from '../base/day.ts';
import type {Tx} from '../base/door.ts';
import {phoneNumbers} from '../base/phone-numbers.ts';
import {refuse} from '../base/refusal.ts';
import {savedFact, saveFact, saveSetting, settingsOf} from './rows.ts';
import {faultOf, type SettingKey, settingKinds} from './rules.ts';

/** The set of settings has one version: two administrators who change it at once are told, not merged. */
export const versionKey = 'box.settingsVersion';

/** Checks every value before any is saved. Refuses input.invalid, version.stale. */
export function changeSettings(tx: Tx, values: Readonly<Record<string, unknown>>, version: number): void {
  const present = savedFact<number>(tx.db, versionKey) ?? 1;
  if (version !== present) refuse('version.stale', {version: present});
  const errors = Object.entries(values).flatMap(([key, value]) => {
    const fault = Object.hasOwn(settingKinds, key) ? faultOf(key as SettingKey, value) : 'is not a setting';
    if (fault) return [{path: `values.${key}`, message: fault}];
    if (key === 'timeZone' && !isTimeZone(String(value)))
      return [{path: 'values.timeZone', message: 'is not a time zone'}];
    if (key === 'countryCode' && !phoneNumbers().isSupportedCountry(String(value)))
      return [{path: 'values.countryCode', message: 'is not a country such as IN'}];
    if (key === 'siteAddress' && value !== '' && !/^https?:\/\/[^/\s]+$/.test(String(value)))
      return [{path: 'values.siteAddress', message: 'must be like http://10.0.0.5:8080'}];
    return [];
  });
  if (errors.length > 0) refuse('input.invalid', {errors});
  const before = settingsOf(tx.db);
  for (const [key, value] of Object.entries(values)) {
    saveSetting(tx, key as SettingKey, value);
    tx.note({
      kind: 'setting.changed',
      subject: `setting:${key}`,
      data: {from: before[key as SettingKey], to: value},
    });
  }
  saveFact(tx, versionKey, present + 1);
  tx.touch('site');
}
