import fs from 'node:fs';
import path from 'node:path';

export interface Figures {
  writes: {commits: number; writes: number; refused: number; rolledBack: number};
  live: {
    followers: number;
    byKind: Record<string, number>;
    refused: number;
    stalled: Record<string, number>;
    aged: Record<string, number>;
  };
  frames: {hits: number; misses: number};
  bookings: {
    booked: number;
    conflicts: number;
    successRate: number | null;
    pairCache: {hits: number; misses: number};
    pairMilliseconds: {p50: number | null; p95: number | null; p99: number | null};
  };
  box: {
    uptimeSeconds: number;
    databaseBytes: number;
    logBytes: number;
    freeBytes: number;
    /** Milliseconds since 1970; null where there is none. */
    certificateEndsAt: number | null;
    backupAt: number | null;
  };
  cloud: {
    /** When the cloud last said where it stands (its own clock, milliseconds since 1970); null: never, or there is none. */
    confirmedAt: number | null;
    /** For how long the oldest change has waited; null while that is not known. */
    lagSeconds: number | null;
    waitingEntries: number;
  };
}

/** The hospital's file, and the newest changes beside it. */
export function databaseSizes(dataDir: string): {databaseBytes: number; logBytes: number} {
  const bytes = (name: string) => fs.statSync(path.join(dataDir, name), {throwIfNoEntry: false})?.size ?? 0;
  return {databaseBytes: bytes('baari.db'), logBytes: bytes('baari.db-wal')};
}

/** Prometheus text of the present figures; the list stands in docs/api.md. */
export function openMetrics(read: () => Figures): () => Promise<string> {
  // Made at the first scrape: most boxes have nobody who asks.
  let registry: Promise<{metrics(): string | Promise<string>}> | null = null;
  return async () => {
    registry ??= openRegistry(read);
    return (await registry).metrics();
  };
}

async function openRegistry(read: () => Figures) {
  const {Counter, Gauge, Registry} = await import('@prometheus-io/client');
  const registry = new Registry();
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  /** What only grows is counted elsewhere already; here it is copied at each scrape. */
  const counter = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value());
      },
    });
  counter('baari_commits_total', 'Commits to the disk', () => read().writes.commits);
  counter('baari_writes_total', 'Writes that went through the door', () => read().writes.writes);
  counter('baari_writes_refused_total', 'Writes that a rule refused', () => read().writes.refused);
  counter('baari_writes_rolled_back_total', 'Writes that a fault undid', () => read().writes.rolledBack);
  gauge('baari_live_streams', 'Open event streams', () => read().live.followers);
  counter('baari_live_refused_total', 'Streams refused by a limit', () => read().live.refused);
  counter('baari_live_stalled_total', 'Streams cut because nothing of them was taken', () =>
    inAll(read().live.stalled),
  );
  counter('baari_live_aged_total', 'Streams ended because their time was over', () => inAll(read().live.aged));
  counter('baari_reads_from_memory_total', 'Queue reads answered from the rendered view', () => read().frames.hits);
  counter('baari_reads_rendered_total', 'Queue reads that rendered anew', () => read().frames.misses);
  gauge('baari_uptime_seconds', 'Since the start', () => read().box.uptimeSeconds);
  gauge('baari_database_bytes', 'The database file', () => read().box.databaseBytes);
  gauge('baari_database_log_bytes', 'The newest changes, beside that file', () => read().box.logBytes);
  gauge('baari_disk_free_bytes', 'Free where the data is', () => read().box.freeBytes);
  gauge('baari_certificate_ends_seconds', 'When the certificate of the staff listener ends (since 1970; 0: none)', () =>
    Math.round((read().box.certificateEndsAt ?? 0) / 1000),
  );
  gauge('baari_backup_seconds', 'When the newest copy was made (since 1970; 0: none)', () =>
    Math.round((read().box.backupAt ?? 0) / 1000),
  );
  gauge(
    'baari_cloud_confirmed_seconds',
    'When the cloud last confirmed (since 1970, its clock; 0: never, or none)',
    () => Math.round((read().cloud.confirmedAt ?? 0) / 1000),
  );
  gauge(
    'baari_cloud_lag_seconds',
    'How long the oldest change has waited for the cloud (0: none waits; NaN: unknown)',
    () => {
      return read().cloud.lagSeconds ?? Number.NaN;
    },
  );
  gauge(
    'baari_cloud_waiting_entries',
    'Entries of the journal that the cloud has not confirmed (0: none, or no cloud)',
    () => {
      return read().cloud.waitingEntries;
    },
  );
  counter('baari_bookings_total', 'Times that were booked', () => read().bookings.booked);
  counter('baari_booking_conflicts_total', 'Claims refused because another was faster or the day full', () => {
    return read().bookings.conflicts;
  });
  gauge('baari_booking_success_ratio', 'Booked, of booked and refused by a conflict; 1 before the first', () => {
    return read().bookings.successRate ?? 1;
  });
  counter('baari_assessments_from_memory_total', 'Pages of pairs answered from memory', () => {
    return read().bookings.pairCache.hits;
  });
  counter('baari_assessments_found_total', 'Pages of pairs found anew', () => read().bookings.pairCache.misses);
  for (const [name, share] of [
    ['p50', '50th'],
    ['p95', '95th'],
    ['p99', '99th'],
  ] as const)
    gauge(`baari_pair_query_${name}_ms`, `Finding pairs: the ${share} percentile of the last thousand`, () => {
      return read().bookings.pairMilliseconds[name] ?? 0;
    });
  gauge('baari_resident_bytes', 'Resident memory', () => process.memoryUsage.rss());
  return registry;
}

/** The hub counts by kind of topic. */
function inAll(byKind: Record<string, number>): number {
  return Object.values(byKind).reduce((sum, one) => sum + one, 0);
}
