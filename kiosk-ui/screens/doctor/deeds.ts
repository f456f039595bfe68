import type {StaffTokenView} from '../../../server/queue/schema.ts';
import {t} from '../../parts/staff-words.tsx';
import {busy, callNext, changeQueue, doDeed, isNext} from '../desk/act.ts';
import {askTransfer, question} from '../desk/questions.tsx';
import {askPause} from '../desk/queue-deeds.tsx';
import {flushNote} from './note.ts';
import {line, mine, needsRoom, primary, roomId} from './state.ts';

/** The second press of a double click, also one that comes after a quick answer, must not start the next deed. */
const settleMs = 700;
let settledAtMs = 0;

/** The one big button. A second press while the first is in work, or just after it, does nothing. */
export async function goOn() {
  if (busy.value || needsRoom.value || Date.now() < settledAtMs) return;
  try {
    await goOnce();
  } finally {
    settledAtMs = Date.now() + settleMs;
  }
}

async function goOnce() {
  const event = line.value;
  const token = mine.value;
  if (!event) return;
  switch (primary.value.do) {
    case 'call-next':
      return void (await callNext(event.queue, roomId.value));
    case 'start':
      return void (token && (await doDeed('start', token)));
    case 'complete-next':
      if (token && (await flushNote())) await callNext(event.queue, roomId.value, token);
      return;
    case 'complete':
      return complete();
    case 'resume':
      return changeQueue(event.queue, 'resume');
    case 'nobody':
      return;
  }
}

export async function complete() {
  const token = mine.value;
  if (token && (await flushNote())) await doDeed('complete', token);
}

/** To somebody who was called and may not have come: call again, or say that nobody came. */
export function toCalled(deed: 'again' | 'no-show') {
  const token = mine.value;
  if (token?.state === 'called') void doDeed(deed, token);
}

export async function sendForTests() {
  const token = mine.value;
  if (token && (await flushNote())) await doDeed('hold', token);
}

export function transfer() {
  const token = mine.value;
  if (!token) return;
  void askTransfer(token, async (queueId) => {
    if (await flushNote()) await doDeed('transfer', token, {queueId});
  });
}

/** What is done now and then with the person who is here; each has its own key too. */
export function askMore() {
  const token = mine.value;
  if (!token || busy.value) return;
  const deeds: [string, string, string, () => void][] = [['transfer', t('deed.transfer'), 'T', transfer]];
  if (primary.value.do !== 'complete') deeds.push(['complete', t('completeOnly'), 'D', () => void complete()]);
  question.value = {
    kind: 'choose',
    title: t('moreWith', {number: token.number}),
    options: deeds.map(([id, words, more]) => ({id, words, more})),
    answer: (id) => deeds.find(([one]) => one === id)?.[3](),
  };
}

export function pauseOrResume() {
  const queue = line.value?.queue;
  if (!queue) return;
  if (queue.state === 'paused') void changeQueue(queue, 'resume');
  else if (queue.state === 'open') askPause(queue);
}

/** Somebody who waits, out of turn: the line is told that somebody went first, and why is written down. */
export function callNow(token: StaffTokenView) {
  const at = roomId.value;
  if (isNext(token)) return void callNext(token.queue, at);
  question.value = {
    kind: 'reason',
    why: 'call',
    title: t('whyCall', {number: token.number}),
    answer: (reason) => void doDeed('call', token, {reason, ...(at ? {servicePointId: at} : {})}),
  };
}

export function moveUp(token: StaffTokenView, lane: 'priority' | 'emergency') {
  question.value = {
    kind: 'reason',
    why: lane,
    title: t(lane === 'priority' ? 'whyPriority' : 'whyEmergency', {number: token.number}),
    answer: (reason) => void doDeed(lane, token, {reason}),
  };
}

export const takeBackInLine = (token: StaffTokenView) =>
  void doDeed(token.state === 'held' ? 'return' : 'restore', token);
