// npm does not tell its scripts when it is killed with -9, and where it runs them through a shell the shell stays. So we
// look, twice a second, whether those that we were started by are still there.
import {readFileSync} from 'node:fs';

const LOOK_MS = 500;
const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh']);

/** Sends ourselves a SIGTERM once npm is gone. Only under npm: a plain `node … &` may outlive its shell. */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = SHELLS.has(nameOf(process.ppid)) ? process.ppid : undefined;
  const before = lineage(shell);
  const timer = setInterval(() => {
    if (lineage(shell) === before) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  timer.unref(); // it looks for as long as there is a child to wait for, and holds up no end
}

const lineage = (shell) => `${process.ppid} ${shell ? parentOf(shell) : ''}`;

const parentOf = (pid) => stat(pid).split(') ').at(-1).split(' ')[1];
const nameOf = (pid) => /\((.*)\)/s.exec(stat(pid))?.[1];

function stat(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return ''; // no /proc on this system: the direct parent must do
  }
}
