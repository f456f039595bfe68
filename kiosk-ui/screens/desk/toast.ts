import {signal} from '@preact/signals';
import {serverNowMs} from '../../parts/staff-time.ts';

/** The last deed, said once. With `tokenId` and `untilMs` (the box's time) it can be undone. */
export interface Toast {
  text: string;
  tokenId: string | null;
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

export function canUndo(one: Toast | null, nowMs: number): one is Toast & {tokenId: string} {
  return one !== null && one.tokenId !== null && one.untilMs !== null && one.untilMs > nowMs;
}

/** Shows a deed's toast in place of the one before; it goes by itself. */
export function tell(text: string, token?: {id: string; undoUntil: string | null}) {
  clearTimeout(timer);
  const untilMs = token?.undoUntil ? Date.parse(token.undoUntil) : null;
  const mine: Toast = {text, tokenId: untilMs === null ? null : (token?.id ?? null), untilMs};
  toast.value = mine;
  timer = setTimeout(hush, shownMs(untilMs, serverNowMs()));
}

export function hush() {
  clearTimeout(timer);
  toast.value = null;
}
