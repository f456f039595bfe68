import {computed, signal} from '@preact/signals';
import type {DeskEvent, StaffTokenView} from '../../../server/queue/schema.ts';
import {serverNowMs} from '../../parts/staff-time.ts';
import {nameOf, t} from '../../parts/staff-words.tsx';
import {session} from '../sign-in/session.ts';
import {callNext, doDeed, isNext, undo} from './act.ts';
import {announce} from './announce.tsx';
import {type Deed, deedsFor, isOver} from './deeds.ts';
import {lines} from './lines.ts';
import {askPerson} from './person.ts';
import {askTransfer, question} from './questions.tsx';
import {remember, remembered} from './remember.ts';
import {printSlip} from './slip.ts';
import {say} from './words.ts';

const chosenQueueId = signal<string | null>(remembered('desk.queue'));
const chosenTokenId = signal<string | null>(null);
export const showFinished = signal(false);

/** The line on the right, into which new tokens go: the chosen one, else the first. */
export const selected = computed<DeskEvent | null>(() => {
  const all = lines.value;
  return (chosenQueueId.value && all.get(chosenQueueId.value)) || (all.values().next().value ?? null);
});

export const shownTokens = computed<StaffTokenView[]>(() => {
  const tokens = selected.value?.tokens ?? [];
  return showFinished.value
    ? tokens
    : tokens.filter((token) => !isOver(token.state) || token.id === chosenTokenId.value);
});

/** The rows that are drawn: a line of five hundred is shown a page at a time, and always as far as the chosen person. */
const pageRows = 100;
const pages = signal(1);

export const drawnTokens = computed<StaffTokenView[]>(() => {
  const list = shownTokens.value;
  const at = list.findIndex((token) => token.id === chosenTokenId.value);
  return list.slice(0, Math.max(pages.value * pageRows, at + 20));
});

export function drawMore() {
  pages.value += 1;
}

export const selectedToken = computed<StaffTokenView | null>(
  () => shownTokens.value.find((token) => token.id === chosenTokenId.value) ?? null,
);

export function chooseQueue(queueId: string) {
  if (selected.value?.queue.id !== queueId) {
    chosenQueueId.value = queueId;
    chosenTokenId.value = null;
    pages.value = 1;
  }
  remember('desk.queue', queueId);
  const queue = lines.value.get(queueId)?.queue;
  if (queue) announce(say('queuePicked', {queue: nameOf(queue.name), n: queue.waiting}));
}

export function chooseToken(tokenId: string | null) {
  chosenTokenId.value = tokenId;
}

/** Moves the selection by so many rows; the first move takes the first row. */
export function moveSelection(by: number) {
  const list = shownTokens.value;
  if (list.length === 0) return;
  const at = list.findIndex((token) => token.id === chosenTokenId.value);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + by));
  chosenTokenId.value = list[next]?.id ?? null;
}

/** True when the signed-in person may call from the line. */
export function mayCall(queueId: string): boolean {
  const now = session.value;
  return now.state === 'in' && (now.user.role === 'admin' || now.user.queues.includes(queueId));
}

export function offeredDeeds(token: StaffTokenView | null): Deed[] {
  return token ? deedsFor(token, mayCall(token.queue.id), serverNowMs()) : [];
}

/** The counter that this browser calls to, where a line has several. */
export const counters = signal<Readonly<Record<string, string>>>({});

export function counterOf(event: DeskEvent): string | null {
  const points = event.queue.servicePoints;
  if (points.length <= 1) return points[0]?.id ?? null;
  const kept = counters.value[event.queue.id] ?? remembered(`counter.${event.queue.id}`);
  return points.some((point) => point.id === kept) ? kept : null;
}

export function chooseCounter(queueId: string, pointId: string) {
  counters.value = {...counters.value, [queueId]: pointId};
  remember(`counter.${queueId}`, pointId);
}

/** Asks for the counter where it is not clear yet. */
function withCounter(event: DeskEvent, then: (pointId: string | null) => void) {
  const known = counterOf(event);
  if (known !== null || event.queue.servicePoints.length === 0) return then(known);
  question.value = {
    kind: 'choose',
    title: t('whereCall'),
    options: event.queue.servicePoints.map((point) => ({id: point.id, words: nameOf(point.name)})),
    answer: (pointId) => {
      chooseCounter(event.queue.id, pointId);
      then(pointId);
    },
  };
}

export function callNextHere(event: DeskEvent) {
  withCounter(event, (pointId) => void callNext(event.queue, pointId));
}

/** Starts a deed: asks first where a reason, a place or a queue is needed. */
export function begin(deed: Deed, token: StaffTokenView | null) {
  if (deed === 'undo') return void undo(token);
  if (!token || !offeredDeeds(token).includes(deed)) return;
  const event = lines.value.get(token.queue.id);
  const {number} = token;
  switch (deed) {
    case 'slip':
      return printSlip(token.id);
    case 'timeline':
      question.value = {kind: 'timeline', token};
      return;
    case 'person':
      return void askPerson(token);
    case 'transfer':
      return void askTransfer(token, (queueId) => void doDeed('transfer', token, {queueId}));
    case 'priority':
    case 'emergency':
    case 'walk-in':
      question.value = {
        kind: 'reason',
        why: deed,
        title:
          deed === 'walk-in'
            ? say('whyWalkIn', {number})
            : t(deed === 'priority' ? 'whyPriority' : 'whyEmergency', {number}),
        answer: (reason) => void doDeed(deed, token, {reason}),
      };
      return;
    case 'call':
      if (!event) return;
      // The first in line is called in turn; anybody else needs a reason, which the line explains to the others.
      if (isNext(token)) return callNextHere(event);
      return withCounter(event, (pointId) => {
        question.value = {
          kind: 'reason',
          why: 'call',
          title: t('whyCall', {number}),
          answer: (reason) => void doDeed('call', token, pointId ? {reason, servicePointId: pointId} : {reason}),
        };
      });
    default:
      return void doDeed(deed, token);
  }
}
