import {computed, signal} from '@preact/signals';
import type {BoardView, QueueView} from '../../../server/queue/schema.ts';
import {clockTime} from '../../../server/words/times.ts';
import {follow} from '../../live.ts';
import {showDemo} from '../../parts/demo-badge.ts';

/** What the whole house's board says: every line, and whether it is the present. */
export const hall = signal<BoardView | null>(null);
export const link = signal<{fresh: boolean; heardAt: number | null}>({fresh: false, heardAt: null});
/** A page that has only just come is not cut off yet. */
const graceMs = 4_000;
const settled = signal(false);
let skewMs = 0;

/** True once nobody can be served here: the box is not heard. */
export const cut = computed(() => settled.value && !link.value.fresh);

/** Keeps `hall` the present until the returned function is called; sleep, wake and a cut line are `follow`'s business. */
export function followHall(): () => void {
  const grace = setTimeout(() => {
    settled.value = true;
  }, graceMs);
  const stream = follow('board=all', {
    on: {
      board: (view: BoardView) => {
        hall.value = view;
        // Before the first beat, too: a kiosk's own clock is often wrong.
        skewMs = Date.parse(view.asOf) - Date.now();
        showDemo(view.demo);
      },
    },
    onState: ({fresh, heardAt}) => {
      link.value = {fresh, heardAt};
      if (fresh) settled.value = true;
    },
    onSkew: (ms) => {
      skewMs = ms;
    },
  });
  return () => {
    clearTimeout(grace);
    stream.close();
  };
}

export const serverNow = () => Date.now() + skewMs;
/** When the box was last heard, by its own clock. */
export const heardTime = (heardAt: number) => timeHere(heardAt + skewMs);
export const timeHere = (at: string | number) => clockTime(at, hall.value?.timeZone ?? 'UTC');

/** The line as it is now, wherever it was picked. */
export function queueNow(queue: QueueView): QueueView {
  return hall.value?.queues.find((one) => one.id === queue.id) ?? queue;
}
