import path from 'node:path';
import {type KeepingKey, sayKeeping} from '../words/keeping.ts';
import type {Language} from '../words/say.ts';
import type {Where} from './fault.ts';
import {newestBackup} from './newest-backup.ts';
import type {Checked, Place, Verdict} from './verify.ts';

/** One check that is done, in a line. */
export function tellChecked({key, values, ms}: Checked, language: Language): string {
  return `  ${sayKeeping(language)(key, values)} (${ms} ms)`;
}

/** The verdict in words that an administrator understands: what, where, and what to do. */
export function tellVerdict(verdict: Verdict, file: string, language: Language): string[] {
  const say = sayKeeping(language);
  if (verdict.state === 'clean') return verdict.tornEnd ? [say('say.torn'), say('say.clean')] : [say('say.clean')];
  if (verdict.state === 'unjudged') {
    if (verdict.why === 'missing') return [say('say.missing', {file})];
    return [verdict.why === 'can-not' ? say('say.can-not', {why: verdict.detail}) : say(`say.${verdict.why}`)];
  }
  const {fault, place} = verdict;
  const where = whereText(fault.where, place, say);
  return [
    say('say.fault', {what: say(fault.code)}),
    ...(where === '' ? [] : [say('say.where', {where})]),
    ...(fault.where.detail === undefined ? [] : [say('say.detail', {detail: printable(fault.where.detail)})]),
    say('say.keep'),
    backupText(path.dirname(file), say),
  ];
}

type Say = (key: KeepingKey, values?: Record<string, string | number>) => string;

function whereText({day, table, row, entry}: Where, {queue, number}: Place, say: Say): string {
  const parts: string[] = [];
  if (queue !== null) parts.push(say('part.queue', {queue: printable(queue)}));
  if (day !== undefined) parts.push(say('part.day', {day: printable(day)}));
  if (number !== null) parts.push(say('part.number', {number: printable(number)}));
  if (entry !== undefined) parts.push(say('part.entry', {entry}));
  if (table !== undefined && row !== undefined) parts.push(say('part.row', {table, row: printable(String(row))}));
  else if (table !== undefined) parts.push(say('part.table', {table}));
  return parts.join(', ');
}

export function backupText(dataDir: string, say: Say): string {
  const backup = newestBackup(dataDir);
  if (!backup) return say('say.no-backup', {folder: path.join(dataDir, 'backups')});
  return say('say.backup', {file: backup.file, at: new Date(backup.at).toISOString().slice(0, 16).replace('T', ' ')});
}

/** Damaged bytes must not reach a terminal as they are. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Co}\p{Cs}]/gu, '?').slice(0, 300);
}
