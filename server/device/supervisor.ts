import {execFile} from 'node:child_process';

/** A ping is one small process; if the machine can't even start that in so long, it counts as missed. */
const sayWithinMs = 10_000;

export interface Supervisor {
  /** The doors are open. */
  ready(): void;
  stop(): void;
}

/**
 * Tells systemd (Type=notify, WatchdogSec) that the box serves and lives. Node has no datagram sockets of that kind, so
 * systemd's own `systemd-notify` says it. Three pings fit into the watchdog's time: one may get lost. Without systemd it does
 * nothing. The pings come from the same loop that serves: when that hangs, they end, and systemd starts the box anew.
 */
export function openSupervisor(env: Readonly<Record<string, string | undefined>>, say = systemdNotify): Supervisor {
  if (!env.NOTIFY_SOCKET) return {ready: () => {}, stop: () => {}};
  const watchdogMs = Number(env.WATCHDOG_USEC) / 1000;
  let pings: NodeJS.Timeout | null = null;
  return {
    ready() {
      say('READY=1');
      if (!(watchdogMs > 0)) return;
      pings = setInterval(() => say('WATCHDOG=1'), watchdogMs / 3);
      pings.unref();
    },
    stop() {
      if (pings) clearInterval(pings);
      say('STOPPING=1');
    },
  };
}

function systemdNotify(word: string): void {
  // Not found, or refused: then systemd finds out by its own limits, and the log of the unit says so.
  execFile('systemd-notify', [word], {timeout: sayWithinMs}, () => {});
}
