import {Bonjour} from 'bonjour-service';
import type {Log} from '../base/log.ts';

/** How long we listen for other boxes before we take a name. */
const listenMs = 700;
const mostSuffix = 20;

export interface Announcement {
  /** Names that are ours, to be let in by the Host check. */
  names(): string[];
  stop(): Promise<void>;
}

/**
 * Tells the LAN where we are: `baari.local`, or `baari-2.local` where another box has that name already. `named` hears the
 * name that was taken. Never fatal: without mDNS the address still works.
 */
export function announceOnLan(port: number, log: Log, named: (name: string) => void): Announcement {
  let name: string | null = null;
  let bonjour: Bonjour;
  try {
    bonjour = new Bonjour({}, () => log.warn('mDNS is not available here'));
  } catch {
    return {names: () => [], stop: async () => {}};
  }
  const taken = new Set<string>();
  const browser = bonjour.find({type: 'http'}, (service) => taken.add(service.host.toLowerCase()));
  const publish = setTimeout(() => {
    browser.stop();
    const host = freeName(taken);
    const title = host.replace('.local', '');
    bonjour.publish({name: title, type: 'http', port, host, probe: false});
    name = host;
    named(host);
  }, listenMs);
  return {
    names: () => (name === null ? [] : [name]),
    stop: () =>
      new Promise((done) => {
        clearTimeout(publish);
        const giveUp = setTimeout(done, 500);
        bonjour.unpublishAll(() => {
          bonjour.destroy();
          clearTimeout(giveUp);
          done();
        });
      }),
  };
}

export function freeName(taken: ReadonlySet<string>): string {
  for (let suffix = 1; suffix < mostSuffix; suffix++) {
    const name = suffix === 1 ? 'baari.local' : `baari-${suffix}.local`;
    if (!taken.has(name)) return name;
  }
  return `baari-${process.pid}.local`;
}
