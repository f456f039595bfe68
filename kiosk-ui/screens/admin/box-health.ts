import {signal} from '@preact/signals';
import type {KeepingState} from '../../../server/keeping/schema.ts';
import {serverNowMs} from '../../parts/staff-time.ts';
import {ask} from '../sign-in/session.ts';
import type {CloudStatus} from './cloud-rules.ts';
import {d, longTime, momentOf} from './today-words.ts';

/** What `GET /api/status` says, as far as it is read here. */
export interface BoxStatus {
  version: string;
  uptimeSeconds: number;
  rateLimit: 'on' | 'off';
  demo: boolean;
  serviceDay: string | null;
  timeZone: string;
  clock: {state: 'ok' | 'suspect'; reason: string | null; highWaterAt: string};
  disk: {state: 'ok' | 'low' | 'full'; freeBytes: number};
  cloud: {state: 'off' | 'ok' | 'behind' | 'refused'; lastSyncedAt: string | null};
  sync: CloudStatus;
  backup: KeepingState;
  certificate: {state: 'none' | 'ok' | 'ending' | 'ended' | 'broken'; endsAt: string | null};
  addresses: {
    site: string;
    configured: boolean;
    lan: string[];
    names: string[];
    posters: {address: string; stale: boolean} | null;
  };
  database: {databaseBytes: number; logBytes: number};
  journalHead: {seq: number; hash: string};
  writes: {commits: number; writes: number; refused: number; rolledBack: number; waiting: number};
  live: {
    followers: number;
    byKind: Record<string, number>;
    hits: number;
    misses: number;
    refused: number;
    refusedBy: Record<string, number>;
    stalled: Record<string, number>;
    aged: Record<string, number>;
  };
  limits: Record<string, number>;
  slowQueries: {name: string; query: string; count: number; worstMs: number}[];
  cache: {hits: number; misses: number; hitRate: number | null};
}

export const status = signal<BoxStatus | null>(null);
/** The last question had no answer. */
export const statusCut = signal(false);
/** When the shown status was asked for, in ms of this machine's clock. */
export const statusAtMs = signal(0);
const againMs = 10_000;

/** Keeps `status` fresh until the returned function is called. */
export function followStatus(): () => void {
  const stop = new AbortController();
  const load = async () => {
    try {
      status.value = await ask<BoxStatus>('/api/status', stop.signal);
      statusAtMs.value = Date.now();
      statusCut.value = false;
    } catch {
      if (!stop.signal.aborted) statusCut.value = true;
    }
  };
  void load();
  const timer = setInterval(load, againMs);
  return () => {
    clearInterval(timer);
    stop.abort();
  };
}

export type Mark = 'ok' | 'look' | 'bad' | 'later' | 'off';
export interface HealthLine {
  key: 'disk' | 'clock' | 'backup' | 'file' | 'cloud' | 'certificate' | 'addresses' | 'streams' | 'version';
  mark: Mark;
  words: string;
}

const dayMs = 24 * 3600_000;
const backupOldDays = 2;
export const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);

/** How the box is, one plain line each. */
export function healthOf(now: BoxStatus): HealthLine[] {
  return [
    {
      key: 'disk',
      mark: now.disk.state === 'ok' ? 'ok' : now.disk.state === 'low' ? 'look' : 'bad',
      words: d(`disk.${now.disk.state}`, {gb: gigabytes(now.disk.freeBytes)}),
    },
    {key: 'clock', mark: now.clock.state === 'ok' ? 'ok' : 'bad', words: d(`clock.${now.clock.state}`)},
    backupLine(now),
    fileLine(now),
    {
      key: 'cloud',
      mark: now.cloud.state === 'behind' ? 'look' : now.cloud.state === 'refused' ? 'bad' : now.cloud.state,
      words: d(`cloud.${now.cloud.state}`, {at: now.cloud.lastSyncedAt ? momentOf(now.cloud.lastSyncedAt) : '–'}),
    },
    certificateLine(now),
    addressLine(now),
    {
      key: 'streams',
      mark: now.live.refused > 0 ? 'look' : 'ok',
      words:
        d('streams.ok', {n: now.live.followers}) +
        (now.live.refused > 0 ? `. ${d('streams.full', {n: now.live.refused})}` : ''),
    },
    {key: 'version', mark: 'ok', words: d('version.is', {version: now.version, time: longTime(now.uptimeSeconds)})},
  ];
}

function certificateLine({certificate: {state, endsAt}}: BoxStatus): HealthLine {
  const mark = ({none: 'off', ok: 'ok', ending: 'look', ended: 'bad', broken: 'look'} as const)[state];
  return {key: 'certificate', mark, words: d(`certificate.${state}`, {at: endsAt ? momentOf(endsAt) : '–'})};
}

function addressLine({addresses: {site, posters}}: BoxStatus): HealthLine {
  const stale = posters?.stale === true;
  return {
    key: 'addresses',
    mark: stale ? 'bad' : 'ok',
    words: d(stale ? 'addresses.stale' : 'addresses.are', {address: site, posters: posters?.address ?? '–'}),
  };
}

/** So long a stick may lie at home before somebody should ask for it. */
const awayDays = 2;

function backupLine({backup, demo}: BoxStatus): HealthLine {
  // Nobody mourns a demo.
  if (backup.lastAt === null) return {key: 'backup', mark: demo ? 'off' : 'bad', words: d('backup.none')};
  const {failure, second} = backup;
  const days = daysSince(backup.lastAt);
  const failed = failure !== null && Date.parse(failure.at) > Date.parse(backup.lastAt);
  const away = second.state === 'away' && (second.last === null || daysSince(second.last.at) >= awayDays);
  const how = days >= backupOldDays ? 'old' : failed ? 'failed' : away ? 'away' : 'at';
  const words = d(`backup.${how}`, {at: momentOf(backup.lastAt), n: days});
  return {key: 'backup', mark: how === 'at' ? 'ok' : 'look', words};
}

/** What the nightly check found in the file. */
function fileLine({backup: {check}}: BoxStatus): HealthLine {
  if (check === null) return {key: 'file', mark: 'later', words: d('file.never')};
  const mark = ({clean: 'ok', fault: 'bad', unjudged: 'look'} as const)[check.state];
  return {key: 'file', mark, words: d(`file.${check.state}`, {at: momentOf(check.at)})};
}

const daysSince = (iso: string) => Math.floor((serverNowMs() - Date.parse(iso)) / dayMs);
