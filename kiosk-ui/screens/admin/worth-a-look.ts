import type {DeskEvent} from '../../../server/queue/schema.ts';
import {localName} from '../../../server/words/names.ts';
import {language} from '../../parts/staff-words.tsx';
import {reasonWords} from '../desk/act.ts';
import {durationWords} from '../desk/questions.tsx';
import {d} from './today-words.ts';

/** Longer than this is told, however usual it may be. */
const longMs = 90 * 60_000;
/** Nobody was called for so long although people wait. */
const idleMs = 20 * 60_000;

export interface Waiting {
  number: string;
  queueId: string;
  queue: string;
  ms: number;
}

/** Whoever waits longest at this moment; null when nobody does. */
export function longestOf(events: readonly DeskEvent[], nowMs: number): Waiting | null {
  let longest: Waiting | null = null;
  for (const {queue, tokens} of events)
    for (const token of tokens) {
      if (token.state !== 'waiting') continue;
      const ms = Math.max(0, nowMs - Date.parse(token.issuedAt));
      if (longest === null || ms > longest.ms)
        longest = {number: token.number, queueId: queue.id, queue: localName(queue.name, language.value), ms};
    }
  return longest;
}

/** What an administrator would want to know without being asked: one line each, worst first. */
export function worthALook(events: readonly DeskEvent[], nowMs: number): {queueId: string; words: string}[] {
  const lines = events.flatMap((event) => {
    const {queue} = event;
    const values = {queue: localName(queue.name, language.value), n: queue.waiting, reason: reasonWords(queue.notice)};
    const words: string[] = [];
    if (queue.state === 'paused' && queue.waiting > 0)
      words.push(d(queue.notice ? 'look.pausedSince' : 'look.paused', values));
    if (queue.state === 'closed' && queue.waiting > 0) words.push(d('look.closed', values));
    if (queue.lateMinutes > 0) words.push(d('look.late', {...values, n: queue.lateMinutes}));
    if (queue.state === 'open' && isIdle(event, nowMs)) words.push(d('look.idle', values));
    return words.map((one) => ({queueId: queue.id, words: one}));
  });
  const longest = longestOf(events, nowMs);
  if (longest && longest.ms >= longMs)
    lines.unshift({
      queueId: longest.queueId,
      words: d('look.long', {number: longest.number, queue: longest.queue, time: durationWords(longest.ms)}),
    });
  return lines;
}

function isIdle({queue, tokens}: DeskEvent, nowMs: number): boolean {
  if (queue.waiting === 0 || queue.nowServing.length > 0) return false;
  const waitedMs = tokens.filter((one) => one.state === 'waiting').map((one) => nowMs - Date.parse(one.issuedAt));
  const endedMs = tokens.flatMap((one) => (one.endedAt ? [nowMs - Date.parse(one.endedAt)] : []));
  return Math.max(0, ...waitedMs) >= idleMs && Math.min(Number.POSITIVE_INFINITY, ...endedMs) >= idleMs;
}
