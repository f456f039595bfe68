// One child process at a time, tied to us both ways: our signals reach it, its exit code becomes ours, and a leash (an
// IPC channel) ends it when we are killed in a way that nobody can forward.
import {spawn} from 'node:child_process';
import {constants} from 'node:os';

const LEASH = new URL('./leash.mjs', import.meta.url).href;
const KILL_AFTER_MS = 4_000; // "everything is gone within 5 s" after a signal
const FORWARDED = {SIGTERM: 'SIGTERM', SIGINT: 'SIGINT', SIGHUP: 'SIGTERM'};

/**
 * Runs a Node program (or npm) to its end. `stoppedBy` is the signal that we were sent meanwhile, `code` what a shell
 * would say: the exit code, or 128 + the signal's number.
 */
export function runChild(command, args, {cwd, stdio = ['inherit', 'inherit', 'inherit'], env = process.env, onStart}) {
  return new Promise((resolve) => {
    const leash = command === 'npm' ? [] : ['--import', LEASH]; // npm from the PATH is a script, not a Node
    const child = spawn(command, [...leash, ...args], {cwd, env, stdio: [...stdio, leash.length ? 'ipc' : 'ignore']});
    let stoppedBy;
    let killTimer;
    const handlers = Object.entries(FORWARDED).map(([signal, forwarded]) => {
      const handler = () => {
        stoppedBy ??= signal;
        child.kill(forwarded);
        killTimer ??= setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
      };
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    const end = (code) => {
      clearTimeout(killTimer);
      for (const remove of handlers) remove();
      resolve({code, stoppedBy});
    };
    child.once('error', (error) => {
      console.error(`Could not start ${command}: ${error.message}`);
      if (child.pid === undefined) end(127);
    });
    child.once('exit', (code, signal) => end(code ?? 128 + constants.signals[signal]));
    if (child.pid !== undefined) onStart?.(child.pid);
  });
}
