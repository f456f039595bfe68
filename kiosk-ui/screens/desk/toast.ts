import {signal} from '@preact/signals';
import {serverNowMs} from '../../parts/staff-time.ts';

/** What an undo takes back: a token's last move, a void of many at once, or whatever knows its own way back. */
export type Undoable =
  | {tokenId: string}
  | {floodId: string; queue: {id: string; name: string}}
  | {takeBack: () => Promise<void>};

/** The last deed, said once. With `undoes` and `untilMs` (the box's time) it can be undone. */
export interface Toast {
  text: string;
  undoes: Undoable | null;
  untilMs: number | null;
}

/** Without an undo a message stays this long. */
const plainMs = 6_000;
/** The longest undo window; a server that says more is not believed. */
export const undoMostMs = 60_000;

export const toast = signal<Toast | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** How long a toast stays: to the end of its undo, at most a minute. */
export function shownMs(untilMs: number | null, nowMs: number): number {
  if (untilMs === null) return plainMs;
  return Math.min(undoMostMs, Math.max(0, untilMs - nowMs));
}

export function canUndo(one: Toast | null, nowMs: number): one is Toast & {undoes: Undoable} {
  return one !== null && one.undoes !== null && one.untilMs !== null && one.untilMs > nowMs;
}

/** Shows a deed's toast in place of the one before; it goes by itself. */
export function tell(text: string, token?: {id: string; undoUntil: string | null}) {
  tellUndoable(text, token ? {tokenId: token.id} : null, token?.undoUntil ?? null);
}

/** The same for whatever can be undone until then (the box's time). */
export function tellUndoable(text: string, undoes: Undoable | null, undoUntil: string | null) {
  clearTimeout(timer);
  const untilMs = undoUntil === null ? null : Date.parse(undoUntil);
  toast.value = {text, undoes: untilMs === null ? null : undoes, untilMs};
  timer = setTimeout(hush, shownMs(untilMs, serverNowMs()));
}

export function hush() {
  clearTimeout(timer);
  toast.value = null;
}
