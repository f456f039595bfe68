/** A copy reads the whole file, so it is made at most so often, and takes at most a tenth of the main box's time. */
export const leastCycleMs = 60_000;
const shareOfTime = 10;
/** The main box is asked so often how far it is. */
export const askEveryMs = 10_000;
/** Unheard for so long, the main box counts as away. */
export const awayAfterMs = 35_000;
/** The spare's copy is older than this while the main box has gone on: somebody should look. */
export const oldAfterMs = 15 * 60_000;

/** When the next copy may be made, counted from the beginning of the last one. */
export const cycleMs = (lastTookMs: number): number => Math.max(leastCycleMs, lastTookMs * shareOfTime);

export type FollowState = 'new' | 'following' | 'behind' | 'away' | 'refused';

/** What the spare's page says first. Times on the steady clock; null: never. */
export function followState(
  now: number,
  heardAt: number | null,
  copiedAt: number | null,
  refused: boolean,
): FollowState {
  if (refused) return 'refused';
  if (heardAt === null || now - heardAt > awayAfterMs) return copiedAt === null ? 'new' : 'away';
  if (copiedAt === null) return 'new';
  return now - copiedAt > oldAfterMs ? 'behind' : 'following';
}

/** 125 bits in letters and digits that nobody mistakes for another: read aloud or typed from a screen. */
export const secretLetters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const secretShape = /^([2-9A-HJ-NP-Z]{5}-){4}[2-9A-HJ-NP-Z]{5}$/;

/** As somebody types it: small letters and spaces are meant well. Null where it can't be one. */
export function readSecret(typed: string): string | null {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '');
  const grouped = letters.match(/.{1,5}/g)?.join('-') ?? '';
  return secretShape.test(grouped) ? grouped : null;
}
