import {lanAddresses} from './addresses.ts';

const lookEveryMs = 10_000;

export interface AddressWatch {
  /** Asks the system now. The timer does so every ten seconds. */
  look(): void;
  stop(): void;
}

/**
 * Hears when the router gave this machine another address. A cable that is out for a moment (no address at all) is no change:
 * it counts when there are addresses again, and others than before.
 */
export function watchAddresses(changed: (now: string[], before: string[]) => void, read = lanAddresses): AddressWatch {
  let known = read();
  const timer = setInterval(look, lookEveryMs);
  timer.unref();

  function look(): void {
    const now = read();
    if (now.length === 0 || now.join() === known.join()) return;
    const before = known;
    known = now;
    changed(now, before);
  }

  return {look, stop: () => clearInterval(timer)};
}
