/** One entry as it is hashed and shown. */
export interface Entry {
  seq: number;
  at: number;
  kind: string;
  actorKind: string;
  actorId: number | null;
  device: string | null;
  queueId: number | null;
  tokenId: number | null;
  visitId: number | null;
  subject: string | null;
  /** JSON text. */
  data: string | null;
}

/** The text whose SHA-256 chains an entry to the one before: every column, in this order, so that no edit goes unseen. */
export function chained(previousHashHex: string, entry: Entry): string {
  return JSON.stringify([
    previousHashHex,
    entry.seq,
    entry.at,
    entry.kind,
    entry.actorKind,
    entry.actorId,
    entry.device,
    entry.queueId,
    entry.tokenId,
    entry.visitId,
    entry.subject,
    entry.data,
  ]);
}

export const genesisHash = '0'.repeat(64);
