import {clockTimeOf, serverNowMs} from '../../parts/staff-time.ts';
import {p} from './screens-words.ts';
import {momentOf} from './today-words.ts';

/** A stream's beat comes every six seconds; twice that and a breath is still alive. */
const aliveMs = 20_000;
const dayMs = 24 * 3600_000;

export function isAlive(lastHeardAt: string | null, nowMs = serverNowMs()): boolean {
  return lastHeardAt !== null && nowMs - Date.parse(lastHeardAt) < aliveMs;
}

export function heardWords(lastHeardAt: string | null, nowMs = serverNowMs()): string {
  if (lastHeardAt === null) return p('notSinceStart');
  return isAlive(lastHeardAt, nowMs) ? p('justNow') : timeWords(lastHeardAt, nowMs);
}

/** The time, with its day where that is not today. */
export function timeWords(iso: string, nowMs = serverNowMs()): string {
  return nowMs - Date.parse(iso) < dayMs / 2 ? clockTimeOf(iso) : momentOf(iso);
}

const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/SamsungBrowser/, 'Samsung Internet'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\/|CriOS/, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iPhone / iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux|X11/, 'Linux'],
];

/** What a browser calls itself, as people say it: `Chrome on Windows`. */
export function browserWords(agent: string | null): string {
  if (!agent) return '–';
  const browser = browsers.find(([shape]) => shape.test(agent))?.[1];
  const system = systems.find(([shape]) => shape.test(agent))?.[1];
  return browser && system ? p('browserOn', {browser, system}) : (browser ?? p('program'));
}
