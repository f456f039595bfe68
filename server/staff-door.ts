import fs from 'node:fs';
import {systemClock} from './base/clock.ts';
import {type Config, ConfigFault} from './base/config.ts';
import type {Log} from './base/log.ts';
import {type Certificate, type CertificateView, openCertificate, type Pair} from './device/certificate.ts';
import {authorityFiles, issueServer, namesAndAddresses} from './device/local-authority.ts';

export interface StaffDoor {
  pair(): Pair;
  view(): CertificateView;
  /** From now on new files are served and the box's own certificate is renewed. */
  watch(of: Watched): void;
  /** The box may be called by other names now. */
  mind(): Promise<void>;
  stop(): void;
}

interface Watched {
  renewed(pair: Pair): void;
  changed(): void;
  names(): Iterable<string>;
  clockIsSound(): boolean;
}

/**
 * The certificate of the staff's listener: the one that the settings name, else the one of the box's own authority (`npm run
 * certificate`). Throws ConfigFault where there is none that can be used.
 */
export function openStaffDoor(config: Config, log: Log): StaffDoor {
  let watched: Watched | null = null;
  const {server, serverKey} = authorityFiles(config.dataDir);
  const isOwn = config.tlsCert === null;
  if (isOwn && !fs.existsSync(server))
    throw new ConfigFault(
      'TLS_CERT is missing but HTTPS_PORT is set, and this box has no certificate of its own (npm run certificate). Example: TLS_CERT=/etc/baari/site.crt',
    );
  const files = isOwn ? {cert: server, key: serverKey} : {cert: config.tlsCert!, key: config.tlsKey!};
  insistReadable('TLS_CERT', files.cert, 'site.crt');
  insistReadable('TLS_KEY', files.key, 'site.key');
  const certificate = opened();

  function opened(): Certificate {
    try {
      return openCertificate({
        files,
        clock: systemClock,
        log,
        renewed: (pair) => watched?.renewed(pair),
        changed: () => watched?.changed(),
        ...(isOwn ? {own: {names: ownNames, clockIsSound: () => watched?.clockIsSound() ?? false, issue}} : {}),
      });
    } catch {
      throw new ConfigFault('TLS_CERT and TLS_KEY are not a PEM pair. Example: TLS_CERT=/etc/baari/site.crt');
    }
  }

  function ownNames(): string[] {
    const {names, addresses} = namesAndAddresses(watched?.names() ?? []);
    return [...names, ...addresses];
  }

  function issue() {
    return issueServer(config.dataDir, {...namesAndAddresses(watched?.names() ?? []), now: systemClock.now()});
  }

  return {
    pair: certificate.pair,
    view: certificate.view,
    watch(of) {
      watched = of;
      void certificate.mind();
    },
    mind: certificate.mind,
    stop: certificate.stop,
  };
}

function insistReadable(name: string, file: string, example: string): void {
  try {
    fs.accessSync(file, fs.constants.R_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigFault(`${name} names a file that can't be read (${code}). Example: ${name}=/etc/baari/${example}`);
  }
}
