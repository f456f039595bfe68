import type {SyncState} from './sync.ts';

export interface CloudFigures {
  /** When the cloud last said where it stands (its own clock, in ms since 1970); null: never, or there is none. */
  confirmedAt: number | null;
  /** For how long the oldest change has waited; null while that is not known. */
  lagSeconds: number | null;
  waitingEntries: number;
}

/** What the metrics say of the cloud; `head` is the journal's last entry. Before the cloud has said anything, everything waits. */
export function cloudFigures(
  {state, lastSyncedAt, ackedSeq, lagSeconds}: Pick<SyncState, 'state' | 'lastSyncedAt' | 'ackedSeq' | 'lagSeconds'>,
  head: number,
): CloudFigures {
  if (state === 'off') return {confirmedAt: null, lagSeconds: 0, waitingEntries: 0};
  const confirmedAt = lastSyncedAt === null ? null : Date.parse(lastSyncedAt);
  return {confirmedAt, lagSeconds, waitingEntries: Math.max(0, head - (ackedSeq ?? 0))};
}
