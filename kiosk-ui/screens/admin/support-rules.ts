import type {BoxStatus} from './box-health.ts';

/**
 * How the box is, as a text for somebody who helps from afar. Only what is picked here: states, counts, sizes, versions; no
 * name of a person, a hospital or a host, no number of a patient, no key, no question's values.
 */
export function supportText(now: BoxStatus): string {
  const {writes, live, disk, clock, cloud, backup, certificate, addresses, database, cache} = now;
  const lines: [string, string | number][] = [
    ['version', now.version],
    ['uptime h', (now.uptimeSeconds / 3600).toFixed(1)],
    ['demo', now.demo ? 'yes' : 'no'],
    ['service day', now.serviceDay ?? 'none'],
    ['time zone', now.timeZone],
    ['clock', `${clock.state}${clock.reason ? ` (${clock.reason})` : ''}, newest ${clock.highWaterAt}`],
    ['disk', `${disk.state}, ${megabytes(disk.freeBytes)} free`],
    ['database', `${megabytes(database.databaseBytes)}, log ${megabytes(database.logBytes)}`],
    ['backup', backup.lastAt ?? 'none'],
    ['cloud', `${cloud.state}, last ${cloud.lastSyncedAt ?? 'never'}`],
    ['certificate', `${certificate.state}, ends ${certificate.endsAt ?? '–'}`],
    ['addresses', `${addresses.lan.length} in the network, ${addresses.configured ? 'one set' : 'none set'}`],
    ['posters', addresses.posters === null ? 'not printed' : addresses.posters.stale ? 'out of date' : 'right'],
    ['journal', `${now.journalHead.seq} entries, ${now.journalHead.hash.slice(0, 12)}`],
    [
      'writes',
      `${writes.writes} in ${writes.commits} commits, ${writes.refused} refused, ${writes.rolledBack} rolled back`,
    ],
    ['waiting writes', writes.waiting],
    ['streams', `${live.followers} of ${now.limits.streamsInAll ?? '–'} (${counts(live.byKind)})`],
    ['streams refused', `${live.refused} (${counts(live.refusedBy)})`],
    ['from memory', cache.hitRate === null ? '–' : `${Math.round(cache.hitRate * 100)} %`],
    ['limits', now.rateLimit],
    ...now.slowQueries.map((slow): [string, string] => [
      'slow',
      `${slow.name}: ${slow.count} times, worst ${slow.worstMs} ms`,
    ]),
  ];
  return `Baari\n${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const counts = (by: Readonly<Record<string, number>>) =>
  Object.entries(by)
    .map(([kind, n]) => `${kind} ${n}`)
    .join(', ') || 'none';
