import type {Clock} from '../base/clock.ts';
import {type Db, one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import type {BoxView} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import type {CertificateView} from './certificate.ts';
import type {Disk} from './disk.ts';

/** Wall time may be so far behind the newest thing we wrote before we stop believing it. */
const mostBehindMs = 2 * 60_000;

export interface BoxParts {
  clock: Clock;
  db: Db;
  disk: Pick<Disk, 'view'>;
  version: string;
  demo: boolean;
  /** Where the cloud is; a box without one says `off`. */
  cloud?(): BoxView['cloud'];
  certificate: () => CertificateView;
}

/** How the box itself is: disk, clock, cloud. Every staff screen shows it. */
export function boxView({clock, db, disk, version, demo, cloud, certificate}: BoxParts): () => BoxView {
  return () => {
    const {timeZone} = settingsOf(db);
    const {state, endsAt} = certificate();
    return {
      demo,
      clock: clockView(db, clock.now(), timeZone),
      disk: disk.view(),
      cloud: cloud?.() ?? {state: 'off', lastSyncedAt: null},
      certificate: {state, endsAt: endsAt === null ? null : isoAt(endsAt, timeZone)},
      version,
      serviceDay:
        one<{day: string}>(db, 'select day from service_days where closedAt is null order by day desc limit 1')?.day ??
        null,
      timeZone,
    };
  };
}

/** The newest instant that the record holds is the high-water mark: time before it can't be right. */
export function clockView(db: Db, now: number, timeZone: string): BoxView['clock'] {
  const newest = one<{at: number | null}>(db, 'select max(at) as at from journal')?.at ?? now;
  const highWater = Math.max(newest, now);
  const suspect = now < newest - mostBehindMs;
  return {
    state: suspect ? 'suspect' : 'ok',
    reason: suspect ? 'behind' : null,
    highWaterAt: isoAt(highWater, timeZone),
  };
}
