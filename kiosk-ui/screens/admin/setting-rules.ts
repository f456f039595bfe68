import type {AdminSettingsWord} from '../../../server/words/admin-settings.ts';
import {zoneOf} from '../setup/zones.ts';

export type Value = string | number | boolean;

/** One setting as `GET /api/settings` gives it. */
export interface Setting {
  key: string;
  value: Value;
  default: Value;
  kind: 'number' | 'text' | 'choice' | 'toggle' | 'zone';
  min?: number;
  max?: number;
  choices?: string[];
}

/** What is wrong with a value, as a word and its values; null: the box is asked. It has the last word. */
export function faultIn(item: Setting, value: Value): [AdminSettingsWord, Record<string, number>?] | null {
  const {min = 0, max = Number.MAX_SAFE_INTEGER} = item;
  if (item.kind === 'number')
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? null
      : ['wrongNumber', {min, max}];
  if (item.kind === 'zone') return zoneOf(String(value)) === null ? ['wrongZone'] : null;
  if (item.kind !== 'text') return null;
  const text = String(value);
  if (item.key === 'countryCode') return /^[A-Za-z]{2}$/.test(text.trim()) ? null : ['wrongCountry'];
  if (item.key === 'siteAddress' && text !== '' && !/^https?:\/\/[^/\s]+$/.test(text)) return ['wrongAddress'];
  return text.trim().length < min || text.length > max ? ['wrongText', {min, max}] : null;
}
