import {computed, signal} from '@preact/signals';
import {busy, changeQueue} from '../desk/act.ts';
import {steppedLate} from './late-rules.ts';
import {line} from './state.ts';

/** Several presses are one deed: what is wanted is told when the finger rests. */
const restMs = 600;
/** Another deed is in work: so long until the next try. */
const againMs = 300;
/** What was told shows until the stream has it, and no longer than this. */
const echoMs = 2_000;

const wanted = signal<{queueId: string; minutes: number} | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** How late the line runs, as it was last pressed here or else as the box says. */
export const lateMinutes = computed(() => {
  const queue = line.value?.queue;
  if (!queue) return 0;
  return wanted.value?.queueId === queue.id ? wanted.value.minutes : queue.lateMinutes;
});

export const stepLate = (way: 'later' | 'less') => setLate(steppedLate(lateMinutes.value, way));

export function setLate(minutes: number) {
  const queue = line.value?.queue;
  if (!queue) return;
  clearTimeout(timer);
  wanted.value = {queueId: queue.id, minutes};
  timer = setTimeout(() => void tellLate(), restMs);
}

async function tellLate() {
  const now = wanted.value;
  const queue = line.value?.queue;
  // Whoever turned to another line meanwhile meant the one before; it is said there no more.
  if (!now || queue?.id !== now.queueId || queue.lateMinutes === now.minutes) return forgetLate();
  if (busy.value) {
    timer = setTimeout(() => void tellLate(), againMs);
    return;
  }
  await changeQueue(queue, 'late', {minutes: now.minutes});
  // Pressed again meanwhile: that press has its own timer.
  if (wanted.value === now) timer = setTimeout(forgetLate, echoMs);
}

export function forgetLate() {
  clearTimeout(timer);
  wanted.value = null;
}
