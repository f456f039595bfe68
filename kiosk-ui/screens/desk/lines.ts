import {signal} from '@preact/signals';
import {applyChange} from '../../../server/queue/desk-change-rules.ts';
import type {BoxView, DeskChange, DeskEvent} from '../../../server/queue/schema.ts';
import {follow, type Live} from '../../live.ts';
import type {LiveSign} from '../../parts/staff-bar.tsx';
import {noteServerTime, noteSiteZone} from '../../parts/staff-time.ts';
import {findSession} from '../sign-in/session.ts';

/** Every line that this person may see, by queue id, in the box's order. */
export const lines = signal<ReadonlyMap<string, DeskEvent>>(new Map());
export const box = signal<BoxView | null>(null);
export const live = signal<LiveSign>({fresh: false, heardAtMs: null});
/** Moves what is told in minutes ("waited 12 min") and the clock. */
export const nowMs = signal(Date.now());
const tickMs = 5_000;
let stream: Live | null = null;

function tellBox(view: BoxView) {
  noteSiteZone(view.timeZone);
  box.value = view;
}

/** Keeps `lines` the present until the returned function is called. */
export function followLines(): () => void {
  const show = (event: DeskEvent) => {
    noteServerTime(event.queue.asOf);
    lines.value = new Map(lines.value).set(event.queue.id, event);
    tellBox(event.box);
  };
  const mine = follow('desk=1&changes=1', {
    on: {
      desk: show,
      'desk-change': (change: DeskChange) => {
        const known = lines.value.get(change.queue.id);
        const next = known ? applyChange(known, change) : null;
        // A step from a picture that is not this one: ask for all of it instead of guessing.
        if (next) show(next);
        else mine.refresh();
      },
      box: tellBox,
    },
    onState: (state) => {
      live.value = {fresh: state.fresh, heardAtMs: state.heardAt};
      // Refused may mean signed out: the session's own answer says so.
      if (state.refused) void findSession();
    },
    onSkew: (skewMs) => noteServerTime(new Date(Date.now() + skewMs).toISOString()),
  });
  stream = mine;
  const ticking = setInterval(() => {
    nowMs.value = Date.now();
  }, tickMs);
  return () => {
    clearInterval(ticking);
    mine.close();
    stream = null;
    lines.value = new Map();
  };
}

/** Asks for all lines anew: after a queue was added or deleted. */
export function renewLines() {
  lines.value = new Map();
  stream?.refresh();
}

/** The token as the stream last told it. */
export function findToken(tokenId: string) {
  for (const event of lines.value.values()) {
    const found = event.tokens.find((token) => token.id === tokenId);
    if (found) return found;
  }
  return undefined;
}
