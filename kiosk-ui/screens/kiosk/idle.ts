import {computed, signal} from '@preact/signals';
import {begin, visit} from './visit.ts';

/** A finished visit goes back to the start after this; one that somebody walked away from takes longer. */
const finishedS = 20;
const forgottenS = 60;
/** So long before a forgotten visit ends it asks. */
const askS = 15;

/** Seconds until this visit goes back to the start by itself. */
export const leftS = signal(forgottenS);
const finished = computed(() => visit.value.token !== null || typeof visit.value.looking === 'object');
const mostS = computed(() => (finished.value ? finishedS : forgottenS));
/** Time to ask "Are you still there?" */
export const asking = computed(() => visit.value.language !== null && !finished.value && leftS.value <= askS);

/** Every touch, key and typed letter begins the time anew. */
export function stay() {
  leftS.value = mostS.value;
}

export function watchIdle(): () => void {
  const stopFollowing = mostS.subscribe(stay);
  const stopVisits = visit.subscribe(stay);
  const timer = setInterval(() => {
    if (visit.value.language === null) return;
    leftS.value -= 1;
    if (leftS.value <= 0) begin();
  }, 1_000);
  // A finger on the question must not take the question away under it: the tap would fall on what lies below.
  const moved = (event: Event) => {
    if (!asking.value || !event.type.startsWith('pointer')) stay();
  };
  const touched = ['pointerdown', 'pointermove', 'keydown', 'input', 'scroll'];
  for (const name of touched) window.addEventListener(name, moved, {capture: true, passive: true});
  return () => {
    stopFollowing();
    stopVisits();
    clearInterval(timer);
    for (const name of touched) window.removeEventListener(name, moved, {capture: true});
  };
}
