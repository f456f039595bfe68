import {type Db, one} from '../base/database.ts';
import {isoAt} from '../base/day.ts';
import type {BoxView} from '../base/schema.ts';
import {settingsOf} from '../settings/rows.ts';
import type {CertificateView} from './certificate.ts';
import type {Disk} from './disk.ts';
import type {GuardedClock} from './guard-clock.ts';

export interface BoxParts {
  clock: Pick<GuardedClock, 'doubt' | 'highWater'>;
  db: Db;
  disk: Pick<Disk, 'view'>;
  version: string;
  demo: boolean;
  /** Where the cloud is; a box without one says `off`. */
  cloud?(): BoxView['cloud'];
  certificate: () => CertificateView;
  superseded?(): boolean;
}

/** How the box itself is: disk, clock, cloud. Every staff screen shows it. */
export function boxView({clock, db, disk, version, demo, cloud, certificate, superseded}: BoxParts): () => BoxView {
  return () => {
    const {timeZone} = settingsOf(db);
    const {state, endsAt} = certificate();
    return {
      demo,
      clock: clockView(clock, timeZone),
      disk: disk.view(),
      cloud: cloud?.() ?? {state: 'off', lastSyncedAt: null},
      certificate: {state, endsAt: endsAt === null ? null : isoAt(endsAt, timeZone)},
      superseded: superseded?.() ?? false,
      version,
      serviceDay:
        one<{day: string}>(db, 'select day from service_days where closedAt is null order by day desc limit 1')?.day ??
        null,
      timeZone,
    };
  };
}

/** Time before the newest instant that the box has known can't be right, nor a date far ahead of it. */
export function clockView({doubt, highWater}: BoxParts['clock'], timeZone: string): BoxView['clock'] {
  return {state: doubt ? 'suspect' : 'ok', reason: doubt, highWaterAt: isoAt(highWater, timeZone)};
}
