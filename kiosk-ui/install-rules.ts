/** Nobody has touched the screen for this long: whoever comes back does not miss the second of a reload. */
export const idleMs = 180_000;

export interface IdleSight {
  untouchedMs: number;
  /** A field holds something. */
  typed: boolean;
  /** A question, a trouble, an undo or an unsent deed stands on the screen. */
  asked: boolean;
  /** The line is live: without the box a reload could end on an empty page. */
  fresh: boolean;
}

/** Whether the page may be loaded anew by itself. */
export function isIdle({untouchedMs, typed, asked, fresh}: IdleSight): boolean {
  return untouchedMs >= idleMs && !typed && !asked && fresh;
}
