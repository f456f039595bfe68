// One piece of work at a time in this checkout, also when two commands start at once. The lock is a folder; it is stale
// when none of the processes that it names lives any more, so a killed start never blocks the next one.
import {mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

const POLL_MS = 200;
const NAMELESS_MS = 10_000; // between making the folder and writing the name into it
const WAIT_MAX_MS = 15 * 60_000; // a first install on a slow line takes minutes

/** Runs `work` with the lock in hand. `onWait` is called once where somebody else has it. */
export async function withLock(folder, work, {onWait = () => {}, waitMaxMs = WAIT_MAX_MS} = {}) {
  const deadline = Date.now() + waitMaxMs;
  let told = false;
  while (!take(folder)) {
    if (isStale(folder)) {
      breakStale(folder);
      continue;
    }
    if (Date.now() > deadline)
      throw new Error(`${folder} is still held by another start; waited ${waitMaxMs / 1000} s`);
    if (!told) onWait();
    told = true;
    await sleep(POLL_MS);
  }
  try {
    return await work({alsoHeldBy: (pid) => writeOwner(folder, pid)});
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function take(folder) {
  mkdirSync(dirname(folder), {recursive: true});
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeOwner(folder, process.pid);
  return true;
}

function writeOwner(folder, pid) {
  writeFileSync(join(folder, String(pid)), bornAt(pid));
}

export function isStale(folder) {
  try {
    const owners = readdirSync(folder);
    if (owners.length === 0) return Date.now() - statSync(folder).mtimeMs > NAMELESS_MS;
    return !owners.some((pid) => isAlive(Number(pid), readFileSync(join(folder, pid), 'utf8')));
  } catch (error) {
    if (error.code === 'ENOENT') return false; // released meanwhile: just try to take it
    throw error;
  }
}

// Only one waiter may take a stale lock away, and it looks again first: otherwise a slow second one would remove the
// lock that a quick first one has just made.
function breakStale(folder) {
  const guard = `${folder}.breaking`;
  try {
    mkdirSync(guard);
  } catch {
    if (ageMs(guard) > NAMELESS_MS) rmSync(guard, {recursive: true, force: true});
    return;
  }
  if (isStale(folder)) rmSync(folder, {recursive: true, force: true});
  rmdirSync(guard);
}

function ageMs(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

// A pid alone may belong to somebody else by now (in a container it usually does): Linux also tells when it was born.
function isAlive(pid, born) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return born === '' || bornAt(pid) === born;
}

function bornAt(pid) {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1);
    const state = afterName.split(' ')[0];
    if (state === 'Z' || state === 'X') return 'dead';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${afterName.split(' ')[19]}`;
  } catch {
    return '';
  }
}
